"""The steps with the real database and demo shop, each test with its own freshly filled ones."""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions import turn
from actions.turn import Parts
from frontdesk.backoffice.demo import DemoShop
from frontdesk.log import StatusType
from frontdesk.settings import load_settings
from frontdesk.store import Store
from tests.actions.conversation import Conversation


class Opens:
    """Opens conversations: `opens("cus_mia")` signed in and greeted, `opens()` as a stranger."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def __call__(self, customer_id: str | None = None) -> Conversation:
        conversation = self.unanswered(customer_id)
        conversation.answer()
        return conversation

    def unanswered(self, customer_id: str | None = None) -> Conversation:
        """A conversation that is not greeted yet."""
        return Conversation.open(self._parts, customer_id, datetime.now(UTC))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with a migrated database and a filled demo shop, for tests to copy."""
    folder = tmp_path_factory.mktemp("filled")
    store = Store(load_settings({"HELPLINE_DATA_DIR": str(folder)}).database_url)
    store.migrate()
    store.close()
    DemoShop(folder / "shop.db").close()
    return folder


@pytest.fixture
def data_dir(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data directory that the steps of this test use."""
    for name in ("helpline.db", "shop.db"):
        shutil.copy(filled / name, tmp_path / name)
    monkeypatch.setenv("HELPLINE_DATA_DIR", str(tmp_path))
    for name in ("HELPLINE_DATABASE_URL", "HELPLINE_BACKOFFICE_URL", "HELPLINE_DEMO_SHOP_DOWN"):
        monkeypatch.setenv(name, "")
    return tmp_path


@pytest.fixture
def parts(data_dir: Path) -> Iterator[Parts]:
    """The parts that the steps work with, made anew."""
    turn.parts.cache_clear()
    fresh = turn.parts()
    yield fresh
    fresh.store.close()
    turn.parts.cache_clear()


@pytest.fixture
def opens(parts: Parts) -> Opens:
    """Opens conversations with the parts of this test."""
    return Opens(parts)


@pytest.fixture
def shop_goes_down(data_dir: Path) -> Callable[[], None]:
    """Takes the back office down."""
    return lambda: (data_dir / "shop.down").touch()


@pytest.fixture
def charged_twice(opens: Opens) -> Conversation:
    """Jonas was charged twice, and is offered the second charge back."""
    conversation = opens("cus_jonas")
    conversation.say("I was charged twice", "billing_problem")
    conversation.press("Yes, that's right")
    assert conversation.offer == "refund_duplicate"
    return conversation


def offer_waits(conversation: Conversation) -> bool:
    """Whether the offer still waits, neither declined nor carried out."""
    touched = [StatusType.OFFER_DECLINED, StatusType.OFFER_CARRIED_OUT]
    return conversation.titles == ["Yes, please", "No, thanks"] and not any(
        conversation.statuses(type_) for type_ in touched
    )

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.backoffice import BackOffice
from frontdesk.backoffice.demo import DemoShop
from frontdesk.backoffice.http import HttpBackOffice

from .contract import CheckedTransport
from .shop_server import TOKEN, make_app, serving


class Relay:
    """Whatever shop the running server shall offer, so that it is started once."""

    shop: DemoShop

    def __getattr__(self, name: str) -> object:
        return getattr(self.shop, name)


@pytest.fixture(scope="session")
def relay() -> Relay:
    return Relay()


@pytest.fixture(scope="session")
def address(relay: Relay) -> Iterator[str]:
    with serving(make_app(relay)) as address:  # type: ignore[arg-type]
        yield address


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A freshly filled shop.db, for tests to copy."""
    path = tmp_path_factory.mktemp("filled") / "shop.db"
    DemoShop(path).close()
    return path


@pytest.fixture
def demo_shop(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[DemoShop]:
    monkeypatch.delenv("HELPLINE_DEMO_SHOP_DOWN", raising=False)
    shutil.copy(filled, tmp_path / "shop.db")
    shop = DemoShop(tmp_path / "shop.db")
    yield shop
    shop.close()


@pytest.fixture(params=["demo", "http"])
def shop(request: pytest.FixtureRequest, demo_shop: DemoShop) -> Iterator[BackOffice]:
    """Each implementation in turn, over a freshly filled demo shop."""
    if request.param == "demo":
        yield demo_shop
        return
    request.getfixturevalue("relay").shop = demo_shop
    client = HttpBackOffice(request.getfixturevalue("address"), TOKEN, transport=CheckedTransport(), pause_secs=0)
    yield client
    client.close()

"""Front desks without Rasa: patient ones that wait for it for ever, and one that soon gives up."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from aiosmtpd.controller import Controller

from frontdesk.clock import now
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.running.demo import AGENTS
from tests.api.frontdesk_alone import TRAINER, FrontDesk, running_frontdesk
from tests.frontdesk.test_outbox import Mailbox, serve
from tests.people import Agent, Customer


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """Rasa is down and nobody is told: for what needs no answer."""
    with running_frontdesk(tmp_path_factory.mktemp("desk"), origins="https://shop.example") as running:
        yield running


@pytest.fixture(scope="session")
def impatient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """Rasa is down; the customer is told at once, and a human is asked for soon."""
    folder = tmp_path_factory.mktemp("impatient")
    with running_frontdesk(folder, delay_notice_after="0", unavailable_after="0.7") as running:
        yield running


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """Few calls a minute are allowed."""
    folder = tmp_path_factory.mktemp("strict")
    with running_frontdesk(folder, messages_per_minute="3", conversations_per_minute="4") as running:
        yield running


@pytest.fixture(scope="session")
def sam(desk: FrontDesk) -> Agent:
    """An agent, signed in once: signing in is limited."""
    return Agent(desk.url)


@pytest.fixture(scope="session")
def robin(desk: FrontDesk) -> Agent:
    """Another agent."""
    return Agent(desk.url, AGENTS[1][0])


@pytest.fixture(scope="session")
def toni(desk: FrontDesk) -> Agent:
    """A trainer, who reads but does not answer customers."""
    return Agent(desk.url, TRAINER)


@pytest.fixture
def mia(desk: FrontDesk) -> Customer:
    """A customer in a new conversation."""
    return Customer(desk.url)


@pytest.fixture
def anonymous(desk: FrontDesk) -> Iterator[httpx.Client]:
    """Somebody without token, cookie or header."""
    with httpx.Client(base_url=desk.url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def waiting(desk: FrontDesk) -> Callable[[Customer], str]:
    """Puts a customer's conversation into the queue, as the assistant would; the handoff's id."""

    def hand_over(customer: Customer) -> str:
        offset = customer.send("I want to talk to a person")
        with desk.store.writing() as session:
            row = handoffs.request(session, customer.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
            return row.id

    return hand_over


@pytest.fixture
def with_sam(mia: Customer, sam: Agent, waiting: Callable[[Customer], str]) -> Customer:
    """A customer whose conversation Sam has."""
    waiting(mia)
    assert sam.claim(mia.id).status_code == 200
    return mia


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Controller]]:
    """A real mail server, and what arrives there."""
    box = Mailbox()
    server = serve(box)
    yield box, server
    server.stop()

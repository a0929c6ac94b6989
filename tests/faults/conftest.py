"""A Helpline whose processes may be killed, and an agent who looks into its conversations."""

from collections.abc import Iterator

import pytest

from tests.people import Agent
from tests.stack import Stack, running_stack


@pytest.fixture(scope="package")
def killable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Started once for these tests. Its patience is longer than any start of Rasa."""
    folder = tmp_path_factory.mktemp("faults")
    with running_stack(folder, unavailable_after="300", delay_notice_after="300") as running:
        yield running


@pytest.fixture
def helpline(killable: Stack) -> Stack:
    """The same, whole again whatever the test before has killed."""
    for name in killable.programs:
        if name not in killable.running:
            killable.start(name)
    killable.wait_until_ready()
    return killable


@pytest.fixture(scope="package")
def agent(killable: Stack) -> Agent:
    """Signed in once: the session outlives the front desk's process."""
    return Agent(killable.url)

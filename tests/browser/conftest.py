"""A browser for all of these tests, and guests whose pages must not complain."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.chromium import Guests, running_browser
from tests.people import Agent
from tests.stack import Stack


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Headless Chromium, started once. Ended with this folder: while it lives, no other test can run an event loop."""
    with running_browser() as running:
        yield running


@pytest.fixture
def guests(browser: Browser) -> Iterator[Guests]:
    """People with browsers; the test fails if one of their pages complained."""
    present = Guests(browser)
    yield present
    assert present.leave() == []


@pytest.fixture(scope="package")
def sam(stack: Stack) -> Agent:
    """Signed in once for all tests: sign-ins are limited."""
    return Agent(stack.url)

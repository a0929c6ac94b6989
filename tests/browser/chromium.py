"""Chromium as the tests drive it, and what a page may not complain of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PATIENCE_MS = 30_000

expect.set_options(timeout=PATIENCE_MS)  # its own five seconds are short on a busy machine


def find_chromium() -> str:
    """The system's Chromium. Raises LookupError: without a browser nothing is proved."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise LookupError(f"these tests need a browser, one of: {', '.join(BROWSERS)}; `make test` brings it")
    return found


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Headless Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Guests:
    """People with a browser of their own each, and everything that their pages complain of.

    Chromium reports scripts' errors, violations of the Content-Security-Policy and refused requests on the console.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._complaints: list[str] = []
        self._expected: list[str] = ["/api/v1/agent/me"]  # how the desk learns that nobody is signed in

    def page(self, **options: Any) -> Page:
        """A page in a fresh profile; `options` are Playwright's for a context."""
        context = self._browser.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", self._watch)
        return context.new_page()

    def expect_trouble(self, words: str) -> None:
        """This test provokes complaints that contain `words`, or come from an address that does."""
        self._expected.append(words)

    def leave(self) -> list[str]:
        """Close all pages; what they complained of unexpectedly."""
        for context in self._browser.contexts:
            context.close()
        return [c for c in self._complaints if not any(words in c for words in self._expected)]

    def _watch(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._complaints.append(f"error in a script: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

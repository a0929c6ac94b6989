"""The widget and the desk as people find their way in them: by roles, labels and words."""

from playwright.sync_api import Locator, Page, expect

from frontdesk.running.demo import AGENTS, PASSWORD
from tests.people import Agent


class Chat:
    """The widget on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.log = page.get_by_role("log")
        self.field = page.get_by_label("Your message")
        self.launcher = page.get_by_role("button", name="Open the chat")

    @classmethod
    def on(cls, page: Page, url: str, *, signed_in_as: str = "") -> "Chat":
        """Go to a page with the widget, sign in at the demo shop's own menu, and open the chat."""
        page.goto(url)
        if signed_in_as:
            page.get_by_label("Signed in as").select_option(signed_in_as)
            expect(page.locator("#about")).not_to_be_empty()
        chat = cls(page)
        chat.open()
        return chat

    def open(self) -> None:
        """Open the panel, and wait for what is in it."""
        self.launcher.click()
        expect(self.messages("assistant").first).to_be_visible()

    def messages(self, author: str) -> Locator:
        """What `author` said, oldest first."""
        return self.log.locator(f"[data-kind=message][data-author={author}] .bubble")

    def button(self, title: str) -> Locator:
        """A button of the chat."""
        return self.page.locator("helpline-chat").get_by_role("button", name=title, exact=True)

    def say(self, text: str) -> None:
        """Write and send."""
        self.field.fill(text)
        self.field.press("Enter")

    def expect_words(self, author: str, words: str) -> None:
        """Wait until the last message of `author` contains `words`."""
        expect(self.messages(author).last).to_contain_text(words)


class Desk:
    """The desk of an agent."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.address = f"{url}/desk/"
        self.card = page.get_by_role("region", name="Summary")
        self.log = page.get_by_role("log")
        self.field = page.locator("desk-composer textarea")

    @classmethod
    def signed_in(cls, page: Page, url: str, agent: Agent) -> "Desk":
        """Open the desk with the session of an agent."""
        (cookie,) = agent.http.cookies.jar
        domain = {"name": cookie.name, "value": str(cookie.value), "path": cookie.path, "domain": "127.0.0.1"}
        page.context.add_cookies([domain])
        desk = cls(page, url)
        page.goto(desk.address)
        return desk

    def sign_in(self) -> None:
        """Open the desk and give e-mail and password."""
        self.page.goto(self.address)
        self.page.get_by_label("E-mail").fill(AGENTS[0][0])
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def item(self, conversation_id: str) -> Locator:
        """A conversation in the queue."""
        return self.page.locator(f'[data-conversation="{conversation_id}"]')

    def section(self, name: str) -> Locator:
        """A section of the summary card."""
        return self.card.locator(f"[data-section={name}]")

    def button(self, title: str) -> Locator:
        """A button of the desk."""
        return self.page.get_by_role("button", name=title)

    def take(self, conversation_id: str) -> None:
        """Open a waiting conversation and claim it."""
        self.item(conversation_id).click()
        self.button("Claim").click()
        expect(self.field).to_be_focused()

    def send(self, text: str) -> None:
        """Reply to the customer."""
        self.field.fill(text)
        self.field.press("Enter")


def conversation_of(chat: Chat) -> str:
    """The id that the widget keeps in the browser."""
    script = """() => {
        const key = Object.keys(localStorage).find((name) => name.endsWith("|conversation"));
        return JSON.parse(localStorage.getItem(key)).id;
    }"""
    return str(chat.page.evaluate(script))

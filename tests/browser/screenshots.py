"""The documents' pictures: `python -m tests.browser.screenshots` plays real conversations and writes docs/images/.

A fresh Helpline is started for it, so that every picture shows what a first visitor can bring about.
"""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, expect

from frontdesk.settings import ROOT
from tests.browser.chromium import Guests, running_browser
from tests.browser.pages import Chat, Desk, conversation_of
from tests.people import Agent, Customer
from tests.stack import running_stack

IMAGES = ROOT / "docs" / "images"
LARGEST_BYTES = 400_000
SETTLED_MS = 700
WIDE = {"viewport": {"width": 1440, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DARK = {"color_scheme": "dark"}
RIGHT = "Yes, that's right"


def main() -> None:
    """Write all pictures. Raises ValueError for one that is too large for a page."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder, running_stack(Path(folder)) as stack, running_browser() as browser:
        guests = Guests(browser)
        sam = Agent(stack.url)
        in_the_queue(stack.url)
        mia = late_bench(guests.page(**WIDE), stack.url)
        write(mia.page, "widget-desktop")
        write(refund_by_phone(guests.page(**PHONE), stack.url).page, "widget-phone")
        conversation = handed_over(mia)
        talking = talk(Desk.signed_in(guests.page(**WIDE), stack.url, sam), mia, conversation)
        write(talking.page, "desk")
        dark = guests.page(**WIDE, **DARK, storage_state=mia.page.context.storage_state())
        dark.goto(stack.url)
        Chat(dark).open()
        write(dark, "widget-dark")
        write(opened(guests.page(**WIDE, **DARK), stack.url, sam, conversation).page, "desk-dark")
        write(opened(guests.page(**PHONE), stack.url, sam, conversation).page, "desk-phone")
        complaints = guests.leave()
    if complaints:
        raise RuntimeError("\n".join(complaints))


def in_the_queue(url: str) -> None:
    """Three people who wait for a person, each for a reason of their own."""
    tell(
        Customer(url, signed_in_as="cus_tomasz"),
        "Nine days late! My mower, order 1009, is nowhere and nobody answers. This is a disgrace!",
        RIGHT,
        "A person, please. I am done with this.",
    )
    tell(
        Customer(url, signed_in_as="cus_amara"),
        "My espresso machine from order 1025 stopped working",
        RIGHT,
        "I want to talk to a person",
    )
    tell(Customer(url), "I can't log in to my account any more")


def late_bench(page: Page, url: str) -> Chat:
    """Mia is angry about her bench, is understood, and has an offer before her."""
    chat = Chat.on(page, url, signed_in_as="cus_mia")
    chat.say("WHERE IS MY ORDER 1042??? third time I ask, this is ridiculous")
    chat.button(RIGHT).click()
    expect(chat.button("No, thanks")).to_be_visible()
    return chat


def refund_by_phone(page: Page, url: str) -> Chat:
    """Jonas was charged twice and gets it back in the conversation."""
    chat = Chat.on(page, url, signed_in_as="cus_jonas")
    chat.say("I was charged twice for order 1017")
    chat.button(RIGHT).click()
    chat.button("Yes, please").click()
    expect(chat.button("Not really")).to_be_visible()
    return chat


def handed_over(chat: Chat) -> str:
    """The customer declines in words and asks for a person; the conversation's id."""
    chat.say("No, that doesn't help me at all")
    expect(chat.messages("assistant").filter(has_text="€19.00")).to_have_count(1)
    expect(chat.button("No, thanks")).to_be_visible()
    chat.button("Talk to a person").click()
    chat.expect_words("assistant", "colleague")
    return conversation_of(chat)


def talk(desk: Desk, chat: Chat, conversation: str) -> Desk:
    """Sam and the customer in the middle of it, with what the shout rests on shown."""
    desk.take(conversation)
    desk.send("Hello Mia, Sam here. I have read it all and rang the depot in Dublin: your bench is found.")
    chat.expect_words("agent", "your bench is found")
    chat.say("Finally! When does it come?")
    desk.send("On Tuesday morning, and you don't pay for the delivery. Is that good for you?")
    chat.expect_words("agent", "On Tuesday morning")
    chat.say("Tuesday is perfect, thank you Sam")
    expect(desk.log).to_contain_text("Tuesday is perfect")
    return desk


def opened(page: Page, url: str, agent: Agent, conversation: str) -> Desk:
    """The desk with a conversation open."""
    desk = Desk.signed_in(page, url, agent)
    desk.item(conversation).click()
    expect(desk.log).to_contain_text("Tuesday is perfect")
    return desk


def tell(customer: Customer, *turns: str) -> None:
    """Say, or press where there is such a button, one after the other."""
    customer.greeting()
    for turn in turns:
        if turn in titles(customer.events()[-1]["data"].get("buttons", [])):
            customer.choose(turn)
        else:
            customer.say(turn)


def titles(buttons: Iterable[dict[str, str]]) -> list[str]:
    """What the buttons say."""
    return [button["title"] for button in buttons]


def write(page: Page, name: str) -> None:
    """One picture of what the page shows now."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(SETTLED_MS)
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path, scale="css")
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}  {size // 1000} KB")
    if size > LARGEST_BYTES:
        raise ValueError(f"{path} has {size} bytes; more than {LARGEST_BYTES} are too many for a page")


if __name__ == "__main__":
    main()

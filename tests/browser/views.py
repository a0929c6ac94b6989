"""Every page and dialog of desk, widget and demo shop in a furnished house: how it is opened, and what it is for."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from frontdesk.clock import now
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from tests.browser.house import House
from tests.people import Customer

Open = Callable[[Page, House], object]
Shown = Callable[[Page], Locator]


@dataclass(frozen=True)
class View:
    """Something that people look at; `words` say for the gallery what it is for."""

    name: str
    words: str
    open: Open
    dialog: bool = False
    """Whether it only lies over another one."""


def sign_in(page: Page, house: House) -> None:
    page.goto(f"{house.url}/desk/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def password(page: Page, house: House) -> None:
    page.goto(f"{house.url}/desk/#/password/a-secret")
    expect(page.get_by_label("New password")).to_be_visible()


def desk(page: Page, house: House, who: str = "sam", path: str = "") -> Page:
    """The desk of somebody to whom nothing is offered, at a place of it."""
    house.agents[who].http.put("/me/availability", json={"available": False})
    (cookie,) = house.agents[who].http.cookies.jar
    kept = {"name": cookie.name, "value": str(cookie.value), "path": cookie.path, "domain": "127.0.0.1"}
    page.context.add_cookies([kept])
    page.goto(f"{house.url}/desk/{path}")
    expect(page.locator("desk-queue [data-conversation]").first).to_be_attached()
    return page


def conversation(name: str, who: str = "sam", pane: str = "") -> Open:
    """A conversation, with its log laid out; `pane` is `/summary` for the card alone on a small screen."""

    def open_(page: Page, house: House) -> None:
        desk(page, house, who, f"#/conversations/{house.conversation(name)}{pane}")
        expect(page.locator("desk-conversation h1")).not_to_be_empty()
        expect(page.locator("desk-card h2")).not_to_have_count(0)
        expect(page.locator("desk-log [data-kind=message], desk-log .message")).not_to_have_count(0)

    return open_


def over_a_conversation(*dialogs: tuple[str, str, str, str]) -> Iterator[View]:
    """Dialogs over Mia's conversation, opened by their keys: name of the view, key, title, words."""
    for name, key, title, words in dialogs:
        yield View(name, words, _opened(conversation("mia"), title, key=key), dialog=True)


def behind_a_button(*dialogs: tuple[str, Open, str, str, str]) -> Iterator[View]:
    """Dialogs that buttons open: name of the view, page, button, title, words."""
    for name, before, button, title, words in dialogs:
        yield View(name, words, _opened(before, title, button=button), dialog=True)


def _opened(before: Open, title: str, *, key: str = "", button: str = "") -> Open:
    def open_(page: Page, house: House) -> None:
        before(page, house)
        if key:
            page.keyboard.press(key)
        else:
            page.get_by_role("button", name=button).first.click()
        dialog = page.get_by_role("dialog", name=title)
        expect(dialog).to_be_visible()
        expect(dialog.get_by_text("One moment…")).to_have_count(0)

    return open_


def writing(typed: str, key: str = "r") -> Open:
    """Writing in Mia's conversation."""

    def open_(page: Page, house: House) -> None:
        conversation("mia")(page, house)
        page.keyboard.press(key)
        page.keyboard.type(typed)
        if typed[0] in "/@":
            expect(page.get_by_role("option").first).to_be_visible()

    return open_


def offered(page: Page, house: House) -> None:
    """Somebody new each time: what an agent has let pass is not offered to them again."""
    desk(page, house)
    somebody = Customer(house.url)
    offset = somebody.send("My parcel was handed to a neighbour, and no one here knows which one")
    with house.store.writing() as session:
        handoffs.request(session, somebody.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
    house.agents["sam"].http.put("/me/availability", json={"available": True})
    expect(page.get_by_role("region", name="For you")).to_be_attached()


def promises(*choices: str) -> Open:
    """The page of promises, with these switches set."""

    def open_(page: Page, house: House) -> None:
        desk(page, house, path="#/promises")
        expect(page.locator("desk-promises .promise").first).to_be_visible()
        for choice in choices:
            with page.expect_response("**/promises?*"):
                page.locator("desk-promises").get_by_text(choice, exact=True).click(force=True)

    return open_


def people(page: Page, house: House) -> None:
    desk(page, house, "alex", "#/people")
    expect(page.locator("desk-people .person-row").first).to_be_visible()


def reports(page: Page, house: House) -> None:
    desk(page, house, "kim")
    page.goto(f"{house.url}/desk/reports")
    expect(page.locator("article.standard").first).to_be_visible()


def shop(page: Page, house: House) -> None:
    page.goto(house.url)
    expect(page.locator(".window li").first).to_be_visible()
    expect(page.get_by_role("button", name="Open the chat")).to_be_visible()


def mailbox(page: Page, house: House) -> None:
    page.goto(f"{house.url}/demo/mail")
    expect(page.locator("main")).not_to_be_empty()


def bubbles(page: Page) -> Locator:
    """What was said."""
    return page.get_by_role("log").locator(".bubble")


def chat(name: str, shown: Shown = bubbles) -> Open:
    """The widget with one of the conversations, as its customer sees it, once `shown` is there."""

    def open_(page: Page, house: House) -> None:
        customer = house.customers[name]
        person = customer if customer in KNOWN_TO_THE_SHOP else "visitor"
        opened = house.opened[name]
        kept = {
            f"helpline|{house.url}|{person}|conversation": {"id": opened.conversation_id, "token": opened.token},
            "fernhill|customer": "" if person == "visitor" else person,
        }
        page.add_init_script(f"Object.entries({json.dumps(kept)}).forEach(([k, v]) => {KEEP})")
        shop(page, house)
        page.get_by_role("button", name="Open the chat").click()
        expect(shown(page).first).to_be_visible()

    return open_


def thanked(page: Page) -> Locator:
    """Mia's last words."""
    return page.get_by_text("Tuesday is perfect")


def promised(page: Page, house: House) -> None:
    chat("mia", thanked)(page, house)
    page.locator("details.promises summary").click()


KEEP = "localStorage.setItem(k, typeof v === 'string' ? v : JSON.stringify(v))"
KNOWN_TO_THE_SHOP = ("cus_mia", "cus_jonas", "cus_amara", "cus_pierre", "cus_yuki", "cus_tomasz", "cus_sofia")
PROMISES = promises()
VIEWS = (
    View("desk-sign-in", "Signing in.", sign_in),
    View("desk-password", "Choosing a password, by the link of an invitation or of a forgotten one.", password),
    View("desk-queue", "What is yours, who waits in the order to take them, and what comes next.", desk),
    View("desk-offered", "A matter is offered: A takes it, X passes it on.", offered, dialog=True),
    View("desk-conversation", "A conversation of yours, with its summary.", conversation("mia")),
    View("desk-summary", "The summary, which a small screen shows alone.", conversation("mia", pane="/summary")),
    View("desk-waiting", "Somebody waits: read, leave a note, or claim with C.", conversation("angry")),
    View("desk-assistant", "The assistant has it; agents may read, and leave notes.", conversation("offer")),
    View("desk-colleague", "A colleague has it.", conversation("colleague")),
    View("desk-resolved", "Resolved, with its promise.", conversation("settled")),
    View("desk-canned", "Canned replies, found by / while writing.", writing("/de"), dialog=True),
    View("desk-note", "A private note, in which @ names a colleague.", writing("@", "n"), dialog=True),
    *over_a_conversation(
        ("desk-offers", "o", "What can be done", "What can be done, under the rules that hold for the assistant, too."),
        ("desk-pass-on", "t", "Pass on", "Passing on, to a person or a team."),
        ("desk-snooze", "s", "Let it rest", "Letting it rest until a time, or until the customer writes."),
        ("desk-give-back", "b", "Give back to the assistant", "Giving back to the assistant, with what was agreed."),
        ("desk-resolve", "e", "Resolve", "Resolving: how it ended, where it came from, and a promise."),
        (
            "desk-search",
            "f",
            "Find a conversation",
            "Finding one by words, customer, order, time or feeling.",
        ),
        ("desk-mentions", "m", "Mentions", "Notes in which colleagues name you."),
        ("desk-keys", "?", "Keyboard", "Everything by keyboard."),
    ),
    *behind_a_button(
        ("desk-alerts", desk, "How the desk calls you", "How the desk calls you", "What may ring, and what may not."),
        ("desk-sessions", desk, "Sam", "Where you are signed in", "The browsers that you are signed in with."),
        ("desk-promise-keep", PROMISES, "Done", "Promise kept", "A promise is done, and the customer reads so."),
        ("desk-promise-move", PROMISES, "Move", "Another day", "Another day, and the customer hears it first."),
        ("desk-promise-fail", PROMISES, "Can't be kept", "This promise can't be kept", "Told, and kept as a lesson."),
        ("desk-invite", people, "Invite somebody", "Invite somebody", "A new account, by mail."),
        ("desk-change-person", people, "Change Noor", "Change Noor", "Another role or team, or nothing any more."),
    ),
    View("desk-promises", "Promises by their day: done, moved, or not to be kept.", PROMISES),
    View("desk-promises-ended", "Promises that were kept, and those that were not.", promises("All", "Ended")),
    View("desk-people", "Everybody, with role and team; for admins.", people),
    View("desk-reports", "Standards kept, what customers felt and said, where problems came from.", reports),
    View("shop", "The demo shop.", shop),
    View("shop-mail", "The demo's mailbox.", mailbox),
    View("widget-offer", "Heard, and an offer with its buttons.", chat("offer")),
    View("widget-waiting", "Waiting for a person: when somebody is there, and where to be reached.", chat("visitor")),
    View("widget-person", "A person has taken over.", chat("mia", thanked)),
    View("widget-promise", "What was promised, and by when.", promised),
    View("widget-rating", "How was it?", chat("settled", lambda page: page.get_by_role("radio"))),
)

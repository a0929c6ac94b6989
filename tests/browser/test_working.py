"""Working in a conversation at the desk, by keyboard, with the front desk alone."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from playwright.sync_api import Route, expect

from frontdesk import log
from frontdesk.clock import now
from frontdesk.desk import handoffs
from frontdesk.desk.handoffs import Reason
from frontdesk.log import StatusType
from frontdesk.running.demo import AGENTS
from frontdesk.tables import ConversationRow, OutboxRow
from tests.api.frontdesk_alone import FrontDesk, running_frontdesk
from tests.browser.chromium import Guests
from tests.browser.pages import Desk
from tests.people import Agent, Customer


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """A front desk without Rasa: everything here happens between people."""
    with running_frontdesk(tmp_path_factory.mktemp("working")) as running:
        yield running


@pytest.fixture(scope="module")
def sam(alone: FrontDesk) -> Agent:
    """Signed in once: sign-ins are limited."""
    return Agent(alone.url)


@pytest.fixture(scope="module")
def robin(alone: FrontDesk) -> Agent:
    """A colleague."""
    return Agent(alone.url, AGENTS[1][0])


@pytest.fixture
def mia(alone: FrontDesk, sam: Agent) -> Customer:
    """A customer whose conversation about order 1042 Sam has."""
    customer = Customer(alone.url, signed_in_as="cus_mia")
    offset = customer.send("Where is my bench?")
    with alone.store.writing() as session:
        log.append_status(
            session, customer.id, StatusType.FACT, at=now(), name="order_number", value="1042", offsets=[offset]
        )
        handoffs.request(session, customer.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
    assert sam.claim(customer.id).status_code == 200
    return customer


@pytest.fixture
def desk(alone: FrontDesk, guests: Guests, sam: Agent, mia: Customer) -> Desk:
    """Sam's desk with Mia's conversation open."""
    desk = Desk.signed_in(guests.page(), alone.url, sam)
    desk.item(mia.id).click()
    expect(desk.log).to_contain_text("Where is my bench?")
    return desk


def last_words(customer: Customer) -> str:
    return str(customer.events()[-1]["text"])


@pytest.mark.row("B4")
def test_a_canned_reply_is_found_filled_and_sent_by_keyboard_alone(desk: Desk, mia: Customer) -> None:
    keys = desk.page.keyboard
    keys.press("r")
    keys.type("/depot 1042")
    expect(desk.page.get_by_role("option")).to_have_count(1)
    keys.press("Enter")
    expect(desk.field).to_have_value(
        "I'm ringing the depot about order 1042 now. I'll write to you as soon as I know where it is."
    )
    expect(desk.page.get_by_role("listbox")).to_be_hidden()
    with desk.page.expect_response("**/messages"):
        keys.press("Enter")
    assert "order 1042" in last_words(mia)


def test_what_begins_with_a_slash_and_is_no_reply_is_sent_as_it_is(desk: Desk, mia: Customer) -> None:
    keys = desk.page.keyboard
    keys.press("r")
    keys.type("/depot")
    expect(desk.page.get_by_role("option").first).to_be_visible()
    keys.press("Escape")
    expect(desk.field).to_be_focused()
    with desk.page.expect_response("**/messages"):
        keys.press("Enter")
    assert last_words(mia) == "/depot"


@pytest.mark.row("B3")
def test_a_reply_with_an_open_fact_is_not_sent_before_it_is_filled_in(desk: Desk, mia: Customer) -> None:
    desk.field.fill("It is about {order}, isn't it?")
    desk.field.press("Enter")
    expect(desk.page.get_by_text("Please fill in the order number first.")).to_be_visible()
    desk.page.keyboard.type("order 1042")
    with desk.page.expect_response("**/messages"):
        desk.field.press("Enter")
    assert last_words(mia) == "It is about order 1042, isn't it?"


@pytest.mark.row("H1")
def test_a_stale_reply_shows_what_is_new_and_goes_out_when_it_is_sent_anyway(
    desk: Desk, mia: Customer, guests: Guests
) -> None:
    guests.expect_trouble("409")

    def interrupt(route: Route) -> None:
        mia.send("Stop, my neighbour has it!")
        route.continue_()

    desk.page.route("**/messages", interrupt, times=1)
    desk.send("It comes on Friday.")
    pending = desk.page.locator("[data-pending]")
    expect(pending).to_contain_text("Stop, my neighbour has it!")
    assert last_words(mia) == "Stop, my neighbour has it!"
    pending.get_by_role("button", name="Send anyway").click()
    expect(pending).to_have_count(0)
    assert last_words(mia) == "It comes on Friday."


def test_a_stale_reply_can_be_taken_back_and_survives_a_reload(desk: Desk, mia: Customer, guests: Guests) -> None:
    guests.expect_trouble("409")

    def interrupt(route: Route) -> None:
        mia.send("Never mind, it is here")
        route.continue_()

    desk.page.route("**/messages", interrupt, times=1)
    desk.send("It comes on Friday.")
    desk.button("Back to the draft").click()
    expect(desk.field).to_have_value("It comes on Friday.")
    desk.page.reload()
    expect(desk.field).to_have_value("It comes on Friday.")
    assert last_words(mia) == "Never mind, it is here"


@pytest.mark.row("W2")
def test_a_conversation_is_passed_on_by_keyboard_and_waits_for_the_colleague(
    desk: Desk, mia: Customer, robin: Agent
) -> None:
    robin.http.put("/me/availability", json={"available": True})
    keys = desk.page.keyboard
    keys.press("t")
    dialog = desk.page.get_by_role("dialog", name="Pass on")
    dialog.get_by_label("To whom").select_option(label="Robin")
    dialog.get_by_role("button", name="Pass on").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please write what they should know.")
    dialog.get_by_label("What they should know").fill("The depot in Dublin has it.")
    dialog.get_by_role("button", name="Pass on").click()
    expect(dialog).to_have_count(0)
    expect(desk.item(mia.id)).to_contain_text("for Robin")
    assert robin.waiting(mia.id)["wanted"]["name"] == "Robin"
    lines = desk.log.locator(".row.status")
    expect(lines.filter(has_text="Sam passed this on: Robin")).to_have_count(1)
    expect(lines.filter(has_text="A person was asked for")).to_have_count(1)


@pytest.mark.row("K8")
def test_what_rests_is_apart_and_comes_back_at_a_key_press_or_when_the_customer_writes(
    desk: Desk, mia: Customer
) -> None:
    desk.page.keyboard.press("s")
    desk.page.get_by_role("dialog").get_by_role("button", name="Let it rest").click()
    resting = desk.page.locator("[data-section=snoozed]").locator(f'[data-conversation="{mia.id}"]')
    expect(resting).to_be_visible()
    mia.send("Any news?")
    expect(resting).to_have_count(0)
    expect(desk.page.locator("[data-section=mine]").locator(f'[data-conversation="{mia.id}"]')).to_be_visible()


@pytest.mark.row("K8")
def test_what_was_just_laid_to_rest_comes_back_at_a_key_press_before_the_page_has_heard_of_it(
    desk: Desk, mia: Customer
) -> None:
    held: list[Route] = []
    desk.page.route(f"**/conversations/{mia.id}", lambda route: held.append(route))
    desk.page.keyboard.press("s")
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Let it rest").click()
    expect(dialog).to_have_count(0)
    with desk.page.expect_request(f"**/conversations/{mia.id}/wake"):
        desk.page.keyboard.press("w")
    desk.page.unroute_all(behavior="ignoreErrors")
    expect(desk.page.locator("[data-section=mine]").locator(f'[data-conversation="{mia.id}"]')).to_be_visible()


@pytest.mark.row("PRIDE")
def test_where_a_complaint_most_likely_came_from_is_chosen_beforehand(
    alone: FrontDesk, desk: Desk, mia: Customer
) -> None:
    with alone.store.writing() as session:
        heard = {"request_type": "track_order", "cause": "late", "order_number": "1042", "goods": []}
        told = {**heard, "repeated": False, "restated": "You wait for order 1042.", "offsets": [1]}
        log.append_status(session, mia.id, StatusType.REQUEST_HEARD, at=now(), **told)
    desk.page.reload()
    expect(desk.card).to_contain_text("late")
    desk.page.keyboard.press("e")
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_label("Pressure from outside")).to_be_checked()
    dialog.get_by_label("Cannot say").check()
    dialog.get_by_label("Solved", exact=True).check()
    with desk.page.expect_request(f"**/conversations/{mia.id}/resolve") as sent:
        dialog.get_by_role("button", name="Resolve").click()
    assert "root_cause" not in sent.value.post_data_json


@pytest.mark.row("B4")
def test_a_colleague_is_named_in_a_note_by_keyboard_and_finds_it(
    alone: FrontDesk, guests: Guests, desk: Desk, mia: Customer, robin: Agent
) -> None:
    colleague = Desk.signed_in(guests.page(), alone.url, robin)
    expect(colleague.button("Mentions")).to_be_visible()
    keys = desk.page.keyboard
    keys.press("n")
    keys.type("@rob")
    expect(desk.page.get_by_role("option")).to_have_text(["Robin"])
    keys.press("Enter")
    keys.type("do you know the depot?")
    keys.press("Enter")
    colleague.button("One new mention").click()
    colleague.page.get_by_role("dialog").get_by_role("button", name="do you know the depot?").click()
    expect(colleague.log).to_contain_text("@Robin do you know the depot?")
    expect(colleague.page.get_by_role("button", name="Mentions", exact=True)).to_be_visible()
    assert robin.http.get("/mentions").json()["unread"] == 0


@pytest.mark.row("B4")
def test_colleagues_on_one_conversation_see_each_other_until_one_goes(
    alone: FrontDesk, guests: Guests, desk: Desk, mia: Customer, robin: Agent
) -> None:
    colleague = Desk.signed_in(guests.page(), alone.url, robin)
    colleague.item(mia.id).click()
    expect(desk.page.get_by_text("Robin looks at this, too")).to_be_visible()
    expect(colleague.page.get_by_text("Sam looks at this, too")).to_be_visible()
    colleague.page.close()
    expect(desk.page.get_by_text("Robin looks at this, too")).to_have_count(0)


def test_how_the_desk_calls_is_a_choice_that_stays(alone: FrontDesk, desk: Desk) -> None:
    other = Customer(alone.url)
    offset = other.send("Anybody?")
    with alone.store.writing() as session:
        handoffs.request(session, other.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
    expect(desk.item(other.id)).to_be_visible()
    assert desk.page.title().startswith("(")
    desk.button("How the desk calls you").click()
    desk.page.get_by_label("Number in the title").uncheck()
    desk.page.keyboard.press("Escape")
    assert not desk.page.title().startswith("(")
    desk.page.reload()
    expect(desk.item(other.id)).to_be_visible()
    assert not desk.page.title().startswith("(")


@pytest.mark.row("B4", "P1")
def test_an_offer_is_granted_with_one_click_and_the_customer_reads_it(
    alone: FrontDesk, guests: Guests, sam: Agent
) -> None:
    jonas = Customer(alone.url, signed_in_as="cus_jonas")
    offset = jonas.send("I was charged twice for order 1017")
    with alone.store.writing() as session:
        fact = {"name": "order_number", "value": "1017", "offsets": [offset]}
        heard = {"request_type": "billing_problem", "cause": "charged_twice", "repeated": False, "offsets": [offset]}
        log.append_status(session, jonas.id, StatusType.FACT, at=now(), **fact)
        log.append_status(session, jonas.id, StatusType.REQUEST_HEARD, at=now(), restated="Twice.", **heard)
        handoffs.request(session, jonas.id, turn_id=offset, reason=Reason.ASKED_FOR_HUMAN, at=now())
    assert sam.claim(jonas.id).status_code == 200
    desk = Desk.signed_in(guests.page(), alone.url, sam)
    desk.item(jonas.id).click()
    expect(desk.log).to_contain_text("charged twice")
    desk.page.keyboard.press("o")
    dialog = desk.page.get_by_role("dialog", name="What can be done")
    dialog.get_by_role("button", name="Do it").first.click()
    expect(desk.page.get_by_text("Done, and the customer has been told.")).to_be_visible()
    assert jonas.events()[-1]["data"]["agent"]["name"] == "Sam"
    assert "reference" in last_words(jonas)


@pytest.mark.row("W6")
def test_a_conversation_is_found_by_keyboard_and_opened_where_it_was_said(
    alone: FrontDesk, desk: Desk, mia: Customer
) -> None:
    other = Customer(alone.url)
    other.send("My samovar whistles")
    keys = desk.page.keyboard
    keys.press("f")
    keys.type("samov")
    rows = desk.page.get_by_role("dialog").get_by_role("listitem")
    expect(rows).to_have_count(1)
    keys.press("Enter")
    keys.press("Enter")
    expect(desk.log).to_contain_text("My samovar whistles")


@pytest.mark.row("W6")
def test_more_of_what_was_found_is_dropped_once_other_words_are_looked_for(
    alone: FrontDesk, desk: Desk, mia: Customer
) -> None:
    for number in range(21):
        Customer(alone.url).send(f"My gramophone number {number} skips")
    keys = desk.page.keyboard
    keys.press("f")
    keys.type("gramophone")
    dialog = desk.page.get_by_role("dialog")
    rows = dialog.get_by_role("listitem")
    expect(rows).to_have_count(20)
    held: list[Route] = []
    desk.page.route("**/search?*", lambda route: held.append(route), times=1)
    with desk.page.expect_request("**/search?*after=*"):
        dialog.get_by_role("button", name="More").click()
    dialog.get_by_role("searchbox").fill("a zither that nobody has")
    expect(rows).to_have_count(0)
    with desk.page.expect_event("requestfinished", lambda request: "after=" in request.url):
        held[0].continue_()
    desk.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(rows).to_have_count(0)


@pytest.mark.row("W6")
def test_what_was_found_from_another_year_says_which(alone: FrontDesk, desk: Desk) -> None:
    old = Customer(alone.url)
    old.send("My harmonium wheezes")
    with alone.store.writing() as session:
        session.get_one(ConversationRow, old.id).updated_at = datetime(2019, 3, 3, 10, tzinfo=UTC)
    keys = desk.page.keyboard
    keys.press("f")
    keys.type("harmonium")
    rows = desk.page.get_by_role("dialog").get_by_role("listitem")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("2019")


def test_somebody_invited_chooses_a_password_by_the_mailed_link_and_is_let_in(alone: FrontDesk, guests: Guests) -> None:
    guests.expect_trouble("410")
    admin = Desk.signed_in(guests.page(), alone.url, Agent(alone.url, AGENTS[3][0]))
    admin.page.get_by_role("link", name="People").click()
    admin.button("Invite somebody").click()
    dialog = admin.page.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("E-mail").fill("noor@fernhill.example")
    dialog.get_by_label("Name").fill("Noor")
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(admin.page.get_by_role("listitem").filter(has_text="Noor")).to_contain_text("has not signed in yet")
    with alone.store.reading() as session:
        body = session.scalars(sa.select(OutboxRow.body).where(OutboxRow.recipient == "noor@fernhill.example")).one()
    link = next(word for word in body.split() if "/desk/#/password/" in word)
    page = guests.page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(link)
    page.get_by_label("New password").fill("a password of my own")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_label("E-mail")).to_have_value("noor@fernhill.example")
    page.get_by_label("Password").fill("a password of my own")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Noor")).to_be_visible()
    secret = link.rpartition("/")[2]
    assert not any(secret in url for url in asked) and secret not in page.url


@pytest.mark.row("B4", "C3")
def test_a_matter_that_was_left_for_another_is_named_and_not_repeated_as_if_it_were_said_again(
    alone: FrontDesk, desk: Desk, mia: Customer
) -> None:
    with alone.store.writing() as session:
        left = {"request_type": "track_order", "order_number": "1042", "offsets": [1]}
        log.append_status(session, mia.id, StatusType.ALSO_ASKED, at=now(), text="Where is my bench?", **left)
    expect(desk.log.locator(".row.status").filter(has_text="Left for later: Where is my order")).to_be_visible()


@pytest.mark.row("W2", "W6")
def test_who_is_away_is_named_so_before_anything_is_passed_on_to_them(desk: Desk, mia: Customer, robin: Agent) -> None:
    robin.http.put("/me/availability", json={"available": False})
    try:
        desk.page.keyboard.press("t")
        dialog = desk.page.get_by_role("dialog", name="Pass on")
        expect(dialog.get_by_role("option", name="Robin · away")).to_be_attached()
    finally:
        robin.http.put("/me/availability", json={"available": True})

"""The queue in the browser: what is offered is taken by a key, promises are kept from their page, the wait is told."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from frontdesk.clock import now
from frontdesk.desk import promises
from frontdesk.desk.promises import DESK, Promise
from frontdesk.running.demo import AGENTS
from frontdesk.staff import agents
from frontdesk.store import Store
from tests.browser.chromium import Guests
from tests.browser.pages import Chat, Desk, conversation_of
from tests.people import Agent, Customer
from tests.stack import Stack

MOST_BYTES = 25_000
PARTS = re.compile(r"/widget/parts/")


def waiting_customer(stack: Stack) -> Customer:
    """Somebody who has asked for a person."""
    customer = Customer(stack.url, signed_in_as="cus_jonas")
    customer.greeting()
    customer.say("I want to talk to a person")
    return customer


@pytest.mark.row("W2", "W6")
def test_what_is_offered_is_taken_with_a_key(stack: Stack, guests: Guests, sam: Agent) -> None:
    """And who is away is offered nothing; the switch works by key, too."""
    sam.http.put("/me/availability", json={"available": False})
    store = Store(stack.settings.database_url)
    with store.writing() as session:
        agents.set_work(session, AGENTS[0][0], capacity=agents.MOST_CAPACITY)
    store.close()
    customer = waiting_customer(stack)
    desk = Desk.signed_in(guests.page(), stack.url, sam)
    switch = desk.page.get_by_role("switch")
    expect(switch).to_have_attribute("aria-checked", "false")
    expect(desk.item(customer.id)).to_be_visible()
    offer = desk.page.get_by_role("region", name="For you")
    expect(offer).not_to_be_visible()
    desk.page.keyboard.press("v")
    expect(switch).to_have_attribute("aria-checked", "true")
    expect(offer).to_be_visible()
    while customer.id not in [i["conversation_id"] for i in sam.queue()["mine"]]:
        expect(offer).to_be_visible()
        with desk.page.expect_response("**/accept"):
            desk.page.locator("body").press("a")
        desk.page.keyboard.press("Escape")
    expect(desk.page.locator("[data-section=mine]").locator(f'[data-conversation="{customer.id}"]')).to_be_visible()
    sam.http.put("/me/availability", json={"available": False})


@pytest.mark.row("P2", "P3", "STD3")
def test_a_promise_is_moved_and_kept_from_its_page(stack: Stack, guests: Guests, sam: Agent) -> None:
    customer = waiting_customer(stack)
    store = Store(stack.settings.database_url)
    given = Promise("follow_up", "measure the shelf", now() - timedelta(hours=1), DESK, "chat")
    with store.writing() as session:
        promises.give(session, customer.id, given, key="browser", at=now())
    store.close()
    desk = Desk.signed_in(guests.page(), stack.url, sam)
    expect(desk.item(customer.id)).to_be_visible()
    desk.page.keyboard.press("p")
    desk.page.get_by_text("All", exact=True).click()
    row = desk.page.get_by_role("listitem").filter(has_text="measure the shelf")
    expect(row).to_contain_text("Overdue")
    row.get_by_role("button", name="Move").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog.get_by_role("alert")).not_to_be_empty()
    dialog.get_by_role("button", name="Tomorrow").click()
    dialog.get_by_label("What the customer reads").fill("I measure it tomorrow, sorry for the wait.")
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).not_to_be_visible()
    expect(row).not_to_contain_text("Overdue")
    row.get_by_role("button", name="Done").click()
    dialog.get_by_role("button", name="Done").click()
    expect(row).to_have_count(0)
    told = [e["text"] for e in customer.events()]
    assert "I measure it tomorrow, sorry for the wait." in told
    assert "Kept: measure the shelf" in told


@pytest.mark.row("B1")
def test_opening_the_chat_loads_little_and_no_part_that_is_not_needed(stack: Stack, guests: Guests) -> None:
    """What Chromium itself has counted, texts and styles included, on a page that sets no colour of its own."""
    page = guests.page()
    loaded: list[str] = []
    page.on("response", lambda response: loaded.append(response.url))
    Chat.on(page, stack.url)
    sizes = page.evaluate(
        """() => Object.fromEntries(performance.getEntriesByType("resource")
            .filter(({name}) => /static\\/(widget|shared)\\//.test(name)).map((e) => [e.name, e.encodedBodySize]))"""
    )
    assert len(sizes) > 20 and min(sizes.values()) > 0
    assert sum(sizes.values()) <= MOST_BYTES
    assert [url for url in loaded if PARTS.search(url)] == []


@pytest.mark.row("B1", "W2", "P2")
def test_who_waits_with_nobody_there_leaves_an_address(stack: Stack, guests: Guests, sam: Agent) -> None:
    for email, *_ in AGENTS:
        Agent(stack.url, email).http.put("/me/availability", json={"available": False})
    guests.expect_trouble("422")
    chat = Chat.on(guests.page(), stack.url)
    chat.button("Talk to a person").click()
    field = chat.page.get_by_label("E-mail or phone")
    field.fill("nobody at home")
    chat.button("Reach me there").click()
    expect(chat.page.get_by_role("alert").filter(has_text="phone number")).to_be_visible()
    field.fill("mia@example.com")
    chat.button("Reach me there").click()
    expect(chat.log).to_contain_text("mia@example.com")
    expect(field).not_to_be_visible()
    assert "mia@example.com" in str(sam.casefile(conversation_of(chat))["summary"]["facts"])

"""The desk in a browser: nothing that an agent wrote is lost, and who was faster is said."""

from playwright.sync_api import Route, expect

from frontdesk.running.demo import AGENTS, PASSWORD
from tests.browser.chromium import Guests
from tests.browser.pages import Desk
from tests.people import Agent, Customer
from tests.stack import Stack


def waiting_customer(stack: Stack) -> Customer:
    """A customer who has asked for a person."""
    customer = Customer(stack.url, signed_in_as="cus_amara")
    customer.greeting()
    customer.say("I want to talk to a person")
    return customer


def test_a_session_that_ends_keeps_what_was_written(stack: Stack, guests: Guests) -> None:
    """W6: the draft, and the message that was just being sent, survive signing in again."""
    guests.expect_trouble("401")
    customer = waiting_customer(stack)
    desk = Desk.signed_in(guests.page(), stack.url, Agent(stack.url))
    desk.take(customer.id)
    desk.field.fill("Hello Amara, this one was on its way.")
    desk.page.route("**/messages", _end_session, times=1)
    desk.field.press("Enter")
    again = desk.page.get_by_role("dialog", name="Please sign in again")
    expect(again).to_be_visible()
    expect(again.get_by_label("E-mail")).to_have_value(AGENTS[0][0])
    assert customer.events()[-1]["author"] != "agent"
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again).not_to_be_visible()
    expect(desk.log).to_contain_text("Hello Amara, this one was on its way.")
    expect(desk.page.locator("[data-pending]")).to_have_count(0)
    assert [e["text"] for e in customer.events() if e["author"] == "agent"] == ["Hello Amara, this one was on its way."]

    desk.field.fill("A thought that is not finis")
    desk.page.context.clear_cookies()
    desk.page.evaluate("window.dispatchEvent(new Event('online'))")  # the stream comes back, and finds nobody signed in
    expect(again).to_be_visible()
    again.get_by_label("Password").fill(PASSWORD)
    again.get_by_role("button", name="Sign in").click()
    expect(again).not_to_be_visible()
    expect(desk.field).to_have_value("A thought that is not finis")
    desk.page.reload()
    expect(desk.field).to_have_value("A thought that is not finis")


def test_a_lost_claim_says_who_was_faster(stack: Stack, guests: Guests, sam: Agent) -> None:
    """W2: two agents reach for the same conversation; one gets it, the other is told by name."""
    guests.expect_trouble("409")
    customer = waiting_customer(stack)
    robin = Agent(stack.url, AGENTS[1][0])
    desk = Desk.signed_in(guests.page(), stack.url, sam)

    def robin_is_faster(route: Route) -> None:
        assert robin.claim(customer.id).status_code == 200
        route.continue_()

    desk.page.route("**/claim", robin_is_faster)
    desk.item(customer.id).click()
    desk.button("Claim").click()
    expect(desk.page.get_by_text("Robin picked this up first.")).to_be_visible()
    expect(desk.page.locator("[data-section=others]").locator(f'[data-conversation="{customer.id}"]')).to_be_visible()
    expect(desk.button("Claim")).to_have_count(0)


def _end_session(route: Route) -> None:
    """The session ends while a request is on its way, and not before: then the dialog would take the key."""
    route.request.frame.page.context.clear_cookies()
    route.continue_()

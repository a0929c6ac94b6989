"""The page of reports in a browser: it shows what the API counts; by keyboard, on a phone, and only for some."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Page, Route, expect

from frontdesk.clock import now
from frontdesk.running.demo import AGENTS, prepare_demo
from frontdesk.store import Store
from tests.api.frontdesk_alone import FrontDesk, running_frontdesk
from tests.browser.chromium import Guests
from tests.browser.pages import Desk
from tests.frontdesk.scenes import add_agent
from tests.frontdesk.test_reports import converse
from tests.people import Agent
from tests.stack import settings_in


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FrontDesk]:
    """A front desk with fifteen conversations of the last days in its log."""
    folder = tmp_path_factory.mktemp("reports")
    settings = settings_in(folder)
    store = Store(settings.database_url)
    store.migrate()
    prepare_demo(settings, store)
    random, pat = Random(3), add_agent(store, "Pat")
    for number in range(15):
        converse(store, random, now() - timedelta(days=1 + number), pat)
    store.close()
    with running_frontdesk(folder) as running:
        yield running


@pytest.fixture(scope="module")
def kim(desk: FrontDesk) -> Agent:
    """A lead."""
    return Agent(desk.url, AGENTS[2][0])


def reports(page: Page, desk: FrontDesk, agent: Agent) -> Page:
    """The page, reached from the desk."""
    Desk.signed_in(page, desk.url, agent)
    page.get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", name="Standards")).to_be_visible()
    return page


@pytest.mark.row("STD2", "STD4", "PRIDE")
def test_a_lead_reads_what_the_api_counts(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(), desk, kim)
    report = kim.http.get("/reports").json()
    for standard in report["standards"]:
        card = page.locator("article.standard").filter(
            has=page.get_by_role("heading", name=standard["label"], exact=True)
        )
        expect(card.locator(".share strong")).to_have_text(f"{standard['share']:.0%}")
        expect(card).to_contain_text(standard["words"])
        expect(card).to_contain_text(f"{standard['met']} of {standard['total']} in time")
    felt = report["feelings"]
    for level, count in felt["start"].items():
        expect(page.locator(f".legend .{level}")).to_contain_text(f"{count} → {felt['end'][level]}")
    expect(page.locator("section.satisfaction .share strong")).to_have_text(f"{report['satisfaction']['average']:.1f}")
    words = page.locator("section.words li")
    expect(words).to_have_count(min(8, len(report["satisfaction"]["words"])))
    expect(page.locator("section.not_understood li").first.get_by_role("link")).to_be_visible()


def test_groups_days_and_csv_are_reached_by_keyboard(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(), desk, kim)
    expect(page.locator("article.standard").nth(1)).to_contain_text("Pat")
    page.get_by_role("button", name="By hour").focus()
    page.keyboard.press("Enter")
    expect(page.locator("article.standard").nth(1)).to_contain_text(":00")
    page.get_by_role("button", name="7 days").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="7 days")).to_have_attribute("aria-pressed", "true")
    first = page.get_by_role("textbox", name="From").input_value()
    assert f"from={first}" in page.url  # can be bookmarked
    csv = page.get_by_role("link", name="Standards as CSV")
    expect(csv).to_have_attribute("href", re.compile(first))  # the days that were chosen have come
    with page.expect_download() as download:
        csv.press("Enter")
    assert download.value.suggested_filename.startswith(f"standards_{first}_")
    assert Path(download.value.path()).read_text("utf-8").startswith("standard,by,group")


def test_other_days_are_shown_with_a_button_that_comes_when_one_is_chosen(
    desk: FrontDesk, kim: Agent, guests: Guests
) -> None:
    page = reports(guests.page(), desk, kim)
    show = page.get_by_role("button", name="Show")
    expect(show).to_have_count(0)
    first = (now() - timedelta(days=200)).date().isoformat()
    page.get_by_role("textbox", name="From").fill(first)
    show.press("Enter")
    expect(page.get_by_role("link", name="Standards as CSV")).to_have_attribute("href", re.compile(f"from={first}"))
    expect(show).to_have_count(0)
    expect(page.get_by_role("textbox", name="to")).to_be_focused()


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Auckland"])
def test_it_begins_with_thirty_days_wherever_it_is_read(zone: str, desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(timezone_id=zone), desk, kim)
    first, last = (date.fromisoformat(page.get_by_role("textbox", name=name).input_value()) for name in ("From", "to"))
    assert last - first == timedelta(days=29)
    expect(page.get_by_role("button", name="30 days")).to_have_attribute("aria-pressed", "true")


def test_a_slow_report_does_not_replace_the_one_asked_for_after_it(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(), desk, kim)
    held: list[Route] = []
    page.route("**/agent/reports?*", lambda route: held.append(route), times=1)
    with page.expect_request("**/agent/reports?*"):
        page.get_by_role("button", name="90 days").click()
    page.get_by_role("button", name="7 days").click()
    first = page.get_by_role("textbox", name="From").input_value()
    csv = page.get_by_role("link", name="Standards as CSV")
    expect(csv).to_have_attribute("href", re.compile(f"from={first}"))
    with page.expect_event("requestfinished", lambda request: f"from={first}" not in request.url):
        held[0].continue_()
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(csv).to_have_attribute("href", re.compile(f"from={first}"))


def test_it_waits_for_a_front_desk_that_is_away(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    guests.expect_trouble("503")
    page = guests.page()
    Desk.signed_in(page, desk.url, kim)
    page.route("**/agent/me", lambda route: route.fulfill(status=503), times=1)
    page.goto(f"{desk.url}/desk/reports")
    expect(page.get_by_role("heading", name="Standards")).to_be_visible()


def test_it_fits_a_phone(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(viewport={"width": 390, "height": 844}, is_mobile=True), desk, kim)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_days_without_anything_say_so(desk: FrontDesk, kim: Agent, guests: Guests) -> None:
    page = reports(guests.page(), desk, kim)
    page.goto(f"{desk.url}/desk/reports?from=2020-01-01&to=2020-01-31")
    expect(page.locator("article.standard").first).to_contain_text("Nothing to measure in these days.")
    expect(page.locator("section.words")).to_contain_text("Nothing in these days.")


def test_who_may_not_read_reports_is_not_led_to_them(desk: FrontDesk, guests: Guests) -> None:
    guests.expect_trouble("403")
    page = guests.page()
    Desk.signed_in(page, desk.url, Agent(desk.url))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    expect(page.get_by_role("link", name="Reports")).to_have_count(0)
    page.goto(f"{desk.url}/desk/reports")
    forbidden = page.get_by_role("status").filter(has_text="Reports are for leads, trainers and admins.")
    expect(forbidden).to_be_visible()

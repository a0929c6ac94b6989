"""The widget in a browser: safe, usable by keyboard and by ear, and at home on other sites."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import monotonic
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import Guests
from tests.browser.pages import Chat, Desk, conversation_of
from tests.people import Agent
from tests.stack import Stack

HOSTILE = """<img src=x onerror="document.title='taken'"><script>document.title='taken'</script> javascript:alert(1)"""

LISTEN = """
  window.announced = [];
  const attachShadow = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attachShadow.call(this, options);
    new MutationObserver(() => {
      const log = root.querySelector("[role=log]");
      if (!log || log.listened) return;
      log.listened = true;
      new MutationObserver((changes) => {
        if (log.getAttribute("aria-live") !== "polite") return;
        for (const { addedNodes } of changes) for (const node of addedNodes) announced.push(node.textContent);
      }).observe(log, { childList: true, subtree: true });
    }).observe(root, { childList: true });
    return root;
  };
"""
"""What a screen reader would read out: whatever is added to the log while it is a live region."""


def test_what_people_type_is_only_ever_text(stack: Stack, guests: Guests, sam: Agent) -> None:
    """A customer and an agent who write HTML and scripts see, on both sides, what they wrote."""
    chat = Chat.on(guests.page(), stack.url)
    chat.say(HOSTILE)
    expect(chat.messages("customer").last).to_have_text(HOSTILE)
    chat.button("Talk to a person").click()
    chat.expect_words("assistant", "colleague")
    desk = Desk.signed_in(guests.page(), stack.url, sam)
    desk.take(conversation_of(chat))
    expect(desk.log.get_by_text(HOSTILE, exact=True)).to_be_visible()
    desk.send(f"You wrote: {HOSTILE}")
    expect(chat.messages("agent").last).to_have_text(f"You wrote: {HOSTILE}")
    for page, inside in ((chat.page, chat.log), (desk.page, desk.log), (desk.page, desk.card)):
        assert "taken" not in page.title()
        assert inside.locator("img, script, a").count() == 0


def test_everything_can_be_done_by_keyboard(stack: Stack, guests: Guests) -> None:
    """Open, write, press a button of an offer, close: the focus is always where one goes on."""
    page = guests.page()
    page.goto(stack.url)
    chat = Chat(page)
    keys = page.keyboard
    chat.launcher.focus()
    keys.press("Enter")
    expect(chat.field).to_be_focused()
    keys.type("I was charged twice")
    keys.press("Shift+Enter")
    keys.type("for order 1017")
    keys.press("Enter")
    expect(chat.messages("customer").last).to_have_text("I was charged twice\nfor order 1017")
    expect(chat.button("Yes, that's right")).to_be_visible()
    reach = chat.button("Yes, that's right")
    for _ in range(12):
        if reach.evaluate("(button) => button.matches(':focus')"):
            break
        keys.press("Shift+Tab")
    expect(reach).to_be_focused()
    keys.press("Enter")
    expect(chat.messages("customer").last).to_have_text("Yes, that's right")
    expect(chat.field).to_be_focused()
    keys.press("Escape")
    expect(chat.field).not_to_be_visible()
    expect(chat.launcher).to_be_focused()


def test_only_what_is_new_is_read_out(stack: Stack, guests: Guests) -> None:
    """The log is a live region: its history is silent, and no message is announced again."""
    page = guests.page()
    page.add_init_script(LISTEN)
    chat = Chat.on(page, stack.url)
    chat.say("Where is my order?")
    chat.expect_words("assistant", "Which order is it?")
    answer = chat.messages("assistant").last.text_content() or ""

    page.reload()
    expect(chat.messages("assistant").last).to_have_text(answer)
    assert page.evaluate("announced.join('|')") == "", "what was read before is not read out again"
    expect(chat.log).to_have_attribute("aria-live", "polite")
    chat.say("It is 1042")
    chat.expect_words("assistant", "e-mail address")
    heard = page.evaluate("announced.join('|')")
    assert [heard.count(words) for words in ("It is 1042", "address did you order with", answer)] == [1, 1, 0], heard


def test_one_script_tag_brings_the_chat_to_another_site(stack: Stack, guests: Guests) -> None:
    """A website of another origin, named in HELPLINE_ORIGINS, has the whole widget by one line."""
    with website(stack) as address:
        chat = Chat.on(guests.page(), address)
        chat.say("Hello, is anybody there?")
        expect(chat.messages("assistant")).to_have_count(2)
        page = chat.page
        page.reload()
        expect(chat.messages("customer").last).to_have_text("Hello, is anybody there?")
        assert page.evaluate("getComputedStyle(document.body).fontFamily") == "monospace", "the page is left as it is"


def test_a_site_that_is_not_named_cannot_talk_to_the_front_desk(stack: Stack, guests: Guests) -> None:
    """The browser keeps another origin out: nobody else can put our chat on their page."""
    guests.expect_trouble("CORS")
    guests.expect_trouble("ERR_FAILED")
    with website(stack) as address:
        page = guests.page()
        page.goto(address.replace("127.0.0.1", "localhost"))
        page.get_by_role("button", name="Open the chat").click()
        expect(page.get_by_text("The line is down")).to_have_count(2)
        expect(Chat(page).messages("assistant")).to_have_count(0)


def test_somebody_else_can_sign_in_while_a_message_waits_for_the_line(stack: Stack, guests: Guests) -> None:
    """What the one has not sent yet is none of the other's, and no script fails over it."""
    guests.expect_trouble("ERR_FAILED")
    page = guests.page()
    page.route("**/api/v1/conversations", lambda route: route.abort())
    page.goto(stack.url)
    chat = Chat(page)
    chat.launcher.click()
    chat.say("Is my bench on its way?")
    expect(chat.log).to_contain_text("Waiting for the line")
    with page.expect_request("**/api/v1/conversations"):
        page.evaluate("document.querySelector('helpline-chat').userToken = `x.${btoa('{\"sub\": \"cus_noor\"}')}.x`")
    expect(chat.messages("customer")).to_have_count(0)


@pytest.mark.row("H1", "H2", "B1")
def test_who_tells_a_story_sees_within_a_second_that_somebody_listens(stack: Stack, guests: Guests) -> None:
    """Seen and listening, not a writing that is none; while they type on, the answer waits, and there is one."""
    with stack.another_frontdesk(listening_pace=0.5) as address:
        chat = Chat.on(guests.page(), address)
        listening = chat.page.locator("helpline-chat").get_by_text("Listening", exact=True)
        chat.say("my lamp came broken and")
        expect(listening).to_be_visible(timeout=1_000)
        expect(chat.log).to_contain_text("Seen", timeout=1_000)
        for _ in range(3):
            chat.field.press_sequentially("it was a present ", delay=80)
        expect(listening).to_be_visible()
        expect(chat.messages("assistant")).to_have_count(1)
        chat.field.press("Enter")
        expect(chat.messages("assistant")).to_have_count(2)
        expect(listening).to_have_count(0)
        chat.page.context.close()


@pytest.mark.row("H1")
def test_the_other_side_hears_of_typing_while_it_lasts_and_of_its_end(stack: Stack, guests: Guests) -> None:
    """Every other second; an empty field, or one that is left, is no typing any more; a message says it by itself."""
    chat = Chat.on(guests.page(), stack.url)
    told: list[str] = []
    chat.page.on("request", lambda r: r.url.endswith("/typing") and told.append(str(r.post_data)))
    typing, stopped = '{"typing":true}', '{"typing":false}'
    began = monotonic()
    chat.field.press_sequentially("a long story", delay=250)
    assert set(told) == {typing} and 2 <= len(told) <= (monotonic() - began) / 2 + 1
    told.clear()
    with chat.page.expect_request(lambda r: r.post_data == stopped):
        chat.field.fill("")
    assert told == [stopped]
    told.clear()
    with chat.page.expect_request(lambda r: r.post_data == stopped):
        chat.field.press_sequentially("again")
        chat.field.blur()
    assert told == [typing, stopped]
    told.clear()
    chat.say("Hello!")
    expect(chat.messages("assistant")).to_have_count(2)
    assert told == [typing], "no stop after a message"


@pytest.mark.row("C1", "W6")
def test_an_open_chat_stays_open_on_a_phone_when_the_page_tells_who_is_there(stack: Stack, guests: Guests) -> None:
    chat = Chat.on(guests.page(viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True), stack.url)
    chat.page.evaluate(
        """async () => {
          const body = JSON.stringify({ customer_id: "cus_liam" });
          const headers = { "Content-Type": "application/json" };
          const answer = await fetch("/demo/token", { method: "POST", headers, body });
          document.querySelector("helpline-chat").userToken = (await answer.json()).user_token;
        }"""
    )
    chat.expect_words("assistant", "Liam")
    expect(chat.page.get_by_role("dialog")).to_be_visible()
    expect(chat.field).to_be_visible()


@contextmanager
def website(stack: Stack) -> Iterator[str]:
    """A page of somebody else's on the port of the first of HELPLINE_ORIGINS."""
    html = f"""<!doctype html><html lang="en"><title>Elsewhere</title><style>body {{ font-family: monospace }}</style>
        <link rel="icon" href="data:,"><h1>Another shop</h1>
        <script type="module" src="{stack.url}/static/widget/helpline.js"></script>"""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    (origin,) = stack.settings.origins
    server = ThreadingHTTPServer(("", urlsplit(origin).port or 80), OnePage)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield origin
    finally:
        server.shutdown()
        server.server_close()

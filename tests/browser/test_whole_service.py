"""The service from end to end, as customer and agent see it in their browsers."""

import re

from playwright.sync_api import Page, expect

from tests.browser.chromium import Guests
from tests.browser.pages import Chat, Desk, conversation_of
from tests.stack import Stack

PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


def test_an_angry_customer_is_heard_handed_over_and_given_back(stack: Stack, guests: Guests) -> None:
    """H3, E1, E2, L3, W2, W6, C6, STD4: from the shout to the rating, with a person in between."""
    chat = Chat.on(guests.page(), stack.url, signed_in_as="cus_mia")
    chat.expect_words("assistant", "Hello Mia")

    angry = "WHERE IS MY ORDER 1042??? third time I ask, this is ridiculous"
    chat.say(angry)
    chat.expect_words("assistant", "1042")
    chat.expect_words("assistant", "this isn't the first time you've had to ask")
    chat.button("Yes, that's right").click()
    expect(
        chat.messages("assistant").filter(has_text=re.compile("I'm sorry that your order is this late"))
    ).to_have_count(1)
    chat.button("No, thanks").click()
    expect(chat.button("No, thanks")).to_be_visible()
    offers = chat.messages("assistant").filter(has_text=re.compile(r"^I can|then not that\. I can|I can "))
    assert len(set(offers.all_text_contents())) >= 2, "no offer is made twice (L3)"
    chat.button("Talk to a person").click()
    chat.expect_words("assistant", "colleague")
    expect(chat.page.get_by_role("heading", name="Waiting for a person")).to_be_visible()

    conversation = conversation_of(chat)
    desk = Desk(guests.page(), stack.url)
    desk.sign_in()
    expect(desk.item(conversation)).to_contain_text("Mia Lindqvist")
    desk.item(conversation).click()
    expect(desk.section("request")).to_contain_text("1042")
    expect(desk.section("request")).to_contain_text(angry)
    expect(desk.section("facts")).to_contain_text("1042")
    expect(desk.section("feelings")).to_contain_text("angry")
    expect(desk.section("tried")).to_contain_text("declined")
    expect(desk.section("customer")).to_contain_text("Mia Lindqvist")
    expect(desk.section("customer")).to_contain_text("Verified")
    desk.section("request").get_by_role("button").first.click()
    expect(desk.log.locator(".row.evident")).to_contain_text(angry)

    desk.button("Claim").click()
    expect(chat.page.get_by_role("heading", name="Sam")).to_be_visible()
    expect(desk.field).to_be_focused()
    desk.field.press_sequentially("Hello Mia, ")
    expect(chat.page.get_by_text("Sam is writing")).to_be_attached()
    desk.send("Hello Mia, I rang the depot. Your bench comes on Tuesday.")
    chat.expect_words("agent", "Your bench comes on Tuesday.")
    expect(chat.page.get_by_text("Sam is writing")).not_to_be_attached()
    chat.field.press_sequentially("Thank")
    expect(desk.page.get_by_text("Mia Lindqvist is writing")).to_be_visible()
    chat.say("Thank you, Tuesday is fine")
    expect(desk.log).to_contain_text("Thank you, Tuesday is fine")

    desk.button("Give back").click()
    desk.page.get_by_label("What was agreed").fill("Your bench comes on Tuesday, and the delivery is free.")
    desk.page.get_by_role("dialog").get_by_role("button", name="Give back").click()
    chat.expect_words("assistant", "Your bench comes on Tuesday, and the delivery is free.")
    chat.expect_words("assistant", "settled")
    chat.button("Yes, settled").click()
    chat.page.get_by_label("5, very good").check(force=True)
    chat.page.get_by_label("Anything to add?").fill("Sam was lovely")
    chat.page.locator("helpline-chat .rating").get_by_role("button", name="Send").click()
    expect(chat.page.get_by_text("Your rating is in.")).to_be_visible()
    chat.expect_words("assistant", "Thank you for taking the time")
    expect(desk.log).to_contain_text("The customer says it is settled")
    expect(desk.log).to_contain_text("Rated 5 of 5: “Sam was lovely”")


def test_a_stranger_proves_who_they_are_and_is_helped_on_a_phone(stack: Stack, guests: Guests) -> None:
    """C3, P1, P2, W1, B1: code by mail, an offer carried out, a reload and a lost line in between."""
    guests.expect_trouble("ERR_INTERNET_DISCONNECTED")
    page = guests.page(**PHONE)
    chat = Chat.on(page, stack.url)
    chat.expect_words("assistant", "welcome to Fernhill")
    chat.say("Where is my order 1009?")
    chat.expect_words("assistant", "e-mail address")
    chat.say("tomasz.nowak@example.org")
    chat.expect_words("assistant", "six-digit code")
    chat.say(code_from_the_mailbox(page.context.new_page(), stack.url, "tomasz.nowak@example.org"))
    expect(chat.messages("assistant").filter(has_text="Thank you, Tomasz. That's confirmed.")).to_have_count(1)
    chat.expect_words("assistant", "search for it")

    before = chat.log.locator(".bubble").all_text_contents()
    page.reload()
    chat.open()
    expect(chat.log.locator(".bubble")).to_have_text(before)
    chat.button("Yes, please").click()
    done = chat.messages("assistant").filter(has_text=re.compile(r"reference T-[0-9A-F]{8}"))
    expect(done).to_have_count(1)
    expect(chat.messages("assistant").filter(has_text="my promise")).to_have_count(1)
    expect(chat.button("Not really")).to_be_visible()

    page.context.set_offline(True)
    chat.say("Yes, thank you, that is settled")
    expect(chat.log.get_by_text("Waiting for the line")).to_be_visible()
    page.context.set_offline(False)
    expect(chat.page.get_by_label("5, very good")).to_be_attached()
    page.reload()
    chat.open()
    expect(chat.messages("customer").filter(has_text="Yes, thank you, that is settled")).to_have_count(1)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["viewport"]["width"], "nothing is wider than the phone"


def code_from_the_mailbox(mailbox: Page, url: str, address: str) -> str:
    """The six digits of the newest mail to `address`, read on the mailbox page."""
    mailbox.goto(f"{url}/demo/mail")
    letter = mailbox.locator(".letter", has_text=address).first
    expect(letter).to_be_visible()
    found = re.search(r"\b\d{6}\b", letter.text_content() or "")
    assert found, "the mail holds a code"
    return found.group()

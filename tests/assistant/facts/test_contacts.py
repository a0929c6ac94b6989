"""E-mail addresses and phone numbers, as people write them."""

from __future__ import annotations

import pytest
from told import NOTHING, facts_of

EMAILS: dict[str, list[str]] = {
    "nora@example.org": ["nora@example.org"],
    "It went to Nora.Fenwick+shop@Example.co.uk.": ["nora.fenwick+shop@example.co.uk"],
    "NORA@EXAMPLE.ORG": ["nora@example.org"],
    "mail me: <nora_2042@example.org>": ["nora_2042@example.org"],
    "mailto:nora@example.org": ["nora@example.org"],
    "(nora@example.org)": ["nora@example.org"],
    "'nora@example.org'": ["nora@example.org"],
    '"nora@example.org"': ["nora@example.org"],
    "is it nora@example.org?": ["nora@example.org"],
    "nora@example.org!!!": ["nora@example.org"],
    "nora@example.org, please": ["nora@example.org"],
    "nora@example.org;anna@example.com": ["nora@example.org", "anna@example.com"],
    "nora@example.org/anna@example.com": ["nora@example.org", "anna@example.com"],
    "it was nora@exmple.org, now it is nora@example.org": ["nora@exmple.org", "nora@example.org"],
    "order1042@example.com": ["order1042@example.com"],
    "2026-10-31@example.com": ["2026-10-31@example.com"],
    "n@x.io": ["n@x.io"],
    "sean.o'brien@mail.example.ie": ["sean.o'brien@mail.example.ie"],
    "jörg@müller.example": ["jörg@müller.example"],
    "nora-fenwick@my-shop.example": ["nora-fenwick@my-shop.example"],
    "@nora told me": [],
    "nora@example": [],
    "nora@@example.org": [],
    "3 @ 5 each": [],
}

PHONES: dict[str, list[str]] = {
    "+49 30 901820": ["+4930901820"],
    "+4930901820": ["+4930901820"],
    "+49 (0)30 901820": ["+4930901820"],
    "0049 30 901820": ["+4930901820"],
    "+49-30-901820": ["+4930901820"],
    "my number is 0151/23456789": ["+4915123456789"],
    "ring me on 020 7946 0958": ["+442079460958"],
    "(020) 7946 0958": ["+442079460958"],
    "020-7946-0958": ["+442079460958"],
    "02079460958": ["+442079460958"],
    "+44 (0)20 7946 0958.": ["+442079460958"],
    "07400 123456": ["+447400123456"],
    "mobile: 07400 123 456": ["+447400123456"],
    "+1 (202) 555-0156 is mine": ["+12025550156"],
    "(202) 555-0156": ["+12025550156"],
    "202-555-0156": ["+12025550156"],
    "202.555.0156": ["+12025550156"],
    "1-800-555-0199": ["+18005550199"],
    "06 12 34 56 78": ["+33612345678"],
    "06.12.34.56.78": ["+33612345678"],
    "+33 1 23 45 67 89": ["+33123456789"],
    "087 123 4567": ["+353871234567"],
    "+353 87 123 4567": ["+353871234567"],
    "+91 98765 43210": ["+919876543210"],
    "98765 43210": ["+919876543210"],
    "+34 612 34 56 78": ["+34612345678"],
    "+39 06 6982 1234": ["+390669821234"],
    "+31 6 12345678": ["+31612345678"],
    "+48 512 345 678": ["+48512345678"],
    "+41 44 668 18 00": ["+41446681800"],
    "+43 664 1234567": ["+436641234567"],
    "+46 70 123 45 67": ["+46701234567"],
    "+90 532 123 45 67": ["+905321234567"],
    "+61 412 345 678": ["+61412345678"],
    "+81 90-1234-5678": ["+819012345678"],
    "+55 11 91234-5678": ["+5511912345678"],
    "+234 803 123 4567": ["+2348031234567"],
    "+971 50 123 4567": ["+971501234567"],
    "call 020 7946 0958 or 07400 123456": ["+442079460958", "+447400123456"],
    "020 7946 0958/07400 123456": ["+442079460958", "+447400123456"],
    "not 07400 123457, it's 07400 123456!": ["+447400123457", "+447400123456"],
    "555-0156": [],
    "+49": [],
    "+12": [],
    "DE89 3704 0044 0532 0130 00": [],
    "4111 1111 1111 1111": [],
    "4006381333931": [],
    "tracking number 2025550156": [],
    "customer no. 9876543210": [],
    "NL-5520184477": [],
}


@pytest.mark.parametrize("text", EMAILS)
def test_an_e_mail_address_is_read_without_what_surrounds_it(text: str) -> None:
    assert facts_of(text) == ({("email", email) for email in EMAILS[text]} or NOTHING)


@pytest.mark.parametrize("text", PHONES)
def test_a_phone_number_is_read_in_the_form_of_its_country(text: str) -> None:
    assert {fact for fact in facts_of(text) if fact[0] == "phone"} == {("phone", number) for number in PHONES[text]}


@pytest.mark.parametrize("text", ["order numbers 20418 20419", "orders 2026 2027 2028", "we ordered 1042 1043 1044"])
def test_order_numbers_in_a_row_are_no_phone_number(text: str) -> None:
    assert {kind for kind, _ in facts_of(text)} <= {"order_number"}

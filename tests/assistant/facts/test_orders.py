"""Order numbers and one-time codes, and the many numbers that are neither."""

from __future__ import annotations

from typing import Any

import pytest
from told import NOTHING, facts_of

ORDERS: dict[str, list[str]] = {
    "order 1042": ["1042"],
    "1042": ["1042"],
    "1042.": ["1042"],
    "it's 1042": ["1042"],
    "1042 please": ["1042"],
    "sure, 20418": ["20418"],
    "ok its 20951 thx": ["20951"],
    "#1042": ["1042"],
    "# 1042": ["1042"],
    "my order is #20418, thanks": ["20418"],
    "the handwritten note in parcel #20427 made my day": ["20427"],
    "FH-1042": ["1042"],
    "fh-1042!!": ["1042"],
    "fh 20418 hasn't come": ["20418"],
    "FH1042 hasn't come": ["1042"],
    "Re: FH#20418 - still waiting for a reply to my two e-mails": ["20418"],
    "the confirmation says FH.20418 and nothing else at all about it": ["20418"],
    "FH_20418 is in the subject line of your mail from the warehouse": ["20418"],
    "Order no. 88123": ["88123"],
    "Order No: 88123": ["88123"],
    "order nr. 88123": ["88123"],
    "order num 88123": ["88123"],
    "order number: 88123": ["88123"],
    "order number is 88123": ["88123"],
    "order ref 88123": ["88123"],
    "Order ID: 88123": ["88123"],
    "order #88123": ["88123"],
    "Order#88123": ["88123"],
    "order1042 never arrived and I would like to know why": ["1042"],
    "purchase 88123 was never dispatched according to the page": ["88123"],
    "ord 1042": ["1042"],
    "ordr 1042 where is it": ["1042"],
    "ORDER 1042!!! WHERE IS IT": ["1042"],
    "where is my order, the number is 88123?": ["88123"],
    "orders 1042 and 1043": ["1042", "1043"],
    "orders 1042, 1043 and 20418 came in one box": ["1042", "1043", "20418"],
    "two orders, #1042 and #1043": ["1042", "1043"],
    "Order number is 4471-B. Thanks": ["4471"],
    "1042 is my order number by the way and I wait": ["1042"],
    "my order, 20418 I think, was meant to be here before the party": ["20418"],
    "(order 20418)": ["20418"],
    "my last invoice was fine but order 20418 was not": ["20418"],
    "it's 1043 not 1034": ["1043"],
    "not 1034 but 1043": ["1043"],
    "order 1043 instead of 1034": ["1043"],
    "order 1042 rather than order 1024": ["1042"],
    "it wasn't FH-1034, it was FH-1043": ["1043"],
    "Where do I log in? I only have this number: 20633": ["20633"],
    "how long do you keep it at the pickup point? Number 93340, no rush": ["93340"],
    "2024": ["2024"],
    "order 2024 is late": ["2024"],
    "12345": ["12345"],
    "order 123456 is late": ["123456"],
    "bestellung 1042": ["1042"],
    "order 1042?where is it": ["1042"],
    "my order (no. 20418) is late": ["20418"],
}

NONE = [
    "order 104",
    "order 1042731",
    "1234567",
    "I have been your customer since 2019 and never had such trouble",
    "my order from 2025 never came",
    "I ordered in 2024 and again in 2025 and both orders were late",
    "in 2025",
    "the heating in my new flat has 1800 w and I like it",
    "change the address of my order to Hauptstr. 5, 10115 Berlin",
    "zip 90210",
    "my zip is 60614",
    "the zip code is 90210",
    "my zip code is 90210 and the order should go there",
    "postcode: 10115",
    "PLZ 10115",
    "1600 Pennsylvania Avenue",
    "1042 Baker Street",
    "it went to 2210 Old Mill Road",
    "flat 1204",
    "Room #1204",
    "apt 4021",
    "please resend invoice 20931",
    "invoice no. 20931",
    "invoice #20931",
    "tracking number 88123",
    "my tracking no. is 881234",
    "the order's tracking number is 881234",
    "1Z999AA10123456784",
    "tracking 00340434161094042557",
    "customer number 880213",
    "my account number is 88021",
    "ticket 4711",
    "case no 55120",
    "article number 4471",
    "model 5200",
    "the model is 5200",
    "it is an SM-5200 or an SM5200",
    "serial no 558812",
    "part no. 4471",
    "voucher 5588",
    "I paid 1299",
    "it cost 1299",
    "price 1299",
    "that was 1.299 in total",
    "at 10:4200",
    "I ordered 1000 pieces",
    "my order weighs 1500 g",
    "2000 watts",
    "1500 rpm",
    "10000 steps",
    "there were 3 in the box and 2 are broken",
    "1042%",
    "1042/3",
    "v10.1042",
    "nora1042",
    "call 112 now, please, this is order madness",
    "does number 8871 fit the garden bench or does it not fit at all",
]

CODES: dict[str, list[tuple[str, Any]]] = {
    "123456": [("code", "123456"), ("order_number", "123456")],
    "123456.": [("code", "123456"), ("order_number", "123456")],
    "123 456": [("code", "123456")],
    "123-456": [("code", "123456")],
    "the code is 482913": [("code", "482913")],
    "code: 482913": [("code", "482913")],
    "my code 482913": [("code", "482913")],
    "the code you sent is 482913": [("code", "482913")],
    "verification code 482 913": [("code", "482913")],
    "OTP 482913": [("code", "482913")],
    "my passcode is 004213": [("code", "004213")],
    "482913 is the code": [("code", "482913")],
    "482913 is the code you sent me": [("code", "482913")],
    "code: 482913 for order 1042": [("code", "482913"), ("order_number", "1042")],
    "order 1042, code 482913": [("code", "482913"), ("order_number", "1042")],
    "promo code 482913": [],
    "my voucher code is 482913": [],
    "zip code 482913": [],
    "PIN code 560001": [],
    "the code is 4829": [],
    "the code is 48291377": [],
}


@pytest.mark.parametrize("text", ORDERS)
def test_an_order_number_is_read_as_customers_write_it(text: str) -> None:
    assert facts_of(text) == {("order_number", number) for number in ORDERS[text]}


@pytest.mark.parametrize("text", NONE)
def test_other_numbers_are_no_order_numbers(text: str) -> None:
    assert [fact for fact in facts_of(text) if fact[0] in ("order_number", "code", "phone", "date")] == []


@pytest.mark.parametrize("text", CODES)
def test_a_one_time_code_is_read_beside_its_name_or_alone(text: str) -> None:
    assert facts_of(text) == (set(CODES[text]) or NOTHING)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ACME-7719301 is late", "7719301"),
        ("ac 7719301", "7719301"),
        ("job no 7719301", "7719301"),
        ("job 7719301 instead of acme-7719300", "7719301"),
        ("FH-1042", None),
        ("1042", None),
    ],
)
def test_another_shop_sets_other_forms(text: str, number: str | None) -> None:
    found = facts_of(text, digits=(7, 7), prefixes=("ACME", "AC"), words=("job",))
    assert found == ({("order_number", number)} if number else NOTHING)


def test_an_unquoted_no_among_the_words_is_told() -> None:
    with pytest.raises(ValueError, match=r'data/service/shop\.yml .*put them in quotes, as "no"'):
        facts_of("order 1042", number_words=(False, "nr"))

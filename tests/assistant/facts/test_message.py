"""Messages that tell several facts, or tell them in odd characters; and the time that finding them takes."""

from __future__ import annotations

import time
from typing import Any

import pytest
import spacy
from told import ROOT, TODAY, facts_of, finders

from assistant.cues import find_cues, lexicon, read_cues
from assistant.text import plain

MESSAGES: dict[str, set[tuple[str, Any]]] = {
    "order 1042 cost 1042 euros": {("order_number", "1042"), ("amount", ("1042.00", "EUR"))},
    "order 1042, nora@example.org": {("order_number", "1042"), ("email", "nora@example.org")},
    "FH-1042 / 07400 123456 / nora@example.org": {
        ("order_number", "1042"),
        ("phone", "+447400123456"),
        ("email", "nora@example.org"),
    },
    "I'm Nora Fenwick, order FH-1042 of last Friday: a ketle for 19,99 €": {
        ("person", "Nora Fenwick"),
        ("order_number", "1042"),
        ("date", "2026-11-20"),
        ("product", "kettle"),
        ("amount", ("19.99", "EUR")),
    },
    "the lawn mower (order 20418, paid 249 EUR on 3/11) came broken yesterday": {
        ("product", "lawn mower"),
        ("order_number", "20418"),
        ("amount", ("249.00", "EUR")),
        ("date", "2026-11-03"),
        ("date", "2026-11-20"),
    },
    "My name is Park Seo-yeon, my code is 482913 and the order is 20418": {
        ("person", "Park Seo-yeon"),
        ("code", "482913"),
        ("order_number", "20418"),
    },
    "order 20418 of 12/11/2026 07400 123456": {
        ("order_number", "20418"),
        ("date", "2026-11-12"),
        ("phone", "+447400123456"),
    },
    "refund €20 for 1042 and £5.50 for 1043, orders from 2 weeks ago": {
        ("amount", ("20.00", "EUR")),
        ("amount", ("5.50", "GBP")),
        ("order_number", "1042"),
        ("order_number", "1043"),
        ("date", "2026-11-07"),
    },
    "Invoice 20931 says $1,299.00, order 20418 says $1,199.00": {
        ("amount", ("1299.00", "USD")),
        ("amount", ("1199.00", "USD")),
        ("order_number", "20418"),
    },
    "ship order 20418 to 1600 Pennsylvania Avenue, zip 20500": {("order_number", "20418")},
    "call me on +49 30 901820 before Friday about 20418, my order": {
        ("phone", "+4930901820"),
        ("date", "2026-11-27"),
        ("order_number", "20418"),
    },
    # what cannot be seen, and digits of other keyboards
    "order １０４２": {("order_number", "1042")},
    "order ١٠٤٢": {("order_number", "1042")},
    "order १०४२": {("order_number", "1042")},
    "o\u200brder #1\u200b042": {("order_number", "1042")},
    "\ufefforder\u00a01042\u2069": {("order_number", "1042")},
    "FH\u20111042": {("order_number", "1042")},
    "FH–1042": {("order_number", "1042")},
    "nora\u200b@example.org": {("email", "nora@example.org")},
    "€\u200b２０": {("amount", ("20.00", "EUR"))},
    "2\u200b026-10-31": {("date", "2026-10-31")},
    "３ weeks ago": {("date", "2026-10-31")},
    "+４９ ３０ ９０１８２０": {("phone", "+4930901820")},
    "ket\u00adtle": {("product", "kettle")},
    "my name is No\u200bra": {("person", "Nora")},
    "4\u200b8\u200b2\u200b913": {("code", "482913"), ("order_number", "482913")},
    # neither
    "": set(),
    "👍": set(),
    "!!!": set(),
}

LONG = {
    "prose": "My parcel was promised for Friday, and nobody answers; is that how you treat people? ",
    "digits": "1",
    "numbers": "1042 ",
    "phone numbers": "(202) 555-0156 ",
    "country codes": "+49 30 901820, ",
    "at": "x@",
    "addresses": "nora@example.org ",
    "dates": "10/10/10 ",
    "half dates": "10/10 ",
    "weekdays": "since the 31st ",
    "amounts": "€20 ",
    "brackets": "([{<",
    "one word": "a",
    "hyphens": "a-",
    "emoji": "😡 ",
    "spaces": " ",
    "order words": "order is: ",
    "hashes": "#1042 ",
    "introductions": "im  ",
    "names": "This is Nora ",
    "products": "gardn bnch ",
    "quotes": '"a ',
}


@pytest.mark.parametrize("text", MESSAGES)
def test_each_fact_of_a_message_is_told_once(text: str) -> None:
    assert facts_of(text) == MESSAGES[text]


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_facts_and_cues_of_the_longest_message_are_found_at_once(piece: str) -> None:
    words = lexicon(read_cues(ROOT / "data/service/cues/en.yml"), "cues/en.yml")
    english, found = spacy.blank("en"), finders()
    text = plain((piece * 4000)[:4000]).text
    cpu_secs = []
    for _ in range(3):
        start = time.process_time()
        list(found.find(english.make_doc(text), TODAY))
        find_cues(text, words)
        cpu_secs.append(time.process_time() - start)
    assert min(cpu_secs) < 0.06

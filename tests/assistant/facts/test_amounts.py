"""Amounts of money in the notations of several countries."""

from __future__ import annotations

import pytest
from told import facts_of

AMOUNTS: dict[str, list[tuple[str, str]]] = {
    "€20": [("20.00", "EUR")],
    "€ 20": [("20.00", "EUR")],
    "20€": [("20.00", "EUR")],
    "20 €.": [("20.00", "EUR")],
    "20,- €": [("20.00", "EUR")],
    "EUR20": [("20.00", "EUR")],
    "20EUR": [("20.00", "EUR")],
    "you took 19,99 EUR": [("19.99", "EUR")],
    "€20.50.": [("20.50", "EUR")],
    "EUR 1.299,00 is missing": [("1299.00", "EUR")],
    "1.299,00 EUR": [("1299.00", "EUR")],
    "1.299 €": [("1299.00", "EUR")],
    "1,299.00 euros": [("1299.00", "EUR")],
    "1 299,00 €": [("1299.00", "EUR")],
    "12.000 euro": [("12000.00", "EUR")],
    "0,99 €": [("0.99", "EUR")],
    "$1,299.00": [("1299.00", "USD")],
    "charged $20.50 twice": [("20.50", "USD")],
    "US$20": [("20.00", "USD")],
    "USD 20": [("20.00", "USD")],
    "20 bucks": [("20.00", "USD")],
    "20 dollars": [("20.00", "USD")],
    "1 dollar": [("1.00", "USD")],
    "£5.50": [("5.50", "GBP")],
    "£7.5 for postage": [("7.50", "GBP")],
    "GBP 40": [("40.00", "GBP")],
    "40 quid": [("40.00", "GBP")],
    "50 quid down the drain": [("50.00", "GBP")],
    "12 pounds": [("12.00", "GBP")],
    "rs 4500 debited": [("4500.00", "INR")],
    "Rs. 4,500": [("4500.00", "INR")],
    "₹1,29,900": [("129900.00", "INR")],
    "₹ 499": [("499.00", "INR")],
    "4500 rupees": [("4500.00", "INR")],
    "CHF 1'299.50": [("1299.50", "CHF")],
    "12 francs": [("12.00", "CHF")],
    "between €20 and €30": [("20.00", "EUR"), ("30.00", "EUR")],
    "€249 instead of €189?": [("249.00", "EUR"), ("189.00", "EUR")],
    "(€19.99)": [("19.99", "EUR")],
    "I was charged 249.00 EUR but the page said 189,00 EUR": [("249.00", "EUR"), ("189.00", "EUR")],
    "200% sure": [],
    "19.99": [],
    "€": [],
    "a pound of nails": [],
    "€12345678": [],
}


@pytest.mark.parametrize("text", AMOUNTS)
def test_an_amount_is_read_with_its_currency(text: str) -> None:
    assert facts_of(text) == {("amount", amount) for amount in AMOUNTS[text]}

"""A guarantee runs as long as the catalogue says, and no longer (B3)."""

from datetime import date, timedelta

import pytest

from frontdesk.backoffice import OrderLine, Product
from frontdesk.shop import guarantees
from tests.frontdesk.orders import TODAY, eur


def product(sku: str, guarantee: str | None) -> Product:
    facts = {"guarantee": guarantee} if guarantee else {"size": "2 years wide"}
    return Product(sku, sku, "home", eur(1), 1, facts, ())


def line(sku: str) -> OrderLine:
    return OrderLine(sku, sku, 1, eur(1))


@pytest.mark.parametrize(
    ("told", "days"),
    [
        ("2 years", 732),
        ("3 years, battery 2 years", 1098),
        ("2 years; pieces are sold singly", 732),
        ("30 days of growing", 30),
        ("1 Year", 366),
        ("none against breaking in use", None),
        ("as long as you live", None),
        (None, None),
    ],
)
def test_it_runs_from_the_delivery(told: str | None, days: int | None) -> None:
    until = guarantees.runs_until([line("a")], [product("a", told)], TODAY)
    assert until == (None if days is None else TODAY + timedelta(days=days))


def test_of_several_goods_the_shortest_counts_and_one_without_has_none() -> None:
    goods = [product("a", "2 years"), product("b", "30 days"), product("c", None)]
    assert guarantees.runs_until([line("a"), line("b")], goods, TODAY) == TODAY + timedelta(days=30)
    assert guarantees.runs_until([line("a"), line("c")], goods, TODAY) is None
    assert guarantees.runs_until([line("gone")], goods, date(2026, 1, 1)) is None
    assert guarantees.runs_until([], goods, TODAY) is None

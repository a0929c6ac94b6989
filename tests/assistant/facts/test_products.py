"""Products, as the shop calls them, as customers call them, and misspelt."""

from __future__ import annotations

import pytest
from told import facts_of

PRODUCTS: dict[str, list[str]] = {
    "my kettle leaks": ["kettle"],
    "KETTLE": ["kettle"],
    "ketle": ["kettle"],
    "kettel": ["kettle"],
    "ketttle": ["kettle"],
    "kettles": ["kettle"],
    "the gooseneck kettle": ["gooseneck kettle"],
    "two garden benches": ["garden bench"],
    "the Ashdown garden bench": ["Ashdown garden bench"],
    "ashdown gardenbench": ["Ashdown garden bench"],
    "Ashdwon garden bench": ["Ashdown garden bench"],
    "the duvet covers": ["duvet cover"],
    "a duvet covr and a gardn bench": ["duvet cover", "garden bench"],
    "lawnmower": ["lawn mower"],
    "lawn-mower": ["lawn mower"],
    "the lawn mowr": ["lawn mower"],
    "secateurs": ["secateurs"],
    "an expresso machine": ["espresso machine"],
    "espreso machine": ["espresso machine"],
    "coffe grinder": ["coffee grinder"],
    "vaccum cleaner": ["vacuum cleaner"],
    "vacuum-cleaner": ["vacuum cleaner"],
    "wheelbarow": ["wheelbarrow"],
    "watering-can": ["watering can"],
    "parasole": ["parasol"],
    "humidifer": ["humidifier"],
    "hammok": ["hammock"],
    "the birdhouse and the olive tree": ["bird house", "olive tree"],
    "a dutch oven": ["dutch oven"],
    "hoover or vacuum cleaner": ["hoover", "vacuum cleaner"],
}

NONE = [
    "I am certain that matters",
    "please settle this",
    "the header of your mail",
    "I wasted a day",
    "a hater of queues",
    "can you handle it",
    "it is a nettle",
    "a plaster for my finger",
    "I am blinded by the light",
    "she is a heather grower",
    "the benchmark",
    "candid words",
    "my basketball",
]


@pytest.mark.parametrize("text", PRODUCTS)
def test_a_product_is_known_by_its_names_and_through_slips(text: str) -> None:
    assert facts_of(text) == {("product", name) for name in PRODUCTS[text]}


@pytest.mark.parametrize("text", NONE)
def test_words_that_only_look_like_products_are_none(text: str) -> None:
    assert facts_of(text) == set()

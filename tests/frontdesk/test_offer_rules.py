"""A mistake in offers.yml or requests.yml is told with file, line and cure, before any customer meets it (BS6)."""

from decimal import Decimal
from pathlib import Path

import pytest

from frontdesk.shop import offer_rules
from frontdesk.shop.offer_rules import OffersError, RequestRule

GOOD = """
authority:
  assistant: {refund: 100, goods: 150, voucher: 15}
  agent: {refund: 500, goods: 500, voucher: 50}
  lead: {refund: 5000, goods: 5000, voucher: 500}
offers:
  cancel:
    for: [refund]
    operation: refund
    amount: remaining
  voucher:
    for: [track_order]
    operation: voucher
    amount: share
    share: 0.1
"""


def error_of(tmp_path: Path, old: str, new: str) -> str:
    """What is said when `old` is written as `new`."""
    assert old in GOOD
    path = tmp_path / "offers.yml"
    path.write_text(GOOD.replace(old, new))
    with pytest.raises(OffersError) as raised:
        offer_rules.read_offers(path)
    return str(raised.value)


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "offers.yml"
    path.write_text(GOOD)
    read = offer_rules.read_offers(path)
    assert list(read.offers) == ["cancel", "voucher"]
    assert read.offers["voucher"].share == Decimal("0.1")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("share: 0.1", "share: lots", 15, "share"),
        ("share: 0.1", "share: 1.5", 15, "less than or equal to 1"),
        ("share: 0.1", "shared: 0.1", 15, "this key is unknown"),
        ("amount: remaining", "amount: everything", 10, "'remaining', 'named'"),
        ("for: [track_order]", "for: [track_ordre]", 11, "no request type 'track_ordre'"),
        ("    operation: refund\n", "", 7, "either an `operation` or a `promise`"),
        ("operation: voucher", "operation: present", 13, "'cancel_order'"),
        ("amount: share\n    share: 0.1", "amount: share", 11, "`share` goes with"),
        ("for: [refund]", "for: [refund]\n    causes: [bad_luck]", 7, "no cause 'bad_luck'"),
        ("for: [refund]", "for: [refund]\n    about: customer", 7, "leave out `order`, `amount`"),
        ("agent: {refund: 500", "agent: {money: 500", 4, "money"),
        ("  voucher:\n", "  balloon:\n", 11, "`balloon.make` in data/service/texts/en/offer.yml"),
        ("  voucher:\n", "  balloon:\n", 11, "`offer.balloon` in data/service/texts/en/label.yml"),
        ("  lead: {refund: 5000, goods: 5000, voucher: 500}\n", "", None, "no authority for 'lead'"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_cure(
    tmp_path: Path, old: str, new: str, line: int | None, words: str
) -> None:
    told = error_of(tmp_path, old, new)
    assert "offers.yml" in told
    assert words in told
    assert line is None or f"line {line}," in told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    assert len(error_of(tmp_path, "operation:", "opperation:").splitlines()) == 2


@pytest.mark.parametrize("text", ["", "- a\n- b\n", "just words"])
def test_a_file_of_another_kind_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "offers.yml"
    path.write_text(text)
    with pytest.raises(OffersError, match=r"offers\.yml"):
        offer_rules.read_offers(path)


def test_a_mistake_in_a_request_type_is_told_too(tmp_path: Path) -> None:
    path = tmp_path / "requests.yml"
    path.write_text("refund: {self_service: true}\ncomplaint: {needs_order: sometimes}\n")
    with pytest.raises(OffersError, match="line 2, complaint → needs_order"):
        offer_rules.read_requests(path)
    path.write_text("refund: {self_service: perhaps}\n")
    with pytest.raises(OffersError, match=r"line 1, refund → self_service: write true or false \(there is 'perhaps'"):
        offer_rules.read_requests(path)


def test_a_request_type_that_nobody_can_name_or_say_back_is_told(tmp_path: Path) -> None:
    path = tmp_path / "requests.yml"
    path.write_text("refund: {self_service: true}\ngift_wrap: {restate: always}\n")
    with pytest.raises(OffersError) as raised:
        offer_rules.read_requests(path)
    (told,) = str(raised.value).splitlines()
    assert "line 2, gift_wrap" in told
    assert "`request_type.gift_wrap` in data/service/texts/en/label.yml" in told
    assert "`gift_wrap.any` in data/service/texts/en/restate.yml" in told


def test_a_cause_may_change_how_a_request_is_treated() -> None:
    rule = RequestRule.model_validate({"needs_order": True, "by_cause": {"subscription": {"needs_order": False}}})
    assert rule.of("subscription").needs_order is False
    assert rule.of("late").needs_order is True
    assert rule.of(None).needs_order is True


def test_every_cause_that_changes_a_request_has_words() -> None:
    for rule in offer_rules.requests().values():
        for cause in rule.by_cause:
            assert offer_rules.texts.has_text(f"label.cause.{cause}")

"""A customer who writes in a language that is not served: an honest word, and a human who knows which one (W4, B3)."""

import pytest
from babel import Locale

from frontdesk.log import StatusType
from frontdesk.wording import languages
from frontdesk.wording.languages import LANGUAGES_FILE
from tests.actions.conftest import Opens
from tests.actions.conversation import Conversation

TOLD = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv", "tr", "ja", "ko", "zh", "ru", "uk", "ar")


@pytest.fixture
def german(opens: Opens) -> Conversation:
    """A stranger who writes German."""
    conversation = opens()
    conversation.written_in = "de"
    return conversation


def test_the_answer_is_in_both_languages_and_a_human_has_it(german: Conversation) -> None:
    own, english = german.say("wo ist mein paket", "track_order")
    assert own == languages.unserved_line("de")
    assert "only understand English" in english
    assert (german.owner, german.handoff_reason) == ("waiting", "language")


def test_the_card_says_which_language_it_is(german: Conversation) -> None:
    german.say("wo ist mein paket 1042", "track_order", order_number="1042")
    assert german.card["headline"] == "writes in German · “wo ist mein paket 1042”"
    assert german.card["reason"]["code"] == "language"
    facts = {fact["name"]: fact["value"] for fact in german.card["facts"]}
    assert facts == {"language": "German", "order_number": "1042"}


def test_the_customer_on_the_card_has_their_own_language_and_not_that_of_the_page(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.written_in = "sv"
    conversation.say("var är min bänk", "track_order")
    assert conversation.card["customer"]["language"] == "sv"


def test_nothing_is_guessed(german: Conversation) -> None:
    """What the words seem to ask for is neither restated, answered nor carried out."""
    german.say("storno bestellung 1004", "cancel_order", order_number="1004")
    assert german.steps == ["action_hear", "action_handoff"]
    assert german.slots.get("request_type") is None
    assert german.statuses(StatusType.REQUEST_HEARD) == []


def test_anger_still_shows_in_the_priority(german: Conversation) -> None:
    german.say("UNVERSCHÄMT!!!", "express_frustration", "angry")
    assert german.card["feelings"]["now"] == "angry"


def test_insults_get_no_boundary_that_they_cannot_read(german: Conversation) -> None:
    german.say("ihr idioten", "abuse", "angry", abusive=True)
    assert german.statuses(StatusType.BOUNDARY_SET) == []
    assert german.handoff_reason == "language"


@pytest.mark.parametrize("tag", ["und", "th", "ja-Latn"])
def test_a_language_without_a_line_or_a_name_gets_the_english_answer_and_a_human(opens: Opens, tag: str) -> None:
    conversation = opens()
    conversation.written_in = tag
    said = conversation.say("…", "nlu_fallback")
    assert "only understand English" in said[-1]
    assert conversation.handoff_reason == "language"
    assert ("language" in {f["name"] for f in conversation.card.get("facts", ())}) == (tag != "und")


def test_whoever_asks_for_a_person_in_another_language_is_told_in_it_that_one_comes(german: Conversation) -> None:
    own, english = german.say("ich will mit einem Menschen sprechen", "speak_to_human")
    assert own == languages.unserved_line("de")
    assert "colleague" in english
    assert german.handoff_reason == "asked_for_human"
    assert "writes in German" in german.card["headline"]


def test_a_foreign_thank_you_after_an_english_matter_is_a_thank_you(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.written_in = "fr"
    conversation.say("merci", "thank")
    assert conversation.owner == "closed"


def test_a_matter_that_goes_on_in_another_language_goes_to_a_human(opens: Opens) -> None:
    conversation = opens("cus_liam")
    conversation.say("where is order 1004?", "track_order", order_number="1004")
    conversation.written_in = "fr"
    conversation.say("mais le colis est abîmé", "damaged_or_wrong_item")
    assert conversation.handoff_reason == "language"
    assert "Where is my order" in conversation.card["headline"]
    assert "writes in French" in conversation.card["headline"]


def test_a_button_is_answered_whatever_was_written_before(opens: Opens) -> None:
    conversation = opens("cus_mia")
    conversation.written_in = "de"
    conversation.press("Yes, it's about that")
    assert conversation.owner == "assistant"


def test_what_is_served_is_what_has_texts() -> None:
    assert languages.is_served("en")
    assert not any(map(languages.is_served, ("de", "ja-Latn", languages.UNDETERMINED)))


def test_the_likely_languages_each_have_a_line_of_their_own() -> None:
    lines = [languages.unserved_line(tag) for tag in TOLD]
    assert None not in lines
    assert len(set(lines)) == len(TOLD)
    assert languages.unserved_line("ja-Latn") == languages.unserved_line("ja")


def test_every_tag_of_the_file_has_a_name() -> None:
    tags = list(languages._entries())
    assert len(tags) > 20, LANGUAGES_FILE
    assert all(languages.name_of(tag) for tag in tags)
    assert languages.name_of("ja-Latn") == Locale.parse("ja_Latn").get_display_name("en")

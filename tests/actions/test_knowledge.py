"""Questions that the knowledge files answer: told with fact and condition, chosen among close ones, or promised."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontdesk.desk import promises
from frontdesk.desk.handoffs import Resolution, claim, open_handoff, resolve
from frontdesk.log import StatusType
from frontdesk.shop import knowledge
from frontdesk.staff.agents import Role, add_agent
from tests.actions.conftest import Opens
from tests.actions.questions import ask, ask_of_goods, sources

YES, NO = "Yes, please", "No, thanks"
TODAY = datetime.now(UTC).date()


@pytest.mark.row("STD5", "B3")
def test_a_sure_answer_is_told_with_its_condition_and_checked(opens: Opens) -> None:
    conversation = opens()
    told, check = ask(conversation, "what does delivery cost?", "delivery_cost")
    assert "4.90 euros" in told and "From 120 euros on it's free" in told
    assert conversation.slots["awaiting"] == "check"
    assert conversation.owner == "assistant"
    assert check == "Does that answer it?"
    assert sources(conversation) == ["Delivery terms, section 2"]


@pytest.mark.row("STD5", "H1")
def test_an_angry_question_is_felt_with_and_answered_at_once(opens: Opens) -> None:
    conversation = opens()
    words = "WHAT IS YOUR RETURN POLICY, one sentence!!"
    said = conversation.say(words, "policy_question", "angry", knowledge=["return_window"])
    assert "within 30 days" in " ".join(said)
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("STD5")
def test_the_answer_settles_it(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "are you open on Sundays", "opening_hours")
    conversation.press("Yes, thanks")
    assert conversation.owner == "closed"
    assert conversation.statuses(StatusType.PROMISE_MADE) == []


@pytest.mark.row("STD5", "B3")
def test_a_page_is_told_with_its_link(opens: Opens) -> None:
    conversation = opens()
    told, _ = ask(conversation, "who sees my data", "data_use")
    assert "https://fernhill.example/privacy" in told


@pytest.mark.row("STD5", "C3")
def test_of_close_answers_the_customer_chooses_by_button(opens: Opens) -> None:
    conversation = opens()
    (question,) = ask(conversation, "how long do I have", "return_window", "guarantee_length")
    assert question == "Let me make sure I answer the right thing. Is it one of these?"
    assert conversation.titles == ["How long you can return things", "How long the guarantee is", "None of these"]
    told, _ = conversation.press("How long the guarantee is")
    assert "two years of guarantee" in told
    assert conversation.slots["awaiting"] == "check"


@pytest.mark.row("STD5")
@pytest.mark.parametrize("words", ["the second one please", "the guarantee", "I meant the guarantee"])
def test_of_close_answers_the_customer_chooses_in_words(opens: Opens, words: str) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    told, _ = conversation.say(words, "inform")
    assert "two years of guarantee" in told


@pytest.mark.row("W4", "B3")
@pytest.mark.parametrize("no", ["None of these", None])
def test_none_of_the_close_ones_is_a_question_for_a_person(opens: Opens, no: str | None) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    if no:
        conversation.press(no)
    else:
        conversation.say("neither", "deny")
    assert conversation.handoff_reason == "needs_human"
    assert "how long do I have" in conversation.statuses(StatusType.PROMISE_MADE)[0]["what"]


@pytest.mark.row("C3")
def test_a_choice_that_was_not_understood_is_offered_again_with_its_buttons(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    titles = conversation.titles
    conversation.say("hmm", "affirm")
    assert conversation.titles == titles


def test_another_question_instead_of_a_choice_is_answered(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how long do I have", "return_window", "guarantee_length")
    told, _ = ask(conversation, "never mind, do you gift wrap?", "gift_wrap")
    assert "3.50 euros" in told


@pytest.mark.row("W4", "B3", "P2")
def test_what_is_not_known_is_promised_and_a_person_has_the_question(opens: Opens) -> None:
    conversation = opens("cus_emma")
    honest, handed = ask(conversation, "do you sponsor school events?")
    assert "I don't know that" in honest and honest != handed
    (promise,) = conversation.statuses(StatusType.PROMISE_MADE)
    assert promise["what"] == "the answer to “do you sponsor school events?”"
    due = datetime.fromisoformat(promise["due"])
    assert timedelta(days=2) <= due.date() - TODAY <= timedelta(days=4)
    assert due.weekday() < 5
    assert due.strftime("%A") in honest
    assert (conversation.owner, conversation.handoff_reason) == ("waiting", "needs_human")
    assert conversation.card["request"]["quote"] == "do you sponsor school events?"


@pytest.mark.row("W4", "P2")
def test_the_promise_is_given_once_however_often_the_turn_is_repeated(opens: Opens) -> None:
    conversation = opens("cus_emma")
    conversation.write("do you sponsor school events?")
    turn = conversation.take()
    for _ in range(3):
        result = conversation.run(turn, "do you sponsor school events?", "policy_question")
    conversation.record(turn, result)
    assert len(conversation.statuses(StatusType.PROMISE_MADE)) == 1


@pytest.mark.row("W4", "P2")
def test_the_promise_is_kept_when_the_person_has_answered(opens: Opens) -> None:
    conversation = opens("cus_emma")
    ask(conversation, "do you sponsor school events?")
    with conversation.parts.store.writing() as session:
        agent = add_agent(session, "kim@fernhill.example", "Kim", Role.AGENT, "a long password")
        row = open_handoff(session, conversation.id)
        assert row
        claim(session, row.id, agent, conversation.at)
        solved = Resolution.SOLVED
        resolve(session, conversation.id, agent, resolution=solved, root_cause=None, follow_up=None, at=conversation.at)
    with conversation.parts.store.reading() as session:
        assert [p["status"] for p in promises.promises_of(session, conversation.id)] == ["kept"]


@pytest.mark.row("B3", "W4")
def test_an_answer_is_not_given_after_its_last_day(
    opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en").mkdir()
    entry = "- {{id: {id}, title: T, answer: '{id}.', source: S, valid_until: {day}}}\n"
    yesterday = TODAY - timedelta(days=1)
    lines = [entry.format(id="still", day=TODAY), entry.format(id="over", day=yesterday)]
    (tmp_path / "en/x.yml").write_text("".join(lines))
    monkeypatch.setattr(knowledge, "KNOWLEDGE_DIR", tmp_path)
    today = opens()
    assert ask(today, "?", "still")[0] == "still."
    late = opens()
    ask(late, "?", "over")
    assert late.handoff_reason == "needs_human"
    between = opens()
    ask(between, "?", "over", "still")
    assert between.titles == ["T", "None of these"]


@pytest.mark.row("STD5")
@pytest.mark.parametrize("intent", ["out_of_scope", "nlu_fallback", "chitchat"])
def test_a_question_that_can_be_answered_is_answered_whatever_it_was_taken_for(opens: Opens, intent: str) -> None:
    conversation = opens()
    told, _ = ask(conversation, "dogs ok in your shop?", "dogs", intent=intent)
    assert "welcome on a lead" in told


@pytest.mark.row("B3")
@pytest.mark.parametrize(
    ("customer", "order", "said"), [("cus_liam", "1022", "so you have until"), ("cus_sofia", "1016", "40 days")]
)
def test_for_a_known_order_the_answer_is_exact(opens: Opens, customer: str, order: str, said: str) -> None:
    conversation = opens(customer)
    words = f"can I still return {order}?"
    told, _ = conversation.say(words, "policy_question", knowledge=["return_window"], order_number=order)
    assert said in told


@pytest.mark.row("C6", "W4")
def test_an_answer_that_did_not_help_is_not_told_again(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "do you deliver to Norway", "delivery_countries")
    conversation.press("Not really")
    ask(conversation, "but to Norway?", "delivery_countries")
    assert conversation.handoff_reason == "needs_human"


@pytest.mark.row("E2")
def test_an_answer_that_is_asked_for_again_is_not_the_same_sentence(opens: Opens) -> None:
    conversation = opens()
    first, _ = ask(conversation, "when do you open", "opening_hours")
    again, _ = ask(conversation, "sorry, when do you open?", "opening_hours")
    assert again != first and "9:30" in again


@pytest.mark.row("C3", "B3")
def test_who_asks_back_about_the_answer_has_it_explained(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "how much is delivery", "delivery_cost")
    told, _ = ask(conversation, "4.90 for what?", intent="billing_problem")
    assert "4.90 euros is for bringing you the whole order" in told


@pytest.mark.row("STD5", "C3")
@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("ok and do you gift wrap?", "policy_question", 0.5),
        ("if I've nothing to wrap it in, can you do it?", "return_or_exchange", 0.9),
        ("and wrapping, what is that with you?", "ask_recommendation", 0.5),
    ],
)
def test_one_question_after_the_other_is_answered(opens: Opens, text: str, intent: str, confidence: float) -> None:
    conversation = opens("cus_liam")
    ask(conversation, "dogs ok in your shop?", "dogs")
    told, _ = conversation.say(text, intent, confidence=confidence, knowledge=["gift_wrap"])
    assert "3.50 euros" in told


@pytest.mark.row("STD5", "W1")
def test_a_question_in_general_is_answered_though_it_was_half_taken_for_a_request(opens: Opens) -> None:
    conversation = opens("cus_mia")
    words = "I'd like to send a friend something small. Do you wrap presents?"
    besides = {"return_or_exchange": words, "policy_question": "Do you wrap presents?"}
    told, _ = conversation.say(words, "return_or_exchange", confidence=0.35, besides=besides, knowledge=["gift_wrap"])
    assert "3.50 euros" in told
    assert conversation.statuses(StatusType.ALSO_ASKED) == []


@pytest.mark.row("E2")
def test_an_annoyed_question_gets_its_answer_and_no_apology(opens: Opens) -> None:
    conversation = opens()
    told, _ = conversation.say(
        "returns are free? and who pays?", "policy_question", "annoyed", knowledge=["return_cost"]
    )
    assert told.startswith("Returns are free")


@pytest.mark.row("STD5")
def test_after_the_answer_another_question_is_answered_and_the_first_not_repeated(opens: Opens) -> None:
    conversation = opens()
    ask_of_goods(conversation, "how heavy is the bench?")
    told, _ = ask(conversation, "and what does delivery cost?", "delivery_cost")
    assert told.startswith("It costs 4.90 euros")


@pytest.mark.row("W4", "P2")
@pytest.mark.parametrize(("day", "due"), [(18, 20), (20, 24), (21, 24)])
def test_a_promise_is_for_a_working_day(opens: Opens, day: int, due: int) -> None:
    """Of November 2026: from a Wednesday, a Friday and a Saturday."""
    conversation = opens()
    conversation.at = datetime(2026, 11, day, 12, tzinfo=UTC)
    ask(conversation, "do you rent out tables?")
    assert conversation.statuses(StatusType.PROMISE_MADE)[0]["due"].startswith(f"2026-11-{due}")


@pytest.mark.row("STD5", "C3")
def test_another_question_instead_of_a_choice_is_answered_and_nobody_is_called(opens: Opens) -> None:
    conversation = opens()
    ask(conversation, "do you sell drones?", "company_orders", "spare_parts")
    assert conversation.slots["awaiting"] == "choice"
    told, _ = ask(conversation, "how long do I have to return something", "return_window")
    assert "30 days" in told
    assert conversation.owner == "assistant"

"""Listening: who tells a story is heard out, who asks one clear thing is answered at once (H1, H2, B1)."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from frontdesk.conversation import holds, listening, turns
from frontdesk.conversation.conversations import SPEAK_TO_HUMAN
from frontdesk.conversation.feelings import LONG_WAIT, strain
from frontdesk.conversation.listening import InvalidListening, manner_of
from frontdesk.desk import handoffs
from frontdesk.log import Author, Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.wording import texts
from tests.frontdesk.scenes import (
    AT,
    answer,
    at_once,
    events,
    greeted,
    hand_over,
    later,
    note,
    open_conversation,
    press,
    record,
    row_of,
    say,
    statuses,
    take,
)

pytestmark = pytest.mark.row("H1", "H2")

EN = manner_of("en")
YES_NO = {"text": "Did I get that right?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}


@dataclass
class Customer:
    """Somebody who writes and types at given seconds, at the usual pace."""

    store: Store
    id: str
    offsets: list[int] = field(default_factory=list)

    def writes(self, *lines: tuple[float, str]) -> None:
        for seconds, text in lines:
            self.offsets.append(say(self.store, self.id, text, at=later(seconds), pace=1).offset)

    def types(self, seconds: float, typing: bool = True) -> None:
        holds.hear_typing(self.store, self.id, typing, later(seconds), 1)

    def types_on(self, start: int, end: int) -> None:
        for seconds in range(start, end, 2):
            self.types(seconds)

    @property
    def due(self) -> float:
        """Seconds after the scene began at which the answer is due."""
        due_at = row_of(self.store, self.id).turn_due_at
        assert due_at is not None
        return (due_at - AT).total_seconds()

    @property
    def signs(self) -> list[str]:
        return [str(e.text) for e in statuses(self.store, self.id, StatusType.LISTENING)]


@pytest.fixture
def customer(store: Store) -> Customer:
    return Customer(store, greeted(store))


def test_a_question_is_answered_at_once(customer: Customer) -> None:
    customer.writes((0, "where is my order 1042"))
    assert take(customer.store, customer.id, at=AT) is not None


def test_a_story_in_four_messages_is_one_turn_taken_when_it_is_over(customer: Customer) -> None:
    customer.writes((0, "hi"), (1.5, "my bench never came"), (3, "it was for my mum"), (4.5, "she turns 70 tomorrow"))
    assert take(customer.store, customer.id, at=later(4.5 + EN.calm.story - 0.1)) is None
    turn = take(customer.store, customer.id, at=later(4.5 + EN.calm.story))
    assert turn is not None
    assert turn.text == "hi\nmy bench never came\nit was for my mum\nshe turns 70 tomorrow"
    assert turn.turn_id == customer.offsets[-1]


def test_who_breaks_off_is_waited_for_longer(customer: Customer) -> None:
    customer.writes((0, "so I ordered this bench and"))
    assert customer.due == EN.calm.unfinished > EN.calm.story


def test_who_was_upset_or_shouts_is_given_more_time(store: Store) -> None:
    calm, shouting, upset = (Customer(store, greeted(store)) for _ in range(3))
    feeling = {"frustration": {"score": 0.9, "level": "angry", "abusive": False, "cues": []}}
    say(store, upset.id, "What a shop?")
    turn = take(store, upset.id)
    assert turn is not None
    record(store, turn, "I'm listening.", nlu=feeling)
    for one in (calm, upset):
        one.writes((0, "nobody answers my mails"))
    shouting.writes((0, "NOBODY ANSWERS MY MAILS"))
    assert (calm.due, shouting.due, upset.due) == (EN.calm.story, EN.upset.story, EN.upset.story)
    assert EN.upset.story > EN.calm.story


def test_a_click_is_answered_at_once_whatever_was_being_told(customer: Customer) -> None:
    customer.writes((0, "my bench never came and"))
    press(customer.store, customer.id, SPEAK_TO_HUMAN, at=later(1))
    customer.types(1.1)
    customer.writes((1.2, "it was for my mum and"))
    first = take(customer.store, customer.id, at=later(1.2))
    assert first is not None
    assert first.text == "my bench never came and"
    record(customer.store, first, "I see.", at=later(1.3), pace=1)
    second = take(customer.store, customer.id, at=later(1.3))
    assert second is not None
    assert second.payload == SPEAK_TO_HUMAN


def test_what_cannot_wait_is_answered_at_once_and_told_nothing_of_time(customer: Customer) -> None:
    customer.writes((0, "hm"), (1, "it never came"), (2, "sometimes I want to die and"))
    assert (customer.due, customer.signs) == (2, [])
    customer.writes((2.1, "nobody cares,"))
    assert (customer.due, customer.signs) == (2.1, [])


def test_an_answer_to_our_buttons_or_our_question_is_taken_at_once(store: Store) -> None:
    chosen, asked = (Customer(store, greeted(store)) for _ in range(2))
    for one, said in ((chosen, YES_NO), (asked, "Which order is it? It stands in your mail.")):
        say(store, one.id, "it is late")
        answer(store, one.id, said)
    note(store, asked.id, StatusType.QUESTION_ASKED, name="order_number")
    chosen.writes((0, "yes"))
    asked.writes((0, "1042"))
    assert (chosen.due, asked.due) == (0, 0)


def test_a_number_is_a_story_again_once_the_question_is_answered(customer: Customer) -> None:
    note(customer.store, customer.id, StatusType.QUESTION_ASKED, name="order_number")
    note(customer.store, customer.id, StatusType.FACT, name="order_number", value="1042")
    customer.writes((0, "i also have 1043"))
    assert customer.due == EN.calm.story


def test_typing_holds_the_answer_and_a_message_ends_the_hold(customer: Customer) -> None:
    customer.writes((0, "my bench never came"))
    customer.types(1)
    assert customer.due == 1 + EN.typing
    customer.types(3)
    assert customer.due == 3 + EN.typing
    customer.writes((4, "it was for my mum"))
    assert customer.due == 4 + EN.calm.story


def test_who_stops_typing_is_answered_after_the_quiet_window(customer: Customer) -> None:
    customer.writes((0, "my bench never came"))
    customer.types(1)
    customer.types(2, typing=False)
    assert customer.due == 2 + EN.calm.story


def test_a_stop_that_is_lost_blocks_nothing(customer: Customer) -> None:
    customer.writes((0, "my bench never came"))
    customer.types(1)
    assert take(customer.store, customer.id, at=later(1 + EN.typing)) is not None


def test_the_upper_bound_holds_however_long_somebody_types_or_writes(store: Store) -> None:
    typist, writer = (Customer(store, greeted(store)) for _ in range(2))
    typist.writes((0, "my bench never came"))
    typist.types_on(1, int(EN.calm.longest))
    writer.writes(*((second, "and another thing,") for second in range(0, int(EN.calm.longest), 3)))
    for one in (typist, writer):
        assert one.due == EN.calm.longest
        assert take(store, one.id, at=later(EN.calm.longest)) is not None


def test_typing_writes_at_most_once_a_second(customer: Customer) -> None:
    customer.writes((0, "my bench never came"))
    customer.types(1)
    customer.types(1.9)
    assert customer.due == 1 + EN.typing
    customer.types(2)
    assert customer.due == 2 + EN.typing


def test_two_front_desks_that_hear_the_same_sign_move_the_answer_once(customer: Customer) -> None:
    customer.writes((0, "my bench never came"), (0.1, "it was a present"), (0.2, "for my mum"))
    heard = at_once([lambda: customer.types(1)] * 6)
    assert heard == [None] * 6
    assert customer.due == 1 + EN.typing


def test_typing_touches_nothing_that_is_due_under_way_or_not_ours(store: Store) -> None:
    asked, taken, silent = (Customer(store, greeted(store)) for _ in range(3))
    waiting = Customer(store, greeted(store))
    asked.writes((0, "where is it?"))
    taken.writes((0, "my bench never came"))
    assert take(store, taken.id, at=later(10)) is not None
    waiting.writes((0, "my bench never came"))
    hand_over(store, waiting.id)
    before = [one.due for one in (asked, taken, silent, waiting)]
    for one in (asked, taken, silent, waiting):
        one.types(1)
        one.types(11)
    assert [one.due for one in (asked, taken, silent, waiting)] == before


def test_typing_in_a_conversation_that_is_gone_does_nothing(store: Store) -> None:
    holds.hear_typing(store, "gone", True, AT, 1)


def test_what_comes_during_a_turn_is_listened_to_when_the_turn_is_over(customer: Customer) -> None:
    customer.writes((0, "where is my order?"))
    turn = take(customer.store, customer.id)
    assert turn is not None
    customer.writes((1, "it was for my mum"))
    assert record(customer.store, turn, "It is late.", at=later(1.5), pace=1)
    assert customer.due == 1 + EN.calm.story
    customer.types(2)
    assert customer.due == 2 + EN.typing


def test_what_came_long_before_the_turn_was_over_is_due_with_its_end(customer: Customer) -> None:
    customer.writes((0, "where is my order?"))
    turn = take(customer.store, customer.id)
    assert turn is not None
    customer.writes((1, "it was for my mum"))
    assert record(customer.store, turn, "It is late.", at=later(30), pace=1)
    assert take(customer.store, customer.id, at=later(30)) is not None


def test_a_restart_forgets_no_hold(customer: Customer) -> None:
    """It stands in the database: another front desk waits as long, and the end of all leases is not its end."""
    customer.writes((0, "my bench never came and"))
    other = Store(customer.store.engine.url.render_as_string(hide_password=False))
    with other.writing() as session:
        turns.end_all_leases(session, later(1))
    assert take(other, customer.id, at=later(EN.calm.unfinished - 0.1)) is None
    with other.reading() as session:
        assert turns.next_due(session, later(1)) == later(EN.calm.unfinished)
    assert take(other, customer.id, at=later(EN.calm.unfinished)) is not None
    other.close()


def test_the_greeting_waits_for_nobody(store: Store) -> None:
    customer = Customer(store, open_conversation(store))
    customer.writes((0, "my bench never came and"))
    greeting = take(store, customer.id)
    assert greeting is not None
    record(store, greeting, "Hello!", pace=1)
    assert customer.due == EN.calm.unfinished


def test_who_writes_again_after_the_end_is_listened_to(customer: Customer, sam: Agent) -> None:
    hand_over(customer.store, customer.id)
    with customer.store.writing() as session:
        handoff = handoffs.open_handoff(session, customer.id)
        assert handoff is not None
        handoffs.claim(session, handoff.id, sam, AT)
        resolution = handoffs.Resolution.SOLVED
        handoffs.resolve(session, customer.id, sam, resolution=resolution, root_cause=None, follow_up=None, at=AT)
    customer.writes((0, "one more thing,"))
    assert customer.due == EN.calm.unfinished
    turn = take(customer.store, customer.id, at=later(EN.calm.unfinished))
    assert turn is not None
    assert turn.text == "one more thing,"


@pytest.mark.parametrize(("pace", "due"), [(0, 0.0), (0.5, EN.calm.story / 2), (2, EN.calm.story * 2)])
def test_the_pace_is_a_factor_on_every_wait(customer: Customer, pace: float, due: float) -> None:
    say(customer.store, customer.id, "my bench never came", pace=pace)
    assert customer.due == due
    holds.hear_typing(customer.store, customer.id, True, later(0.5), pace)
    assert customer.due == (0.5 + EN.typing * pace if pace else 0)


def test_from_the_third_message_of_a_burst_one_small_line_shows_that_we_read(customer: Customer) -> None:
    customer.writes((0, "hi"), (1, "my bench never came"))
    assert customer.signs == []
    customer.writes((2, "it was for my mum"), (3, "she turns 70 tomorrow"), (4, "and I have nothing"))
    assert len(customer.signs) == 1
    assert customer.signs[0] in texts.wordings("listening.sign")


def test_a_long_hold_brings_the_line_too(customer: Customer) -> None:
    customer.writes((0, "my bench never came"))
    customer.types_on(1, int(EN.sign.held))
    assert customer.signs == []
    customer.types_on(int(EN.sign.held), 25)
    assert len(customer.signs) == 1


def test_no_line_is_said_twice_and_then_there_is_silence(customer: Customer) -> None:
    lines = texts.wordings("listening.sign")
    assert len(lines) >= 6
    for burst in range(len(lines) + 2):
        start = burst * 100.0
        customer.writes((start, "hm"), (start + 1, "it never came"), (start + 2, "it was a present"))
        answer(customer.store, customer.id, "I see.", at=later(start + 50))
    assert sorted(customer.signs) == sorted(lines)


def test_nobody_hears_the_line_who_is_answered_at_once(customer: Customer) -> None:
    for text in ("hm", "it never came", "it was a present"):
        say(customer.store, customer.id, text, pace=0)
    customer.writes((1, "thanks"))
    assert customer.signs == []


def test_the_line_is_seen_by_the_customer_and_is_no_answer(customer: Customer) -> None:
    """It is no message of the assistant's, and who waits too long for one has waited."""
    wait = LONG_WAIT.total_seconds() + 10
    for start in (0.0, wait):
        customer.writes((start, "hm"), (start + 1, "it never came"), (start + 2, "it was a present"))
        answer(customer.store, customer.id, "I see.", at=later(start + wait))
    line = statuses(customer.store, customer.id, StatusType.LISTENING)[0]
    assert (line.author, line.kind, line.for_customer) == (Author.SYSTEM, Kind.STATUS, True)
    assert len(customer.signs) == 2
    assert strain(events(customer.store, customer.id)) == "annoyed"


def test_the_log_of_a_story_is_its_messages_and_the_line(customer: Customer) -> None:
    customer.writes((0, "hm"), (1, "it never came"), (2, "it was a present"), (3, "for my mum"))
    turn = take(customer.store, customer.id, at=later(60))
    assert turn is not None
    assert turn.text == "hm\nit never came\nit was a present\nfor my mum"
    record(customer.store, turn, "I see.", at=later(61))
    assert take(customer.store, customer.id, at=later(100)) is None


def test_with_an_agent_or_in_the_queue_nothing_changes(customer: Customer, sam: Agent) -> None:
    handoff_id = hand_over(customer.store, customer.id)
    customer.writes((0, "hm"), (1, "it never came"), (2, "it was a present"))
    assert len(statuses(customer.store, customer.id, StatusType.NOTED)) == 3
    with customer.store.writing() as session:
        handoffs.claim(session, handoff_id, sam, later(3))
    customer.writes((4, "hm"), (5, "it never came"), (6, "it was a present"))
    customer.types(7)
    assert customer.signs == []


def write(folder: Path, content: object) -> Path:
    path = folder / "listening.yml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), "utf-8")
    return path


def changed(*keys: str, to: object) -> object:
    content = yaml.safe_load(listening.LISTENING_FILE.read_text("utf-8"))
    part = content
    for key in keys[:-1]:
        part = part[key]
    if to is None:
        del part[keys[-1]]
    else:
        part[keys[-1]] = to
    return content


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (changed("en", "calm", "story", to="two"), r"en\.calm\.story: .* valid number.*'two'"),
        (changed("en", "calm", "story", to=-1), r"en\.calm\.story: .*greater than or equal to 0.*-1"),
        (changed("en", "upset", to=None), r"en\.upset is missing\. Add it"),
        (changed("en", "conectors", to=["and"]), r"en\.conectors means nothing here\. Correct the name, or remove it"),
        (changed("en", "answers", to=[True]), r"en\.answers\.0 is read as True, not as a word\. Put it in quotes"),
        (changed("en", to=None), r"`en:` is missing"),
        ("en: [", r"not valid YAML.*line 1"),
    ],
)
def test_a_bad_file_is_told_with_place_and_cure(tmp_path: Path, content: object, told: str) -> None:
    path = write(tmp_path, content)
    with pytest.raises(InvalidListening, match=f"(?s){path.name}.*{told}"):
        listening.read(path)


def test_a_language_without_an_entry_is_listened_to_like_the_default_one() -> None:
    assert manner_of("ko") == manner_of("en")


def test_upset_people_are_never_given_less_time() -> None:
    for language, manner in listening.read().items():
        for kind in ("story", "unfinished", "longest"):
            assert getattr(manner.upset, kind) >= getattr(manner.calm, kind), (language, kind)


def test_a_sign_of_typing_outlasts_the_pause_between_two() -> None:
    """The widget tells every other second that somebody types; one that comes late must not cut them off."""
    assert all(manner.typing >= 2 * 2 for manner in listening.read().values())

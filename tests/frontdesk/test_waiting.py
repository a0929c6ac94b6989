"""Waiting: honest estimates, what is told when nobody is there, and where the customer is reached."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from frontdesk import log
from frontdesk.conversation.conversations import InvalidMessage
from frontdesk.desk import absence, contact, handoffs, promises, replies, summary, waiting
from frontdesk.desk.contact import Channel, Contact, NotWaiting
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import Promise
from frontdesk.desk.waiting import Wait
from frontdesk.log import Author, Kind, StatusType
from frontdesk.settings import ROOT
from frontdesk.staff import agents, hours, queue_rules
from frontdesk.staff.agents import Agent, Change
from frontdesk.staff.queue_rules import QUEUE_FILE
from frontdesk.store import Store
from frontdesk.tables import OutboxRow, PromiseRow
from tests.frontdesk.scenes import AT, MIA, at_once, events, greeted, hand_over, later, note, say, statuses

RULES = queue_rules.read(QUEUE_FILE).waiting
HOUR = timedelta(hours=1)
SUNDAY = datetime(2026, 3, 1, 12, 0, tzinfo=AT.tzinfo)


@pytest.fixture
def office_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The desk of the demo shop: closed on Sundays, open from Monday 8:00 in Berlin."""
    calendar = hours.read(ROOT / "data" / "service" / "hours.yml")
    monkeypatch.setattr(hours, "in_force", lambda: calendar)


def waits(store: Store, *, known: bool = False, at: datetime = AT) -> str:
    """The conversation of somebody who waits for a person."""
    conversation_id = greeted(store, identity=MIA if known else None)
    say(store, conversation_id, "I want a person")
    hand_over(store, conversation_id, at=at)
    return conversation_id


def claim(store: Store, conversation_id: str, agent: Agent, at: datetime) -> None:
    with store.writing() as session:
        row = handoffs.open_handoff(session, conversation_id)
        assert row is not None
        handoffs.claim(session, row.id, agent, at)


def is_there(store: Store, agent: Agent, at: datetime = AT) -> None:
    with store.writing() as session:
        agents.set_available(session, agent.id, True, Change.AGENT, at)


def wait_of(store: Store, conversation_id: str, at: datetime = AT) -> Wait | None:
    with store.reading() as session:
        return waiting.wait_of(session, conversation_id, at)


def last_words(store: Store, conversation_id: str) -> str:
    return events(store, conversation_id, Kind.MESSAGE)[-1].text or ""


def promised(store: Store, conversation_id: str) -> list[PromiseRow]:
    with store.reading() as session:
        return promises.open_promises(session, [conversation_id])


def leave(store: Store, conversation_id: str, channel: Channel, address: str, at: datetime = AT) -> None:
    with store.writing() as session:
        contact.leave(session, conversation_id, Contact(channel, address), at)


def mails(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        return [(row.recipient, row.body) for row in session.scalars(sa.select(OutboxRow).order_by(OutboxRow.id))]


@pytest.mark.row("B1")
@pytest.mark.parametrize("ahead", [0, 1, 4, 12])
def test_at_least_seven_of_ten_are_taken_within_what_they_were_told(ahead: int) -> None:
    """Pick-ups as they come, one after the other at random: what is told is true for those who wait."""
    chance = random.Random(ahead)
    true = told_any = 0
    for _ in range(2000):
        pace = chance.uniform(0.5, 3)  # minutes between two pick-ups
        count = max(RULES.least_claims, round(60 / pace))
        waits = [timedelta(minutes=sum(chance.expovariate(1 / pace) for _ in range(ahead + 1))) for _ in range(count)]
        told = waiting.estimate(RULES, waits, ahead=ahead, waited=timedelta(0), since=timedelta(minutes=count * pace))
        mine = sum(chance.expovariate(1 / pace) for _ in range(ahead + 1))
        if told is not None:
            told_any += 1
            true += mine <= told
    assert told_any > 1000
    assert true / told_any >= 0.7


@pytest.mark.row("B3", "W4")
def test_what_is_not_known_is_not_told() -> None:
    """Too few pick-ups; nobody ever waited as long; longer than anything that is told."""
    few = [timedelta(minutes=1)] * (RULES.least_claims - 1)
    many = [timedelta(minutes=1)] * 20
    none = timedelta(0)
    assert waiting.estimate(RULES, few, ahead=0, waited=none, since=HOUR) is None
    assert waiting.estimate(RULES, many, ahead=0, waited=timedelta(minutes=2), since=HOUR) is None
    assert waiting.estimate(RULES, many, ahead=900, waited=none, since=HOUR) is None
    assert waiting.estimate(RULES, many, ahead=0, waited=none, since=HOUR) == 1


@pytest.mark.row("B1")
def test_the_wait_is_told_from_recent_pick_ups_and_from_who_is_ahead(store: Store, sam: Agent) -> None:
    is_there(store, sam)
    for minute in range(6):
        claim(store, waits(store, at=later(60 * minute)), sam, later(60 * minute + 150))
    now = later(15 * 60)
    first, second = waits(store, at=now), waits(store, at=now + timedelta(seconds=1))
    told = [wait_of(store, one, now + timedelta(seconds=2)) for one in (first, second)]
    assert told[0] == Wait(0, 3, True, None, None)
    assert told[1] is not None and told[1].ahead == 1 and (told[1].minutes or 0) > 3
    claim(store, first, sam, now)
    assert wait_of(store, first, now) is None


@pytest.mark.row("W2", "W4", "P2", "G1")
def test_outside_of_the_hours_the_customer_hears_when_somebody_is_there_and_has_a_promise(
    store: Store, office_hours: None
) -> None:
    conversation_id = waits(store, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    told = last_words(store, conversation_id)
    assert "From Monday 2 March at 8:00 AM (Berlin time) somebody is" in told.replace("\u202f", " ")
    assert "Leave an e-mail address or a phone number" in told
    [promise] = promised(store, conversation_id)
    assert (promise.by, promise.channel) == (promises.DESK, "chat")
    assert promise.due == hours.add_open_time(SUNDAY, timedelta(hours=RULES.answer_within_hours))
    wait = wait_of(store, conversation_id, SUNDAY)
    assert wait == Wait(0, None, False, datetime(2026, 3, 2, 7, 0, tzinfo=AT.tzinfo), None)


@pytest.mark.row("H4", "E1", "W2")
def test_who_spoke_of_harm_outside_of_the_hours_hears_when_somebody_is_there_and_whom_to_call(
    store: Store, office_hours: None
) -> None:
    conversation_id = greeted(store, identity=MIA)
    say(store, conversation_id, "I don't want to be here any more")
    note(store, conversation_id, StatusType.DANGER, danger="self_harm", offsets=[])
    hand_over(store, conversation_id, reason=Reason.SAFETY, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    told = last_words(store, conversation_id).replace("\u202f", " ")
    assert "from Monday 2 March at 8:00 AM (Berlin time)" in told
    assert "112" in told and "116 123" in told
    assert "e-mail" not in told
    assert promised(store, conversation_id) == []
    wait = wait_of(store, conversation_id, SUNDAY)
    assert wait is not None and wait.help is not None and "112" in wait.help


@pytest.mark.row("W2", "P2")
def test_with_open_hours_an_empty_desk_is_told_of_after_a_while_and_not_before(store: Store, sam: Agent) -> None:
    """Somebody who went for a coffee is no empty desk."""
    is_there(store, sam)
    conversation_id = waits(store)
    with store.writing() as session:
        agents.set_available(session, sam.id, False, Change.AGENT, later(600))
    for seconds, count in ((599, 0), (719, 0), (720, 1), (900, 1)):
        absence.tell_waiting(store, later(seconds))
        assert len(statuses(store, conversation_id, StatusType.NOBODY_THERE)) == count, seconds
    assert len(promised(store, conversation_id)) == 1


def test_while_somebody_is_there_nobody_is_told_otherwise(store: Store, sam: Agent, office_hours: None) -> None:
    """Whoever works on a Sunday is there, whatever the calendar says."""
    is_there(store, sam)
    conversation_id = waits(store, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    assert statuses(store, conversation_id, StatusType.NOBODY_THERE) == []


def test_it_is_told_once_whoever_looks_and_in_other_words_the_next_time(store: Store, office_hours: None) -> None:
    """E2"""
    conversation_id = waits(store, known=True, at=SUNDAY)
    assert at_once([lambda: absence.tell_waiting(store, SUNDAY)] * 5) == [None] * 5
    first = last_words(store, conversation_id)
    assert len(statuses(store, conversation_id, StatusType.NOBODY_THERE)) == 1
    with store.writing() as session:
        row = handoffs.open_handoff(session, conversation_id)
        assert row is not None
        row.ended_at = SUNDAY
    hand_over(store, conversation_id, at=SUNDAY + HOUR)
    absence.tell_waiting(store, SUNDAY + HOUR)
    assert last_words(store, conversation_id) != first
    assert len(promised(store, conversation_id)) == 1


@pytest.mark.row("P2", "P3", "W4")
def test_the_answer_goes_where_the_customer_wants_to_be_reached(store: Store, sam: Agent, office_hours: None) -> None:
    conversation_id = waits(store, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    for _ in range(2):
        leave(store, conversation_id, Channel.EMAIL, " mia@example.com ", SUNDAY)
    [left] = statuses(store, conversation_id, StatusType.CONTACT_LEFT)
    assert left.for_customer and left.text == "The answer also goes to mia@example.com"
    assert [p.channel for p in promised(store, conversation_id)] == ["email"]
    claim(store, conversation_id, sam, later(0))
    with store.writing() as session:
        replies.add(
            session, conversation_id, sam, kind=Kind.MESSAGE, client_message_id="1", text="It comes today.", at=AT
        )
        replies.add(session, conversation_id, sam, kind=Kind.NOTE, client_message_id="2", text="A note.", at=AT)
    [(recipient, body)] = mails(store)
    assert recipient == "mia@example.com"
    assert "It comes today." in body


@pytest.mark.row("P2", "B3")
@pytest.mark.row("B3", "P2")
def test_what_is_promised_says_what_it_is_about(store: Store, office_hours: None) -> None:
    nameless, about_an_order = waits(store, at=SUNDAY), greeted(store)
    said = say(store, about_an_order, "my blender is dead")
    with store.writing() as session:
        heard = {"request_type": "technical_fault", "cause": None, "order_number": "1022", "restated": "", "goods": []}
        heard |= {"repeated": False, "offsets": [said.offset]}
        log.append_status(session, about_an_order, StatusType.REQUEST_HEARD, at=SUNDAY, key="heard", **heard)
    hand_over(store, about_an_order, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    assert [p.what for p in promised(store, nameless)] == ["a colleague answers what you wrote on Sunday 1 March"]
    assert [p.what for p in promised(store, about_an_order)] == ["a colleague answers you about order 1022"]


def test_the_day_of_a_promise_is_that_of_the_desks_clock(store: Store, sam: Agent, office_hours: None) -> None:
    """Half past eleven at night in UTC is the next day in Berlin, where the shop is."""
    conversation_id = waits(store)
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    promise = Promise("follow_up", "write about the sofa", late, sam.id, "chat")
    with store.writing() as session:
        row = promises.give(session, conversation_id, promise, key="k", at=AT, author=Author.AGENT)
    with store.writing() as session:
        promises.move(session, row.id, late + timedelta(days=1), at=AT, offsets=[], agent=sam)
    told = [e.text for e in events(store, conversation_id, Kind.STATUS) if e.type in ("promise_made", "promise_moved")]
    assert ["Friday 6 March" in str(told[0]), "Saturday 7 March" in str(told[1])] == [True, True], told


def replied(store: Store, conversation_id: str, agent: Agent, text: str) -> None:
    with store.writing() as session:
        replies.add(session, conversation_id, agent, kind=Kind.MESSAGE, client_message_id=text, text=text, at=AT)


@pytest.mark.row("P2", "P3")
def test_an_address_that_was_left_without_any_promise_gets_the_answer(store: Store, sam: Agent) -> None:
    """Somebody is there, and the customer does not want to stay."""
    is_there(store, sam)
    conversation_id = waits(store)
    leave(store, conversation_id, Channel.EMAIL, "mia@example.com")
    assert promised(store, conversation_id) == []
    claim(store, conversation_id, sam, AT)
    replied(store, conversation_id, sam, "It comes today.")
    assert [recipient for recipient, _ in mails(store)] == ["mia@example.com"]
    with store.writing() as session:
        handoffs.give_back(session, conversation_id, sam, None, AT)
    hand_over(store, conversation_id, at=later(3600))
    claim(store, conversation_id, sam, later(3600))
    replied(store, conversation_id, sam, "Another matter.")
    assert len(mails(store)) == 1, "it was left for the matter of then"


@pytest.mark.row("P2", "W2")
def test_who_left_an_address_is_told_that_the_answer_also_goes_there_when_nobody_is(
    store: Store, office_hours: None
) -> None:
    conversation_id = waits(store, at=SUNDAY)
    leave(store, conversation_id, Channel.EMAIL, "mia@example.com", SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    assert [p.channel for p in promised(store, conversation_id)] == ["email"]


@pytest.mark.row("P2")
def test_a_mistyped_address_is_corrected_and_what_has_not_arrived_goes_to_the_right_one(
    store: Store, sam: Agent
) -> None:
    conversation_id = waits(store)
    for address in ("mia@exmaple.com", "mia@example.com", "mia@exmaple.com"):
        leave(store, conversation_id, Channel.EMAIL, address)
    claim(store, conversation_id, sam, AT)
    replied(store, conversation_id, sam, "It comes today.")
    assert [recipient for recipient, _ in mails(store)] == ["mia@exmaple.com"]
    with store.writing() as session:
        contact.correct(session, conversation_id, Contact(Channel.EMAIL, "mia@example.com"), sam, AT)
    replied(store, conversation_id, sam, "And the rest tomorrow.")
    assert [recipient for recipient, _ in mails(store)] == ["mia@example.com"] * 2
    said = statuses(store, conversation_id, StatusType.CONTACT_LEFT)
    assert [e.data["address"].partition("@")[2] for e in said] == ["exmaple.com", "example.com"] * 2
    assert (said[-1].author, said[-1].data["agent"]["name"]) == ("agent", "Sam")
    with store.reading() as session:
        card = summary.build(session, conversation_id)
    assert card and card["customer"]["contact"] == "mia@example.com"


def test_a_phone_number_is_kept_and_no_mail_is_written(store: Store, sam: Agent, office_hours: None) -> None:
    conversation_id = waits(store, at=SUNDAY)
    absence.tell_waiting(store, SUNDAY)
    leave(store, conversation_id, Channel.PHONE, "+49 170 1234567", SUNDAY)
    assert [p.channel for p in promised(store, conversation_id)] == ["phone"]
    claim(store, conversation_id, sam, AT)
    with store.writing() as session:
        replies.add(session, conversation_id, sam, kind=Kind.MESSAGE, client_message_id="1", text="I call you.", at=AT)
    assert mails(store) == []


@pytest.mark.parametrize(
    ("channel", "address", "code"),
    [
        (Channel.EMAIL, "mia at example.com", "contact_email"),
        (Channel.EMAIL, "mia@example.com\nBcc: all@example.com", "contact_email"),
        (Channel.EMAIL, "a" * 300 + "@example.com", "contact_email"),
        (Channel.EMAIL, "", "contact_email"),
        (Channel.PHONE, "call me", "contact_phone"),
        (Channel.PHONE, "12", "contact_phone"),
    ],
)
def test_what_is_no_address_is_refused(channel: Channel, address: str, code: str) -> None:
    with pytest.raises(InvalidMessage) as refused:
        Contact(channel, address)
    assert refused.value.code == code


def test_nobody_leaves_an_address_where_nobody_is_waited_for(store: Store) -> None:
    conversation_id = greeted(store)
    with pytest.raises(NotWaiting):
        leave(store, conversation_id, Channel.EMAIL, "mia@example.com")

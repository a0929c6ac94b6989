"""Handoffs: asked for once, claimed by one, ended with a name."""

from datetime import timedelta
from functools import partial

import pytest

from frontdesk.conversation.conversations import Owner
from frontdesk.desk import handoffs, queue, replies
from frontdesk.desk.handoffs import (
    AGENT_RETURNED,
    AlreadyClaimed,
    Ending,
    FollowUp,
    HandoffEnded,
    NotYours,
    Reason,
    Resolution,
    RootCause,
)
from frontdesk.log import Kind, StatusType
from frontdesk.staff.agents import Agent
from frontdesk.store import Store
from frontdesk.tables import HandoffRow
from tests.frontdesk.scenes import (
    AT,
    add_agent,
    answer,
    at_once,
    claimed,
    events,
    greeted,
    hand_over,
    later,
    record,
    row_of,
    say,
    statuses,
    take,
    words,
)


def claim(store: Store, handoff_id: str, agent: Agent) -> str:
    with store.writing() as session:
        return handoffs.claim(session, handoff_id, agent, AT)


def give_back(store: Store, conversation_id: str, agent: Agent, agreed: str | None) -> None:
    with store.writing() as session:
        handoffs.give_back(session, conversation_id, agent, agreed, AT)


def resolve(store: Store, conversation_id: str, agent: Agent, follow_up: FollowUp | None = None) -> None:
    with store.writing() as session:
        handoffs.resolve(
            session,
            conversation_id,
            agent,
            resolution=Resolution.PARTLY_SOLVED,
            root_cause=RootCause.PROCESS,
            follow_up=follow_up,
            at=AT,
        )


def reply(
    store: Store, conversation_id: str, agent: Agent, text: str, kind: Kind = Kind.MESSAGE, id_: str = "r"
) -> int:
    with store.writing() as session:
        return replies.add(session, conversation_id, agent, kind=kind, client_message_id=id_, text=text, at=AT).offset


def handoff_of(store: Store, conversation_id: str) -> HandoffRow:
    with store.reading() as session:
        row = handoffs.open_handoff(session, conversation_id)
    assert row is not None
    return row


def request(store: Store, conversation_id: str, turn_id: int, reason: Reason = Reason.ANGER) -> str:
    with store.writing() as session:
        return handoffs.request(session, conversation_id, turn_id=turn_id, reason=reason, at=AT).id


def test_a_human_is_asked_for_once_a_turn(store: Store) -> None:
    conversation_id = greeted(store)
    turn_id = say(store, conversation_id, "a person").offset
    asked = at_once([partial(request, store, conversation_id, turn_id) for _ in range(6)])
    assert len(set(asked)) == 1, asked
    [status] = statuses(store, conversation_id, StatusType.HANDOFF_REQUESTED)
    assert status.data["offsets"] == [turn_id]
    assert row_of(store, conversation_id).owner == Owner.WAITING


def test_different_turns_at_once_ask_for_one_human(store: Store) -> None:
    """The assistant's handoff and the front desk's giving up may come together."""
    conversation_id = greeted(store)
    turn_ids = [say(store, conversation_id, f"part {n}").offset for n in range(6)]
    asked = at_once([partial(request, store, conversation_id, turn_id) for turn_id in turn_ids])
    assert len(set(asked)) == 1, asked


def test_a_new_turn_may_ask_again_after_the_first_handoff_ended(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    first = handoff_of(store, conversation_id).id
    give_back(store, conversation_id, sam, None)
    answer(store, conversation_id, "Settled?")
    say(store, conversation_id, "no, a person")
    assert hand_over(store, conversation_id) != first
    assert row_of(store, conversation_id).owner == Owner.WAITING


def test_the_turn_of_an_ended_handoff_does_not_ask_again(store: Store, sam: Agent) -> None:
    """The turn is repeated after a crash, when an agent was quick."""
    conversation_id = greeted(store)
    turn_id = say(store, conversation_id, "a person").offset
    handoff_id = request(store, conversation_id, turn_id)
    claim(store, handoff_id, sam)
    resolve(store, conversation_id, sam)
    assert request(store, conversation_id, turn_id) == handoff_id
    assert row_of(store, conversation_id).owner == Owner.CLOSED


def test_of_many_who_claim_at_once_one_wins_and_the_others_learn_who(store: Store) -> None:
    agents = [add_agent(store, name) for name in ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn")]
    conversation_id = greeted(store)
    say(store, conversation_id, "a person")
    handoff_id = hand_over(store, conversation_id)
    outcome = at_once([partial(claim, store, handoff_id, agent) for agent in agents])
    [winner] = [agent for agent, result in zip(agents, outcome, strict=True) if result == conversation_id]
    losers = [result for result in outcome if isinstance(result, AlreadyClaimed)]
    assert [loser.name for loser in losers] == [winner.name] * 5
    assert row_of(store, conversation_id).agent_id == winner.id
    [joined] = statuses(store, conversation_id, StatusType.AGENT_JOINED)
    assert joined.text == f"{winner.name} has joined the conversation"


def test_claiming_ones_own_again_changes_nothing(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    assert claim(store, handoff_of(store, conversation_id).id, sam) == conversation_id
    assert len(statuses(store, conversation_id, StatusType.AGENT_JOINED)) == 1


def test_what_has_ended_or_never_was_cannot_be_claimed(store: Store, sam: Agent, robin: Agent) -> None:
    conversation_id = claimed(store, sam)
    handoff_id = handoff_of(store, conversation_id).id
    resolve(store, conversation_id, sam)
    with pytest.raises(HandoffEnded):
        claim(store, handoff_id, robin)
    with pytest.raises(LookupError):
        claim(store, "nothing", robin)


def test_giving_back_lets_the_assistant_check_what_was_agreed(store: Store, sam: Agent) -> None:
    """C6, W6"""
    conversation_id = claimed(store, sam)
    say(store, conversation_id, "said to Sam")
    give_back(store, conversation_id, sam, "A new lamp goes out today.")
    turn = take(store, conversation_id)
    assert turn is not None
    assert (turn.payload, turn.text) == (AGENT_RETURNED, None)
    [returned] = statuses(store, conversation_id, StatusType.RETURNED)
    assert (returned.offset, returned.data["agreed"]) == (turn.turn_id, "A new lamp goes out today.")
    [note] = events(store, conversation_id, Kind.NOTE)
    assert (note.text, returned.data["offsets"]) == ("A new lamp goes out today.", [note.offset])
    assert record(store, turn, "Is that right?")
    assert take(store, conversation_id) is None


def test_only_who_has_a_conversation_can_reply_return_or_resolve(store: Store, sam: Agent, robin: Agent) -> None:
    conversation_id = claimed(store, sam)
    before = len(events(store, conversation_id))
    for refused in (
        partial(reply, store, conversation_id, robin, "I'd say"),
        partial(give_back, store, conversation_id, robin, None),
        partial(resolve, store, conversation_id, robin),
    ):
        with pytest.raises(NotYours) as error:
            refused()
        assert error.value.name == "Sam"
    assert len(events(store, conversation_id)) == before


def test_nobody_replies_before_claiming_or_after_the_end(store: Store, sam: Agent) -> None:
    waiting = greeted(store)
    say(store, waiting, "a person")
    hand_over(store, waiting)
    with pytest.raises(NotYours):
        reply(store, waiting, sam, "Hello")
    ended = claimed(store, sam)
    resolve(store, ended, sam)
    with pytest.raises(NotYours):
        reply(store, ended, sam, "Hello")
    with pytest.raises(NotYours):
        resolve(store, ended, sam)


def test_notes_are_open_to_every_agent(store: Store, sam: Agent, robin: Agent) -> None:
    conversation_id = claimed(store, sam)
    reply(store, conversation_id, robin, "She is a friend of the house", Kind.NOTE)
    [note] = events(store, conversation_id, Kind.NOTE)
    assert note.data["agent"]["name"] == "Robin"
    assert not note.for_customer


def test_a_reply_sent_again_is_said_once(store: Store, sam: Agent) -> None:
    conversation_id = claimed(store, sam)
    sent = at_once([partial(reply, store, conversation_id, sam, "On it.") for _ in range(6)])
    assert len(set(sent)) == 1, sent
    assert words(store, conversation_id).count(("agent", "On it.")) == 1


def test_two_agents_may_use_the_same_message_id(store: Store, sam: Agent, robin: Agent) -> None:
    conversation_id = claimed(store, sam)
    reply(store, conversation_id, sam, "mine", Kind.NOTE, "1")
    reply(store, conversation_id, robin, "theirs", Kind.NOTE, "1")
    assert [e.text for e in events(store, conversation_id, Kind.NOTE)] == ["mine", "theirs"]


def test_resolving_closes_tells_and_asks_how_it_was(store: Store, sam: Agent) -> None:
    """P3, STD4, PRIDE"""
    conversation_id = claimed(store, sam)
    handoff_id = handoff_of(store, conversation_id).id
    resolve(store, conversation_id, sam)
    with store.reading() as session:
        row = session.get_one(HandoffRow, handoff_id)
    assert (row.ending, row.resolution, row.root_cause, row.ended_at) == (
        Ending.RESOLVED,
        Resolution.PARTLY_SOLVED,
        RootCause.PROCESS,
        AT,
    )
    assert row_of(store, conversation_id).owner == Owner.CLOSED
    [told] = statuses(store, conversation_id, StatusType.RESOLVED)
    assert told.text == "Sam has closed this matter"
    last = events(store, conversation_id)[-1]
    assert last.data["rating"] is True


def test_a_follow_up_of_the_agent_becomes_a_told_promise(store: Store, sam: Agent) -> None:
    """P2, W4"""
    conversation_id = claimed(store, sam)
    resolve(store, conversation_id, sam, FollowUp("call the carrier", AT + timedelta(days=2), "phone"))
    [made] = statuses(store, conversation_id, StatusType.PROMISE_MADE)
    assert made.text == "Promised: call the carrier, by Wednesday 4 March"
    assert made.for_customer


@pytest.mark.parametrize(
    ("reason", "feeling", "priority"),
    [
        (Reason.ANGER, "calm", 1),
        (Reason.ASSISTANT_UNAVAILABLE, "calm", 1),
        (Reason.ASKED_FOR_HUMAN, "angry", 1),
        (Reason.ASKED_FOR_HUMAN, "frustrated", 2),
        (Reason.OFFERS_DECLINED, "calm", 2),
        (Reason.ASKED_FOR_HUMAN, "annoyed", 3),
    ],
)
def test_who_suffers_most_is_taken_first(store: Store, reason: Reason, feeling: str, priority: int) -> None:
    conversation_id = greeted(store)
    say(store, conversation_id, "words")
    turn = take(store, conversation_id)
    assert turn is not None
    record(store, turn, "answer", nlu={"frustration": {"score": 0.5, "level": feeling}})
    hand_over(store, conversation_id, reason=reason)
    assert handoff_of(store, conversation_id).priority == priority


def test_the_queue_is_sorted_by_waiting_and_head_start(store: Store, sam: Agent) -> None:
    """STD2"""
    wanted = []
    for name, reason, seconds in (
        ("calm, later", Reason.ASKED_FOR_HUMAN, 20),
        ("calm, earlier", Reason.ASKED_FOR_HUMAN, 10),
        ("angry, last", Reason.ANGER, 30),
    ):
        conversation_id = greeted(store)
        say(store, conversation_id, name)
        hand_over(store, conversation_id, reason=reason, at=later(seconds))
    with store.reading() as session:
        wanted = queue.page_of(session, "waiting", "sam", 1).items
    assert [i["headline"] for i in wanted] == ["“angry, last”", "“calm, earlier”", "“calm, later”"]
    assert [i["unread"] for i in wanted] == [True] * 3
    assert wanted[0]["agent"] is None
    claim(store, wanted[0]["handoff_id"], sam)
    reply(store, wanted[0]["conversation_id"], sam, "Hello, Sam here.")
    with store.reading() as session:
        [first] = queue.page_of(session, "mine", "sam", 1).items
    assert (first["agent"], first["unread"]) == ({"id": "sam", "name": "Sam"}, False)

"""Promises: given once, due on time, kept once, told in the chat and by mail (P2, P3)."""

from functools import partial

import sqlalchemy as sa

from frontdesk.aftercare import follow_ups
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.identity import Identity
from frontdesk.delivery import outbox
from frontdesk.desk import promises
from frontdesk.desk.promises import Promise
from frontdesk.log import Author, StatusType
from frontdesk.settings import Settings
from frontdesk.store import Store
from frontdesk.tables import OutboxRow, PromiseRow
from tests.frontdesk.scenes import AT, MIA, at_once, greeted, later, row_of, statuses, words

DUE = later(3600)


def give(
    store: Store,
    conversation_id: str,
    *,
    key: str = "turn:3:promise",
    kind: str = "trace",
    author: Author = Author.ASSISTANT,
) -> str:
    promise = Promise(
        kind, "tell what the carrier found", DUE, "assistant" if author == Author.ASSISTANT else "sam", "email"
    )
    with store.writing() as session:
        return promises.give(session, conversation_id, promise, key=key, at=AT, author=author).id


def keep(store: Store, promise_id: str) -> None:
    with store.writing() as session:
        follow_ups.follow_up(session, promise_id, None, DUE, looked_at=DUE)


def due(store: Store, seconds: float) -> list[str]:
    with store.reading() as session:
        return [row.id for row in promises.due_promises(session, later(seconds))]


def mails(store: Store) -> list[OutboxRow]:
    with store.reading() as session:
        return list(session.scalars(sa.select(OutboxRow)))


def test_a_promise_is_given_once_a_key(store: Store) -> None:
    conversation_id = greeted(store)
    given = at_once([partial(give, store, conversation_id) for _ in range(6)])
    assert len(set(given)) == 1, given
    [made] = statuses(store, conversation_id, StatusType.PROMISE_MADE)
    assert made.data["due"] == "2026-03-02T10:00:00.000Z"
    assert give(store, conversation_id, key="turn:5:promise") not in given


def test_the_assistant_says_its_promise_itself_and_an_agents_is_told(store: Store) -> None:
    conversation_id = greeted(store)
    give(store, conversation_id)
    give(store, conversation_id, key="agent", author=Author.AGENT)
    own, agents = statuses(store, conversation_id, StatusType.PROMISE_MADE)
    assert own.text is None
    assert agents.text == "Promised: tell what the carrier found, by Monday 2 March"


def test_a_promise_is_due_at_its_time_and_not_before(store: Store) -> None:
    promise_id = give(store, greeted(store))
    assert due(store, 3599.9) == []
    assert due(store, 3600) == [promise_id]
    assert due(store, 360_000) == [promise_id]


def test_an_agents_promise_is_the_agents_to_keep(store: Store) -> None:
    give(store, greeted(store), author=Author.AGENT)
    assert due(store, 360_000) == []


def test_a_promise_is_kept_once_in_the_chat_and_by_mail(store: Store) -> None:
    conversation_id = greeted(store, identity=MIA)
    promise_id = give(store, conversation_id)
    kept = at_once([partial(keep, store, promise_id) for _ in range(5)])
    assert kept == [None] * 5
    said = [text for author, text in words(store, conversation_id) if author == "assistant"]
    assert said[1:] == [
        "I promised you news today about the search for your parcel. Has it turned up? If not, write here, "
        "and we go on without you telling it all again."
    ]
    [told] = statuses(store, conversation_id, StatusType.PROMISE_KEPT)
    assert told.text == "Kept: tell what the carrier found"
    [mail] = mails(store)
    assert (mail.recipient, mail.subject) == (MIA.email, "As promised: tell what the carrier found")
    assert said[1] in mail.body
    assert "Hello Mia Lindqvist," in mail.body
    with store.reading() as session:
        row = session.get_one(PromiseRow, promise_id)
    assert (row.status, row.ended_at) == ("kept", DUE)
    assert due(store, 360_000) == []


def test_a_customer_without_an_address_is_told_in_the_chat_alone(store: Store) -> None:
    conversation_id = greeted(store)
    keep(store, give(store, conversation_id))
    assert len(statuses(store, conversation_id, StatusType.PROMISE_KEPT)) == 1
    assert mails(store) == []


def test_a_mail_greets_also_who_has_no_name(store: Store) -> None:
    conversation_id = greeted(store, identity=Identity("cus_x", None, "x@example.com"))
    keep(store, give(store, conversation_id))
    assert mails(store)[0].body.startswith("Hello,\n")


def test_keeping_a_promise_changes_nobodys_turn(store: Store) -> None:
    conversation_id = greeted(store)
    keep(store, give(store, conversation_id))
    row = row_of(store, conversation_id)
    assert row.owner == Owner.ASSISTANT
    assert row.wants_answer == row.answered_through


def test_what_is_kept_is_mailed(store: Store, settings: Settings) -> None:
    """The demo's mail arrives on its own page."""
    keep(store, give(store, greeted(store, identity=MIA)))
    for _ in range(2):
        outbox.deliver_due(store, settings, DUE)
    [mail] = mails(store)
    assert mail.sent_at is not None

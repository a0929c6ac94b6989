"""The assistant's promises on their day, and earlier where they are done earlier: look first, then write (P2, P3, C7).

The shop is asked outside of any transaction; what is then said, done and noted is one transaction, done once.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from frontdesk import log, yaml_text
from frontdesk.backoffice import BackOffice, BackOfficeUnavailable
from frontdesk.conversation import outcomes
from frontdesk.conversation.conversations import Owner
from frontdesk.conversation.outcomes import Outcome, State
from frontdesk.desk import contact, handoffs, promises
from frontdesk.desk.handoffs import Reason
from frontdesk.desk.promises import PromiseStatus
from frontdesk.log import Author, Event, Kind
from frontdesk.settings import ROOT
from frontdesk.staff import hours
from frontdesk.store import Store
from frontdesk.tables import ConversationRow, PromiseRow
from frontdesk.wording import formats, texts

logger = logging.getLogger(__name__)

FOLLOW_UPS_FILE = ROOT / "data" / "service" / "follow_ups.yml"


@dataclass(frozen=True)
class Rules:
    """What `follow_ups.yml` says."""

    moved_by_days: int
    moved_at_most: int
    wait_for_shop_hours: int


@cache
def rules() -> Rules:
    """The rules of the file."""
    return Rules(**yaml_text.load(FOLLOW_UPS_FILE.read_text("utf-8")))


def keep_due(store: Store, back_office: BackOffice, at: datetime) -> bool:
    """Follow up every promise that is due at `at`. False if the shop did not answer: those wait for it."""
    with store.reading() as session:
        due = promises.due_promises(session, at)
    answers = True
    for row in due:
        with _alone(row):
            outcome = None
            try:
                outcome = outcome_of(store, back_office, row) if answers else None
            except BackOfficeUnavailable:
                answers = False
            if answers or at >= row.due + timedelta(hours=rules().wait_for_shop_hours):
                _write(store, row, outcome, at)
    return answers


def keep_early(store: Store, back_office: BackOffice, at: datetime) -> bool:
    """Tell of what is done before its day. False if the shop did not answer."""
    with store.reading() as session:
        rows = [row for row in promises.own_open_promises(session) if row.due > at]
    try:
        for row in rows:
            with _alone(row):
                outcome = outcome_of(store, back_office, row)
                if outcome and outcome.state == State.DONE:
                    _write(store, row, outcome, at)
    except BackOfficeUnavailable:
        return False
    return True


def outcome_of(store: Store, back_office: BackOffice, row: PromiseRow) -> Outcome | None:
    """What the shop shows of a promise; None if it can't tell. Raises BackOfficeUnavailable."""
    with store.reading() as session:
        events = log.events_of(session, row.conversation_id, kinds=[Kind.STATUS])
    action = outcomes.action_before(events, row.offset, row.kind)
    return outcomes.look(back_office, action) if action else None


def follow_up(session: Session, promise_id: str, outcome: Outcome | None, at: datetime, *, looked_at: datetime) -> None:
    """Write to the customer what was found, in the widget and by mail: done, a new day, or a human takes over.

    Where nothing could be looked up, the promise itself is what is written. `looked_at` is the day that the promise
    had when the shop was asked: it is followed up once for each day.
    """
    row = promises.locked(session, promise_id)
    if row.status != PromiseStatus.OPEN or row.due != looked_at:
        return
    conversation = session.get_one(ConversationRow, row.conversation_id)
    language = conversation.language
    events = log.events_of(session, row.conversation_id, kinds=[Kind.STATUS])
    how = _how(outcome, promises.times_moved(events, row.id))
    due = row.due + timedelta(days=max(rules().moved_by_days, (at - row.due).days + 1))
    if outcome is None:
        key = f"promise.{row.kind}"
        text = texts.text(key if texts.has_text(key) else "promise.any", language, what=row.what)
    else:
        day = formats.day(hours.day_of(due), language)
        text = texts.text(f"outcome.{how}.{outcome.sign}", language, due=day, **outcome.words(language))
    said = _say(session, conversation, row, text, at)
    if how == "moved":
        promises.move(session, row.id, due, at=at, offsets=[said.offset])
    elif how == "failed":
        promises.end(session, row.id, PromiseStatus.FAILED, at=at, offsets=[said.offset])
        handoffs.request(session, row.conversation_id, turn_id=said.offset, reason=Reason.PROMISE_FAILED, at=at)
    else:
        promises.end(session, row.id, PromiseStatus.KEPT, at=at, offsets=[said.offset])
    key, told = f"promise:{row.id}:{said.offset}", {"what": row.what, "text": text}
    contact.mail(
        session,
        row.conversation_id,
        "mail.promise.subject" if how == "done" else "mail.promise.about",
        "mail.promise.body",
        key=key,
        at=at,
        **told,
    )


def _write(store: Store, row: PromiseRow, outcome: Outcome | None, at: datetime) -> None:
    with store.writing() as session:
        follow_up(session, row.id, outcome, at, looked_at=row.due)


@contextmanager
def _alone(row: PromiseRow) -> Iterator[None]:
    """One that can't be looked up or followed up holds up no other. Raises BackOfficeUnavailable."""
    try:
        yield
    except BackOfficeUnavailable:
        raise
    except Exception:
        logger.exception("promise %s of %s was not followed up", row.id, row.conversation_id)


def _how(outcome: Outcome | None, moved: int) -> str:
    """How it goes on: done, moved to a new day, or failed and for a human."""
    if outcome is None or outcome.state == State.DONE:
        return "done"
    return "moved" if outcome.state == State.UNDER_WAY and moved < rules().moved_at_most else "failed"


def _say(session: Session, conversation: ConversationRow, row: PromiseRow, text: str, at: datetime) -> Event:
    """The assistant's message; to a closed matter, where "no" can only mean this, with what may be pressed."""
    return log.append(
        session,
        row.conversation_id,
        author=Author.ASSISTANT,
        kind=Kind.MESSAGE,
        at=at,
        text=text,
        data={"promise_id": row.id, **_buttons(conversation, text)},
        key=f"promise:{row.key}:{row.due.isoformat()}",
    )


def _buttons(conversation: ConversationRow, text: str) -> dict[str, Sequence[dict[str, str]]]:
    if conversation.owner != Owner.CLOSED or "?" not in text:
        return {}
    choices = (("button.all_good", "/affirm"), ("button.not_settled", "/deny"))
    return {"buttons": [{"title": texts.text(key, conversation.language), "payload": p} for key, p in choices]}

"""Waiting: how long it takes until somebody is there, as honestly as can be told (B1, STD3).

An estimate rests on recent pick-ups and on how many are ahead. Where there are too few of them, nothing is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from statistics import NormalDist
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from frontdesk import log
from frontdesk.clock import iso
from frontdesk.conversation import danger
from frontdesk.desk import contact, handoffs, routing
from frontdesk.log import Kind
from frontdesk.staff import hours, queue_rules
from frontdesk.staff.queue_rules import Waiting
from frontdesk.store import UtcDateTime
from frontdesk.tables import ConversationRow, HandoffRow
from frontdesk.wording import texts

MOST_CLAIMS = 200


@dataclass(frozen=True)
class Wait:
    """How one conversation waits: how many are `ahead`, and within how many minutes it is taken, if that is known.

    While nobody is there, `back_at` says when somebody is, if the desk is closed. `reached` is the channel over which
    the customer can be reached besides the chat, `address` what they left for that. `help` is whom to call meanwhile,
    for who spoke of harm: it stays in view, and nothing is asked of them.
    """

    ahead: int
    minutes: int | None
    anybody_there: bool
    back_at: datetime | None
    reached: str | None
    help: str | None = None
    address: str | None = None

    def as_json(self) -> dict[str, Any]:
        """As the widget is told."""
        return {
            "ahead": self.ahead,
            "minutes": self.minutes,
            "anybody_there": self.anybody_there,
            "back_at": self.back_at and iso(self.back_at),
            "reached": self.reached,
            "help": self.help,
            "address": self.address,
        }


def wait_of(session: Session, conversation_id: str, at: datetime) -> Wait | None:
    """How this conversation waits now; None if it does not."""
    handoff = handoffs.open_handoff(session, conversation_id)
    if handoff is None or handoff.agent_id is not None:
        return None
    is_there = routing.anybody_there(session)
    ahead = _ahead(session, handoff)
    return Wait(
        ahead,
        _minutes(session, handoff, ahead, at) if is_there else None,
        is_there,
        None if is_there or hours.is_open(at) else hours.next_open(at),
        contact.channel_of(session, conversation_id),
        _help(session, conversation_id),
        contact.left_address(session, conversation_id),
    )


def estimate(rules: Waiting, waits: list[timedelta], *, ahead: int, waited: timedelta, since: timedelta) -> int | None:
    """Minutes within which most are taken, rounded up to one of `told_minutes`; None if that is not known.

    `waits` are those of the pick-ups of the last `since`. Whoever is next is taken as those before were who had waited
    as long; whoever has others ahead, when so many pick-ups and one more have happened (a gamma distribution, by
    Wilson and Hilferty).
    """
    if len(waits) < rules.least_claims:
        return None
    if ahead == 0:
        left = sorted(wait - waited for wait in waits if wait > waited)
        if len(left) < 2:
            return None
        within = left[min(len(left) - 1, ceil(rules.within_share * len(left)) - 1)]
    else:
        shape = ahead + 1
        spread = 1 / (9 * shape)
        quantile = shape * (1 - spread + NormalDist().inv_cdf(rules.within_share) * spread**0.5) ** 3
        within = since / len(waits) * quantile
    return next((told for told in rules.told_minutes if timedelta(minutes=told) >= within), None)


def _help(session: Session, conversation_id: str) -> str | None:
    harm = danger.kind_of(log.events_of(session, conversation_id, kinds=[Kind.STATUS]))
    if harm is None:
        return None
    language = session.get_one(ConversationRow, conversation_id).language
    return texts.text(f"waiting.in_view.{harm}", language, **danger.help_lines(language))


def _minutes(session: Session, handoff: HandoffRow, ahead: int, at: datetime) -> int | None:
    rules = queue_rules.in_force().waiting
    since = timedelta(minutes=rules.recent_minutes)
    recent = session.execute(
        sa.select(HandoffRow.requested_at, sa.type_coerce(HandoffRow.claimed_at, UtcDateTime))
        .where(HandoffRow.claimed_at > at - since, HandoffRow.claimed_at <= at)
        .order_by(HandoffRow.claimed_at.desc())
        .limit(MOST_CLAIMS)
    ).all()
    if len(recent) == MOST_CLAIMS:
        since = at - recent[-1][1]
    waits = [claimed_at - requested_at for requested_at, claimed_at in recent]
    return estimate(rules, waits, ahead=ahead, waited=at - handoff.requested_at, since=since)


def _ahead(session: Session, handoff: HandoffRow) -> int:
    """How many are taken before it."""
    query = sa.select(sa.func.count()).where(
        HandoffRow.ended_at.is_(None), HandoffRow.agent_id.is_(None), HandoffRow.rank_at < handoff.rank_at
    )
    return session.scalar(query) or 0

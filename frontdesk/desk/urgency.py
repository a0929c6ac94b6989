"""Urgency: what lets a matter be taken before others that came earlier, as minutes waited already (W2, STD3).

A head start does not change while people wait, so the order of the queue is that of one moment for each: when it was
asked for, less its head start. It can be sorted by the database, and be told in plain words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from frontdesk.staff.queue_rules import HeadStart, QueueRules


@dataclass(frozen=True)
class Urgency:
    """Minutes of head start by what they are for (`reason.anger`, `promise.overdue` …, label.urgency).

    `again_at` is when it changes by itself.
    """

    why: dict[str, int]
    again_at: datetime | None

    @property
    def head_start(self) -> timedelta:
        """How long it counts as waited already."""
        return timedelta(minutes=sum(self.why.values()))

    def level(self, rules: QueueRules) -> int:
        """1 is urgent, 2 raised, 3 neither."""
        minutes = sum(self.why.values())
        return 3 - (minutes >= rules.levels.raised) - (minutes >= rules.levels.urgent)


def urgency_of(
    rules: QueueRules,
    *,
    reasons: Iterable[str],
    feeling: str,
    promised: Sequence[datetime],
    value: Decimal | None,
    at: datetime,
) -> Urgency:
    """How urgent a matter is at `at`: of the `reasons` for which a person is asked the most urgent counts.

    `promised` are the days of its open promises, `value` what its order is worth.
    """
    minutes = rules.head_start_minutes
    soon = timedelta(hours=rules.promise_soon_hours)
    stakes = ["overdue" if due <= at else "soon" for due in promised if due - soon <= at]
    found = [
        _largest(
            [
                *((f"reason.{reason}", minutes.reason.get(reason, 0)) for reason in reasons),
                (f"feeling.{feeling}", minutes.feeling.get(feeling, 0)),
            ]
        ),
        _largest((f"promise.{stake}", minutes.promise.get(stake, 0)) for stake in stakes),
        ("value", _worth(minutes, value)),
    ]
    changes = [moment for due in promised for moment in (due - soon, due) if moment > at]
    return Urgency({code: n for code, n in found if n}, min(changes, default=None))


def _largest(counts: Iterable[tuple[str, int]]) -> tuple[str, int]:
    return max(counts, key=lambda count: count[1], default=("", 0))


def _worth(minutes: HeadStart, value: Decimal | None) -> int:
    return max((w.minutes for w in minutes.value if value is not None and value >= w.least), default=0)

"""Time, in one place: UTC inside, ISO 8601 with Z at the edges."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment in UTC. Passed into functions by whoever starts them, so that tests need not wait."""
    return datetime.now(UTC)


def iso(moment: datetime) -> str:
    """`moment` as both APIs write it, such as 2026-03-01T09:30:00.250Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

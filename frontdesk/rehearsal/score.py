"""How a rehearsal went as a whole: what failed, and whether humans took over when they should (MHCH)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frontdesk.rehearsal.played import Played
from frontdesk.yaml_lines import shown

TOLERANCE_TURNS = 1
LEAST_GOLDEN = 0.90
MOST_NEEDLESS = 0.05


@dataclass(frozen=True)
class Score:
    """Counts of conversations."""

    played: int
    failed: int
    gaps: int
    """Failed ones of which it is known (`gap`)."""
    turns: int
    wanted: int
    """Those in which a human should take over …"""
    golden: int
    """… and did, within one turn of the right one (golden transfer within tolerance)."""
    unwanted: int
    """Those in which none should …"""
    needless: int
    """… and one was asked for."""

    @property
    def transfers_well(self) -> bool:
        """Whether humans came when they should, and otherwise did not."""
        return self.golden >= LEAST_GOLDEN * self.wanted and self.needless <= MOST_NEEDLESS * self.unwanted

    def __str__(self) -> str:
        return "\n".join(
            [
                f"{self.played - self.failed} of {self.played} conversations as written, {self.turns} turns.",
                f"{self.gaps} of the others have a known gap.",
                f"Golden transfer within one turn: {_share(self.golden, self.wanted)}, at least {LEAST_GOLDEN:.2f}.",
                f"Needless handoffs: {_share(self.needless, self.unwanted)}, at most {MOST_NEEDLESS:.2f}.",
            ]
        )


def score_of(played: Sequence[Played]) -> Score:
    """The counts of these conversations."""
    wanted = [p for p in played if p.script.human_at is not None]
    unwanted = [p for p in played if p.script.human_at is None]
    return Score(
        played=len(played),
        failed=sum(bool(p.failures) for p in played),
        gaps=sum(bool(p.failures and p.script.gap) for p in played),
        turns=sum(len(p.outcomes) for p in played),
        wanted=len(wanted),
        golden=sum(map(_is_in_time, wanted)),
        unwanted=len(unwanted),
        needless=sum(p.handed_over_at is not None for p in unwanted),
    )


def report(played: Played) -> list[str]:
    """A line for each failure, and for a human who came at the wrong time."""
    return [*_failures(played), *misplaced(played)]


def _failures(played: Played) -> Iterator[str]:
    where = shown(played.script.path)
    name = played.script.name
    for failure in played.failures:
        said = "; said: " + " ".join(played.outcomes[failure.turn].said) if failure.turn < len(played.outcomes) else ""
        turn = f"turn {failure.turn}" if failure.turn else "greeting"
        yield f"{where}:{failure.line}: {name}: {turn}: expected {failure.expected}; instead: {failure.instead}{said}"


def _is_in_time(played: Played) -> bool:
    wanted, came = played.script.human_at, played.handed_over_at
    return wanted is not None and came is not None and abs(came - wanted) <= TOLERANCE_TURNS


def misplaced(played: Played) -> Iterator[str]:
    """A line if a human came at the wrong time, or not at all."""
    wanted, came = played.script.human_at, played.handed_over_at
    where = f"{shown(played.script.path)}:{played.script.line}: {played.script.name}"
    if wanted is None and came is not None:
        yield f"{where}: needless handoff at the customer's turn {came}"
    if wanted is not None and not _is_in_time(played):
        instead = "no handoff" if came is None else f"handoff at {came}"
        yield f"{where}: a human should take over at the customer's turn {wanted}; instead: {instead}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / whole:.2f})" if whole else "none to judge"

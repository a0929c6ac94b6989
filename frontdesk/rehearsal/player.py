"""Plays a script on the stage, turn by turn, and says where it went otherwise than written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import httpx

from frontdesk.backoffice.demo import Happening
from frontdesk.clock import now
from frontdesk.conversation.conversations import SPEAK_TO_HUMAN
from frontdesk.rehearsal import colleague, invariants
from frontdesk.rehearsal.colleague import NothingToClaim
from frontdesk.rehearsal.expectations import unmet
from frontdesk.rehearsal.outcome import Outcome
from frontdesk.rehearsal.played import Failure, Played
from frontdesk.rehearsal.script import Expectation, Script, ScriptedTurn
from frontdesk.rehearsal.stage import Stage, State
from frontdesk.rehearsal.timeless import in_words
from frontdesk.running.visitor import Visitor
from frontdesk.wording import texts

PATIENCE_SECONDS = 75
"""Longer than the worker leaves a shop alone that did not answer."""
CODE = re.compile(r"\b\d{6}\b")
PLACEHOLDER = re.compile(r"\{(?:(?P<code>code)|day(?P<days>[+-]\d+)?)\}")


class CannotPlay(Exception):
    """The next turn is not possible: what was needed, and what there was."""

    def __init__(self, needed: str, instead: str) -> None:
        super().__init__(needed)
        self.needed, self.instead = needed, instead


async def play(stage: Stage, script: Script, patience: float = PATIENCE_SECONDS) -> Played:
    """Play the whole script; what follows a turn that is not possible is left out."""
    played = Played(script, now().date())
    run = _Run(stage, script, patience, played.day)
    try:
        played.outcomes.append(await run.open())
        for turn in script.turns:
            played.outcomes.append(await run.take(turn))
    except CannotPlay as error:
        number = len(played.outcomes)
        played.failures.append(Failure(number, _line(script, number), error.needed, error.instead))
    played.conversation_ids = [visitor.id for visitor in run.visitors]
    played.failures += _unmet(played)
    played.failures += (Failure(n, _line(script, n), rule, found) for n, rule, found in invariants.broken(played))
    played.failures.sort(key=lambda failure: failure.turn)
    return played


@dataclass
class _Run:
    """A script while it is played."""

    stage: Stage
    script: Script
    patience: float
    day: date
    visitors: list[Visitor] = field(default_factory=list)
    state: State = field(default_factory=State)

    async def open(self) -> Outcome:
        """Set the stage, and let the customer open the widget."""
        await self.stage.set_up(self.script.customer)
        return await self._arrive()

    async def take(self, turn: ScriptedTurn) -> Outcome:
        """Play a turn until the assistant has nothing more to say. Raises CannotPlay."""
        if turn.come_back is not None:
            await self.stage.let_pass([visitor.id for visitor in self.visitors], turn.come_back)
            return await self._arrive()
        try:
            await self._do(turn)
        except LookupError as error:
            raise CannotPlay(f"an order {error}", "the shop has none with this number") from None
        except NothingToClaim:
            raise CannotPlay("a human takes over", f"nobody was asked for; the owner is {self.state.owner}") from None
        except httpx.HTTPStatusError as error:
            raise CannotPlay(f"{turn.kind} is taken", f"it was refused: {error.response.text}") from None
        return await self._outcome()

    async def _do(self, turn: ScriptedTurn) -> None:
        visitor = self.visitors[-1]
        if turn.say is not None:
            await visitor.say(self._fill(turn.say))
        elif turn.press is not None:
            await visitor.press(self._payload(turn.press))
        elif turn.burst is not None:
            await self.stage.say_all(visitor.id, tuple(map(self._fill, turn.burst)))
        elif turn.rate is not None:
            await visitor.rate(turn.rate.score, turn.rate.comment)
        elif turn.wait is not None:
            await self.stage.let_pass([visitor.id for visitor in self.visitors], turn.wait)
        elif turn.agent is not None:
            await colleague.act(self.stage.desk, visitor.id, turn.agent)
        elif turn.shop == "down":
            self.stage.marker.touch()
        elif turn.shop == "up":
            self.stage.marker.unlink(missing_ok=True)
        else:
            await self.stage.happen(Happening(turn.kind), getattr(turn, turn.kind))

    async def _arrive(self) -> Outcome:
        self.visitors.append(await self.stage.arrive(self.script.customer))
        self.state = State()
        return await self._outcome()

    async def _outcome(self) -> Outcome:
        visitor, before = self.visitors[-1], self.state
        try:
            self.state = await self.stage.settled(visitor.id, self.patience)
        except TimeoutError:
            raise CannotPlay("an answer", f"none within {self.patience:g} s") from None
        return Outcome(
            visit=len(self.visitors) - 1,
            events=self.state.events[len(before.events) :],
            owner_before=before.owner,
            owner=self.state.owner,
            mails=self.state.mails[len(before.mails) :],
            card=self.state.card,
        )

    def _payload(self, title: str) -> str:
        """What the button with this title under the newest message stands for."""
        said = [event for event in self.state.events if event.kind == "message"]
        buttons = {b["title"]: b["payload"] for b in said[-1].data.get("buttons", ())} if said else {}
        buttons.setdefault(texts.text("button.speak_to_human"), SPEAK_TO_HUMAN)
        if title not in buttons:
            raise CannotPlay(f"a button {title!r}", "the buttons are " + ", ".join(map(repr, buttons)))
        return str(buttons[title])

    def _fill(self, text: str) -> str:
        codes = [found[0] for mail in self.state.mails if (found := CODE.search(mail))]
        if "{code}" in text and not codes:
            raise CannotPlay("a mail with a code", "none was sent")
        return fill(text, self.day, codes[-1] if codes else "")


def fill(text: str, day: date, code: str = "") -> str:
    """`{day}`, `{day+3}` and `{day-4}` as the assistant writes days, and `{code}` as it was mailed."""

    def value(found: re.Match[str]) -> str:
        if found["code"]:
            return code
        return in_words(day + timedelta(days=int(found["days"] or 0)))

    return PLACEHOLDER.sub(value, text)


def _unmet(played: Played) -> Iterator[Failure]:
    expected = [(0, played.script.line, played.script.greeting)]
    expected += [(number, turn.line, turn.expect) for number, turn in enumerate(played.script.turns, start=1)]
    for (number, line, expectation), outcome in zip(expected, played.outcomes, strict=False):
        for what, instead in unmet(_filled(expectation, played.day), outcome):
            yield Failure(number, line, what, instead)


def _filled(expected: Expectation, day: date) -> Expectation:
    """The expectation with the days of this run in its words."""
    named = expected.model_fields_set & {"tells", "not_tells", "card", "mails"}
    return expected.model_copy(update={name: tuple(fill(w, day) for w in getattr(expected, name)) for name in named})


def _line(script: Script, number: int) -> int:
    return script.turns[number - 1].line if number else script.line

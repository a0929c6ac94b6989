"""A step of the dialogue: the base of every action."""

import asyncio
from abc import ABC, abstractmethod
from typing import Any, ClassVar

from rasa_sdk import Action
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions import danger
from actions.case import Case
from actions.turn import Turn
from frontdesk.backoffice import BackOfficeUnavailable
from frontdesk.desk.handoffs import Reason


class Step(Action, ABC):  # type: ignore[misc]  # rasa_sdk brings no types
    """Reads the case, does its part, and names the step that follows in this turn (or `listen`)."""

    step: ClassVar[str]

    def name(self) -> str:
        """The name by which rules and stories call it."""
        return f"action_{self.step}"

    @abstractmethod
    def take(self, turn: Turn, case: Case) -> str:
        """Do the step's part: say, note, change the case; return the next step."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Called by Rasa. An error leaves nothing behind but what is idempotent; Rasa's turn then fails as a whole."""
        return await asyncio.to_thread(self._run, dispatcher, tracker)

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        before = Case.from_slots(tracker.slots)
        case = before.copy()
        turn = Turn.from_tracker(tracker, case, dispatcher)
        try:
            case.next_step = self._take_unless_danger(turn, case)
        except BackOfficeUnavailable:
            turn.say("trouble.back_office_down")
            case.handoff_reason = Reason.BACK_OFFICE_DOWN
            case.next_step = "handoff"
        if case.misunderstood <= before.misunderstood:
            case.misunderstood = 0
        turn.commit()
        return list(case.changes_since(before))

    def _take_unless_danger(self, turn: Turn, case: Case) -> str:
        if not danger.is_new(turn, case):
            return self.take(turn, case)
        next_step = danger.hear(turn, case)
        return self.take(turn, case) if self.step == next_step else next_step

"""The rules of `data/rules`, read as a plain table: which step an intent calls, and which step follows a step.

Steps are tested with the real rules and without Rasa; that Rasa reads the rules alike is proved by `tests/stories`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from frontdesk.settings import ROOT

RULES = ROOT / "data" / "rules"


@dataclass(frozen=True)
class Rules:
    """First steps by (intent, awaiting) and later ones by (step, next_step); None stands for any."""

    first: dict[tuple[str, str | None], str]
    then: dict[tuple[str, str | None], str | None]

    def first_step(self, intent: str, awaiting: str | None) -> str:
        """The step that answers `intent` while the assistant awaits `awaiting`."""
        return self.first.get((intent, awaiting)) or self.first[intent, None]

    def step_after(self, step: str, next_step: str | None) -> str | None:
        """The step after `step`, or None to listen. Raises KeyError where no rule says so."""
        return self.then[step, next_step] if (step, next_step) in self.then else self.then[step, None]


@cache
def rules() -> Rules:
    """The rules as they are in the files."""
    first: dict[tuple[str, str | None], str] = {}
    then: dict[tuple[str, str | None], str | None] = {}
    for rule in _rules():
        slots = {name: value for c in rule.get("condition", ()) for name, value in c["slot_was_set"][0].items()}
        intent = next((s["intent"] for s in rule["steps"] if "intent" in s), None)
        actions = [s["action"] for s in rule["steps"] if "action" in s]
        if intent:
            first[intent, slots.get("awaiting")] = actions[0]
        elif len(actions) > 1:
            then[actions[0], slots.get("next_step")] = actions[1]
        else:
            then[actions[0], slots.get("next_step")] = None
        if rule.get("wait_for_user_input", True):
            then.setdefault((actions[-1], None), None)
    return Rules(first, then)


def _rules() -> Iterator[dict[str, Any]]:
    for path in sorted(RULES.glob("*.yml")):
        yield from yaml.safe_load(path.read_text("utf-8"))["rules"]

"""Scripts played on the stage of this run: each once, however many tests look at what came of it."""

import asyncio

from frontdesk.rehearsal.played import Played
from frontdesk.rehearsal.player import play
from frontdesk.rehearsal.script import Script
from frontdesk.rehearsal.stage import Stage


class Rehearsal:
    """The stage for all conversations of this run, and what was played on it."""

    def __init__(self, runner: asyncio.Runner, stage: Stage) -> None:
        self.runner, self.stage = runner, stage
        self.played: dict[str, Played] = {}

    def play(self, script: Script) -> Played:
        """Play it, once a run."""
        if script.name not in self.played:
            self.played[script.name] = self.runner.run(play(self.stage, script))
        return self.played[script.name]

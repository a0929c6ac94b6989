"""A rehearsal: scripts played one after the other, on a Helpline of its own."""

from collections.abc import Callable, Sequence

from frontdesk.rehearsal.played import Played
from frontdesk.rehearsal.player import play
from frontdesk.rehearsal.script import Script
from frontdesk.rehearsal.stage import stage_of
from frontdesk.running.trial import on_trial
from frontdesk.settings import Settings


async def rehearse(
    scripts: Sequence[Script], tell: Callable[[Played], None], show: Callable[[str, str], None]
) -> list[Played]:
    """Play the scripts in their order; `tell` hears of each when it is over. The model has to be trained.

    `show(name, line)` gets what the processes write. Raises CommandFailed.
    """
    all_played: list[Played] = []

    async def work(settings: Settings) -> None:
        async with stage_of(settings) as stage:
            for script in scripts:
                all_played.append(await play(stage, script))
                tell(all_played[-1])

    await on_trial(work, show)
    return all_played

"""The model that other commands need."""

import asyncio
from time import monotonic

from frontdesk.cli.output import say
from frontdesk.settings import Settings


def ensure_model(settings: Settings, *, afresh: bool = False) -> None:
    """Train if a file changed since the model was made, or `afresh` in any case."""
    from frontdesk.running import model

    if model.model_path().exists() and not afresh:
        return
    say("Training the assistant on data/ …")
    began = monotonic()
    asyncio.run(model.train(settings, lambda step: say(f"  {step}"), afresh=afresh))
    say(f"Trained in {monotonic() - began:.0f} s.")

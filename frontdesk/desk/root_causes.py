"""Where a complaint most likely comes from, by its cause (PRIDE): proposed to whoever resolves it."""

from functools import cache

from frontdesk import yaml_text
from frontdesk.desk.handoffs import RootCause
from frontdesk.settings import ROOT

ROOT_CAUSES_FILE = ROOT / "data" / "service" / "root_causes.yml"


@cache
def likely() -> dict[RootCause, list[str]]:
    """The causes for which each root cause is the likely one. Raises ValueError for a root cause that is none."""
    written = yaml_text.load(ROOT_CAUSES_FILE.read_text("utf-8"))
    return {RootCause(name): list(causes) for name, causes in written.items()}

"""What `helpline check data` says of rules and of Rasa's own findings: the mistake alone, with its place and cure."""

import shutil
from pathlib import Path

import pytest

from frontdesk.running import heard
from frontdesk.running.rasa_findings import findings
from frontdesk.settings import ROOT
from frontdesk.yaml_lines import InvalidFile

OUTPUT = """\
/x/rasa/shared/utils/validation.py:134: DeprecationWarning: pkg_resources is deprecated as an API.
  import pkg_resources
\x1b[93m/x/rasa/shared/utils/io.py:100: UserWarning: The action 'action_here' is used in the 'it is heard' \
block, but it is not listed in the domain file. You should add it to your domain file!
  More info at https://rasa.com/docs/rasa/domain
\x1b[0m2026-11-22 17:03:55 INFO     rasa.validator  - Validating intents...
\x1b[93m/x/rasa/shared/utils/io.py:100: UserWarning: The intent 'agent_returned' is listed in the domain file, but is \
not found in the NLU training data.
\x1b[0m\x1b[93m/x/rasa/shared/utils/io.py:100: UserWarning: The intent 'gift_wrap' is listed in the domain file, but \
is not found in the NLU training data.
\x1b[0mProcessed story blocks: 100%|##########| 57/57 [00:00<00:00, 190.10it/s, # trackers=1]
2026-11-22 16:43:45 WARNING  rasa.core.training.story_conflict  - Story structure conflict after intent 'greet':
  action_greet predicted in 'one'
  action_hear predicted in 'two'
2026-11-22 16:43:45 INFO     rasa.validator  - done
\x1b[91mProject validation completed with errors.\x1b[0m
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the rules and of the request types."""
    shutil.copytree(ROOT / "data" / "rules", tmp_path / "data" / "rules")
    (tmp_path / "data" / "service").mkdir()
    shutil.copy(ROOT / "data" / "service" / "requests.yml", tmp_path / "data" / "service")
    return tmp_path


def test_every_request_type_is_heard(project: Path) -> None:
    heard.check(project)


def test_a_request_type_that_no_rule_hears_is_told_with_its_line_and_cure(project: Path) -> None:
    requests = project / "data" / "service" / "requests.yml"
    lines = requests.read_text().splitlines()
    requests.write_text("\n".join([*lines, "gift_wrap: {self_service: true}"]))
    with pytest.raises(InvalidFile) as raised:
        heard.check(project)
    assert str(raised.value) == (
        f"{requests}:{len(lines) + 1}: no rule hears 'gift_wrap'; "
        "write one in data/rules/requests.yml, like those of its neighbours there"
    )


def test_of_what_rasa_writes_only_its_findings_are_told() -> None:
    assert list(findings(OUTPUT)) == [
        "The action 'action_here' is used in the 'it is heard' block, but it is not listed in the domain file. "
        "You should add it to your domain file!",
        "The intent 'gift_wrap' is listed in the domain file, but is not found in the NLU training data.",
        "Story structure conflict after intent 'greet': action_greet predicted in 'one' action_hear predicted in 'two'",
    ]

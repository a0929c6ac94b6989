"""Data files are read with their lines, and what is wrong with them is told with a cure."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from assistant.examples import Example, Unreadable, read_examples, read_yaml
from assistant.finding import Finding

INTENTS = {"refund", "thank"}
GOOD = """\
version: "3.1"
nlu:
# what people say when they want their money back
- intent: refund
  metadata:
    feeling: angry
    abusive: true
  examples: |
    - my money, you crooks: now #1
    -   "give it back"

- lookup: product
  examples: |
    - kettle

- intent: thank
  examples: |
    - ta 🙂
    - c'est gentil
"""


def read(folder: Path, text: str | bytes) -> tuple[list[Example], list[Finding]]:
    """What is read from a folder with this file."""
    (folder / "en").mkdir(exist_ok=True)
    (folder / "en" / "x.yml").write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_examples(folder, INTENTS)


def block(lines: str) -> str:
    """A file with a block of these lines; the first of them is line 4."""
    return f'version: "3.1"\nnlu:\n- intent: refund\n{lines}'


def test_examples_have_their_labels_and_lines(tmp_path: Path) -> None:
    examples, findings = read(tmp_path, GOOD)
    file = str(tmp_path / "en" / "x.yml")
    assert findings == []
    assert examples == [
        Example("my money, you crooks: now #1", "refund", "angry", True, file, 9),
        Example('"give it back"', "refund", "angry", True, file, 10),
        Example("ta 🙂", "thank", None, False, file, 18),
        Example("c'est gentil", "thank", None, False, file, 19),
    ]


def test_rasa_reads_the_same_texts_under_the_same_intents(tmp_path: Path) -> None:
    ours = [(example.text, example.intent) for example in read(tmp_path, GOOD)[0]]
    rasas = load_data(str(tmp_path / "en" / "x.yml")).intent_examples
    assert ours == [(message.get("text"), message.get("intent")) for message in rasas]


def test_hidden_files_and_other_files_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".x.yml.swp").write_text("{")
    (tmp_path / ".x.yml").write_text("{")
    (tmp_path / "notes.txt").write_text("{")
    assert read_examples(tmp_path, INTENTS) == ([], [])


@pytest.mark.parametrize(
    ("text", "line", "what", "cure"),
    [
        (block("  examples: |\n    - a\n\t- b\n"), 6, "cannot be read as YAML", "Replace the tab by spaces"),
        (block('  examples: "\n    - a\n'), 4, "cannot be read as YAML", "every quote is closed"),
        (block("  examples: |\n    - a\n  - b\n"), 6, "cannot be read as YAML", "indented like their neighbours"),
        (block("  examples: |\n    - a\n- b\n"), 6, "'b' stands outside a block", "four spaces"),
        (block("  examples: |\n    - a\n    b c\n    - d\n"), 6, "'b c' does not begin with '- '", "Write '- '"),
        (block("  examples: |\n    - a\n      - b\n"), 6, "'- b' does not begin", "in line with the others"),
        (block("  examples: |\n    - a\n    -\n"), 6, "nothing after the '-'", "delete the line"),
        (block("  examples: |\n"), 4, "block is empty", "Add examples"),
        (block("  examples:\n    - a\n"), 4, "not a block of lines", "`examples: |`"),
        (block("  exampels: |\n    - a\n"), 4, "`exampels:` means nothing", "intent, examples, metadata"),
        (block("  metadata: {}\n"), 3, "no examples", "`examples: |`"),
        (block("  examples: |\n    - a\n  examples: |\n    - b\n"), 6, "stands here twice", "Join the two"),
        (block("  metadata:\n    feeling: Calm\n  examples: |\n    - a\n"), 5, "no feeling 'Calm'", "calm, annoyed"),
        (
            block("  metadata:\n    mood: calm\n  examples: |\n    - a\n"),
            5,
            "`mood:` means nothing",
            "feeling, abusive",
        ),
        (block("  metadata:\n    abusive: no\n  examples: |\n    - a\n"), 5, "cannot be 'no'", "`abusive: true`"),
        (block("  metadata: angry\n  examples: |\n    - a\n"), 4, "no labels", "`feeling: calm`"),
        (GOOD.replace("intent: thank", "intent: thanks"), 16, "no intent 'thanks'", "domain.yml"),
        (GOOD.replace("intent: thank", "intent:"), 16, "no name", "after `intent:`"),
        (GOOD.replace("intent: thank", "intend: thank"), 16, "not what it is", "`- intent:`"),
        (GOOD.replace("nlu:", "nul:"), 2, "`nul:` means nothing", "version, nlu"),
        (GOOD.replace('"3.1"', "3.1"), 1, "version is not a text", "quotes"),
        ('version: "3.1"\nnlu:\n', 2, "no blocks", "Add a block"),
        ("", 1, "no `nlu:`", "Begin it with"),
        (GOOD.replace("ta 🙂", "ta \x07"), 18, "character that does not belong", "type the line anew"),
        (GOOD.encode().replace("🙂".encode(), b"\xff"), 18, "not in UTF-8", "Save the file as UTF-8"),
    ],
)
def test_an_error_is_told_with_line_and_cure(
    tmp_path: Path, text: str | bytes, line: int, what: str, cure: str
) -> None:
    _, findings = read(tmp_path, text)
    first = findings[0]
    assert (first.file, first.line, first.is_error) == (str(tmp_path / "en" / "x.yml"), line, True)
    assert what in first.what
    assert cure in first.cure


def test_one_bad_block_does_not_hide_the_others(tmp_path: Path) -> None:
    examples, findings = read(tmp_path, GOOD.replace("intent: refund", "intent: refnd").replace("ta 🙂", "ta\n    ta"))
    assert [example.text for example in examples] == ["ta", "c'est gentil"]
    assert [finding.line for finding in findings] == [4, 19]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"domain\.yml:1: The file cannot be read: No such file"):
        read_yaml(tmp_path / "domain.yml")

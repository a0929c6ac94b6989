"""The files of canned replies: what is wrong is told with its line and the cure."""

from pathlib import Path

import pytest

from frontdesk.staff.canned import canned, read
from frontdesk.yaml_lines import InvalidFile


@pytest.mark.parametrize(
    ("entry", "line", "told"),
    [
        ("    title: Hi", 2, "text"),
        ("    title: Hi\n    text: Hello {nmae}", 4, "{nmae}"),
        ("    title: Hi\n    text: Hello {", 4, "a single brace"),
        ("    title: Hi\n    text: [one, '']", 4, "a wording without words"),
        ("    title: Hi\n    text: Hello\n    tag: x", 5, "tag"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_cure(tmp_path: Path, entry: str, line: int, told: str) -> None:
    path = tmp_path / "en.yml"
    path.write_text(f"replies:\n  hello:\n{entry}\n", "utf-8")
    with pytest.raises(InvalidFile) as raised:
        read(path)
    assert f"{path}:{line}: " in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize("content", ["", "- a\n", "a: [\n"])
def test_what_is_no_list_of_replies_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "en.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidFile, match=r"en\.yml"):
        read(path)


def test_a_language_without_a_file_has_the_replies_of_the_default_one() -> None:
    assert canned("../tone/../canned/xx") == canned("en")
    assert canned("en")

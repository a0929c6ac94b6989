"""The files of canned replies: what is wrong is told with its line and the cure."""

from pathlib import Path

import pytest

from frontdesk.canned import InvalidCanned, canned, read


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        ("hello:\n  title: Hi\n", 1, "`text` is missing"),
        ("hello:\n  title: Hi\n  text: Hello {nmae}\n", 3, "{nmae} is not filled in"),
        ("hello:\n  title: Hi\n  text: Hello {\n", 3, "a single brace"),
        ("hello:\n  title: Hi\n  text: [one, '']\n", 3, "there should be words"),
        ("hello:\n  title: Hi\n  text: Hello\n  tag: x\n", 4, "`tag` means nothing"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_the_cure(tmp_path: Path, content: str, line: int, told: str) -> None:
    path = tmp_path / "en.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidCanned) as raised:
        read(path)
    assert f"{path}, line {line}, hello: " in str(raised.value)
    assert told in str(raised.value)


@pytest.mark.parametrize("content", ["", "- a\n", "a: [\n"])
def test_what_is_no_list_of_replies_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "en.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(InvalidCanned, match=r"en\.yml"):
        read(path)


def test_a_language_without_a_file_has_the_replies_of_the_default_one() -> None:
    assert canned("../tone/../canned/xx") == canned("en")
    assert canned("en")

"""The tone check finds what is wrong in a text, says where, why and how to do better, and leaves good texts alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from frontdesk.settings import ROOT
from frontdesk.tone.check import check_tone, report
from frontdesk.tone.finding import Finding
from frontdesk.tone.guide import Ease, read_guide
from frontdesk.tone.length import reading_ease

CODE = """
def take(turn, kind):
    turn.say("hear.open", name=turn.name)
    turn.say(f"lead.{kind}", order_number=1, goods=turn.goods, d=turn.day)
"""
Check = Callable[..., list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Findings in a project with the given files, the project's own guide, and a little code that asks for texts."""

    def run(**files: str) -> list[Finding]:
        shutil.copytree(ROOT / "data/service/tone", tmp_path / "data/service/tone", dirs_exist_ok=True)
        write(tmp_path / "actions/say.py", CODE)
        for name, content in files.items():
            write(tmp_path / f"data/service/texts/en/{name}.yml", content)
        return check_tone(tmp_path)[1]

    return run


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, "utf-8")


def said(*wordings: str) -> str:
    """A file with these wordings of one text that the code asks for."""
    return "any:\n" + "".join(f'  - "{wording}"\n' for wording in wordings)


GOOD = "I'll look at your order now."


@pytest.mark.row("K1", "B6", "K9", "H4")
def test_the_projects_own_texts_are_clean() -> None:
    wordings, findings = check_tone(ROOT)
    assert len(wordings) > 500
    assert not [f for f in findings if f.is_error], report(wordings, findings)


@pytest.mark.parametrize(
    ("text", "about", "row"),
    [
        pytest.param("I've opened a ticket, and a colleague has it.", "jargon", "K1", marks=pytest.mark.row("K1")),
        pytest.param("We'll escalate this to a colleague.", "jargon", "K1", marks=pytest.mark.row("K1")),
        pytest.param("I'll process your request today.", "jargon", "K1", marks=pytest.mark.row("K1")),
        pytest.param("Kindly send me the number.", "office language", "K1", marks=pytest.mark.row("K1")),
        pytest.param("You should have told us before.", "blame", "B6", marks=pytest.mark.row("B6")),
        pytest.param("As I said, it comes on Friday.", "blame", "B6", marks=pytest.mark.row("B6")),
        pytest.param("It's late due to the weather.", "an excuse", "B6", marks=pytest.mark.row("B6")),
        pytest.param("We have a high volume of calls.", "an excuse", "B6", marks=pytest.mark.row("B6")),
        pytest.param("Please calm down first.", "telling somebody how to feel", "H4", marks=pytest.mark.row("H4")),
        pytest.param(
            "There is no need to be upset.", "telling somebody how to feel", "H4", marks=pytest.mark.row("H4")
        ),
        pytest.param("I'm sorry for any inconvenience.", "a cliché", "B6", marks=pytest.mark.row("B6")),
        pytest.param("Rest assured that I'm on it.", "a cliché", "B6", marks=pytest.mark.row("B6")),
        pytest.param("I'm sorry if you felt ignored.", "an apology that is none", "E2", marks=pytest.mark.row("E2")),
        pytest.param("It was our mistake.", "a fault that is not established", "E3", marks=pytest.mark.row("E3")),
        pytest.param("That is not possible.", "a bare no", "L2", marks=pytest.mark.row("L2")),
        pytest.param(
            "You might also like our parasols.", "selling to somebody in trouble", "K2", marks=pytest.mark.row("K2")
        ),
        pytest.param("I'm on it!", "shouting", "H4", marks=pytest.mark.row("H4")),
        pytest.param("I'm on it 🙂.", "emoji", "H4", marks=pytest.mark.row("H4")),
        pytest.param("Which order? And which day?", "two questions", "C3", marks=pytest.mark.row("C3")),
    ],
)
def test_words_that_do_not_belong_are_errors(check: Check, text: str, about: str, row: str) -> None:
    errors = [f for f in check(lead=said(GOOD, text)) if f.is_error]
    assert [(f.line, f.row) for f in errors if f"({about})" in f.what] == [(3, row)]
    assert all(f.why and f.better for f in errors)


@pytest.mark.row("L2")
def test_a_no_with_what_can_be_done_is_none(check: Check) -> None:
    assert not check(lead=said(GOOD, "That isn't possible any more. What I can do is send another."))


@pytest.mark.row("P2")
def test_a_promise_without_a_day_is_a_hint(check: Check) -> None:
    (finding,) = check(lead=said(GOOD, "You'll hear from us shortly."))
    assert not finding.is_error and "“shortly”" in finding.what


@pytest.mark.row("K6")
def test_where_nothing_is_wrong_a_text_may_be_glad(check: Check) -> None:
    assert not [f for f in check(greet='stranger:\n  - "Hello and welcome! What can I do?"\n') if f.is_error]


@pytest.mark.row("K1")
def test_long_messages_and_sentences_are_told_with_their_length(check: Check) -> None:
    sentence = "the box and the bag " * 6
    long = check(lead=said(GOOD, f"It is {sentence}."))
    assert ["sentence of 32 words" in f.what for f in long if f.is_error] == [True]
    message = " ".join(["The box is here and the bag is there."] * 7)
    assert any("has 63 words" in f.what and f.is_error for f in check(lead=said(GOOD, message)))


@pytest.mark.row("K1")
def test_hard_words_are_told_with_their_reading_ease(check: Check) -> None:
    hard = "Our organisation is currently investigating the extraordinary circumstances of this particular delivery."
    assert any("hard to read" in f.what and f.is_error for f in check(lead=said(GOOD, hard)))


@pytest.mark.row("K1")
def test_a_name_makes_no_text_hard_to_read(check: Check) -> None:
    """Months and cards are known to whoever has to do with them; the same letters as plain words are not."""
    named = "Order by 31 January, 1 November or 24 December to pay by Mastercard or American Express."
    assert not any("hard to read" in f.what for f in check(lead=said(GOOD, named)))
    assert any("hard to read" in f.what for f in check(lead=said(GOOD, named.lower())))


@pytest.mark.row("K1")
def test_reading_ease_is_near_what_its_author_found() -> None:
    """Flesch's formula, with estimated syllables, against counting by hand; the name counts as one."""
    ease = read_guide(ROOT, "en").ease
    assert isinstance(ease, Ease)
    text = "The money for your order is on its way. You should see it on Friday, and the reference is in your mail."
    words, sentences, syllables = 22, 2, 28
    by_hand = 206.835 - 1.015 * words / sentences - 84.6 * syllables / words
    assert reading_ease(text, ease) == pytest.approx(by_hand, abs=8)


@pytest.mark.row("E2")
def test_texts_that_are_nearly_alike_are_told_with_the_first(check: Check) -> None:
    other = 'open:\n  - "Your parcel is with the carrier, {name}."\n  - "What is it about today?"\n'
    twin = "Your parcel is with the carriers, {order_number}."
    (finding,) = [f for f in check(hear=other, lead=said(GOOD, twin)) if f.is_error]
    assert "nearly hear.open" in finding.what and "hear.yml:2" in finding.what


@pytest.mark.row("E2")
def test_wordings_that_begin_alike_are_told(check: Check) -> None:
    (finding,) = check(lead=said("I'm sorry that it broke.", "I'm sorry. You waited so long."))
    assert (finding.is_error, finding.line) == (True, 3)
    assert "begins like" in finding.what


@pytest.mark.row("E2")
def test_too_many_that_can_follow_each_other_and_begin_alike_are_told(check: Check) -> None:
    """Three of nine texts of empathy are more than a fifth."""
    others = {
        "delay": ("Waiting is hard work.", "Nothing came so far."),
        "damage": ("That is no fun.", "A pity for you."),
        "amount": ("It is your money.", "Half is not enough."),
    }
    causes = "".join(
        f'{cause}:\n  - "{first}"\n  - "{second}"\n  - "I\'m sorry about the {cause}."\n'
        for cause, (first, second) in others.items()
    )
    alike = [f for f in check(empathy=causes) if "begins like" in f.what]
    assert [f.line for f in alike] == [8, 12]


@pytest.mark.row("E2", "B2")
def test_a_text_that_can_be_said_twice_needs_two_wordings(check: Check) -> None:
    (finding,) = check(lead=said(GOOD))
    assert finding.is_error and "only wording of lead.any" in finding.what
    assert not [f for f in check(lead=said(GOOD, "Let me see."), button='accept: "Yes, please"\n') if f.is_error]


@pytest.mark.row("B3")
def test_a_fact_that_the_code_does_not_give_is_told_with_the_one_that_is_meant(check: Check) -> None:
    found = [f for f in check(lead=said(GOOD, "{order_numer} is here.")) if f.is_error]
    assert [f.better for f in found] == ["Did you mean {order_number}?"]
    found = [f for f in check(lead=said(GOOD, "Take {good} with you.")) if f.is_error]
    assert [f.better for f in found] == ["Did you mean {goods}?"]


@pytest.mark.row("B3")
def test_a_fact_that_one_wording_leaves_out_is_a_hint(check: Check) -> None:
    (finding,) = check(lead=said("Order {order_number} is here.", "It has come to us."))
    assert (finding.is_error, finding.line) == (False, 3)
    assert "leaves out {order_number}" in finding.what


def test_braces_that_do_not_belong_together_are_told(check: Check) -> None:
    (finding,) = check(lead=said(GOOD, "Order {order_number is here."))
    assert finding.is_error and "braces" in finding.what


def test_a_text_that_no_step_asks_for_is_a_hint(check: Check) -> None:
    found = check(hear='opne:\n  - "What is it about today?"\n  - "Tell me, I\'m listening."\n')
    assert [(f.is_error, f.line) for f in found] == [(False, 2)]
    assert "no step asks for" in found[0].what


def test_languages_have_the_same_texts(check: Check, tmp_path: Path) -> None:
    write(tmp_path / "data/service/texts/ko/lead.yml", 'other: ["네, 바로 확인하겠습니다.", "잠시만요, 보겠습니다."]\n')
    found = [f for f in check(lead=said(GOOD, "Let me see.")) if f.is_error]
    assert ["lead.any is missing" in f.what for f in found] == [True, False]
    assert found[0].file == "data/service/texts/ko/lead.yml"
    assert "which English does not have" in found[1].what


def test_another_language_uses_the_facts_of_english(check: Check, tmp_path: Path) -> None:
    write(tmp_path / "data/service/texts/ko/lead.yml", 'any: ["{name} 님, 확인하겠습니다.", "잠시만요, 보겠습니다."]\n')
    found = [f for f in check(lead=said(GOOD, "Let me see.")) if f.is_error]
    assert ["{name}" in f.what for f in found] == [True]


@pytest.mark.row("K1")
def test_answers_of_the_knowledge_lines_of_other_languages_and_the_widget_are_read(
    check: Check, tmp_path: Path
) -> None:
    answers = '- question: "How long?"\n  answer: "Please be advised that it takes a week."\n'
    write(tmp_path / "data/knowledge/en/delivery.yml", answers)
    write(tmp_path / "data/service/languages.yml", 'de:\n  words: [hallo]\n  unserved: "Nur Englisch!!"\n')
    write(tmp_path / "web/widget/texts/en.json", '{\n  "rating.thanks": "Rest assured, we read it."\n}\n')
    places = [(f.file, f.line) for f in check(lead=said(GOOD, "Let me see.")) if f.is_error]
    assert set(places) == {
        ("data/knowledge/en/delivery.yml", 2),
        ("data/service/languages.yml", 3),
        ("web/widget/texts/en.json", 2),
    }


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        ('any:\n  - "Good\n  - "Better"\n', 3, "cannot be read as YAML"),
        ("any:\n\t- Good\n", 2, "cannot be read as YAML"),
        ("any:\n  - Good\n  -\n", 3, "has no words"),
        ('any: "I see it."\nany: "I have it."\n', 1, "twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_finding_with_its_line(
    check: Check, content: str, line: int, words: str
) -> None:
    errors = [f for f in check(lead=content) if f.is_error and words in f.what]
    assert errors and errors[0].line == line
    assert errors[0].file == "data/service/texts/en/lead.yml"


@pytest.mark.parametrize(
    ("guide", "line"),
    [
        ("unfit:\n  - about: jargon\n    severity: terrible\n", 3),
        ("limits:\n  message_wrods: {hint: 1, error: 2}\n", 2),
        ("unfit:\n  - {about: a, severity: hint, row: K1, why: b, words: {'(': c}}\n", 1),
    ],
)
def test_a_guide_that_cannot_be_used_is_a_finding_with_its_line(
    check: Check, tmp_path: Path, guide: str, line: int
) -> None:
    check(lead=said(GOOD, "Let me see."))
    write(tmp_path / "data/service/tone/en.yml", guide)
    (finding,) = [f for f in check_tone(tmp_path)[1] if f.is_error and f.file.endswith("tone/en.yml")]
    assert finding.line == line


def test_a_finding_says_where_what_why_and_how_to_do_better(check: Check) -> None:
    (finding,) = [f for f in check(lead=said(GOOD, "Rest assured, it comes.")) if f.is_error]
    assert str(finding) == (
        "data/service/texts/en/lead.yml:3: “Rest assured, it comes.” says “Rest assured” (a cliché) · "
        "what everybody has read a hundred times is not believed (B6) · Say what happens, and when."
    )

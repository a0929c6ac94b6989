"""Texts: each that the code asks for exists, is given what it names, and is not said twice while there is another."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from actions.needs import ASKED_FACTS
from frontdesk.backoffice import OrderStatus
from frontdesk.conversation.feelings import LEVELS
from frontdesk.desk.handoffs import Reason, Resolution, RootCause
from frontdesk.settings import ROOT
from frontdesk.shop import causes, offer_rules, offers, shop
from frontdesk.wording import texts
from frontdesk.wording.texts import UnknownText

ASKING = {"text", "choose", "say", "phrase", "mail", "_not_understood", "_tell"}
ANY = "[a-z_.]+"
ANSWERED_ELSEWHERE = {"frontdesk/api/problems.py"}
"""Gets its facts from every Problem in the code, which has a test of its own."""
REQUEST_TYPES = (*offers.request_rules(), "speak_to_human", "out_of_scope")
CAUSES = yaml.safe_load((ROOT / "data/service/causes/en.yml").read_text("utf-8"))


def all_texts(language: str = "en") -> dict[str, tuple[str, ...]]:
    return texts._all(language)


def placeholders(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name}


@dataclass(frozen=True)
class Asked:
    """A place in the code that asks for texts: a pattern of keys, and the facts that it gives."""

    where: str
    pattern: str
    facts: frozenset[str]

    @property
    def literal(self) -> int:
        """How much of the key stands in the code."""
        return len(self.pattern.replace(ANY, ""))

    def known_keys(self) -> list[str]:
        return [key for key in all_texts() if re.fullmatch(self.pattern, key)]


def asked() -> Iterator[Asked]:
    for path in sorted([*(ROOT / "frontdesk").rglob("*.py"), *(ROOT / "actions").glob("*.py")]):
        tree = ast.parse(path.read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            yield from _asked_by(call, tree, path)


def _asked_by(call: ast.Call, tree: ast.Module, path: Path) -> Iterator[Asked]:
    if _name(call.func) not in ASKING:
        return
    for argument in call.args:
        for pattern in _patterns(argument):
            if str(path.relative_to(ROOT)) in ANSWERED_ELSEWHERE:
                continue
            yield Asked(f"{path.relative_to(ROOT)}:{call.lineno}", pattern, frozenset(_facts(call, tree)))


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _patterns(node: ast.expr) -> Iterator[str]:
    """Keys as regular expressions: a constant with a dot, an f-string, or either of two."""
    match node:
        case ast.Constant(value=str(value)) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", value):
            yield re.escape(value)
        case ast.JoinedStr(values=values):
            parts = [re.escape(str(v.value)) if isinstance(v, ast.Constant) else ANY for v in values]
            if re.match(r"[a-z_]+\\\.", parts[0]):
                yield "".join(parts)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _patterns(body)
            yield from _patterns(orelse)


GIVERS = {("frontdesk.conversation", "danger"), ("frontdesk.conversation", "receipts")}
"""Modules of the front desk that make facts for texts of others."""


ADDED = {"mail": {"hello"}}
"""Facts that a function which asks for texts gives by itself."""


def _facts(call: ast.Call, tree: ast.Module) -> Iterator[str]:
    yield from ADDED.get(_name(call.func), ())
    for keyword in call.keywords:
        if keyword.arg:
            yield keyword.arg
        else:  # **facts, **_facts(…): what the literals name in the module, in the steps and in the GIVERS it imports
            for node in (n for module in [tree, *_steps_imported(tree)] for n in ast.walk(module)):
                if isinstance(node, ast.Dict):
                    yield from (k.value for k in node.keys if isinstance(k, ast.Constant) and isinstance(k.value, str))


def _steps_imported(tree: ast.Module) -> Iterator[ast.Module]:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            for name in node.names:
                if node.module == "actions" or (node.module, name.name) in GIVERS:
                    yield ast.parse((ROOT / node.module.replace(".", "/") / f"{name.name}.py").read_text("utf-8"))


ASKED = sorted(set(asked()), key=lambda a: (a.where, a.pattern))


def test_the_code_was_understood() -> None:
    """The tests below see the places where texts are asked for."""
    assert len(ASKED) > 60
    assert {"frontdesk", "actions"} == {a.where.split("/")[0] for a in ASKED}
    assert any("\\.make" in a.pattern for a in ASKED)


@pytest.mark.parametrize("place", ASKED, ids=lambda a: f"{a.where} {a.pattern}".replace("\\", ""))
def test_every_key_that_the_code_names_exists(place: Asked) -> None:
    assert place.known_keys(), f"{place.where} asks for {place.pattern}, which no text has"


@pytest.mark.parametrize("place", ASKED, ids=lambda a: f"{a.where} {a.pattern}".replace("\\", ""))
def test_every_placeholder_is_supplied(place: Asked) -> None:
    if place.pattern.count(ANY) > 1:
        return  # which texts are meant cannot be told from the code
    for key in place.known_keys():
        others = [other for other in ASKED if other != place and re.fullmatch(other.pattern, key)]
        wanted = {name for wording in all_texts()[key] for name in placeholders(wording)}
        if any(o.literal > place.literal or (ANY in place.pattern and wanted <= o.facts) for o in others):
            continue  # another place asks for it more exactly, or as exactly with all facts
        for wording in all_texts()[key]:
            missing = placeholders(wording) - place.facts
            assert not missing, f"{place.where} does not give {missing} to {key}: {wording!r}"


def test_every_restatement_needs_only_what_it_is_about() -> None:
    """H3"""
    for name in offers.request_rules():
        for text in texts.group(f"restate.{name}"):
            for wording in texts.wordings(f"restate.{name}.{text}"):
                assert placeholders(wording) <= {"subject", "goods"}, wording


def test_no_file_gives_a_key_twice() -> None:
    """YAML keeps the last one without a word, and the first is never said."""
    for path in texts.TEXTS_DIR.rglob("*.yml"):
        _refuse_doubles(yaml.compose(path.read_text("utf-8")), path.name)


def _refuse_doubles(node: yaml.Node | None, where: str) -> None:
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        assert len(set(keys)) == len(keys), f"{where}: {[k for k in keys if keys.count(k) > 1]}"
        for key, child in node.value:
            _refuse_doubles(child, f"{where}: {key.value}")


def test_every_code_of_a_problem_has_words_for_the_reader() -> None:
    for path in (ROOT / "frontdesk").rglob("*.py"):
        for call in (n for n in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(n, ast.Call)):
            name = getattr(call.func, "id", "")
            if name in ("Problem", "InvalidMessage"):
                codes = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
                for code in codes[:1]:
                    assert texts.has_text(f"problem.{code}"), f"{path.name}:{call.lineno}"
                    given = {k.arg for k in call.keywords}
                    assert placeholders(texts.wordings(f"problem.{code}")[0]) <= given, f"{path.name}:{call.lineno}"


@pytest.mark.parametrize(
    "key",
    [
        *(f"handoff.{reason}" for reason in Reason),
        *(f"label.reason.{reason}" for reason in Reason),
        *(f"next.{reason}.{part}" for reason in Reason for part in ("text", "why")),
        *(f"label.resolution.{value}" for value in Resolution),
        *(f"label.root_cause.{value}" for value in RootCause),
        *(f"label.root_cause_hint.{value}" for value in RootCause),
        *(f"label.channel.{value}" for value in ("chat", "email", "phone")),
        *(f"label.author.{value}" for value in ("customer", "assistant", "agent", "system")),
        *(f"label.request_type.{name}" for name in REQUEST_TYPES),
        *(f"restate.{name}.any" for name in offers.request_rules()),
        *(f"label.cause.{cause}" for cause in CAUSES),
        *(f"label.offer.{name}" for name in offer_rules.rules().offers),
        *(f"offer.{name}.{part}" for name in offer_rules.rules().offers for part in ("make", "done", "why")),
        *(f"ask.{name}" for name in ASKED_FACTS),
        *(f"ask.again_{name}" for name in ASKED_FACTS),
        *(f"handoff.answer_by_{channel}" for channel in ("chat", "email")),
        *(f"follow_up.{about}" for about in shop.facts().answer_days),
        *(f"mail.{name}.{part}" for name, rule in offer_rules.rules().offers.items() if rule.by_mail
          for part in ("subject", "body")),
        *(f"empathy.any.{level}" for level in LEVELS if level != "calm"),
        *(f"empathy.{cause}.{level}" for cause in CAUSES if cause not in causes.plain_causes() for level in LEVELS),
        *(f"status.cannot_cancel_{status}" for status in OrderStatus if status != OrderStatus.PLACED),
        *(f"smalltalk.{intent}.{when}" for intent in ("greet", "thank", "goodbye", "chitchat", "challenge_bot")
          for when in ("fresh", "open")),
    ],
)  # fmt: skip
def test_every_code_that_the_service_knows_has_words(key: str) -> None:
    assert texts.has_text(key)
    assert all(texts.wordings(key))


def test_no_wording_comes_twice_until_all_were_used() -> None:
    """E2"""
    key = "status.noted"
    said: list[str] = []
    for _ in range(3):
        round_ = []
        for _ in texts.wordings(key):
            wording = texts.choose(key, "en", said)
            said = [*(w for w in said if w != wording.id), wording.id]
            round_.append(wording.text)
        assert sorted(round_) == sorted(texts.wordings(key))


def test_what_was_said_longest_ago_comes_again_first() -> None:
    assert texts.choose("status.noted", "en", [f"status.noted/{n}" for n in (2, 0, 3, 1)]).id == "status.noted/2"


def test_no_key_has_the_same_wording_twice() -> None:
    for key, wordings in all_texts().items():
        assert len(set(wordings)) == len(wordings), key


def test_no_text_is_empty_or_malformed() -> None:
    for key, wordings in all_texts().items():
        assert wordings, key
        for wording in wordings:
            assert wording, key
            assert wording != "None", key
            placeholders(wording)


def test_an_unknown_text_is_an_error_with_its_key() -> None:
    with pytest.raises(UnknownText, match="no such key"):
        texts.text("no such key")


@pytest.mark.row("B3")
def test_a_wording_is_passed_over_while_its_fact_is_not_known() -> None:
    key = "empathy.late.frustrated"
    assert "{days}" in texts.wordings(key)[0]
    assert texts.choose(key, "en").id == f"{key}/1"
    assert texts.choose(key, "en", [f"{key}/1", f"{key}/2"]).id == f"{key}/1"
    assert texts.choose(key, "en", days=3).id == f"{key}/0"


def test_a_missing_fact_is_an_error_and_never_a_hole() -> None:
    with pytest.raises(KeyError):
        texts.text("status.agent_joined")


def test_a_language_without_its_own_text_uses_english() -> None:
    assert texts.text("button.accept", "xx") == texts.text("button.accept", "en")
    facts: dict[str, Any] = {"name": "Sam {x} %s \\"}
    assert texts.text("status.agent_joined", "xx", **facts) == "Sam {x} %s \\ has joined the conversation"


def test_a_group_has_all_its_texts() -> None:
    assert set(texts.group("label.channel")) == {"chat", "email", "phone"}

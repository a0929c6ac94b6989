"""Words that do not belong in a text for customers: jargon, blame, excuses, clichés, a bare no (K1, B6, L2, H4)."""

from collections.abc import Iterable, Iterator

from frontdesk.tone.finding import Finding
from frontdesk.tone.guide import Rule
from frontdesk.tone.sources import Wording


def unfit_words(wording: Wording, rules: Iterable[Rule], *, light: bool) -> Iterator[Finding]:
    """What the rules find in a wording; `light` when it is said where nothing is wrong."""
    for rule in rules:
        if rule.only_in_trouble and light:
            continue
        for found, better in rule.found_in(wording.text):
            yield wording.finding(
                is_error=rule.severity == "error",
                what=f"says “{found.strip()}” ({rule.about})",
                why=rule.why,
                row=rule.row,
                better=better,
            )

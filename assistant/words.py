"""Regular expressions from lists of words, for texts in lower case."""

from __future__ import annotations

import re
from collections.abc import Iterable


def any_of(words: Iterable[str]) -> str:
    """An expression that matches one of the words, the longest first; spaces match any white space."""
    words = list(words)
    if any(isinstance(word, bool) for word in words):
        raise ValueError(
            "data/service/shop.yml or data/service/facts: YAML reads no, yes, on and off as false and true; "
            f'put them in quotes, as "no", in the list {words}'
        )
    longest_first = sorted((str(word).lower() for word in words), key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first) + ")"


def lowered(text: str) -> str:
    """A text in lower case, at the same length: the Turkish capital I with a dot is the only letter that would grow."""
    return text.replace("İ", "I").lower()


def lower_expression(expression: str) -> str:
    """A regular expression that matches in `lowered` text what it matches in any text when capitals do not matter."""
    return re.sub(
        r"\\.|\(\?P[<=]\w+[>)]|[^\\]", lambda part: part[0] if len(part[0]) > 1 else lowered(part[0]), expression
    )


class Follows:
    """Whether a number follows the name of something that has numbers too: "invoice no.", "my zip code is"."""

    _REACH = 40

    def __init__(self, names: Iterable[str], between: Iterable[str]) -> None:
        self._names = re.compile(rf"\b{any_of(names)}\b(?:[\s.:#=(-]|\b{any_of(between)}\b)*$")

    def __call__(self, text: str, offset: int) -> bool:
        """Whether what is at the offset in the text follows such a name."""
        return self._names.search(lowered(text[max(0, offset - self._REACH) : offset])) is not None

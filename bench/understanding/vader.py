"""VADER, the sentiment lexicon that one would use for frustration without Helpline."""

from __future__ import annotations

from collections.abc import Sequence

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def frustration_scores(texts: Sequence[str]) -> list[float]:
    """How negative each text is, from -1 to 1."""
    analyzer = SentimentIntensityAnalyzer()
    return [-analyzer.polarity_scores(text)["compound"] for text in texts]

"""Words and pairs of words in messages, weighted by TF-IDF: the telling phrases that sentence vectors blur."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.encoder import bounded

_MIN_MESSAGES = 3
"""In how many training messages a phrase must occur to be counted."""


def _table(**options: object) -> TfidfVectorizer:
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode", dtype=np.float32, **options)


class Phrases:
    """A fitted table of the phrases of one and two words."""

    def __init__(self, table: TfidfVectorizer) -> None:
        self._table = table

    @classmethod
    def fit(cls, texts: Sequence[str]) -> Phrases:
        """Count the phrases of the training texts. Raises a ValueError if no phrase is frequent enough."""
        return cls(_table(min_df=_MIN_MESSAGES).fit([bounded(text) for text in texts]))

    def beside(self, vectors: np.ndarray, texts: Sequence[str], weight: float) -> csr_matrix:
        """Vectors beside the phrases of their texts times `weight`: float32, shape (texts, dimensions + phrases)."""
        counted = self._table.transform([bounded(text) for text in texts])
        return hstack([csr_matrix(vectors), np.float32(weight) * counted]).tocsr()

    def save(self, folder: Path) -> None:
        """Write `phrases.json` and `phrases.npz` into a folder."""
        vocabulary = {phrase: int(column) for phrase, column in self._table.vocabulary_.items()}
        (folder / "phrases.json").write_text(json.dumps(vocabulary), encoding="utf-8")
        np.savez(folder / "phrases.npz", rarity=self._table.idf_)

    @classmethod
    def load(cls, folder: Path) -> Phrases:
        """Read what `save` wrote."""
        table = _table(vocabulary=json.loads((folder / "phrases.json").read_text(encoding="utf-8")))
        with np.load(folder / "phrases.npz", allow_pickle=False) as weights:
            table.idf_ = weights["rarity"]
        return cls(table)

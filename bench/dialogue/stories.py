"""The stories of `data/stories`, dealt into parts that are held out in turn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

STORIES = Path("data/stories")
Story = dict[str, Any]
_SEED = 7


def multi_turn(folder: Path = STORIES) -> list[Story]:
    """Every story in which the customer speaks at least twice."""
    stories = [s for path in sorted(folder.glob("*.yml")) for s in yaml.safe_load(path.read_text("utf-8"))["stories"]]
    return [story for story in stories if sum("intent" in step for step in story["steps"]) > 1]


def parts_of(stories: Sequence[Story], count: int) -> list[list[Story]]:
    """The stories in `count` parts of nearly the same size, dealt at random, the same at each call."""
    shuffled = random.Random(_SEED).sample(list(stories), len(stories))
    return [shuffled[start::count] for start in range(count)]


def write(stories: Sequence[Story], path: Path) -> Path:
    """Write the stories as a file that Rasa reads."""
    path.write_text(yaml.safe_dump({"version": "3.1", "stories": list(stories)}, sort_keys=False), encoding="utf-8")
    return path

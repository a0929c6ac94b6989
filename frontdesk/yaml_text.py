"""YAML read by the C parser where PyYAML has it: ten times as fast, and the same content."""

from typing import Any

import yaml

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(text: str) -> Any:
    """What a document holds, plain values alone. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_LOADER)

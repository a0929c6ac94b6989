"""What a component is made from beside its configuration, so that Rasa trains it anew when any of that changes."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any


class Sourced:
    """A graph component whose fingerprint covers the code of this package and the data files that it reads.

    Rasa's own fingerprint of a component covers the text of its class alone.
    """

    @classmethod
    def data_files(cls, config: dict[str, Any]) -> list[Path]:
        """The data files that the component reads while training; none unless a component says so."""
        return []

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """A hash of code and data files."""
        code = sorted(Path(__file__).parent.glob("*.py"))
        files = [file for file in (*code, *cls.data_files(config)) if file.exists()]
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

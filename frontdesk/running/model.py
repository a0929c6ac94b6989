"""The trained model: made from the files that trainers edit, and made again only when one of them changed.

The name of a model carries the hash of what it was trained from: it is current if it exists.
"""

import hashlib
import shutil
import subprocess
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from frontdesk.errors import CommandFailed
from frontdesk.running.rasa_command import child_environ, module_command, rasa_command, rasa_environ
from frontdesk.running.supervisor import Child, running
from frontdesk.settings import ROOT, Settings

RASAS_DATA = ("nlu", "rules", "stories")
KEPT_MODELS = 3
TOLD_LINES = 25


class UnusableData(CommandFailed):
    """Files that trainers edit cannot be read; the message names file, line and cure of each error."""


class TrainingFailed(CommandFailed):
    """Rasa could not train; the message ends with what it said."""


def model_path(root: Path = ROOT) -> Path:
    """The model of the files as they are now; it has to be trained if it does not exist."""
    return root / "models" / f"helpline-{inputs_hash(root)}.tar.gz"


async def train(settings: Settings, say: Callable[[str], None], *, afresh: bool = False) -> Path:
    """Train on the files as they are now; `say` is told each step. Raises CommandFailed.

    With `afresh` every component is trained, also those that Rasa has in its cache.
    """
    check_files(settings, ROOT)
    goal = model_path()
    goal.parent.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=".training-", dir=goal.parent) as fresh:
        arguments = ["--out", fresh, "--fixed-model-name", goal.name.removesuffix(".tar.gz"), "--skip-validation"]
        arguments += ["--force"] if afresh else []
        environ = {**rasa_environ(settings), "RASA_CACHE_DIRECTORY": str(_cache(ROOT))}
        last_words: deque[str] = deque(maxlen=TOLD_LINES)

        def read(_: str, line: str) -> None:
            last_words.append(line)
            if step := _step(line):
                say(step)

        rasa = Child("rasa train", tuple(rasa_command("train", *arguments)), environ)
        async with running([rasa], read) as ended:
            code = (await ended).code
        made = Path(fresh, goal.name)
        if code != 0 or not made.exists():
            raise TrainingFailed("\n".join(["training failed; Rasa's last words were:", *last_words]))
        made.replace(goal)  # so that a model is there wholly or not at all
    _remove_old(goal)
    return goal


def check_files(settings: Settings, root: Path = ROOT) -> None:
    """See that what the assistant learns from can be read, in about a second. Raises UnusableData."""
    command = module_command("assistant.check", "--files-only")
    done = subprocess.run(
        command, cwd=root, env=child_environ(settings), capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        raise UnusableData(f"data files must be mended first.\n\n{done.stdout or done.stderr}".rstrip())


def inputs_hash(root: Path) -> str:
    """One hash of everything that a model is made from."""
    return _hash(root, [*_known_to_rasa(root), *_unknown_to_rasa(root)])


def _known_to_rasa(root: Path) -> Iterator[Path]:
    """Files whose changes Rasa sees by itself, so that it trains only the components that they concern."""
    yield from (path for name in ("config.yml", "domain.yml") if (path := root / name).exists())
    for folder in RASAS_DATA:
        yield from _files(root / "data" / folder)


def _unknown_to_rasa(root: Path) -> Iterator[Path]:
    """The code of our components, their libraries, and the service's files, which they read."""
    yield from (root / "assistant").glob("*.py")
    yield from (root / "assistant").glob("requirements.lock")
    service = root / "data" / "service"
    unlearned = {service / name for name in ("texts", "tone", "asides", "consent", "hazards")}
    yield from (path for path in _files(service) if unlearned.isdisjoint(path.parents))
    yield from _files(root / "data" / "knowledge")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))


def _hash(root: Path, paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _cache(root: Path) -> Path:
    """Rasa's cache of trained components, for the code as it is now; what other code trained is removed."""
    caches = root / ".rasa"
    current = caches / f"cache-{_hash(root, _unknown_to_rasa(root))}"
    for other in caches.glob("cache-*"):
        if other != current:
            shutil.rmtree(other)
    return current


def _step(line: str) -> str | None:
    """What a line of Rasa's training log says to a person, if it says that a component is trained."""
    marker = "Starting to train component "
    return line.split(marker, 1)[1].strip(" '.\n") if marker in line else None


def _remove_old(newest: Path) -> None:
    models = sorted(newest.parent.glob("helpline-*.tar.gz"), key=lambda path: path.stat().st_mtime)
    for path in models[:-KEPT_MODELS]:
        path.unlink()

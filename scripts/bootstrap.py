"""Sets Helpline up on a fresh machine: uv, two locked environments and, for the tests, Chromium.

Runs under any Python from 3.9 on with nothing but its standard library. What is already there is left alone:
an environment is installed again only when its lock changed, so a second call takes a fraction of a second.

    python3 scripts/bootstrap.py             both environments
    python3 scripts/bootstrap.py --browser   and Chromium, which the end-to-end tests drive
    python3 scripts/bootstrap.py --lock      write both locks anew, after a change of a pyproject.toml
"""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
STAMP = "helpline.stamp"
OLDEST_UV = (0, 4)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ASK_PYTHON = "import sys; print(*sys.version_info[:2], getattr(sys, '_base_executable', sys.executable))"


class SetUpFailed(Exception):
    """Something is missing that cannot be brought; the message says what to install."""


class Environment(NamedTuple):
    """A virtual environment with exactly the packages of its lock."""

    name: str
    folder: Path
    lock: Path
    pythons: tuple[str, ...]
    """Versions of Python that it may have, the best one first."""
    project: Path | None = None
    """The `pyproject.toml` whose package is installed into it, or None for the locked packages alone."""


def environments(root: Path) -> list[Environment]:
    """The two environments of a Helpline in `root`."""
    return [
        Environment(
            "Helpline's packages",
            root / ".venv",
            root / "requirements.lock",
            ("3.12", "3.13", "3.11", "3.14"),
            root / "pyproject.toml",
        ),
        Environment(
            "Rasa's packages",
            root / "assistant" / ".venv",
            root / "assistant" / "requirements.lock",
            ("3.10",),
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Set up; returns the exit code."""
    parser = argparse.ArgumentParser(description="Set Helpline up on this machine.")
    parser.add_argument("--browser", action="store_true", help="also bring Chromium, for the tests")
    parser.add_argument("--lock", action="store_true", help="only write the locks anew")
    options = parser.parse_args(arguments)
    try:
        with (ROOT / ".setup.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two `make` at once set up one after the other
            if options.lock:
                write_locks(environments(ROOT))
                return 0
            set_up(environments(ROOT))
            if options.browser:
                ensure_browser()
    except SetUpFailed as error:
        print(f"Helpline: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def set_up(wanted: Sequence[Environment]) -> None:
    """Install those of the environments whose lock changed since they were installed. Raises SetUpFailed."""
    stale = [environment for environment in wanted if not is_current(environment)]
    if not stale:
        return
    uv = find_uv()
    for number, environment in enumerate(stale, start=1):
        began = time.monotonic()
        say(f"[{number}/{len(stale)}] {environment.name}: installing into {environment.folder} …")
        install(uv, environment)
        say(f"[{number}/{len(stale)}] {environment.name}: ready after {time.monotonic() - began:.0f} s")


def is_current(environment: Environment) -> bool:
    """Whether the environment is there, in this place, with what its lock says now."""
    works = (environment.folder / "bin" / "python").exists()
    return works and stamp_of(environment) == [str(environment.folder), fingerprint(environment)]


def stamp_of(environment: Environment) -> list[str]:
    """Place and fingerprint that were written when the environment was complete; empty before."""
    try:
        return (environment.folder / STAMP).read_text().splitlines()
    except FileNotFoundError:
        return []


def fingerprint(environment: Environment) -> str:
    """What an environment is installed from, in one hash. Raises SetUpFailed without a lock."""
    digest = hashlib.sha256()
    for path in filter(None, (environment.lock, environment.project)):
        try:
            digest.update(path.read_bytes())
        except FileNotFoundError:
            raise SetUpFailed(f"{path} is missing; get a complete copy of Helpline.") from None
    return digest.hexdigest()


def install(uv: str, environment: Environment) -> None:
    """Install the lock and leave the stamp; an unsound environment is made anew. Raises SetUpFailed."""
    expected = fingerprint(environment)
    python = find_python(uv, environment)
    target = str(environment.folder / "bin" / "python")
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    in_place = stamp_of(environment)[:1] == [str(environment.folder)]
    (environment.folder / STAMP).unlink(missing_ok=True)
    if not (in_place and version_of(target) in environment.pythons):
        shutil.rmtree(environment.folder, ignore_errors=True)
        run([uv, "venv", "--quiet", "--python", python, str(environment.folder)], "make an environment")
    run(
        [uv, "pip", "sync", *quiet, "--require-hashes", "--python", target, str(environment.lock)],
        f"install the packages of {environment.lock}",
    )
    if environment.project:
        editable = ["--no-deps", "--no-build-isolation", "--editable", str(environment.project.parent)]
        run([uv, "pip", "install", "--quiet", "--python", target, *editable], "install the helpline command")
    (environment.folder / STAMP).write_text(f"{environment.folder}\n{expected}\n")


def write_locks(wanted: Sequence[Environment]) -> None:
    """Compile each lock from the `pyproject.toml` beside it, for all platforms. Raises SetUpFailed."""
    uv = find_uv()
    for environment in wanted:
        folder = environment.lock.parent
        options = ["--quiet", "--universal", "--all-extras", "--generate-hashes", "--no-emit-index-url"]
        options += ["--python-version", min(environment.pythons)]
        options += ["--custom-compile-command", "make lock", "--output-file", environment.lock.name]
        if (folder / "excludes.txt").exists():
            options += ["--excludes", "excludes.txt"]
        run([uv, "pip", "compile", *options, "pyproject.toml"], f"write {environment.lock}", cwd=folder)


def find_uv() -> str:
    """A uv that is recent enough: the one on the PATH, or one of our own in `.uv`. Raises SetUpFailed."""
    own = ROOT / ".uv" / "bin" / "uv"
    for candidate in (shutil.which("uv"), str(own)):
        if candidate and uv_version(candidate) >= OLDEST_UV:
            return candidate
    say("Bringing uv, which installs the rest …")
    shutil.rmtree(ROOT / ".uv", ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(ROOT / ".uv")], capture_output=True)
    if made.returncode == 0:
        pip = [str(ROOT / ".uv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "uv"]
    else:  # Debian's python3 without python3-venv
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(ROOT / ".uv"), "uv"]
    got = subprocess.run(pip)
    if got.returncode != 0 or uv_version(str(own)) < OLDEST_UV:
        raise SetUpFailed(
            "uv could not be installed; install uv yourself, or pip and venv for this Python "
            "(on Debian and Ubuntu: apt-get install python3-venv), and try again."
        )
    return str(own)


def uv_version(uv: str) -> tuple[int, ...]:
    """The first two numbers of uv's version; (0, 0) if it does not run."""
    words = output_of([uv, "--version"]).split()
    try:
        return tuple(int(number) for number in words[1].split(".")[:2])
    except (IndexError, ValueError):
        return (0, 0)


def find_python(uv: str, environment: Environment) -> str:
    """The path of a Python that the environment may have. Raises SetUpFailed."""
    if version_of(sys.executable) in environment.pythons:
        return base_of(sys.executable)
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for version in environment.pythons:
        found = [shutil.which(f"python{version}")]
        found += sorted(map(str, pyenv.glob(f"{version}.*/bin/python3")), reverse=True)
        found.append(output_of([uv, "python", "find", "--no-python-downloads", version]))
        for candidate in filter(None, found):
            if version_of(candidate) == version:
                return base_of(candidate)
    best = environment.pythons[0]
    say(f"No Python {best} on this machine; asking uv to download one …")
    subprocess.run([uv, "python", "install", best])
    downloaded = output_of([uv, "python", "find", "--no-python-downloads", best])
    if version_of(downloaded) == best:
        return downloaded
    either = " or ".join(environment.pythons)
    raise SetUpFailed(
        f"{environment.name} need Python {either}, and there is none here; install one "
        f"(such as python{best} from your system's packages, or `pyenv install {best}`) and try again."
    )


def version_of(python: str) -> str:
    """The version of an interpreter, such as "3.12"; "" if it does not run."""
    return ".".join(ask(python)[:2])


def base_of(python: str) -> str:
    """The interpreter itself behind a shim or a virtual environment."""
    return ask(python)[2]


def ask(python: str) -> list[str]:
    """Major version, minor version and path of an interpreter; nothing if it does not run."""
    return output_of([python, "-c", ASK_PYTHON]).split(maxsplit=2) if python else []


def ensure_browser() -> None:
    """Chromium, from the system's packages if it is missing and we may. Raises SetUpFailed."""
    if any(map(shutil.which, BROWSERS)):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("Chromium for the end-to-end tests: installing …")
        quietly = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
        run(["apt-get", "update", "-qq"], "read the lists of system packages", quietly)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], "install it", quietly)
    if not any(map(shutil.which, BROWSERS)):
        raise SetUpFailed("the tests drive Chromium; install it (apt-get install chromium) and try again.")


def output_of(command: Sequence[str]) -> str:
    """What a command prints; "" if it fails or is not there."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def run(command: Sequence[str], purpose: str, environ: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run a command whose output people see. Raises SetUpFailed."""
    if subprocess.run(command, env=environ, cwd=cwd, stdin=subprocess.DEVNULL).returncode != 0:
        raise SetUpFailed(f"could not {purpose}; what went wrong stands above.")


def say(line: str) -> None:
    """Tell what happens now, at once also through a pipe."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())

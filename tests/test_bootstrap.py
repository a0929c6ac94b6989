"""Setting up: what is installed, when, and what is said when something is missing."""

import ast
import importlib.util
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from frontdesk.settings import ROOT

SCRIPT = ROOT / "scripts" / "bootstrap.py"
FAKE_UV = """#!/bin/sh
echo "$@" >> "{log}"
case "$1 $2" in
  "--version ") echo "uv 0.9.0" ;;
  "venv --quiet") mkdir -p "$5/bin" && ln -sf "$4" "$5/bin/python" ;;
  "python find" | "python install") exit 2 ;;
esac
"""


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def uv_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A uv that only writes down how it was called, and nothing else on the PATH but a shell's tools."""
    tools, log = tmp_path / "tools", tmp_path / "uv.log"
    tools.mkdir()
    log.touch()
    (tools / "uv").write_text(FAKE_UV.format(log=log))
    (tools / "uv").chmod(0o755)
    for name in ("sh", "mkdir", "ln"):
        (tools / name).symlink_to(shutil.which(name) or "")
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    return log


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "helpline"
    (root / "assistant").mkdir(parents=True)
    (root / "requirements.lock").write_text("one==1\n")
    (root / "pyproject.toml").write_text("[project]\n")
    (root / "assistant" / "requirements.lock").write_text("rasa==1\n")
    return root


def installs(log: Path) -> int:
    calls, _ = log.read_text(), log.write_text("")
    return calls.count("pip sync")


def test_installs_again_only_what_changed(bootstrap: ModuleType, uv_calls: Path, project: Path) -> None:
    def set_up(root: Path) -> int:
        bootstrap.set_up(bootstrap.environments(root)[:1])
        return installs(uv_calls)

    assert set_up(project) == 1
    assert set_up(project) == 0
    (project / "requirements.lock").write_text("one==2\n")
    assert set_up(project) == 1
    (project / ".venv" / "bin" / "python").unlink()
    assert set_up(project) == 1
    moved = project.rename(project.with_name("moved"))
    assert set_up(moved) == 1
    assert set_up(moved) == 0


def test_an_interrupted_installation_is_done_again(
    bootstrap: ModuleType, uv_calls: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments = bootstrap.environments(project)[:1]
    with monkeypatch.context() as patch:
        patch.setattr(bootstrap, "run", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            bootstrap.set_up(environments)
    assert not bootstrap.is_current(environments[0])
    bootstrap.set_up(environments)
    assert bootstrap.is_current(environments[0])


def test_without_a_fitting_python_it_says_what_to_install(bootstrap: ModuleType, uv_calls: Path, project: Path) -> None:
    rasa = bootstrap.environments(project)[1]._replace(pythons=("3.7",))
    with pytest.raises(bootstrap.SetUpFailed, match=r"need Python 3\.7, and there is none here; install one"):
        bootstrap.set_up([rasa])
    assert "python install 3.7" in uv_calls.read_text()


def test_finds_a_python_under_pyenv(bootstrap: ModuleType, uv_calls: Path, project: Path, tmp_path: Path) -> None:
    under_pyenv = tmp_path / ".pyenv" / "versions" / "3.7.9" / "bin" / "python3"
    under_pyenv.parent.mkdir(parents=True)
    under_pyenv.write_text(f"#!/bin/sh\necho 3 7 {under_pyenv}\n")
    under_pyenv.chmod(0o755)
    rasa = bootstrap.environments(project)[1]._replace(pythons=("3.7",))
    assert bootstrap.find_python("uv", rasa) == str(under_pyenv)


def test_runs_under_the_oldest_python_with_its_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(), feature_version=(3, 9))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {alias.name.split(".")[0] for alias in node.names} <= sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] in sys.stdlib_module_names


@pytest.mark.parametrize("folder", [ROOT, ROOT / "assistant"], ids=["root", "assistant"])
def test_the_lock_has_every_dependency_with_hashes_and_no_address(folder: Path) -> None:
    lock = (folder / "requirements.lock").read_text()
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project.get("optional-dependencies", {}).get("dev", [])]
    for requirement in wanted:
        name = requirement.split("<")[0].split(">")[0].split("=")[0].split("[")[0].strip().lower()
        assert f"\n{name}==" in lock, f"{requirement} is not locked; run `make lock`"
    for word in ("://", "--index-url", "--extra-index-url", "--find-links", "file:"):
        assert word not in lock
    assert lock.count("==") <= lock.count(" \\\n    --hash=sha256:")


def test_a_missing_lock_is_told(bootstrap: ModuleType, project: Path) -> None:
    (project / "requirements.lock").unlink()
    with pytest.raises(bootstrap.SetUpFailed, match=r"requirements\.lock is missing"):
        bootstrap.set_up(bootstrap.environments(project))


def test_ci_runs_the_tests() -> None:
    assert subprocess.run(["bash", "-n", str(ROOT / ".ci" / "run")]).returncode == 0
    assert "make test" in (ROOT / ".ci" / "run").read_text()

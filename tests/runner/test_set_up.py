"""The set-up of `.venv`: done when needed, not otherwise, and never worse than before."""

import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from runner.doctor import packages
from runner.environment import Environment
from runner.lock import one_at_a_time, try_lock
from runner.packages import explain
from runner.set_up import no_venv_sentence, unwritable_sentence
from tests.runner.copies import call, copy_with_step, plain_environ

CLOSED = "http://127.0.0.1:9/simple"  # the discard port: nobody serves an index there


def offline(**more: str) -> dict[str, str]:
    """Variables that make pip find nothing but what it is told to, and that hide uv."""
    path = os.pathsep.join(
        folder
        for folder in os.environ.get("PATH", "").split(os.pathsep)
        if not (Path(folder) / "uv").exists()
    )
    settings = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": CLOSED, "PIP_RETRIES": "1"}
    return {"PATH": path, "PIP_FIND_LINKS": "", "PIP_NO_CACHE_DIR": "1", **settings, **more}


def make_wheel(folder: Path, name: str) -> str:
    """Writes a wheel with one empty module; gives its line for a requirements file."""
    wheel = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}.py": "",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{digest(text)},{len(text)}\n" for path, text in files.items())
    folder.mkdir(exist_ok=True)
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in {**files, f"{info}/RECORD": record + f"{info}/RECORD,,\n"}.items():
            archive.writestr(path, text)
    return f"{name}==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def digest(text: str) -> str:
    """A file's hash as a wheel's RECORD writes it."""
    raw = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """A copy whose levels are two wheels of our own, in a wheelhouse, and not yet set up."""
    environment = copy_with_step(tmp_path)
    environment.folder.rename(tmp_path / "unused")
    first = make_wheel(tmp_path / "wheelhouse", "stone")
    second = make_wheel(tmp_path / "wheelhouse", "brick")
    environment.requirements("run").write_text(first, encoding="utf-8")
    environment.requirements("learn").write_text(first + second, encoding="utf-8")
    environment.requirements("test").write_text(first + second, encoding="utf-8")
    return environment


def installed(environment: Environment, module: str) -> bool:
    """Whether the environment has a module."""
    command = [str(environment.python), "-c", f"import {module}"]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_a_set_up_installs_once_and_then_says_nothing(environment: Environment) -> None:
    code, out, err = call(environment.root, "smoke", "1", **offline())
    assert code == 0, err
    assert "Setting up .venv to run the steps: up to 1 packages with pip" in out
    assert installed(environment, "stone")
    assert environment.level() == "run"
    _, again, _ = call(environment.root, "smoke", "1", **offline())
    assert again == "Step 1: the page and /healthz answer, and it stops clean.\n"


def test_a_wrong_hash_installs_nothing(environment: Environment) -> None:
    requirements = environment.requirements("run")
    requirements.write_text(f"stone==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    code, _, err = call(environment.root, "smoke", "1", **offline())
    assert (code, err.count("\n")) == (2, 1)
    assert "its hash differs" in err
    assert not installed(environment, "stone")
    assert environment.level() is None


def test_no_network_is_one_sentence_with_the_fix(environment: Environment) -> None:
    (environment.root / "wheelhouse").rename(environment.root / "elsewhere")
    code, _, err = call(environment.root, "smoke", "1", **offline())
    assert (code, err.count("\n")) == (2, 1)
    assert "there seems to be no network" in err


def test_a_failed_upgrade_leaves_the_step_running(environment: Environment) -> None:
    assert call(environment.root, "smoke", "1", **offline())[0] == 0
    next((environment.root / "wheelhouse").glob("brick*")).unlink()
    for _ in range(2):  # the second time it finds an unfinished set-up, and rebuilds
        code, _, err = call(environment.root, "notebooks", **offline())
        assert code == 2
        assert "wheelhouse/ lacks a package" in err
        assert call(environment.root, "smoke", "1", **offline())[0] == 0
    assert installed(environment, "stone")


def test_an_interrupted_set_up_is_redone_from_nothing(environment: Environment) -> None:
    half = environment.folder / "half a package"
    half.mkdir(parents=True)
    environment.cache.mkdir()
    environment.unfinished.write_text("run\n", encoding="utf-8")
    assert call(environment.root, "smoke", "1", **offline())[0] == 0
    assert not half.exists()
    assert not environment.unfinished.exists()
    assert not (environment.root / ".venv.old").exists()


def test_a_rebuild_that_was_killed_gives_the_old_environment_back(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    environment.folder.rename(tmp_path / ".venv.old")
    environment.folder.mkdir()
    environment.cache.mkdir()
    environment.unfinished.write_text("test\n", encoding="utf-8")
    code, out, err = call(tmp_path, "smoke", "1", **offline())
    assert code == 0, err
    assert out == "Step 1: the page and /healthz answer, and it stops clean.\n"


def test_a_change_for_the_tests_alone_does_not_keep_back_a_step(environment: Environment) -> None:
    call(environment.root, "smoke", "1", **offline())
    environment.stamp("test")
    (environment.root / "wheelhouse").rename(environment.root / "elsewhere")
    environment.requirements("test").write_text("new==1\n", encoding="utf-8")
    assert environment.level() == "learn"
    assert not environment.satisfies("test")
    code, out, err = call(environment.root, "smoke", "1", **offline())
    assert (code, err) == (0, "")
    assert "Setting up" not in out


def test_another_python_in_the_environment_makes_it_anew(environment: Environment) -> None:
    call(environment.root, "smoke", "1", **offline())
    settings = environment.folder / "pyvenv.cfg"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(re.sub(r"(?m)^(version\w*) = .*", r"\1 = 3.10.4", text), encoding="utf-8")
    assert environment.level() is None
    assert "made for a Python that" in packages(environment).found
    code, out, err = call(environment.root, "smoke", "1", **offline())
    assert code == 0, err
    assert "Setting up .venv" in out
    assert environment.made_for() == sys.version_info[:2]
    assert environment.satisfies("run")


HOLD = "import sys, runner.lock as l; c = l.one_at_a_time(sys.argv[1]); c.__enter__(); print(1)"


def test_the_lock_is_held_by_one_and_dies_with_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    command = [sys.executable, "-u", "-c", HOLD + "; sys.stdin.read()", str(path)]
    root = Path(__file__).parent.parent.parent
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    with subprocess.Popen(
        command, cwd=root, env=plain_environ(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdout.readline().strip() == b"1"
        assert not try_lock(descriptor)
        other.kill()
        other.wait()
    with one_at_a_time(path):
        pass
    assert try_lock(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize(
    ("said", "wheelhouse", "sentence"),
    [
        ("error: Hash mismatch for `click`", False, "its hash differs"),
        ("OSError: [Errno 28] No space left on device", False, "free some space"),
        ("error sending request for url (...): dns error", False, "no network"),
        ("ERROR: No matching distribution found for uvloop", True, "wheelhouse/ lacks"),
        ("ERROR: No matching distribution found for uvloop", False, "No ready-made package"),
        ("line\nsomething new", False, "could not be installed: line / something new"),
    ],
)
def test_what_an_installer_says_becomes_a_sentence(
    said: str, wheelhouse: bool, sentence: str
) -> None:
    assert sentence in explain(said, wheelhouse=wheelhouse)


@pytest.mark.parametrize(("user", "typed"), [(0, "apt install"), (1000, "sudo apt install")])
def test_root_is_not_told_to_use_sudo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, typed: str
) -> None:
    (tmp_path / "apt-get").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)
    assert no_venv_sentence().endswith(f"run: {typed} python3-venv")


def test_a_disk_that_cannot_be_written_is_told_with_a_place() -> None:
    error = PermissionError(13, "Permission denied", "/project/.cache")
    said = unwritable_sentence(Path("/project"), error)
    assert "Permission denied: /project/.cache" in said
    assert "copy the folder /project" in said

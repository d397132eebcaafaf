"""An old Python: told in one sentence, with the command that works."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from runner.console import Problem
from runner.pythons import is_old, old_python_sentence, require_python, version_of
from tests.runner.copies import ROOT, plain_environ

PYENV = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")


def old_pythons() -> list[str]:
    """Real interpreters on this machine that are too old."""
    found = [*PYENV.glob("versions/*/bin/python"), Path("/usr/bin/python2")]
    return [str(path) for path in found if path.exists() and is_old(version_of([str(path)]) or ())]


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 13), (2, 7, 18)])
def test_a_version_below_3_11_is_old(version: tuple[int, int, int]) -> None:
    assert is_old(version)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_a_version_from_3_11_on_is_not_old(version: tuple[int, int, int]) -> None:
    assert not is_old(version)
    require_python(version, ["step", "1"])


def test_an_old_python_stops_with_both_versions_named() -> None:
    with pytest.raises(Problem, match=r"needs Python 3\.11 or newer, and this is 3\.9\.2\."):
        require_python((3, 9, 2), ["step", "1"])


def test_the_sentence_is_the_exact_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MAKELEVEL", raising=False)
    sentence = old_python_sentence((3, 8, 18), ["step", "1"], ["python3.12"])
    assert sentence.endswith("Run: python3.12 polycloud.py step 1")


def test_under_make_the_sentence_is_a_make_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAKELEVEL", "1")
    sentence = old_python_sentence((3, 8, 18), ["step", "1"], ["py", "-3.12"])
    assert sentence.endswith('Run: make step-1 PYTHON="py -3.12"')


def test_without_a_newer_python_the_sentence_says_where_to_get_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "Install a newer one" in old_python_sentence((3, 8, 18), ["step", "1"], None)


def test_the_version_of_a_python_is_asked_of_itself() -> None:
    assert version_of([sys.executable]) == sys.version_info[:3]
    assert version_of(["no-such-python"]) is None


@pytest.mark.parametrize("path", sorted((ROOT / "runner").glob("*.py")), ids=lambda p: p.name)
def test_the_runner_is_written_in_the_syntax_of_python_3_7(path: Path) -> None:
    ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_real_old_pythons_get_the_sentence_and_no_traceback() -> None:
    pythons = old_pythons()
    if not pythons:
        pytest.skip("there is no Python below 3.11 on this machine")
    for python in pythons:
        ran = subprocess.run(
            [python, "polycloud.py", "step", "1"],
            cwd=ROOT,
            env=plain_environ() | {"PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
        )
        assert (ran.returncode, ran.stdout) == (2, ""), python
        assert ran.stderr.startswith("Polycloud needs Python 3.11 or newer"), python
        assert re.search("(Run|run): .*polycloud.py step 1", ran.stderr), ran.stderr
        assert ran.stderr.count("\n") == 1, python


def test_the_doctor_works_on_an_old_python_and_reports_it() -> None:
    pythons = [path for path in old_pythons() if (version_of([path]) or ()) >= (3, 7)]
    if not pythons:
        pytest.skip("there is no Python from 3.7 to 3.10 on this machine")
    ran = subprocess.run(
        [min(pythons, key=lambda path: version_of([path]) or ()), "polycloud.py", "doctor"],
        cwd=ROOT,
        env=plain_environ() | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1, ran.stderr
    assert "FAIL  Python" in ran.stdout
    assert "Not fit for the talk: Python" in ran.stdout

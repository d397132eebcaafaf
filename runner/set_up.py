"""Filling `.venv`: on demand, one set-up at a time, and never leaving less than there was.

A set-up that was interrupted is redone from nothing, because half a package can look like a whole
one. The old environment is put aside meanwhile and comes back if the new one cannot be made: a
failed upgrade without network must not cost the step that ran before it.
"""

from __future__ import annotations

import errno
import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path

from runner.console import Problem, say
from runner.environment import LEVELS, Environment, child_environ
from runner.lock import one_at_a_time
from runner.machine import is_root
from runner.packages import find_uv, install, package_count
from runner.pythons import is_old

PURPOSE = {"run": "to run the steps", "learn": "to run, learn", "test": "to run, learn and test"}


def set_up(environment: Environment, level: str) -> None:
    """Makes `.venv` satisfy a level; does nothing, and says nothing, if it does already."""
    if environment.satisfies(level):
        return
    try:
        environment.cache.mkdir(exist_ok=True)
        with one_at_a_time(environment.cache / "set-up.lock") as lock:
            _recover(environment)
            if not environment.satisfies(level):
                _fill(environment, _goal(environment, level), lock)
    except OSError as error:
        raise Problem(unwritable_sentence(environment.root, error)) from error


def unwritable_sentence(root: Path, error: OSError) -> str:
    """What to do where the disk does not take what must be written."""
    what = f"Polycloud cannot write here ({error.strerror}: {error.filename or root}): "
    if error.errno == errno.ENOSPC:
        return what + "free some space and repeat."
    return what + f"copy the folder {root} to a place that is yours, and run it there."


def _goal(environment: Environment, level: str) -> str:
    # What was installed before stays installed when the requirements change.
    former = environment.former_level() or level
    return max(level, former, key=LEVELS.index)


def _fill(environment: Environment, level: str, lock: int) -> None:
    """Creates or completes the environment, then stamps it."""
    begin = time.monotonic()
    tool = "uv" if find_uv() else "pip"
    count = package_count(environment.requirements(level))
    say(f"Setting up .venv {PURPOSE[level]}: up to {count} packages with {tool}, once.")
    whole = _is_whole(environment)
    environment.unfinished.write_text(level + "\n", encoding="utf-8")
    if whole:
        install(environment, level, lock)
    else:
        _rebuild(environment, level, lock)
    environment.stamp(level)
    environment.unfinished.unlink()
    shutil.rmtree(_aside(environment), ignore_errors=True)
    say(f"Set up in {time.monotonic() - begin:.0f} s.")


def _is_whole(environment: Environment) -> bool:
    """Whether the environment can be added to."""
    if environment.unfinished.exists() or not environment.has_its_python():
        return False
    return not is_old(environment.made_for() or ())


def _rebuild(environment: Environment, level: str, lock: int) -> None:
    """Makes the environment from nothing; on failure the old one is back in its place."""
    shutil.rmtree(_aside(environment), ignore_errors=True)
    if environment.folder.exists():
        environment.folder.rename(_aside(environment))
    try:
        _create(environment)
        install(environment, level, lock)
    except BaseException:
        _recover(environment)
        raise


def _recover(environment: Environment) -> None:
    """Puts the old environment back, if a rebuild did not come to its end."""
    begun = environment.unfinished.exists() and _aside(environment).exists()
    if begun and environment.level() is None:
        shutil.rmtree(environment.folder, ignore_errors=True)
        _aside(environment).rename(environment.folder)


def _aside(environment: Environment) -> Path:
    return environment.root / ".venv.old"


def _create(environment: Environment) -> None:
    """An empty environment, by uv or by the standard library's venv."""
    # Inside an activated .venv the way leads to the Python below it, which outlives a rebuild.
    base = getattr(sys, "_base_executable", None) or sys.executable
    uv = find_uv()
    if uv:
        command = [uv, "venv", "--quiet", "--python", base, str(environment.folder)]
    elif has_venv_module():
        command = [base, "-m", "venv", str(environment.folder)]
    else:
        raise Problem(no_venv_sentence())
    made = subprocess.run(command, capture_output=True, text=True, env=child_environ())
    if made.returncode != 0:
        said = (made.stderr or made.stdout).strip().splitlines() or ["no reason given"]
        raise Problem("The environment .venv could not be created: " + said[-1])


def has_venv_module() -> bool:
    """Whether this Python can make environments (Debian keeps that in a package of its own)."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def no_venv_sentence() -> str:
    """How to get what makes environments."""
    if shutil.which("apt-get"):
        sudo = "" if is_root() else "sudo "
        return f"This Python cannot make environments; run: {sudo}apt install python3-venv"
    return "This Python has no venv module; install it, or install uv (docs.astral.sh/uv)."

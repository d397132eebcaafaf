"""Which Python this is, and which newer ones the machine has if it is too old."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from runner.console import Problem

MINIMUM = (3, 11)
KNOWN_MINORS = (13, 12, 11, 14)  # in the order in which they are suggested


def is_old(version: tuple[int, ...]) -> bool:
    """Whether a Python of this version is too old for the steps."""
    return version < MINIMUM


def dotted(version: tuple[int, ...]) -> str:
    """A version as people write it: 3.11.2."""
    return ".".join(str(part) for part in version[:3])


def require_python(version: tuple[int, ...], arguments: list[str]) -> None:
    """Stops with the exact command that works, if this Python is too old."""
    if is_old(version):
        raise Problem(old_python_sentence(version, arguments, newer_python()))


def old_python_sentence(
    version: tuple[int, ...], arguments: list[str], newer: list[str] | None
) -> str:
    """What to type instead, on this machine, when Python is too old."""
    start = "Polycloud needs Python 3.11 or newer, and this is " + dotted(version) + "."
    if newer:
        return start + " Run: " + command_line(newer, arguments)
    if shutil.which("uv"):
        fetched = ["uv", "run", "--no-project", "--python", "3.12", "python"]
        return start + " uv can fetch one; run: " + command_line(fetched, arguments)
    return start + " Install a newer one (python.org, brew, apt), then run the same command again."


def command_line(python: list[str], arguments: list[str]) -> str:
    """How a person repeats this command with another Python, through make if it came from make."""
    if "MAKELEVEL" in os.environ:
        return 'make {} PYTHON="{}"'.format(make_target(arguments), " ".join(python))
    return " ".join([*python, "polycloud.py", *arguments])


def make_target(arguments: list[str]) -> str:
    """The make target of a command: `step 1` is step-1."""
    return "-".join(arguments) or "help"


def newer_python() -> list[str] | None:
    """The command of a Python on this machine that is new enough, if there is one."""
    for command in candidates():
        version = version_of(command)
        if version and not is_old(version):
            return command
    return None


def candidates() -> Iterator[list[str]]:
    """Where a newer Python usually is: on the PATH, under the Windows launcher, in pyenv."""
    for minor in KNOWN_MINORS:
        if sys.platform == "win32":
            yield ["py", f"-3.{minor}"]
        yield [f"python3.{minor}"]
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for minor in KNOWN_MINORS:
        for python in sorted(root.glob(f"versions/3.{minor}.*/bin/python")):
            yield [str(python)]


def version_of(command: list[str]) -> tuple[int, ...] | None:
    """The version that a Python answers; None if it does not run (a pyenv shim may not)."""
    if not shutil.which(command[0]):
        return None
    ask = [*command, "-c", "import sys; print(*sys.version_info[:3])"]
    try:
        answer = subprocess.run(ask, capture_output=True, text=True, timeout=20)
        return tuple(int(part) for part in answer.stdout.split()) or None
    except (OSError, ValueError, subprocess.SubprocessError):
        return None

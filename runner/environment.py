"""The project's own Python environment, `.venv`, and the stamp that says what is in it.

There are three levels, each a superset of the one before: `run` (the steps), `learn` (notebooks
and slides), `test`. The stamp names the level and the hash of the requirements file of each level
in it, so that a change of the locked versions is noticed by those commands alone that need it.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from runner.pythons import version_of

LEVELS = ("run", "learn", "test")
ROOT = Path(__file__).resolve().parent.parent
NOT_INHERITED = ("PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT")


@dataclass(frozen=True)
class Environment:
    """The `.venv` of one copy of the repository."""

    root: Path = ROOT

    @property
    def folder(self) -> Path:
        """Where the environment is."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        if sys.platform == "win32":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    @property
    def node(self) -> str | None:
        """The Node that runs the page's tests: the one locked with Playwright, else the system's.

        Debian's is too old for some of them.
        """
        packages = "Lib" if sys.platform == "win32" else "lib/python3*"
        locked = self.folder.glob(f"{packages}/site-packages/playwright/driver/node*")
        return next((str(path) for path in locked), None) or shutil.which("node")

    @property
    def cache(self) -> Path:
        """Files of the runner itself: the lock, the mark of an unfinished set-up, test reports."""
        return self.root / ".cache"

    @property
    def unfinished(self) -> Path:
        """The mark of a set-up that began and did not end."""
        return self.cache / "set-up.unfinished"

    def requirements(self, level: str) -> Path:
        """The locked, hashed list of the packages of a level."""
        return self.root / "requirements" / f"{level}.txt"

    def level(self) -> str | None:
        """The biggest level that is installed as locked; None if there is none."""
        locked = [level for level in LEVELS if self._is_as_locked(level)]
        return locked[-1] if locked and self.has_its_python() else None

    def former_level(self) -> str | None:
        """The level that was installed last, even if its requirements have changed since."""
        stamped = self._read_stamp().get("level")
        return next((level for level in LEVELS if level == stamped), None)

    def satisfies(self, level: str) -> bool:
        """Whether everything of this level is installed."""
        return self._is_as_locked(level) and self.has_its_python()

    def has_its_python(self) -> bool:
        """Whether the interpreter runs, and is still of the version that the packages are for."""
        version = version_of([str(self.python)])
        return version is not None and version[:2] == self.made_for()

    def made_for(self) -> tuple[int, int] | None:
        """The major and minor version of the Python that the environment was made with."""
        try:
            text = (self.folder / "pyvenv.cfg").read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        # `version` is written by venv, `version_info` by uv.
        found = re.search(r"^version(?:_info)? *= *(\d+)\.(\d+)", text, re.MULTILINE)
        return (int(found.group(1)), int(found.group(2))) if found else None

    def _is_as_locked(self, level: str) -> bool:
        hashes = self._read_stamp().get("requirements")
        return isinstance(hashes, dict) and hashes.get(level) == _hash(self.requirements(level))

    def stamp(self, level: str) -> None:
        """Writes down that this level is installed."""
        inside = LEVELS[: LEVELS.index(level) + 1]
        hashes = {each: _hash(self.requirements(each)) for each in inside}
        content = {"level": level, "requirements": hashes}
        self._stamp_file.write_text(json.dumps(content) + "\n", encoding="utf-8")

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "polycloud.json"

    def _read_stamp(self) -> dict[str, object]:
        try:
            content = json.loads(self._stamp_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def _hash(path: Path) -> str:
    # Line ends do not count: git may check the file out with those of Windows.
    try:
        return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    except OSError:
        return "missing"


def child_environ(**extra: str) -> dict[str, str]:
    """The variables for a child: nothing that redirects Python or pip, UTF-8, no buffering."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return {
        **kept,
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "PIP_USER": "0",
        "PIP_PROGRESS_BAR": "off",
        **extra,
    }

"""The project's own Python environment, `.venv`, and the stamp that says what is in it.

There are three levels, each a superset of the one before: `run` (the steps), `learn` (notebooks
and slides), `test`. The stamp names the level and the hash of its requirements file, so that a
change of the locked versions is noticed and nothing is done when nothing changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

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
        """The level that is installed and up to date; None if there is none."""
        stamp = self._read_stamp()
        level = stamp.get("level", "")
        if level not in LEVELS or not self.python.exists():
            return None
        current = _hash(self.requirements(level)) == stamp.get("requirements")
        return level if current else None

    def former_level(self) -> str | None:
        """The level that was installed last, even if its requirements have changed since."""
        level = self._read_stamp().get("level")
        return level if level in LEVELS else None

    def satisfies(self, level: str) -> bool:
        """Whether everything of this level is installed."""
        have = self.level()
        return have is not None and LEVELS.index(have) >= LEVELS.index(level)

    def stamp(self, level: str) -> None:
        """Writes down that this level is installed."""
        content = {"level": level, "requirements": _hash(self.requirements(level))}
        self._stamp_file.write_text(json.dumps(content) + "\n", encoding="utf-8")

    @property
    def _stamp_file(self) -> Path:
        return self.folder / "polycloud.json"

    def _read_stamp(self) -> dict[str, str]:
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

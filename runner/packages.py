"""Installing the locked packages, by uv where it is on the PATH, else by pip; always with hashes.

Only wheels are taken: nobody compiles anything on a conference day. A folder `wheelhouse/` replaces
the network. What an installer says when it fails becomes one sentence with the fix.
"""

from __future__ import annotations

import queue
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

from runner.console import Problem, Progress, say
from runner.environment import Environment, child_environ

HASHED_WHEELS = ["--require-hashes", "--only-binary", ":all:"]


def install(environment: Environment, level: str, lock: int) -> None:
    """Installs everything of a level into the environment."""
    command = installer(environment)
    command += [*HASHED_WHEELS, "-r", str(environment.requirements(level))]
    wheelhouse = environment.root / "wheelhouse"
    if wheelhouse.is_dir():
        say("Installing from wheelhouse/, without network.")
        command += ["--no-index", "--find-links", str(wheelhouse)]
    total = package_count(environment.requirements(level))
    code, lines = run_with_progress(command, total=total, lock=lock)
    if code != 0:
        raise Problem(explain("\n".join(lines), wheelhouse=wheelhouse.is_dir()))


def find_uv() -> str | None:
    """The path of a uv that runs."""
    uv = shutil.which("uv")
    if not uv:
        return None
    try:
        works = subprocess.run([uv, "--version"], capture_output=True, timeout=20).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return None
    return uv if works else None


def installer(environment: Environment) -> list[str]:
    """The command that installs into the environment."""
    uv = find_uv()
    if uv:
        return [uv, "pip", "install", "--python", str(environment.python)]
    return [*pip(environment), "install"]


def pip(environment: Environment) -> list[str]:
    """The environment's own pip, which is put there first if uv made the environment."""
    command = [str(environment.python), "-m", "pip"]
    if subprocess.run([*command, "--version"], capture_output=True).returncode != 0:
        ensure = [str(environment.python), "-m", "ensurepip", "--default-pip"]
        if subprocess.run(ensure, capture_output=True).returncode != 0:
            raise Problem("There is no pip in .venv: install uv, or delete .venv and repeat.")
    return [*command, "--disable-pip-version-check", "--no-input"]


def package_count(requirements: Path) -> int:
    """How many packages a requirements file names (some of them for other systems only)."""
    try:
        text = requirements.read_text(encoding="utf-8")
    except OSError as error:
        raise Problem(f"{requirements} is missing: restore it with git checkout.") from error
    return len(re.findall(r"^[A-Za-z0-9][\w.-]*==", text, re.MULTILINE))


def run_with_progress(command: list[str], *, total: int, lock: int = -1) -> tuple[int, list[str]]:
    """Runs an installer, shows how far it is, and returns its exit code and all it said."""
    inherited = () if lock < 0 or sys.platform == "win32" else (lock,)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env=child_environ(),
        pass_fds=inherited,
    )
    try:
        lines = _follow(process, total)
        return process.wait(), lines
    except BaseException:
        process.terminate()
        process.wait()
        raise


def _follow(process: subprocess.Popen[str], total: int) -> list[str]:
    """Reads all that a process says, showing progress also while it says nothing."""
    news: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=_pump, args=(process, news), daemon=True).start()
    progress, begin, lines, done = Progress(), time.monotonic(), [""], 0
    while True:
        try:
            line = news.get(timeout=1)
        except queue.Empty:
            line = ""
        if line is None:
            progress.end()
            return lines
        if line.strip():
            lines.append(line.strip())
            done += line.lstrip().startswith(("Collecting ", "Downloaded "))
        elapsed = time.monotonic() - begin
        progress.show(f"{elapsed:3.0f} s, {done} of {total}: {lines[-1]}")


def _pump(process: subprocess.Popen[str], news: queue.Queue[str | None]) -> None:
    if process.stdout:
        for line in process.stdout:
            news.put(line)
    news.put(None)


HASH_SIGNS = ("DO NOT MATCH THE HASHES", "Hash mismatch")
DISK_SIGNS = ("No space left", "Permission denied", "Read-only file system", "Access is denied")
NETWORK_SIGNS = (
    "NewConnectionError",
    "Connection refused",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "Name or service not known",
    "Temporary failure in name resolution",
    "error sending request",
    "dns error",
    "Failed to fetch",
    "Could not connect",
    "Network is unreachable",
)
MISSING_SIGNS = ("No matching distribution", "No solution found", "no usable wheels")


def explain(said: str, *, wheelhouse: bool) -> str:
    """One sentence with the fix for what an installer said when it failed."""

    def has(signs: tuple[str, ...]) -> bool:
        return any(sign in said for sign in signs)

    if has(HASH_SIGNS):
        return (
            "A package is not the one that requirements/ promises (its hash differs), so it was "
            "not installed: delete wheelhouse/ if you have one, or try another network."
        )
    if has(DISK_SIGNS):
        return "The disk did not take the packages: free some space, or check who owns .venv."
    if wheelhouse and has(MISSING_SIGNS):
        return (
            "wheelhouse/ lacks a package for this Python or system: make it again with "
            "`make wheelhouse` on such a machine, or delete it to install from the network."
        )
    if has(NETWORK_SIGNS):
        return (
            "The packages could not be downloaded, there seems to be no network: connect once and "
            "repeat, or copy a wheelhouse/ here (made by `make wheelhouse` where there is network)."
        )
    if has(MISSING_SIGNS):
        return (
            "No ready-made package was found for this Python and system: try Python 3.11 to 3.13, "
            "and look whether the network wants you to sign in first."
        )
    return "The packages could not be installed: " + " / ".join(said.splitlines()[-3:])

"""The stages of the test run: what each runs, and how its result is read.

All of them run, also after one has failed; the last line printed is the total.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from runner.console import say
from runner.environment import ROOT, Environment, child_environ
from runner.results import Counts, Result, last_line, read_junit, read_node

TYPED = ("polycloud.py", "runner", "common", "steps", "tests", "bench")
QUICK = "not browser and not security"
# What minds no company runs together; the others have the computer for themselves.
TOGETHER = ["-n", "3", "--dist", "loadfile"]
WITH_COMPANY, ALONE = "not browser and not alone", "alone and not browser"
LIMIT = 4200.0  # seconds after which a stage is stopped (a single test that hangs: SLOW)
SLOW = ["-o", "faulthandler_timeout=120"]  # seconds after which pytest shows where a test hangs
GOODBYE = 15.0  # seconds that an interrupted stage has to stop the servers it started


@dataclass(frozen=True)
class Stage:
    """One tool's run; `read` finds its counts in its report (junit) or in what it said (node)."""

    name: str
    command: list[str]
    junit: Path | None = None
    capture: bool = False
    missing: str = ""
    folder: str = "."  # biome finds its settings only from here


def checks(environment: Environment) -> list[Stage]:
    """Lint and types, of Python and of the page."""
    python, frontend = str(environment.python), environment.root / "frontend"
    typed = [name for name in TYPED if _has_python(environment.root / name)]
    stages = [
        Stage("ruff check", [python, "-m", "ruff", "check", "."]),
        Stage("ruff format", [python, "-m", "ruff", "format", "--check", "."]),
        Stage("mypy", [python, "-m", "mypy", *typed]),
    ]
    if (frontend / "package-lock.json").exists():
        tools = frontend / "node_modules"
        biome, tsc = tools / "@biomejs/biome/bin/biome", tools / "typescript/bin/tsc"
        stages.append(_node_stage(environment, "biome", [str(biome), "ci", "."], biome))
        stages.append(_node_stage(environment, "tsc", [str(tsc), "-p", "."], tsc))
    return stages


def _has_python(path: Path) -> bool:
    return path.suffix == ".py" or any(path.glob("**/*.py"))


def _node_stage(
    environment: Environment, name: str, arguments: list[str], needs: Path | None = None
) -> Stage:
    node = environment.node
    missing = "" if node else "Node is not installed: nodejs.org, or apt install nodejs npm"
    if node and needs and not needs.exists():
        missing = (
            "the page's tools are not installed: npm ci in frontend/ failed, or npm is missing"
        )
    command = [node or "node", *arguments]
    return Stage(name, command, capture=not needs, missing=missing, folder="frontend")


def unit_tests(environment: Environment, *, quick: bool) -> list[Stage]:
    """The tests of the page's pure modules, then all of Python's, or those that ARGS chooses."""
    scripts = sorted(str(path) for path in environment.root.glob("frontend/tests/**/*.test.js"))
    stages = []
    if scripts:
        stages.append(
            _node_stage(environment, "node tests", ["--test", "--test-reporter=spec", *scripts])
        )
    chosen = shlex.split(os.environ.get("ARGS", ""), posix=os.name == "posix")
    if chosen:
        stages.append(pytest(environment, "pytest", [*(["-m", QUICK] if quick else []), *chosen]))
        return stages
    units = ["-m", QUICK if quick else WITH_COMPANY, *TOGETHER]
    stages.append(pytest(environment, "units", units))
    if not quick:
        stages.append(pytest(environment, "bystanders", ["-m", ALONE]))
        stages.append(pytest(environment, "browsers", ["-m", "browser"]))
    return stages


def notebooks(environment: Environment) -> list[Stage]:
    """Every notebook is run and its output compared, if there are any."""
    if not any(environment.root.glob("notebooks/*.ipynb")):
        return []
    options = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout", "60"]
    sanitize = environment.root / "notebooks" / "sanitize.cfg"
    if sanitize.exists():
        options += ["--nbval-sanitize-with", str(sanitize)]
    return [pytest(environment, "notebooks", [*options, "notebooks/"])]


def pytest(environment: Environment, name: str, options: list[str]) -> Stage:
    """A run of pytest that reports to a file of its own."""
    report = environment.cache / f"{name}.xml"
    command = [str(environment.python), "-m", "pytest", *SLOW, "--junitxml", str(report), *options]
    return Stage(name, command, junit=report)


def slides(environment: Environment) -> list[Stage]:
    """The slides are built, warnings are errors, if there are any."""
    if not (environment.root / "slides" / "conf.py").exists():
        return []
    return [Stage("slides", sphinx(environment, environment.cache / "slides"))]


def sphinx(environment: Environment, folder: Path) -> list[str]:
    """The command that builds the slides into a folder."""
    options = ["-W", "--keep-going", "-q", "-b", "revealjs"]
    doctrees = ["-d", str(environment.cache / "slides-doctrees")]
    source = str(environment.root / "slides")
    return [str(environment.python), "-m", "sphinx", *options, *doctrees, source, str(folder)]


def run_stages(environment: Environment, stages: list[Stage]) -> int:
    """Runs all stages, prints the table and the total of the tests; 1 if any stage failed."""
    results = []
    for stage in stages:
        say(f"\n== {stage.name} ==")
        results.append(run_stage(environment, stage))
        say(f"-- {results[-1].row()}")
    say("\n== summary ==")
    for result in results:
        say(result.row())
    if any(result.counts for result in results):
        say(last_line(results))
    return 1 if any(result.failed for result in results) else 0


def run_stage(environment: Environment, stage: Stage) -> Result:
    """Runs one stage in the repository's folder."""
    begin = time.monotonic()
    if stage.missing:
        return Result(stage.name, 0.0, 1, None, stage.missing)
    if stage.junit:
        environment.cache.mkdir(exist_ok=True)
        stage.junit.unlink() if stage.junit.exists() else None
    said: list[str] = []
    folder = environment.root / stage.folder
    listen = said.append if stage.capture else None
    code = run_command(stage.command, folder, listen=listen, limit=LIMIT)
    counts: Counts | None = None
    if stage.junit:
        counts = read_junit(stage.junit)
    elif stage.capture:
        counts = read_node("".join(said))
    seconds = time.monotonic() - begin
    return Result(stage.name, seconds, code, counts, "it took too long" if seconds >= LIMIT else "")


def run_command(
    command: list[str],
    folder: Path,
    *,
    listen: Callable[[str], object] | None = None,
    limit: float = threading.TIMEOUT_MAX,
) -> int:
    """Runs a tool in view of the person; when interrupted or too slow, it may clean up."""
    environ = child_environ(PYTHONPATH=str(ROOT))
    pipe = subprocess.PIPE if listen else None
    with subprocess.Popen(
        command, cwd=folder, env=environ, stdout=pipe, encoding="utf-8", errors="replace"
    ) as process:
        timer = threading.Timer(limit, _end, [process])
        timer.daemon = True
        timer.start()
        try:
            for line in process.stdout or ():
                say(line.rstrip("\n"))
                if listen:
                    listen(line)
            return process.wait()
        except BaseException:
            _end(process)
            raise
        finally:
            timer.cancel()


def _end(process: subprocess.Popen[str]) -> None:
    """Lets an interrupted tool stop what it started, then makes sure it is gone."""
    if sys.platform != "win32":
        import signal

        process.send_signal(signal.SIGINT)
    try:
        process.wait(GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()

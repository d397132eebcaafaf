"""The commands beside the steps: tests, notebooks, slides, benchmarks, locks, differences."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
from pathlib import Path

from runner import browsers, stages, tools
from runner.console import Problem, say
from runner.doors import is_on
from runner.environment import LEVELS, Environment, child_environ
from runner.machine import is_root
from runner.packages import find_uv, package_count, pip, run_with_progress
from runner.set_up import set_up
from runner.step import existing_steps, step_number


def test(environment: Environment) -> int:
    """Everything: lint, types, unit tests, browsers, notebooks, slides."""
    _prepare(environment, with_browsers=True)
    return stages.run_stages(
        environment,
        [
            *stages.checks(environment),
            *stages.unit_tests(environment, quick=False),
            *stages.notebooks(environment),
            *stages.slides(environment),
        ],
    )


def test_quick(environment: Environment) -> int:
    """What needs no browser."""
    _prepare(environment, with_browsers=False)
    checks = stages.checks(environment)
    return stages.run_stages(environment, checks + stages.unit_tests(environment, quick=True))


def check(environment: Environment) -> int:
    """Lint and types only."""
    _prepare(environment, with_browsers=False)
    return stages.run_stages(environment, stages.checks(environment))


def _prepare(environment: Environment, *, with_browsers: bool) -> None:
    tools.get_system_packages(with_browsers=with_browsers)
    set_up(environment, "test")
    tools.get_page_tools(environment)
    if with_browsers:
        tools.get_downloaded_browsers(environment)


def notebooks(environment: Environment) -> int:
    """Opens JupyterLab on the notebooks, until Ctrl-C."""
    set_up(environment, "learn")
    command = [str(environment.python), "-m", "jupyter", "lab", "notebooks"]
    if is_root():
        command.append("--allow-root")  # in a container there is nobody else
    return stages.run_command(command, environment.root)


def test_notebooks(environment: Environment) -> int:
    """Runs every notebook and compares what it prints."""
    set_up(environment, "test")
    found = stages.notebooks(environment)
    if not found:
        raise Problem("There is no notebook yet.")
    return stages.run_stages(environment, found)


def slides(environment: Environment) -> int:
    """Builds the slides and says where they are."""
    if not (environment.root / "slides" / "conf.py").exists():
        raise Problem("There are no slides yet.")
    set_up(environment, "learn")
    folder = environment.root / "slides" / "_build"
    code = stages.run_command(stages.sphinx(environment, folder), environment.root)
    if code == 0:
        address = (folder / "index.html").as_uri()
        say(f"The slides are at {address}")
        if is_on("OPEN"):
            browsers.show(address)
    return code


def turn(environment: Environment, *options: str) -> int:
    """The TURN server of step 3 on its own, with options of its own."""
    set_up(environment, "run")
    command = [str(environment.python), "-m", "steps.step3_turn.standalone", *options]
    if os.name == "nt":
        return stages.run_command(command, environment.root)
    os.chdir(environment.root)
    os.execv(command[0], command)  # signals are its own: SIGTERM means to drain


def gateway(environment: Environment, *words: str) -> int:
    """Asks a gateway for a way to a node, or sends text through one of its own."""
    if not words or words[0] not in ("check", "echo"):
        raise Problem(
            "It is written like this: python3 polycloud.py gateway echo, or"
            " gateway check turn://USER:PASSWORD@HOST:PORT --peer HOST:PORT"
        )
    set_up(environment, "run")
    command = [str(environment.python), "-m", "steps.step4_gateway." + words[0], *words[1:]]
    return stages.run_command(command, environment.root)


def bench(environment: Environment) -> int:
    """Measures, and prints its tables."""
    if not (environment.root / "bench" / "__main__.py").exists():
        raise Problem("There are no benchmarks yet.")
    _prepare(environment, with_browsers=True)
    return stages.run_command([str(environment.python), "-m", "bench"], environment.root)


def wheelhouse(environment: Environment) -> int:
    """Downloads all packages of a level (LEVEL=run, learn or test) for machines without network."""
    level = os.environ.get("LEVEL") or "test"
    if level not in LEVELS:
        raise Problem(f"LEVEL={level} is no level: take {', '.join(LEVELS)}.")
    set_up(environment, "run")
    requirements, part = environment.requirements(level), environment.root / "wheelhouse.part"
    total = package_count(requirements)
    say(f"Downloading up to {total} packages into wheelhouse/ for this Python and system.")
    command = [*pip(environment), "download", "--require-hashes", "--only-binary", ":all:"]
    command += ["-r", str(requirements), "-d", str(part)]
    code, lines = run_with_progress(command, total=total)
    if code != 0:
        raise Problem("wheelhouse/ could not be filled: " + " / ".join(lines[-2:]))
    # Only a complete wheelhouse gets the name that the set-up looks for.
    shutil.rmtree(environment.root / "wheelhouse", ignore_errors=True)
    part.rename(environment.root / "wheelhouse")
    say(f"wheelhouse/ holds level {level}: copy it beside polycloud.py of the other machine.")
    return 0


def lock(environment: Environment) -> int:
    """Writes requirements/ anew from pyproject.toml (needs uv and network)."""
    uv = find_uv()
    if not uv:
        raise Problem("lock needs uv (docs.astral.sh/uv); nothing else here does.")
    for level, options in LOCKS.items():
        output = ["--quiet", "-o", f"requirements/{level}.txt"]
        command = [uv, "pip", "compile", "pyproject.toml", *LOCK_OPTIONS, *options, *output]
        code = subprocess.run(command, cwd=environment.root, env=child_environ()).returncode
        if code != 0:
            return code
    return 0


# Each level takes over the versions of the one before, so that a bigger one never moves a pin.
LOCKS = {
    "run": [],
    "learn": ["--group", "learn", "-c", "requirements/run.txt"],
    "test": ["--group", "learn", "--group", "test", "-c", "requirements/learn.txt"],
}
LOCK_OPTIONS = [
    "--universal",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--python-version",
    "3.11",
    "--custom-compile-command",
    "python3 polycloud.py lock",
]


def diff(environment: Environment, former: str, latter: str) -> int:
    """Shows what a step's server and page have that those of another do not."""
    olds, news = (_read_aloud(environment, word) for word in (former, latter))
    added = removed = 0
    for name in olds:
        lines = list(
            difflib.unified_diff(
                _lines(olds[name]),
                _lines(news[name]),
                olds[name].relative_to(environment.root).as_posix(),
                news[name].relative_to(environment.root).as_posix(),
            )
        )
        say("".join(lines).rstrip("\n"))
        added += sum(line.startswith("+") for line in lines[2:])
        removed += sum(line.startswith("-") for line in lines[2:])
    say(f"\n+{added} -{removed} in {len(olds)} files")
    return 0


def _read_aloud(environment: Environment, word: str) -> dict[str, Path]:
    """The two files of a step that are read aloud."""
    number = step_number(environment, word)
    folder = environment.root / existing_steps(environment)[number].replace(".", "/")
    page = environment.root / "frontend" / f"step-{number}"
    server = folder / "server.py"
    if not server.exists():
        server = folder / "front.py"  # of several servers, the one that browsers know
    return {"server": server, "page": page / "main.js"}


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []

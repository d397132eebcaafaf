"""The commands of `polycloud.py`: one table, from which `help` is printed and calls are made."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from io import TextIOWrapper

from runner import chores, doctor, step
from runner.console import Problem, fall_silent, say
from runner.environment import Environment
from runner.pythons import require_python
from runner.terminal import interrupt_on_signals


@dataclass(frozen=True)
class Command:
    """A command: its arguments as shown, what it does in a phrase, and the function behind it."""

    arguments: str
    does: str
    run: Callable[..., int]
    old_python: bool = False  # whether it works on a Python that is too old for the rest


COMMANDS = {
    "step": Command(
        "N", "run step N; PORT=8011, OPEN=1 to open it, LAN=1 for phones", step.run_step
    ),
    "turn": Command("[OPTION]...", "the TURN server alone; make turn ARGS=...", chores.turn),
    "gateway": Command("WORD...", "text through a gateway: echo; a test: check", chores.gateway),
    "doctor": Command("", "what is and is not fit for the talk here", doctor.doctor, True),
    "test": Command("", "everything; gets browsers; ARGS='-k word' for pytest", chores.test),
    "test-quick": Command("", "what needs no browser", chores.test_quick),
    "check": Command("", "lint and types", chores.check),
    "notebooks": Command("", "open the notebooks in JupyterLab", chores.notebooks),
    "test-notebooks": Command("", "run the notebooks and compare", chores.test_notebooks),
    "slides": Command("", "build the slides and say where; OPEN=1 opens them", chores.slides),
    "bench": Command("", "measure, and print the tables", chores.bench),
    "diff": Command("A B", "what step B has that step A has not", chores.diff),
    "smoke": Command("N", "start step N on a free port, ask it, stop it", step.smoke),
    "wheelhouse": Command("", "download all packages for offline machines", chores.wheelhouse),
    "lock": Command("", "write requirements/ anew (needs uv)", chores.lock),
    "help": Command("", "this list", lambda environment: show_help(), True),
}


def main(arguments: list[str]) -> int:
    """Runs one command and gives its exit code: 2 with one sentence if the person can remedy it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    interrupt_on_signals()
    try:
        return dispatch(arguments or ["help"])
    except Problem as problem:
        sys.stdout.flush()
        sys.stderr.write(f"{problem}\n")
        return 2
    except BrokenPipeError:  # the reader of our output has gone, as with `| head`
        fall_silent()
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The same command takes it up again.\n")
        return 130


def dispatch(arguments: list[str]) -> int:
    """Finds the command and calls it with its arguments."""
    name, given = arguments[0], arguments[1:]
    if name in ("-h", "--help"):
        name = "help"
    command = COMMANDS.get(name)
    if command is None:
        raise Problem(f"There is no command {name!r}; see: python3 polycloud.py help")
    if len(given) != len(command.arguments.split()) and not command.arguments.endswith("..."):
        raise Problem(f"It is written like this: python3 polycloud.py {usage(name)}")
    if not command.old_python:
        require_python(sys.version_info[:3], arguments)
    return command.run(Environment(), *given)


def usage(name: str) -> str:
    """A command with the arguments it takes."""
    return f"{name} {COMMANDS[name].arguments}".rstrip()


def show_help() -> int:
    """Prints every command, as it is typed with and without make."""
    say("Polycloud: one video call, built four times.\n")
    say("python3 polycloud.py COMMAND  (py polycloud.py COMMAND on Windows), or make TARGET:\n")
    for name, command in COMMANDS.items():
        say(f"  {usage(name):<18}{command.does}")
    say("\nWith make, `step 1` is `make step-1` and `diff 1 2` is `make diff-1-2`.")
    return 0

"""Running a step: check its port, start its server, say what to try, stop it clean.

Also its smoke test, which does the same on a free port and asks two questions over HTTP.
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request

from runner import ports
from runner.child import Child
from runner.console import Problem, is_heard, say, say_if_heard
from runner.doors import (
    FIRST_PORT,
    busy_sentence,
    doors_of,
    plain_number,
    require_free,
    wanted_port,
)
from runner.environment import Environment, child_environ
from runner.greeting import greet, say_line, url_of
from runner.set_up import set_up
from runner.terminal import StopRequests, own_foreground

PORT_BUSY = 98  # what a server exits with when somebody was faster
BAD_SETTING = 64  # and when a setting means nothing; its last line says which
START_LIMIT = 40.0
CLEAN = (0, 0xC000013A)  # the latter is what Windows calls an end by Ctrl-C or Ctrl-Break
MOVED = ("TURN_PORT", "TURNS_PORT", "INTERNAL_PORT", "HEALTH_PORT", "METRICS_PORT", "NODE_PORT")


def existing_steps(environment: Environment) -> dict[int, str]:
    """The steps that this copy of the repository has, by number: the module that runs each."""
    found = sorted(environment.root.glob("steps/step[0-9]_*/__main__.py"))
    return {int(main.parent.name[4]): "steps." + main.parent.name for main in found}


def step_number(environment: Environment, word: str) -> int:
    """The number of a step that exists."""
    steps = existing_steps(environment)
    if plain_number(word) in steps:
        return plain_number(word)
    there = " and ".join(f"step {number}" for number in steps) or "none"
    if word in ("1", "2", "3", "4"):
        raise Problem(f"Step {word} does not exist yet; what there is: {there}.")
    raise Problem(f"There is no step {word!r}; what there is: {there}.")


def run_step(environment: Environment, word: str) -> int:
    """Runs a step until it is stopped; 0 for a clean stop, 1 if the server died."""
    number = step_number(environment, word)
    port = wanted_port("PORT", FIRST_PORT - 1 + number)
    require_free(doors_of(number, port), number)
    set_up(environment, "run")
    with own_foreground():
        stops = StopRequests()
        stops.listen()
        child = start(environment, number, port)
        try:
            return _attend(environment, child, number, port, stops)
        finally:
            child.stop(forced=lambda: stops.force)  # also if nobody heard where it is


def start(environment: Environment, number: int, port: int, **settings: str) -> Child:
    """The server of a step as a child, which answers on this machine only unless LAN=1 is set."""
    module = existing_steps(environment)[number]
    command = [str(environment.python), "-m", module, "--host", "localhost", "--port", str(port)]
    child = Child(
        command, folder=environment.root, environ=child_environ(PORT=str(port), **settings)
    )
    child.follow(f"Step {number} is on ", say_line)
    return child


def _attend(
    environment: Environment, child: Child, number: int, port: int, stops: StopRequests
) -> int:
    """Waits for the server to listen, tells the person, and waits for either's end."""
    greeted, deadline = False, time.monotonic() + START_LIMIT
    while not stops.stop:
        if not is_heard():  # the terminal was closed, and make may keep the signal to itself
            raise BrokenPipeError
        code = child.exit_code()
        if code is not None:
            return _died(child, number, port, code)
        if not greeted and child.ready_line():
            greeted = True
            greet(environment, child, number)
        if not greeted and time.monotonic() > deadline:
            raise Problem(f"Step {number} did not begin to listen within {START_LIMIT:.0f} s.")
        time.sleep(0.05)
    return _stop(child, stops)


def _stop(child: Child, stops: StopRequests) -> int:
    say_if_heard("\nStopping; Ctrl-C once more forces it.")
    code = child.stop(forced=lambda: stops.force)
    if code not in CLEAN:
        say_if_heard(f"Stopped by force: the server ended with exit code {code}.")
        return 1
    say_if_heard("Stopped.")
    return 0


def _died(child: Child, number: int, port: int, code: int) -> int:
    child.stop()  # whatever the server left behind in its group
    if code == PORT_BUSY:
        doors = doors_of(number, port)
        busy = [door for door in doors if not door.is_free]
        if child.last_lines and not busy:
            raise Problem(child.last_lines[-1])
        raise Problem(busy_sentence((busy or doors)[0], number))
    if code == BAD_SETTING:
        raise Problem(child.last_lines[-1])
    say(f"The server of step {number} ended by itself, with exit code {code}. Its last lines:")
    for line in child.last_lines:
        say("  | " + line)
    missing = missing_package("\n".join(child.last_lines))
    if missing:
        say(f".venv lacks {missing}: delete the folder .venv and repeat (needs network once).")
    return 1


def missing_package(said: str) -> str:
    """The package, not a module of ours, for lack of which a server died; empty if none."""
    found = re.search(r"^ModuleNotFoundError: No module named '(\w+)", said, re.MULTILINE)
    return found.group(1) if found and found.group(1) not in ("steps", "common") else ""


def smoke(environment: Environment, word: str) -> int:
    """Starts a step on a free port, asks for its page and its health, and stops it."""
    number = step_number(environment, word)
    set_up(environment, "run")
    port = ports.free_port()
    moved = {name: str(ports.free_port()) for name in MOVED}
    child = start(environment, number, port, LAN="", **moved)
    try:
        deadline = time.monotonic() + START_LIMIT
        while not child.ready_line() and time.monotonic() < deadline:
            died = child.exit_code()
            if died is not None:
                return _died(child, number, port, died)
            time.sleep(0.05)
        page, health = get(url_of(child)), json.loads(get(url_of(child) + "healthz"))
    except (OSError, ValueError) as error:
        raise Problem(f"Step {number} runs but does not answer as it should: {error}") from error
    finally:
        code = child.stop()
    if health.get("status") != "ok" or b"<html" not in page.lower() or code not in CLEAN:
        raise Problem(f"Step {number}: health {health}, page {page[:40]!r}, exit code {code}.")
    say(f"Step {number}: the page and /healthz answer, and it stops clean.")
    return 0


def get(url: str) -> bytes:
    """The body of a page on this machine, whatever proxy is set for the others."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(url, timeout=10) as answer:
        body: bytes = answer.read()
    return body

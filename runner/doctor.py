"""`doctor`: one screen that tells what is fit for the talk and what is not, with the fix.

It works on a Python that is too old for the steps, because it is asked exactly then.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator

from runner import browsers, machine, ports, pythons
from runner.console import say
from runner.doors import FIRST_PORT, TURN_PORT, TURNS_PORT
from runner.environment import Environment, child_environ
from runner.packages import find_uv
from runner.set_up import has_venv_module, no_venv_sentence
from runner.step import existing_steps

OK, WARN, FAIL = "ok", "warn", "FAIL"
TURN_PORTS = (TURN_PORT, TURNS_PORT)
TURN_STEP = 3


class Finding:
    """One line of the screen: a mark, what was looked at, what was found, and the fix."""

    def __init__(self, mark: str, subject: str, found: str, fix: str = "") -> None:
        self.mark, self.subject, self.found, self.fix = mark, subject, found, fix


def doctor(environment: Environment) -> int:
    """Prints the screen; 0 if nothing failed."""
    failed = []
    for finding in findings(environment):
        say(f"{finding.mark:>4}  {finding.subject:<10} {finding.found}")
        if finding.fix:
            say(f"{'':17}{finding.fix}")
        if finding.mark == FAIL:
            failed.append(finding.subject)
    say()
    say("Not fit for the talk: " + ", ".join(failed) + "." if failed else "Fit for the talk.")
    return 1 if failed else 0


def findings(environment: Environment) -> Iterator[Finding]:
    """Everything that is looked at, in the order of the screen."""
    yield python()
    yield environments(environment)
    yield packages(environment)
    yield from port_findings(environment)
    yield udp()
    yield lan()
    yield certificate(environment)
    looks: list[Callable[[], Finding]] = [chromium, firefox, camera, node, uv]
    for look in looks:
        yield look()
    yield disk(environment)


def python() -> Finding:
    """Whether this Python is new enough, and what else there is."""
    version = pythons.dotted(sys.version_info[:3])
    if not pythons.is_old(sys.version_info[:3]):
        return Finding(OK, "Python", f"{version}, {sys.executable}")
    fix = pythons.old_python_sentence(
        sys.version_info[:3], ["doctor"], pythons.newer_python()
    ).split(". ", 1)[1]
    return Finding(FAIL, "Python", f"{version} is too old, 3.11 is needed", fix)


def environments(environment: Environment) -> Finding:
    """Whether an environment can be made; no matter if there is one."""
    if has_venv_module():
        return Finding(OK, "venv", "this Python can make environments")
    if find_uv():
        return Finding(OK, "venv", "not in this Python, but uv makes environments")
    mark = WARN if environment.level() else FAIL
    return Finding(mark, "venv", "missing", no_venv_sentence())


def packages(environment: Environment) -> Finding:
    """Whether the locked packages are installed, and can be imported."""
    if environment.satisfies("run"):
        broken = import_error(environment)
        if broken:
            fix = "delete the folder .venv, then make step-1 (needs network)"
            return Finding(FAIL, "packages", broken, fix)
        found = f"installed and as locked, level {environment.level()}, wheels only"
        return Finding(OK, "packages", found)
    if not environment.former_level():
        fix = "make step-1, once, while there is network (or with a wheelhouse/)"
        return Finding(FAIL, "packages", "not installed", fix)
    outdated = "older than requirements/"
    if not environment.has_its_python():
        outdated = "made for a Python that .venv has no more"
    return Finding(FAIL, "packages", outdated, "make step-1 (needs network)")


IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"


def import_error(environment: Environment) -> str:
    """Why the servers of the steps cannot be imported; empty if they can."""
    servers = sorted(environment.root.glob("steps/step[0-9]_*/server.py"))
    names = [f"steps.{path.parent.name}.server" for path in servers]
    command = [str(environment.python), "-c", IMPORT, *names]
    ran = subprocess.run(
        command, cwd=environment.root, env=child_environ(), capture_output=True, text=True
    )
    return (ran.stderr.strip().splitlines() or ["broken"])[-1] if ran.returncode else ""


def port_findings(environment: Environment) -> Iterator[Finding]:
    """The ports of the steps and of TURN: one line if all are free, else one for each busy one."""
    steps = existing_steps(environment)
    wanted = [(FIRST_PORT - 1 + step, ports.TCP, step) for step in (1, 2, 3, 4)]
    wanted += [(TURN_PORTS[0], ports.UDP, TURN_STEP)]
    wanted += [(port, ports.TCP, TURN_STEP) for port in TURN_PORTS]
    busy = [entry for entry in wanted if not ports.is_free(entry[0], entry[1])]
    for port, kind, step in busy:
        who = ports.holder(port, kind)
        ours = "steps.step" in who
        mark = FAIL if step in steps and not ours else WARN
        fix = "a step of this project; fine if you started it" if ours else ""
        fix = fix or _port_fix(port, step, step in steps)
        yield Finding(mark, f"port {port}", f"{kind.upper()} is busy: {who}", fix)
    free = sorted({port for port, *_ in wanted} - {port for port, *_ in busy})
    if free:
        yield Finding(OK, "ports", "free: " + ", ".join(str(port) for port in free))


def _port_fix(port: int, step: int, exists: bool) -> str:
    if not exists:
        return f"only step {step} needs it, which does not exist yet"
    if port in TURN_PORTS:
        return "stop that program"
    other = ports.port_instead_of(port)
    return f"stop it, or start the step with PORT={other} make step-{step}"


def udp() -> Finding:
    """Whether UDP works at all."""
    if machine.udp_works():
        return Finding(OK, "UDP", "a datagram to ourselves arrives")
    return Finding(FAIL, "UDP", "a datagram to ourselves is lost", "let the firewall pass loopback")


def lan() -> Finding:
    """The addresses that others would use."""
    found = machine.addresses()
    if found:
        return Finding(OK, "addresses", ", ".join(found))
    return Finding(WARN, "addresses", "none but loopback", "join a network if others shall call")


def certificate(environment: Environment) -> Finding:
    """The authority that signs for LAN=1: where it is, or why there is none."""
    if not environment.satisfies("run"):
        return Finding(WARN, "authority", "cannot be told without the packages")
    ran = subprocess.run(
        [str(environment.python), "-m", "common.authority"],
        cwd=environment.root,
        env=child_environ(),
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    said = (ran.stdout + ran.stderr).strip().splitlines() or ["nothing is said of it"]
    if ran.returncode == 0:
        return Finding(OK, "authority", said[-1])
    return Finding(WARN, "authority", "for LAN=1 there is none", said[-1])


def chromium() -> Finding:
    """Whether there is a browser of the Chromium family."""
    return _browser(browsers.CHROMIUM, browsers.FIREFOX)


def firefox() -> Finding:
    """Whether there is Firefox."""
    return _browser(browsers.FIREFOX, browsers.CHROMIUM)


def _browser(wanted: str, other: str) -> Finding:
    path = browsers.find(wanted)
    if path:
        return Finding(OK, wanted, f"{browsers.version(path)} {path}".strip())
    fix = f"install {wanted}; `make test` gets one for the tests"
    return Finding(WARN if browsers.find(other) else FAIL, wanted, "not found", fix)


def camera() -> Finding:
    """Whether a camera is seen."""
    found = machine.cameras()
    if found is None:
        return Finding(OK, "camera", "cannot be told here: the preview in the lobby shows it")
    if found:
        return Finding(OK, "camera", ", ".join(found))
    fix = "join without it, or add ?fake=1 to the address for a synthetic picture"
    return Finding(WARN, "camera", "none seen", fix)


def node() -> Finding:
    """Whether Node is there, which only the tests need."""
    version = machine.output(["node", "--version"]) if shutil.which("node") else ""
    if version:
        return Finding(OK, "Node", f"{version}, only the tests need it")
    return Finding(OK, "Node", "not found; only `make test` needs it")


def uv() -> Finding:
    """Which tool installs."""
    found = find_uv()
    return Finding(OK, "uv", found or "not found: pip installs, which takes a little longer")


def disk(environment: Environment) -> Finding:
    """Whether there is room for the environment."""
    free = shutil.disk_usage(environment.root).free / 1e9
    found = f"{free:.1f} GB free"
    if free > 2:
        return Finding(OK, "disk", found)
    return Finding(FAIL if free < 0.3 else WARN, "disk", found, "`make test` takes about 2 GB")

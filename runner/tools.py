"""Getting what only the tests need: browsers, Node, TURN clients, the page's checking tools.

Root on Debian gets Debian's packages; everybody else gets Playwright's browsers. Nothing here can
fail the run by itself: a stage that misses its tool fails, and says so.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from runner import browsers
from runner.console import say
from runner.environment import Environment, child_environ
from runner.machine import can_apt
from runner.packages import find_uv
from runner.set_up import has_venv_module

TURN_PACKAGES = {"turnutils_uclient": "coturn", "ip": "iproute2"}  # by a program in each
BROWSER_PACKAGES = {browsers.CHROMIUM: "chromium", browsers.FIREFOX: "firefox-esr"}
SYSTEMD = Path("/run/systemd/system")  # is there if systemd runs


def get_system_packages(*, with_browsers: bool) -> None:
    """What Debian has of the missing tools, where its packages can be installed."""
    names = []
    if not has_venv_module() and not find_uv():
        names.append("python3-venv")
    if not shutil.which("npm"):
        names.append("npm")  # and with it Node
    if with_browsers:
        names += _browser_packages()
        names += [name for program, name in TURN_PACKAGES.items() if not shutil.which(program)]
    if names and can_apt():
        apt(names)
        if "coturn" in names and SYSTEMD.exists():
            # Its clients test step 3, whose port Debian's server would have taken.
            _quietly(["systemctl", "disable", "--now", "coturn"], child_environ())


def _browser_packages() -> list[str]:
    names = [BROWSER_PACKAGES[browser] for browser in missing_browsers()]
    if names:
        names.append("fonts-dejavu-core")
    if not shutil.which(browsers.HEADLESS_SHELL):
        names.append(browsers.HEADLESS_SHELL)  # Debian's package has its name
    if not shutil.which("pulseaudio"):
        names.append("pulseaudio")  # a sound device for Firefox, on a machine that has none
    return names


def apt(names: list[str]) -> None:
    """Installs Debian packages; those that this release lacks do not keep back the others."""
    say("Installing " + " ".join(names) + " with apt-get.")
    environ = child_environ(DEBIAN_FRONTEND="noninteractive")
    _quietly(["apt-get", "update"], environ)
    install = ["apt-get", "install", "-y", "--no-install-recommends"]
    if _quietly([*install, *names], environ) != 0:
        for name in names:
            _quietly([*install, name], environ)


def _quietly(command: list[str], environ: dict[str, str]) -> int:
    """Runs a command, and shows the end of what it said only if it fails."""
    ran = subprocess.run(
        command,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if ran.returncode != 0:
        say(f"{' '.join(command[:3])} failed: " + " / ".join(ran.stdout.strip().splitlines()[-3:]))
    return ran.returncode


def missing_browsers() -> list[str]:
    """Which of the two browsers this machine lacks (one that does not start is lacking)."""
    return [browser for browser in BROWSER_PACKAGES if not _works(browsers.find(browser))]


def _works(path: str | None) -> bool:
    # Ubuntu has packages that are only a pointer to a snap, which a container cannot run.
    if path is None:
        return False
    return os.name == "nt" or Path(path).is_dir() or bool(browsers.version(path))


def get_downloaded_browsers(environment: Environment) -> None:
    """Playwright's own builds of the browsers that are still missing."""
    missing = [browser.lower() for browser in missing_browsers()]
    if missing:
        say("Downloading " + " and ".join(missing) + " with Playwright.")
        command = [str(environment.python), "-m", "playwright", "install"]
        if can_apt():
            command.append("--with-deps")
        _quietly([*command, *missing], child_environ())


def get_page_tools(environment: Environment) -> None:
    """The page's type checker and linter, as locked, unless they are there already."""
    folder, npm = environment.root / "frontend", shutil.which("npm")
    lock, stamp = folder / "package-lock.json", folder / "node_modules" / ".polycloud"
    if not lock.exists() or not npm:
        return
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Installing the page's checking tools with npm.")
    command = [npm, "ci", "--prefix", str(folder), "--no-audit", "--no-fund"]
    if _quietly(command, child_environ()) == 0:
        stamp.write_text(wanted, encoding="utf-8")

"""Servers that Debian has a package of: installed if need be, and told with their version."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable


def install(name: str, package: str, is_here: Callable[[], bool]) -> str:
    """Makes sure that a server is here; empty, or the sentence that says why it is not."""
    if is_here():
        return ""
    if not (sys.platform == "linux" and shutil.which("apt-get") and os.geteuid() == 0):
        return f"{name} is not here, and installing it takes Debian and root."
    print(f"Installing {name} ...", flush=True)
    _run_quietly("apt-get", "update", "-q")
    _run_quietly("apt-get", "install", "-y", "-q", "--no-install-recommends", package)
    if shutil.which("systemctl"):  # the package starts a service of its own
        _run_quietly("systemctl", "disable", "--now", package)
    return "" if is_here() else f"{name} is not here: apt-get could not install it."


def version(package: str) -> str:
    """The version of a Debian package, or an empty text."""
    if not shutil.which("dpkg-query"):
        return ""
    command = ["dpkg-query", "-W", "-f", "${Version}", package]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _run_quietly(*command: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, check=False, env=environment, capture_output=True)

"""What `make test` installs as root on Debian: what is missing, and nothing else."""

import os
from pathlib import Path

import pytest

from runner import tools

pytestmark = pytest.mark.skipif(
    not Path("/etc/debian_version").exists(), reason="only Debian has Debian's packages"
)
CALLS = '#!/bin/sh\necho "$0 $@" >> "$(dirname "$0")/calls"\n'


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the whole PATH, for somebody who is root; its apt-get notes its calls."""
    write(tmp_path / "apt-get", CALLS)
    write(tmp_path / "systemctl", CALLS)
    (tmp_path / "dirname").symlink_to("/usr/bin/dirname")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(tools, "SYSTEMD", tmp_path)
    return tmp_path


def write(path: Path, script: str) -> None:
    """Writes a program."""
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def called(programs: Path) -> str:
    """How the programs were called."""
    path = programs / "calls"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def test_turn_clients_are_installed_and_their_server_does_not_stay(programs: Path) -> None:
    tools.get_system_packages(with_browsers=True)
    installed = next(line for line in called(programs).splitlines() if " install " in line)
    needed = {"coturn", "iproute2", "pulseaudio", "chromium-headless-shell"}
    assert needed <= set(installed.split())
    assert called(programs).endswith("systemctl disable --now coturn\n")


def test_what_is_there_is_not_installed(programs: Path) -> None:
    for program in ("turnutils_uclient", "ip", "pulseaudio", "chromium-headless-shell"):
        write(programs / program, "")
    tools.get_system_packages(with_browsers=True)
    unneeded = {"coturn", "iproute2", "pulseaudio", "chromium-headless-shell"}
    assert not unneeded & set(called(programs).split())
    assert "systemctl" not in called(programs)


def test_without_browsers_nothing_is_installed_for_them(programs: Path) -> None:
    tools.get_system_packages(with_browsers=False)
    assert "coturn" not in called(programs)

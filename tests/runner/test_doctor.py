"""The doctor: right about what is broken on purpose."""

import os
import socket
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from runner import machine, ports
from runner.doctor import FAIL, OK, WARN, Finding, certificate, packages, port_findings
from runner.environment import Environment
from tests.runner.copies import ROOT, call, copy_of_runner, copy_with_step


def find(findings: list[Finding], subject: str) -> Finding:
    """The line about a subject."""
    return next(finding for finding in findings if finding.subject == subject)


def test_everything_is_looked_at_on_one_screen(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    _, out, err = call(tmp_path, "doctor")
    subjects = ["Python", "venv", "packages", "UDP", "addresses", "authority", "Chromium"]
    for subject in [*subjects, "Firefox", "camera", "Node", "uv", "disk"]:
        assert f"  {subject} " in out, err
    assert len(out.splitlines()) <= 40
    assert "it for the talk" in out.splitlines()[-1]


def test_a_busy_port_of_a_step_fails_with_its_holder() -> None:
    with ExitStack() as stack:
        with suppress(OSError):  # somebody else may hold it: it is busy all the same
            stack.enter_context(socket.create_server(("127.0.0.1", 8001)))
        found = find(list(port_findings(Environment(ROOT))), "port 8001")
    assert "busy" in found.found
    if f"(process {os.getpid()})" in found.found:
        assert found.mark == FAIL
        assert "PORT=80" in found.fix


def test_a_port_of_a_step_that_does_not_exist_is_a_warning(tmp_path: Path) -> None:
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", 8004)))
        found = find(list(port_findings(copy_with_step(tmp_path))), "port 8004")
    assert found.mark == WARN


def test_without_packages_a_machine_is_not_fit(tmp_path: Path) -> None:
    found = packages(copy_of_runner(tmp_path))
    assert found.mark == FAIL
    assert "make step-1" in found.fix


def test_installed_packages_are_fit_until_the_requirements_change(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    assert packages(environment).mark == OK
    environment.requirements("run").write_text("new==1\n", encoding="utf-8")
    assert packages(environment).mark == FAIL


def test_an_authority_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    (tmp_path / "common").mkdir()
    program = tmp_path / "common/authority.py"
    program.write_text("print('here, until tomorrow')", encoding="utf-8")
    assert certificate(environment).found == "here, until tomorrow"
    program.write_text("import sys; sys.exit('Set the clock.')", encoding="utf-8")
    found = certificate(environment)
    assert (found.mark, found.fix) == (WARN, "Set the clock.")


def test_a_package_that_is_gone_is_found_by_importing_what_the_steps_need(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    (tmp_path / "steps/step1_trial/server.py").write_text("import stone\n", encoding="utf-8")
    found = packages(environment)
    assert found.mark == FAIL
    assert "No module named 'stone'" in found.found
    assert "delete the folder .venv" in found.fix
    (tmp_path / "stone.py").touch()
    assert packages(environment).mark == OK


def test_a_listener_on_ipv6_loopback_makes_a_port_busy() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with listener:
        assert not ports.is_free(int(listener.getsockname()[1]))


def test_a_busy_udp_port_is_seen_with_its_holder() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as holder:
        holder.bind(("127.0.0.1", 0))
        port = int(holder.getsockname()[1])
        assert not ports.is_free(port, ports.UDP)
        assert f"(process {os.getpid()})" in ports.holder(port, ports.UDP)
    assert ports.is_free(port, ports.UDP)


def test_udp_to_ourselves_works_here() -> None:
    assert machine.udp_works()


NETSTAT = """
  Proto  Lokale Adresse         Remoteadresse          Status           PID
  TCP    0.0.0.0:135            0.0.0.0:0              ABHOEREN         1044
  TCP    127.0.0.1:49152        127.0.0.1:8001         HERGESTELLT      77
  TCP    127.0.0.1:8001         127.0.0.1:49152        HERGESTELLT      88
  TCP    127.0.0.1:8001         0.0.0.0:0              ABHOEREN         5120
  UDP    0.0.0.0:3478           *:*                                     6000
"""


def test_the_holder_is_read_from_windows_netstat_in_any_language() -> None:
    assert ports.pid_in_netstat(NETSTAT, 8001, ports.TCP) == 5120
    assert ports.pid_in_netstat(NETSTAT, 3478, ports.UDP) == 6000
    assert ports.pid_in_netstat(NETSTAT, 3478, ports.TCP) is None

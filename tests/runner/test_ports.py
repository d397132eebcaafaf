"""Ports: who holds one, and where to go instead."""

import os
import re
import socket
import subprocess
import sys

import pytest

from runner.doors import Door, busy_sentence, doors_of
from runner.ports import TCP, UDP, command_of, is_free, port_instead_of
from tests.bed.lan import lan_address


@pytest.mark.parametrize("port", [8001, 65517, 65530, 65535])
def test_the_way_round_a_busy_port_is_a_port_for_everybody(port: int) -> None:
    found = re.search(r"PORT=(\d+)", busy_sentence(Door(port, TCP), 1))
    assert found and 8011 <= int(found[1]) <= 65535


def test_the_port_instead_is_free_and_near() -> None:
    assert 8211 <= port_instead_of(8201) < 8311
    assert is_free(port_instead_of(65535))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has 127.0.1.1")
def test_the_nodes_of_step_4_leave_their_port_to_the_other_steps() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as node:
        node.bind(("127.0.1.1", 0))
        port = int(node.getsockname()[1])
        assert Door(port, UDP).is_free
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.bind(("127.0.0.2", port))
            assert not Door(port, UDP).is_free


def test_a_udp_port_that_is_held_on_another_address_is_busy_too() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("127.0.0.2", 0))
        door = Door(int(other.getsockname()[1]), UDP)
        assert is_free(door.port, UDP) and not door.is_free
        assert f"UDP port {door.port} is busy" in busy_sentence(door, 2)
        assert f"(process {os.getpid()})" in busy_sentence(door, 2)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps words apart")
def test_a_program_whose_place_has_a_space_is_named_whole() -> None:
    words = ["/opt/my place/my server", "-c", "print(flush=True)\n\ninput()", "a/b"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, executable=sys.executable, stdin=pipe, stdout=pipe) as process:
        assert process.stdout is not None and process.stdout.readline()  # it has begun
        assert command_of(process.pid) == "my server -c print(flush=True) input() a/b"
        process.kill()


def test_step_4_has_one_public_http_port_those_of_turn_and_three_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("TURN_PORT", "TURNS_PORT", "INTERNAL_PORT", "HEALTH_PORT", "NETNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("METRICS_PORT", "9090")
    doors = doors_of(4, 8004)
    assert [door.port for door in doors if door.kind == UDP] == [3478]
    assert [door.port for door in doors if door.kind == TCP] == [8004, 3478, 5349, 8104, 8086, 9090]
    assert "METRICS_PORT=" in busy_sentence(doors[-1], 4)
    monkeypatch.setenv("NETNS", "1")
    assert [door.port for door in doors_of(4, 8004)] == [8004]


def test_for_a_network_a_port_must_be_free_on_its_address_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server((lan_address(), 0)) as other:
        door = Door(int(other.getsockname()[1]), TCP)
        assert door.is_free
        monkeypatch.setenv("LAN", "1")
        assert not door.is_free

"""Ports: who holds one, and where to go instead."""

import os
import re
import socket
import subprocess
import sys

import pytest

from runner.doors import Door, busy_sentence
from runner.ports import TCP, UDP, command_of, is_free, port_instead_of


@pytest.mark.parametrize("port", [8001, 65517, 65530, 65535])
def test_the_way_round_a_busy_port_is_a_port_for_everybody(port: int) -> None:
    found = re.search(r"PORT=(\d+)", busy_sentence(Door(port, TCP), 1))
    assert found and 8011 <= int(found[1]) <= 65535


def test_the_port_instead_is_free_and_near() -> None:
    assert 8211 <= port_instead_of(8201) < 8311
    assert is_free(port_instead_of(65535))


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

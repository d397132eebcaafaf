"""Ports: who holds one, and where to go instead."""

import re
import subprocess
import sys

import pytest

from runner.ports import command_of, is_free, port_instead_of
from runner.step import busy_sentence


@pytest.mark.parametrize("port", [8001, 65517, 65530, 65535])
def test_the_way_round_a_busy_port_is_a_port_for_everybody(port: int) -> None:
    found = re.search(r"PORT=(\d+)", busy_sentence(port, 1))
    assert found and 8011 <= int(found[1]) <= 65535


def test_the_port_instead_is_free_and_near() -> None:
    assert 8211 <= port_instead_of(8201) < 8311
    assert is_free(port_instead_of(65535))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps words apart")
def test_a_program_whose_place_has_a_space_is_named_whole() -> None:
    words = ["/opt/my place/my server", "-c", "import sys; sys.stdin.read()", "a/b"]
    with subprocess.Popen(words, executable=sys.executable, stdin=subprocess.PIPE) as process:
        assert command_of(process.pid) == "my server -c import sys; sys.stdin.read() a/b"
        process.kill()

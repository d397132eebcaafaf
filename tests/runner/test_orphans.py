"""No server outlives its runner, whatever becomes of the runner and of its output."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from runner.ports import free_port
from runner.terminal import STOPPING
from tests.runner.copies import copy_with_step, start

posix = pytest.mark.skipif(os.name == "nt", reason="signals, pipes and terminals of POSIX")
LAST_WORDS = b"Stop it with Ctrl-C"


def read_from(descriptor: int, word: bytes) -> None:
    """Reads what a runner prints up to a word."""
    said = b""
    while word not in said:
        part = os.read(descriptor, 1024)
        assert part, said
        said += part


@contextmanager
def running(folder: Path, reading: int, writing: int) -> Iterator[subprocess.Popen[str]]:
    """A step that has greeted into a pipe or a terminal, of which it holds the only writing end."""
    with start(folder, "step", "1", output=writing, PORT=str(free_port())) as process:
        try:
            os.close(writing)
            read_from(reading, LAST_WORDS)
            yield process
        finally:
            process.kill()


def servers_of(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The server that a runner has started, once it has."""
    return psutil.Process(process.pid).children(recursive=True)


def all_end(family: list[psutil.Process]) -> bool:
    """Whether all of these end soon."""
    return not psutil.wait_procs(family, timeout=12)[1]


@posix
def test_a_closed_terminal_takes_the_server_with_it(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    window, terminal = os.openpty()
    with running(tmp_path, window, terminal) as process:
        family = servers_of(process)
        os.close(window)  # from now on, whoever writes to the terminal gets an error
        process.send_signal(signal.SIGHUP)
        assert process.wait(timeout=15) in (0, 1)  # by the signal, or by seeing nobody there
    assert len(family) == 1
    assert all_end(family)


@posix
def test_a_reader_who_leaves_before_the_address_takes_the_server_with_him(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    reading, writing = os.pipe()
    with start(tmp_path, "step", "1", output=writing, PORT=str(free_port())) as process:
        os.close(writing)
        os.close(reading)
        assert process.wait(timeout=30) == 1
        assert process.stderr and process.stderr.read() == ""
    commands = [each.info["cmdline"] or [] for each in psutil.process_iter(["cmdline"])]
    assert not [words for words in commands if str(tmp_path) in " ".join(words)]


@posix
def test_a_reader_who_leaves_later_takes_the_server_with_him(tmp_path: Path) -> None:
    talk = "while True: print('x' * 1000, flush=True); time.sleep(0.001)"
    copy_with_step(tmp_path, more=f"threading.Thread(target=lambda: exec({talk!r})).start()")
    reading, writing = os.pipe()
    with running(tmp_path, reading, writing) as process:
        os.close(reading)
        server = servers_of(process)[0]
        assert process.wait(timeout=15) == 1
        assert process.stderr and process.stderr.read() == ""
    assert all_end([server])


@posix
def test_a_closed_terminal_is_noticed_without_a_signal(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    window, terminal = os.openpty()
    with running(tmp_path, window, terminal) as process:
        family = servers_of(process)
        os.close(window)
        assert process.wait(timeout=15) == 1
    assert all_end(family)


@posix
def test_ctrl_backslash_stops_too(tmp_path: Path) -> None:
    assert "SIGQUIT" in STOPPING
    copy_with_step(tmp_path)
    reading, writing = os.pipe()
    with running(tmp_path, reading, writing) as process:
        family = servers_of(process)
        process.send_signal(signal.SIGQUIT)
        assert process.wait(timeout=15) == 0
    os.close(reading)
    assert all_end(family)


@posix
def test_a_frozen_server_is_gone_within_ten_seconds(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    reading, writing = os.pipe()
    with running(tmp_path, reading, writing) as process:
        family = servers_of(process)
        family[0].suspend()
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 1
        assert time.monotonic() - begin < 10
    os.close(reading)
    assert all_end(family)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells a child")
def test_even_a_killed_runner_leaves_no_server(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    reading, writing = os.pipe()
    with running(tmp_path, reading, writing) as process:
        family = servers_of(process)
        process.kill()
    os.close(reading)
    assert all_end(family)

"""The command that a person types: what it says and how it ends, run for real."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from runner.commands import COMMANDS, usage
from runner.ports import free_port
from runner.step import missing_package
from tests.runner.copies import ROOT, SERVER, call, copy_with_step, plain_environ, read_until, start

posix = pytest.mark.skipif(os.name == "nt", reason="Ctrl-C cannot be sent to a child on Windows")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A listening socket of this test, which makes a port busy."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        yield busy


def port_of(listener: socket.socket) -> int:
    """The port that a listener holds."""
    return int(listener.getsockname()[1])


def nobody_left(family: list[psutil.Process]) -> bool:
    """Whether all of these processes have ended."""
    return not psutil.wait_procs(family, timeout=10)[1]


def test_help_lists_every_command() -> None:
    code, out, _ = call(ROOT, "help")
    assert code == 0
    assert all(f"  {usage(name)}" in out for name in COMMANDS)


def test_every_command_has_its_make_target() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make on this machine")
    typed = {name: name for name in COMMANDS if name != "smoke"}
    del typed["step"], typed["diff"]
    typed |= {"step-1": "step 1", "step-4": "step 4", "diff-1-2": "diff 1 2"}
    for target, command in typed.items():
        command_line = [make, "-n", target]
        printed = subprocess.check_output(command_line, cwd=ROOT, env=plain_environ(), text=True)
        assert printed.split("polycloud.py ")[1].strip() == command


def test_make_alone_prints_the_help() -> None:
    make = shutil.which("make")
    if make is None:
        pytest.skip("there is no make on this machine")
    environ = plain_environ() | {"PYTHON": sys.executable}
    assert "step N" in subprocess.check_output([make], cwd=ROOT, env=environ, text=True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["step", "2"], "Step 2 does not exist yet; what there is: step 1."),
        (["diff", "1", "2"], "Step 2 does not exist yet; what there is: step 1."),
        (["step", "²"], "There is no step '²'; what there is: step 1."),
        (["smoke", "7"], "There is no step '7'; what there is: step 1."),
        (["step"], "It is written like this: python3 polycloud.py step N"),
        (["dance"], "There is no command 'dance'; see: python3 polycloud.py help"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    tmp_path: Path, arguments: list[str], said: str
) -> None:
    copy_with_step(tmp_path)
    assert call(tmp_path, *arguments) == (2, "", said + "\n")


@posix
def test_a_secret_that_is_too_short_is_refused_in_one_sentence(tmp_path: Path) -> None:
    code, _, err = call(ROOT, "step", "1", PORT=str(free_port()), KEYS="1", KEYS_SECRET="short")
    assert (code, err.count("\n")) == (2, 1)
    assert err.startswith("KEYS_SECRET is too short: take 32 random characters or more")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", "²", "8" * 5000])
def test_a_port_that_is_none_is_refused(tmp_path: Path, port: str) -> None:
    copy_with_step(tmp_path)
    code, _, err = call(tmp_path, "step", "1", PORT=port)
    assert (code, err.count("\n")) == (2, 1)
    assert f"PORT={port} is not a port" in err


def test_a_busy_port_is_one_line_with_its_holder_and_the_way_round(
    tmp_path: Path, listener: socket.socket
) -> None:
    copy_with_step(tmp_path)
    port = port_of(listener)
    code, out, err = call(tmp_path, "step", "1", PORT=str(port))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert f"Port {port} is busy" in err
    assert f"(process {os.getpid()}) holds it" in err
    assert "PORT=" in err.split("holds it")[1]


def test_a_port_taken_at_the_last_moment_is_told_the_same_way(tmp_path: Path) -> None:
    copy_with_step(tmp_path, server="import sys; sys.exit(98)")
    code, _, err = call(tmp_path, "step", "1", PORT=str(free_port()))
    assert code == 2
    assert "is busy" in err


def test_the_smoke_test_of_step_1_passes() -> None:
    code, out, err = call(ROOT, "smoke", "1")
    assert code == 0, err
    assert "Step 1: the page and /healthz answer, and it stops clean." in out


@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_ends_clean_and_leaves_nobody(tmp_path: Path, number: signal.Signals) -> None:
    forgotten = "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])"
    copy_with_step(tmp_path, more=forgotten)
    port = free_port()
    with start(tmp_path, "step", "1", PORT=str(port)) as process:
        said = read_until(process, "Stop it with Ctrl-C")
        assert said.count("http://") == 1
        assert f"\n    http://localhost:{port}/\n" in said
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
    assert len(family) == 2
    assert nobody_left(family)


@posix
def test_one_request_that_arrives_twice_is_not_a_second_one(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    with start(tmp_path, "step", "1", PORT=str(free_port())) as process:
        read_until(process, "Stop it with Ctrl-C")
        process.send_signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=10) == 0


@posix
def test_a_second_ctrl_c_forces_a_server_that_does_not_end(tmp_path: Path) -> None:
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    copy_with_step(tmp_path, first=stubborn)
    with start(tmp_path, "step", "1", PORT=str(free_port())) as process:
        read_until(process, "Stop it with Ctrl-C")
        family = psutil.Process(process.pid).children()
        deadline = time.monotonic() + 8  # before the runner's own patience of 9 s ends
        while process.poll() is None and time.monotonic() < deadline:
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
        assert process.poll() == 1
    assert nobody_left(family)


def test_a_server_that_dies_is_reported_with_its_last_words(tmp_path: Path) -> None:
    copy_with_step(tmp_path, server="import sys; print('out of ideas'); sys.exit(3)")
    code, out, _ = call(tmp_path, "step", "1", PORT=str(free_port()))
    assert code == 1
    assert "ended by itself, with exit code 3" in out
    assert "| out of ideas" in out


def test_a_server_that_lacks_a_package_is_reported_with_the_remedy(tmp_path: Path) -> None:
    copy_with_step(tmp_path, server="import stone.wall")
    code, out, _ = call(tmp_path, "step", "1", PORT=str(free_port()))
    assert code == 1
    assert ".venv lacks stone: delete the folder .venv and repeat" in out
    assert not missing_package("ModuleNotFoundError: No module named 'steps.step1_trial.fan'")


def test_a_server_that_dies_later_is_reported_too(tmp_path: Path) -> None:
    copy_with_step(tmp_path, more="print('no more', flush=True); os._exit(7)")
    code, out, _ = call(tmp_path, "step", "1", PORT=str(free_port()))
    assert code == 1
    assert "exit code 7" in out
    assert "| no more" in out


def test_the_smoke_test_sees_a_page_that_is_not_there(tmp_path: Path) -> None:
    copy_with_step(tmp_path, server=SERVER.replace("<html></html>", "nothing"))
    code, _, err = call(tmp_path, "smoke", "1")
    assert code == 2
    assert "nothing" in err


def test_the_difference_of_two_steps_is_that_of_what_is_read_aloud(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    later = tmp_path / "steps" / "step2_trial"
    later.mkdir()
    (later / "__main__.py").touch()
    (tmp_path / "steps/step1_trial/server.py").write_text("listen()\nfan_out()\n")
    (later / "server.py").write_text("listen()\nforward()\nrewrite()\n")
    code, out, _ = call(tmp_path, "diff", "1", "2")
    assert code == 0
    assert "-fan_out()\n+forward()\n+rewrite()\n" in out
    assert out.endswith("+2 -1 in 2 files\n")


def test_a_level_that_is_none_is_refused(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    said = "LEVEL=all is no level: take run, learn, test.\n"
    assert call(tmp_path, "wheelhouse", LEVEL="all") == (2, "", said)

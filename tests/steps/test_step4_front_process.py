"""The front as a process: its settings, sockets that it inherits, its end."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from common.serving import BAD_SETTING, PORT_BUSY, open_sockets
from steps.step4_gateway.front_settings import read_settings
from tests.bed.node_bed import SECRET
from tests.bed.step import ROOT, free_port
from tests.bed.waiting import until, until_async

pytestmark = pytest.mark.anyio
GOOD = {
    "HEARTBEAT_SECRET": SECRET,
    "TURN_SECRET": "a secret of the gateway",
    "TURN_URLS": "turn:192.0.2.1:3478, turns:192.0.2.1:5349",
}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows passes no descriptors on")
async def test_it_serves_a_socket_that_it_inherits_and_ends_when_asked(tmp_path: Path) -> None:
    (door,) = open_sockets("127.0.0.1", 0)
    door.listen()
    url = f"http://127.0.0.1:{door.getsockname()[1]}"
    command = [sys.executable, "-m", "steps.step4_gateway.front", "--fd", str(door.fileno())]
    ports = {"PORT": "1", "INTERNAL_PORT": str(free_port())}
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | GOOD | ports,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=(door.fileno(),),
        )

    def said() -> str:
        return (tmp_path / "log").read_text(encoding="utf-8")

    async def health() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            return bool((await client.get(f"{url}/healthz")).json()["step"] == 4)

    try:
        await until(lambda: f"is on {url.replace('127.0.0.1', 'localhost')}/" in said(), seconds=30)
        await until_async(health)
        process.send_signal(signal.SIGTERM)
        await until(lambda: process.poll() is not None, what="its end")
        assert process.returncode == 0, said()
        assert SECRET not in said()
    finally:
        process.kill()
        process.wait()
        door.close()


def test_one_port_for_browsers_and_nodes_is_told_in_a_sentence() -> None:
    port = str(free_port())
    done = subprocess.run(
        [sys.executable, "-m", "steps.step4_gateway.front"],
        cwd=ROOT,
        env=os.environ | GOOD | {"PORT": port, "INTERNAL_PORT": port},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == PORT_BUSY and f"Internal port {port} is taken." in done.stderr
    assert done.stderr.count("\n") == 1 and not done.stdout


def test_the_settings_are_read() -> None:
    settings = read_settings(["--fd", "7", "--fd", "8"], GOOD | {"INTERNAL_HOST": "10.204.0.1"})
    assert settings.descriptors == (7, 8)
    assert (settings.port, settings.internal_port) == (8004, 8104)
    assert settings.internal_host == "10.204.0.1"
    assert settings.turn_urls == ("turn:192.0.2.1:3478", "turns:192.0.2.1:5349")
    assert settings.turn_realm == "polycloud" and settings.names == ()
    for secret in (SECRET, GOOD["TURN_SECRET"]):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"HEARTBEAT_SECRET": ""}, "HEARTBEAT_SECRET is missing"),
        ({"TURN_SECRET": ""}, "AUTH_SERVICE is missing, or else TURN_SECRET and TURN_URLS."),
        ({"TURN_URLS": " , "}, "AUTH_SERVICE is missing"),
        ({"PORT": "many"}, "PORT=many is not a port"),
        ({"INTERNAL_PORT": "70000"}, "INTERNAL_PORT=70000 is not a port"),
        ({"NAMES": "a.org, https://b.org"}, "NAMES=https://b.org is not a host name"),
        ({"NAMES": "call.example.org:443"}, "NAMES=call.example.org:443 is not a host name"),
    ],
)
def test_a_wrong_setting_is_named(
    changes: dict[str, str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        read_settings([], GOOD | changes)
    assert end.value.code == BAD_SETTING
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("name", ["HOST", "INTERNAL_HOST"])
@pytest.mark.parametrize("host", ["192.0.2.1", "a..b"])  # somebody else's; no name at all
def test_a_host_that_is_not_here_is_named(
    name: str, host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = read_settings([], GOOD | {name: host})
    with pytest.raises(SystemExit) as end:
        (settings.public_door if name == "HOST" else settings.internal_sockets)()
    assert end.value.code == BAD_SETTING
    assert capsys.readouterr().err == f"{name}={host} is not an address of this computer.\n"


@pytest.mark.parametrize("what", ["nothing", "less than nothing", "no socket", "no listener"])
def test_a_descriptor_that_is_no_door_is_named(
    what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as udp, (tmp_path / "file").open("wb") as file:
        others = {"no socket": file.fileno(), "no listener": udp.fileno()}
        number = {"nothing": 9_999, "less than nothing": -1, **others}[what]
        with pytest.raises(SystemExit) as end:
            read_settings(["--fd", str(number)], GOOD).public_door()
    assert end.value.code == BAD_SETTING
    said = f"--fd {number} is not a listening socket that was passed on.\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("name", ["AUTH_SERVICE", "STAGE"])
@pytest.mark.parametrize(
    "word",
    [
        "auth:8088",
        "ftp://auth",
        "http://",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://auth:0",
        "http://exa mple",
    ],
)
def test_a_service_is_a_url_and_else_is_named_at_the_start(
    name: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        read_settings([], GOOD | {name: word})
    assert end.value.code == BAD_SETTING
    assert capsys.readouterr().err == f"{name}={word} is not a URL as http://127.0.0.1:8088 is.\n"


@pytest.mark.parametrize("word", ["http://[::1]:8088", "https://a_b.xn--fiqs8s.svc./base"])
def test_a_service_may_have_any_address_name_and_path(word: str) -> None:
    assert read_settings([], GOOD | {"AUTH_SERVICE": word}).auth_service == word


@pytest.mark.parametrize(
    "word", ["192.0.2.1", "turn://h", "turn:h:99999", "turn:h:0", "turn:h?transport=quic", "stun:h"]
)
def test_what_is_no_turn_url_is_named_at_the_start(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        read_settings([], GOOD | {"TURN_URLS": f"turns:[::1]:5349?transport=tcp, {word}"})
    assert end.value.code == BAD_SETTING
    assert capsys.readouterr().err.startswith(f"TURN_URLS={word} is not a URL as turn:")


def test_the_auth_service_needs_no_secret_of_the_gateway() -> None:
    told = {"HEARTBEAT_SECRET": SECRET, "AUTH_SERVICE": "http://auth:8088", "TURN_NAME": "turn.x"}
    settings = read_settings([], told)
    assert (settings.auth_service, settings.tls_name) == ("http://auth:8088", "turn.x")


def test_the_page_may_have_public_names() -> None:
    settings = read_settings([], GOOD | {"NAMES": "Call.example.org, talk.example.org"})
    assert settings.names == ("call.example.org", "talk.example.org")

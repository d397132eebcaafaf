"""The two commands that try a gateway: `gateway check` and `gateway echo`."""

import asyncio
import re
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest

from runner.chores import gateway as gateway_command
from runner.console import Problem
from runner.environment import Environment
from steps.step3_turn.credentials import Credentials
from steps.step4_gateway.echo import SENTENCE, texts_of
from steps.step4_gateway.turn_uri import TurnUri, parse_peer, parse_turn_uri
from tests.bed.gateway_bed import BACKEND, HOST, at, cluster, config_of, gateway, listener, ports
from tests.bed.step import ROOT
from tests.bed.turn_echo import echo

pytestmark = pytest.mark.anyio

ADA = "ada:correct%20horse"
TCP = {"name": "demo/gateway/tcp", "protocol": "TURN-TCP"}


@pytest.fixture
async def backend() -> AsyncIterator[int]:
    """The port of an echo."""
    async with echo() as port:
        yield port


@pytest.fixture
async def door(backend: int) -> AsyncIterator[int]:
    """The port of a gateway with one route, to the echo, over UDP and TCP."""
    (port,) = ports(1)
    listeners = [listener(port, BACKEND), listener(port, BACKEND, **TCP)]
    async with gateway() as opened:
        await opened.reconcile(config_of(*listeners, clusters=[cluster(at(backend))]))
        yield port


async def run(module: str, *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and error output of a command."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"steps.step4_gateway.{module}",
        *arguments,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode or 0, out.decode(), err.decode()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_a_way_that_is_open_is_followed_to_its_end(
    door: int, backend: int, transport: str
) -> None:
    uri = f"turn://{ADA}@{HOST}:{door}?transport={transport}"
    code, out, err = await run("check", uri, "--peer", f"{HOST}:{backend}")
    assert (code, err) == (0, "")
    assert "its realm is polycloud" in out and re.search(r"Allocate: 127.0.0.1:\d+ relays", out)
    assert f"A datagram went to {HOST}:{backend}, and 20 bytes came back" in out
    assert "horse" not in out


async def test_without_a_peer_it_says_what_is_not_asked(door: int) -> None:
    code, out, _err = await run("check", f"turn://{ADA}@{HOST}:{door}")
    assert code == 0 and "add --peer HOST:PORT" in out


@pytest.mark.parametrize("peer", ["127.0.0.9:{}", "127.0.0.1:9", "169.254.169.254:80"])
async def test_a_way_that_no_route_opens_is_told(door: int, backend: int, peer: str) -> None:
    peer = peer.format(backend)
    code, out, _err = await run("check", f"turn://{ADA}@{HOST}:{door}", "--peer", peer)
    assert code == 1
    assert f"NO  no way to {peer}: 403 Forbidden: no route of this gateway leads there" in out


async def test_a_wrong_password_is_told(door: int) -> None:
    code, out, _err = await run("check", f"turn://ada:guess@{HOST}:{door}")
    assert code == 1
    assert "NO  no allocation: 401" in out and "does not know this user and password" in out


@pytest.mark.parametrize("scheme", ["turn", "turns"])
async def test_nobody_at_the_door_is_told(scheme: str) -> None:
    (port,) = ports(1)
    code, out, _err = await run("check", f"{scheme}://{ADA}@{HOST}:{port}")
    assert code == 1 and "   NO  " in out


@pytest.mark.parametrize(
    ("text", "uri"),
    [
        ("turn://ada:x@h", TurnUri("h", 3478, "udp", "ada", "x")),
        ("turn://1%3Aada:a%40b@[::1]:9?transport=tcp", TurnUri("::1", 9, "tcp", "1:ada", "a@b")),
        ("turns://ada:x@h", TurnUri("h", 5349, "tls", "ada", "x")),
        ("turn://ada:/a+b/?#:@[=@h:9", TurnUri("h", 9, "udp", "ada", "/a+b/?#:@[=")),
    ],
)
async def test_a_uri_is_read(text: str, uri: TurnUri) -> None:
    assert parse_turn_uri(text) == uri
    assert "password" not in repr(uri)


async def test_every_password_that_is_issued_may_stand_there_as_it_is() -> None:
    credentials = Credentials("polycloud", secret="a secret", unix_time=(1.8e9).__add__)
    for number in range(300):
        username, password = credentials.issue(str(number), 0.0)
        escaped = username.replace(":", "%3A")
        uri = parse_turn_uri(f"turn://{escaped}:{password}@127.0.0.1?transport=tcp")
        assert uri == TurnUri("127.0.0.1", 3478, "tcp", username, password)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://ada:x@h",
        "turn://h",
        "turn://ada@h",
        "turn://ada:x@",
        "turn://ada:x@h:99999",
        "turn://ada:x@h:0",
        "turn://ada:x@[h",
        "turn://ada:x@h?transport=quic",
        "turns://ada:x@h?transport=udp",
    ],
)
async def test_what_is_no_uri_is_refused_without_its_password(text: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse_turn_uri(text.replace("x@", "s3cret@"))
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("text", ["", "h", "h:0", "h:x", ":9", "a@h:9", "h:9/x", "[h:9"])
async def test_what_is_no_peer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_peer(text)


async def test_the_command_says_in_a_sentence_what_it_wants() -> None:
    code, _out, err = await run("check", "turn:h")
    assert (code, err.count("\n")) == (64, 1) and "as turn://user:password@" in err
    with pytest.raises(Problem, match="gateway echo"):
        gateway_command(Environment(), "dance")


async def test_an_echo_shows_each_hop_and_the_closed_door() -> None:
    code, out, err = await run("echo")
    assert (code, err) == (0, "")
    assert out.count(SENTENCE) == 2
    found = re.findall(r"^  (\w+) +(\S+) +-> (\w+) +(\S+)", out, re.MULTILINE)
    assert [(source, target) for source, _at, target, _to in found] == [
        ("you", "gateway"),
        ("gateway", "backend"),
        ("backend", "gateway"),
        ("gateway", "you"),
    ]
    addresses = [(at, to) for _source, at, _target, to in found]
    assert addresses[0] == addresses[3][::-1] and addresses[1] == addresses[2][::-1]
    assert "The gateway answers: 403 Forbidden" in out
    assert "Datagrams that have arrived there: 0" in out


@pytest.mark.parametrize("end", [EOFError, KeyboardInterrupt])
async def test_whoever_types_may_end_it_as_everywhere(
    monkeypatch: pytest.MonkeyPatch, end: type[BaseException]
) -> None:
    def typed(_prompt: str) -> str:
        if texts:
            return texts.pop()
        raise end

    texts = ["second", "first"]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", typed)
    assert list(texts_of([])) == ["first", "second"]


async def test_an_echo_says_what_it_takes() -> None:
    code, out, _err = await run("echo", "--help")
    assert code == 0 and "what to send" in out
    code, _out, err = await run("echo", "")
    assert code == 2 and "empty text" in err


async def test_a_name_that_no_computer_can_have_is_told() -> None:
    code, out, err = await run("check", f"turn://{ADA}@{'a' * 64}.example:3478")
    assert (code, err) == (1, "") and "NO  nothing can be reached there" in out


async def test_an_echo_sends_what_it_is_told() -> None:
    code, out, _err = await run("echo", "Grüezi", "zweitens")
    assert code == 0 and out.count("'Grüezi'") == 2 and out.count("'zweitens'") == 2

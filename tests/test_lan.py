"""Each step started with LAN=1, as others on the network find it; only our own address is asked."""

import asyncio
import json
import os
import re
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import InvalidStatus

from common.authority import authority, fingerprint
from common.lan import host_names
from runner.greeting import GUESTS, LINK
from tests.bed.client import Message, open_websocket
from tests.bed.keyed import BAD, key
from tests.bed.lan import LanStep, running_lan
from tests.bed.step import port_settings
from tests.runner.copies import ROOT, call

pytestmark = [pytest.mark.anyio, pytest.mark.security]

NUMBERS = [1, 2, 3, 4]
TURNS = re.compile(r"turns:\[?([^\]]+?)\]?:(\d+)\?transport=tcp")
BUTTONS = {3: ["/allocations"], 4: ["/stage", "/lobby"]}


@pytest.fixture(scope="module", params=NUMBERS, ids=lambda number: f"step-{number}")
async def lan_step(
    request: pytest.FixtureRequest, anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[LanStep]:
    """A running step, for the network."""
    async with running_lan(request.param, tmp_path_factory.mktemp("lan")) as started:
        yield started


async def get(step: LanStep, path: str, host: str = "", at: str = "") -> httpx.Response:
    """What the step answers at an address of this computer, to whoever trusts its authority."""
    headers = {"Host": host} if host else {}
    async with httpx.AsyncClient(trust_env=False, verify=step.trust) as client:
        return await client.get((at or step.url) + path, headers=headers)


@asynccontextmanager
async def line(step: LanStep, host: str = "", origin: str = "") -> AsyncIterator[ClientConnection]:
    """A signalling WebSocket to the step, perhaps under another name, from some page."""
    uri = f"wss://{host}/ws" if host else f"{step.url.replace('https', 'wss')}/ws"
    told = {"host": step.host, "port": step.port, "server_hostname": step.host}
    page = origin or step.url
    opened = await open_websocket(uri, "polycloud.v1", ssl=step.trust, origin=page, **told)
    try:
        yield opened
    finally:
        await opened.close()


async def join(step: LanStep, room: str, **more: str) -> Message:
    """The first answer to somebody who wants to come in."""
    async with line(step) as opened:
        await opened.send(json.dumps({"type": "join", "room": room, "name": "Ada", **more}))
        answer: Message = json.loads(await opened.recv())
        while answer["type"] == "welcome" and step.number > 1 and "offer" not in answer:
            message = json.loads(await opened.recv())
            if message["type"] == "offer":
                answer["offer"] = message["sdp"]
        return answer


async def test_the_certificate_is_verified_against_the_authority_that_is_served(
    lan_step: LanStep,
) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        served = (await client.get(f"{lan_step.url}/ca.pem")).text
    trusting = ssl.create_default_context(cadata=served)
    async with httpx.AsyncClient(trust_env=False, verify=trusting) as client:
        for host in (lan_step.url, f"https://localhost:{lan_step.port}"):
            assert (await client.get(f"{host}/healthz")).json()["step"] == lan_step.number
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.get(lan_step.url)
        with pytest.raises(httpx.TransportError):  # there is nothing without TLS
            await client.get(lan_step.url.replace("https", "http"))


async def test_the_terminal_tells_the_links_the_code_and_whom_to_trust(lan_step: LanStep) -> None:
    said = lan_step.log
    links = re.findall(r"^ {4}(https://\S+/\?room=lobby#key=\S+)$", said, re.MULTILINE)
    assert len(links) == 2 and all(link.startswith(lan_step.url) for link in links)
    assert said.count("█▀") > 20 and LINK not in said and GUESTS not in said
    assert fingerprint(authority(lan_step.state / "polycloud")) in said
    assert "for 4 hours" in said and f"{lan_step.url}/ca " in said
    for link, rights in zip(links, ("present", "talk"), strict=True):
        answer = await join(lan_step, "lobby", key=link.partition("#key=")[2])
        assert (answer["type"], answer["rights"]) == ("welcome", rights)


async def test_turn_over_tls_has_an_address_and_a_name_which_whoever_trusts_us_trusts(
    lan_step: LanStep, room: str
) -> None:
    welcome = await join(lan_step, room, key=key(room))
    urls = [url for server in welcome.get("ice_servers") or [] for url in server["urls"]]
    places = [match.groups() for url in urls if (match := TURNS.fullmatch(url))]
    names = host_names(socket.gethostname())[-1:] if lan_step.number > 2 else []
    assert [name for name, _port in places] == ([lan_step.host, *names] if names else [])
    for name, port in places:
        _reader, writer = await asyncio.open_connection(
            lan_step.host, int(port), ssl=lan_step.trust, server_hostname=name
        )
        writer.close()


async def test_this_computer_s_names_are_ours_in_the_network(lan_step: LanStep) -> None:
    names = host_names(socket.gethostname())
    for host in (f"{name}:{lan_step.port}" for name in names):
        assert (await get(lan_step, "/healthz", host)).json()["step"] == lan_step.number
        async with line(lan_step, host, f"https://{host}"):
            pass
    assert [name for name in names if name.endswith(".local")] or not names


@pytest.mark.parametrize("host", ["evil.example", "evil.local", "192.0.2.250", "a.localhost"])
async def test_a_name_that_is_not_ours_is_refused(lan_step: LanStep, host: str) -> None:
    host = f"{host}:{lan_step.port}"
    for path in ("/", "/ca.pem", "/healthz"):
        assert (await get(lan_step, path, host)).status_code == 403
    for name, origin in ((host, f"https://{host}"), ("", f"https://{host}")):
        with pytest.raises(InvalidStatus, match="403"):
            async with line(lan_step, name, origin):
                pass


@pytest.mark.parametrize("kind", BAD)
async def test_a_stranger_stays_out(lan_step: LanStep, room: str, kind: str) -> None:
    bad = BAD[kind](room)
    answer = await join(lan_step, room, **({} if bad is None else {"key": bad}))
    assert (answer["type"], answer["code"]) == ("error", "no_entry")


async def test_media_are_offered_at_the_address_of_the_network(
    lan_step: LanStep, room: str
) -> None:
    welcome = await join(lan_step, room, key=key(room))
    urls = [url for server in welcome.get("ice_servers", []) for url in server["urls"]]
    by_address = [url for url in urls if ".local:" not in url]  # the others: see above
    at_us = [lan_step.host in url.partition("?")[0] for url in by_address]
    assert at_us == [True] * (3 if lan_step.number > 2 else 0)
    own = {2: f" {lan_step.host} ", 3: f" {lan_step.host} ", 4: " 10.204.0.1"}
    assert own.get(lan_step.number, "") in welcome.get("offer", "")


async def test_operators_pages_answer_on_loopback_only(lan_step: LanStep, room: str) -> None:
    headers = {"Authorization": f"Bearer {key(room, 'present')}"}
    here = f"https://localhost:{lan_step.port}"
    async with httpx.AsyncClient(trust_env=False, verify=lan_step.trust, headers=headers) as client:
        for path in ("/metrics", *BUTTONS.get(lan_step.number, [])):
            assert (await client.get(here + path)).status_code == 200
            assert (await client.get(lan_step.url + path)).status_code == 404
            pretended = {"Host": f"localhost:{lan_step.port}"}
            answer = await client.get(lan_step.url + path, headers=pretended)
            assert answer.status_code == 404


def test_a_network_in_a_namespace_is_no_lan(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = str(tmp_path_factory.mktemp("state"))
    settings = {"LAN": "1", "NETNS": "1", "XDG_STATE_HOME": folder} | port_settings()
    code, _out, err = call(ROOT, "step", "4", PORT=settings.pop("NODE_PORT"), **settings)
    assert (code, err.count("\n")) == (2, 1)
    assert "take one" in err


@pytest.mark.skipif(os.name != "posix", reason="a folder that is a file is told by POSIX")
def test_a_state_folder_that_cannot_be_used_is_one_sentence(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("state")
    (folder / "polycloud").touch()
    port = port_settings()["NODE_PORT"]
    code, _out, err = call(ROOT, "step", "1", PORT=port, LAN="1", XDG_STATE_HOME=str(folder))
    assert (code, err.count("\n")) == (2, 1)
    assert "cannot be used" in err and "XDG_STATE_HOME" in err

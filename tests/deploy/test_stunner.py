"""The real STUNner in the place of our gateway, with the configuration that we make; and turncat.

Needs Go once: `STUNNER=1 make test` builds it, see tests/bed/stunner.py.
"""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import trustme

from common.addresses import local_addresses
from common.stun import Attribute, Class, Method
from common.stun_attributes import Address
from steps.step3_turn.credentials import Credentials
from steps.step4_gateway.control import Control, write
from steps.step4_gateway.local_cluster import Doors, LocalCluster
from steps.step4_gateway.render import Dataplane
from tests.bed import stunner
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.front_bed import TURN_SECRET, RunningFront, running_front
from tests.bed.gateway_bed import (
    BACKEND,
    HOST,
    at,
    certificate,
    cluster,
    config_of,
    gateway,
    listener,
    ports,
)
from tests.bed.node_bed import node
from tests.bed.page import Page
from tests.bed.trusted import Authority
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.waiting import until_async

pytestmark = pytest.mark.anyio

ADA = "ada:correct%20horse"


class Stunner(NamedTuple):
    """A running stunnerd."""

    address: str
    turn: int
    tls: int

    @property
    def urls(self) -> tuple[str, ...]:
        """Its doors, as browsers are told of them."""
        plain = f"turn:{self.address}:{self.turn}?transport="
        return f"{plain}udp", f"{plain}tcp", f"turns:{self.address}:{self.tls}?transport=tcp"


@asynccontextmanager
async def stunnerd(folder: Path, authority: Authority, backend: Address) -> AsyncIterator[Stunner]:
    """A stunnerd at the address of its backend, with the objects of deploy/kubernetes.

    Our control plane renders them.
    """
    address = backend[0]
    turn, tls, health, metrics = ports(4)
    made = LocalCluster(folder, Doors(turn, tls))
    chain, key = authority.issue(address)
    made.write_secrets(TURN_SECRET, chain.read_bytes(), key.read_bytes())
    made.write_endpoints([backend])
    told = Dataplane(
        health=f"http://127.0.0.1:{health}", metrics=f"http://127.0.0.1:{metrics}/metrics"
    )
    control = Control([made.manifests], told)
    assert control.look(0.0) and not control.problems
    write(control.configs, made.dataplane)
    command = ["stunnerd", "--config", f"file://{made.config}"]
    with stunner.running(command, folder / "stunnerd.log", STUNNER_ADDR=address):
        await until_async(lambda: answers(f"{told.health}/ready"), seconds=20, what="stunnerd")
        yield Stunner(address, turn, tls)


async def answers(url: str) -> bool:
    """Whether somebody says yes there."""
    with suppress(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False) as client:
            return (await client.get(url)).is_success
    return False


class Call(NamedTuple):
    """A front, and the stunnerd before its node."""

    front: RunningFront
    gateway: Stunner


@pytest.fixture(scope="module")
async def real(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory, authority: Authority
) -> AsyncIterator[Call]:
    """A front, and a node behind a stunnerd."""
    stunner.programs()
    folder = tmp_path_factory.mktemp("stunner")
    (internal,) = ports(1)
    # stunnerd tells clients its own address as the relayed one, and Firefox wants none on loopback.
    address = local_addresses()[0]
    async with node(folder, f"http://127.0.0.1:{internal}", ADVERTISE=address) as only:
        port = httpx.URL(only.url).port or 0
        async with (
            stunnerd(folder, authority, (address, port)) as gateway,
            running_front(internal, turn_urls=gateway.urls) as opened,
        ):
            await opened.hears("sfu-1")
            yield Call(opened, gateway)


@asynccontextmanager
async def page(browsers: Browsers, browser: str, name: str) -> AsyncIterator[Page]:
    """A page that has not opened the call yet."""
    context = await (await browsers.get(browser)).new_context()
    opened = Page(context, await context.new_page(), name)
    opened.forgive("404")  # there is no stage
    try:
        yield opened
        await opened.check()
    finally:
        await context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("browser", "way"),
    [(CHROMIUM, "udp"), (CHROMIUM, "tcp"), (CHROMIUM, "tls"), (FIREFOX, "udp")],
)
async def test_a_call_goes_through_the_real_stunner(
    real: Call, browsers: Browsers, room: str, browser: str, way: str
) -> None:
    async with page(browsers, browser, "Ada") as ada, page(browsers, browser, "Ben") as ben:
        await asyncio.gather(*(one.go(real.front.url, room, relay=way) for one in (ada, ben)))
        await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
        await ada.wait_remote("Ben", route=f"relay-{way}")
        assert min(await asyncio.gather(ada.loudness("Ben"), ben.loudness("Ada"))) > 0.001


async def test_the_real_stunner_leads_where_our_route_says_and_nowhere_else(real: Call) -> None:
    issuer = Credentials("polycloud", secret=TURN_SECRET, unix_time=time.time().__add__)
    name, password = issuer.issue("7", 0.0)
    async with turn_client((real.gateway.address, real.gateway.turn), name, password) as client:
        assert code_of(await client.allocate()) is None
        wanted = {real.gateway.address: Class.SUCCESS}  # it looks at ports with each datagram only
        wanted |= dict.fromkeys(("127.0.0.1", "169.254.169.254", "10.0.0.7"), Class.ERROR)
        for host, verdict in wanted.items():
            peer = Attribute.XOR_PEER_ADDRESS, (host, 8002)
            answer = await client.request(Method.CREATE_PERMISSION, peer)
            assert answer.message_class == verdict  # an error without a code, where ours says 403
    async with turn_client((real.gateway.address, real.gateway.turn), name, "a guess") as stranger:
        assert code_of(await stranger.allocate()) in (400, 401)


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_turncat_finds_its_way_through_our_gateway(tmp_path: Path, transport: str) -> None:
    stunner.programs()
    door, mouth = ports(2)
    shown = certificate(trustme.CA()) if transport == "tls" else {}
    ours = listener(door, BACKEND, protocol=f"TURN-{transport.upper()}", **shown)
    async with echo() as backend, gateway() as opened:
        await opened.reconcile(config_of(ours, clusters=[cluster(at(backend))]))
        uri = f"turn://{ADA}@{HOST}:{door}?transport={transport}"
        command = ["turncat", "--insecure", f"udp://{HOST}:{mouth}", uri]
        with stunner.running([*command, f"udp://{HOST}:{backend}"], tmp_path / "turncat.log"):
            assert await shout((HOST, mouth), b"hello") == b"hello"


async def shout(peer: Address, word: bytes) -> bytes:
    """What comes back for a word that is said again and again."""
    with socket.socket(type=socket.SOCK_DGRAM) as ours:
        ours.setblocking(False)
        ours.connect(peer)

        async def heard() -> bytes:
            with suppress(OSError):
                ours.send(word)
            with suppress(OSError):
                return ours.recv(2_000)
            return b""

        return await until_async(heard, seconds=20, what="an answer")

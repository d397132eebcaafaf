"""Whoever has a password of the gateway, and asks it for anything but the media of a node.

The whole step runs as a user starts it; beside the attack two people talk through the gateway.
"""

import socket
import ssl
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress

import pytest

from common.stun import Attribute, Method
from common.stun_attributes import Address
from steps.step3_turn.credentials import Credentials
from steps.step4_gateway.networks import MOST_NODES
from tests.bed.gateway_call import gateway_call
from tests.bed.gateway_neighbour import Neighbour, neighbour
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.stage import door, media_of, password, place_of, setting
from tests.bed.step import Step, free_port
from tests.bed.turn_client import TurnClient, code_of, turn_client
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [4]
TRANSPORTS = ("udp", "tcp", "tls")
CHANNEL = 0x4000
WORD = b"GET / HTTP/1.1\r\n\r\n"
HOSTS = (
    "127.0.0.1",
    "127.0.0.2",
    "127.0.1.1",
    "169.254.169.254",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.0.1",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "8.8.8.8",
)
IPV6_HOSTS = (
    "::1",
    "::",
    "::ffff:127.0.1.1",
    "::ffff:127.0.0.1",
    "::127.0.1.1",
    "64:ff9b::7f00:101",
    "2002:7f00:101::",
    "fe80::1",
    "fd00::1",
)


@pytest.fixture(scope="module")
async def other(step: Step) -> AsyncIterator[Neighbour]:
    """Another listener of the same gateway, which leads elsewhere."""
    async with neighbour(step) as opened:
        yield opened


@pytest.fixture(scope="module")
async def talking(step: Step, other: Neighbour) -> AsyncIterator[RtcBystander]:
    """Two people in a call, who come when all else is there."""
    async with gateway_call(step) as call:
        yield call


@pytest.fixture(autouse=True)
async def nobody_notices(talking: RtcBystander, other: Neighbour) -> AsyncIterator[None]:
    """Both go on through each test."""
    yield
    await talking.check()
    await other.bystander.check()


@contextmanager
def listening(*addresses: Address) -> Iterator[list[socket.socket]]:
    """Sockets on which would be heard what the gateway sends there."""
    with ExitStack() as stack:
        sockets = []
        for address in addresses:
            udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
            udp.setblocking(False)
            with suppress(OSError):  # the step itself listens there
                udp.bind(address)
                sockets.append(udp)
        yield sockets


def heard(udp: socket.socket) -> bytes:
    """What has come; empty if nothing has."""
    try:
        return udp.recv(2048)
    except BlockingIOError:
        return b""


def where(step: Step, transport: str) -> tuple[Address, ssl.SSLContext | None]:
    """The door for a transport, and TLS that asks for no name: that is tested elsewhere."""
    if transport != "tls":
        return door(step), None
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    return (door(step)[0], port_of(step, "TURNS_PORT")), tls


def port_of(step: Step, setting_name: str) -> int:
    """A port of the step, as its environment says."""
    return int(step.server.environ()[setting_name])


def closed_places(step: Step) -> list[Address]:
    """Where the parts of the step listen, and their neighbourhood: all but what a node tells."""
    names = ("PORT", "INTERNAL_PORT", "HEALTH_PORT", "METRICS_PORT", "TURN_PORT", "TURNS_PORT")
    told, place = media_of(step, "sfu-1"), place_of(step, "sfu-1")
    port = told[1]
    ports = [port_of(step, name) for name in names] + [port - 1, port + MOST_NODES, 53]
    hosts = (told[0], place[0], "127.0.0.1", door(step)[0])
    return [place, (door(step)[0], port), *((there, port) for there in hosts for port in ports)]


@asynccontextmanager
async def insider(step: Step, transport: str) -> AsyncIterator[TurnClient]:
    """Somebody with an allocation, and with the real password of a participant."""
    address, tls = where(step, transport)
    who = password(step, f"insider-{transport}")
    async with turn_client(address, *who, transport=transport, tls=tls) as client:
        assert code_of(await client.allocate()) is None
        yield client
        assert await client.refresh(0) is None


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_no_other_host_is_reached(step: Step, transport: str) -> None:
    node, port = media_of(step, "sfu-1")
    async with insider(step, transport) as client:
        for host in HOSTS:
            assert await client.permit((host, port)) == 403, host
            assert await client.bind(CHANNEL, (host, port)) == 403, host
            client.send_to((host, port), WORD)
        assert await client.bind(CHANNEL, (node, port)) is None


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_nor_by_an_address_in_other_words(step: Step, transport: str) -> None:
    """An allocation has IPv4 only: RFC 8656 section 9.2 has 443 for peers of another family."""
    async with insider(step, transport) as client:
        for host in IPV6_HOSTS:
            assert await client.permit((host, 80)) in (403, 443), host
            assert await client.bind(CHANNEL, (host, 80)) in (403, 443), host
            client.send_to((host, 80), WORD)


@pytest.mark.parametrize("transport", TRANSPORTS)
async def test_nothing_is_sent_to_any_other_port(step: Step, transport: str) -> None:
    places, (node, _port) = closed_places(step), media_of(step, "sfu-1")
    with listening(*places) as sockets:
        assert len(sockets) > len(places) / 2  # at most one host of four is nowhere
        async with insider(step, transport) as client:
            assert await client.permit((node, 1)) is None  # for all ports: RFC 8656 section 9
            for number, place in enumerate(places):
                assert await client.bind(CHANNEL + number, place) == 403, place
                client.send_to(place, WORD)
                client.send_channel(CHANNEL + number, WORD)
            assert await client.refresh() is None  # so all before it was looked at
        assert not [udp.getsockname() for udp in sockets if heard(udp)]


async def test_another_listeners_backend_is_none_of_this_one(step: Step, other: Neighbour) -> None:
    async with insider(step, "udp") as client:
        assert await client.permit(other.backend) == 403
        assert await client.bind(CHANNEL, other.backend) == 403
        client.send_to(other.backend, WORD)
        assert await client.refresh() is None and not client.heard
    async with turn_client(other.door, *password(step, "both")) as client:
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, other.backend) is None
        client.send_channel(CHANNEL, WORD)
        await until(lambda: WORD in client.heard, what="an echo")


async def test_what_comes_from_elsewhere_is_not_passed_on(step: Step) -> None:
    """Not even from another port of a node, whose host has a permission."""
    node, _port = media_of(step, "sfu-1")
    async with insider(step, "udp") as client:
        assert await client.permit((node, 1)) is None
        there, _port = place_of(step, "sfu-1")
        with listening((there, free_port()), ("127.0.0.1", free_port())) as sockets:
            for udp in sockets:
                udp.sendto(WORD, client.relayed)
            assert await client.refresh() is None and not client.heard


async def test_only_a_password_of_this_gateway_of_now_opens_it(step: Step) -> None:
    name, word = password(step, "mallory")
    late = Credentials("polycloud", secret=setting(step, "TURN_SECRET"))
    strangers = Credentials("polycloud", secret="another secret", unix_time=time.time().__add__)
    for who in (late.issue("7", 0.0), strangers.issue("7", 0.0), (name, word[:-1]), ("7", "")):
        async with turn_client(door(step), *who) as client:
            assert code_of(await client.allocate()) == 401


async def test_an_allocation_for_tcp_or_another_family_is_none(step: Step) -> None:
    async with turn_client(door(step), *password(step, "mallory")) as client:
        over_tcp = Attribute.REQUESTED_TRANSPORT, 6
        assert code_of(await client.request(Method.ALLOCATE, over_tcp)) == 442
        ipv6 = Attribute.REQUESTED_ADDRESS_FAMILY, 2
        assert code_of(await client.allocate(ipv6)) == 440

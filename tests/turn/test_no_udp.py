"""Behind a firewall that lets no UDP out: the bed itself, and how browsers get out by TURN."""

import asyncio
import socket
from functools import partial
from typing import Any

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.no_udp import Office
from tests.bed.trusted import Authority
from tests.bed.turn_server import TurnServer

pytestmark = pytest.mark.anyio

LOST_SECONDS = 0.3
# Gathers one relayed candidate; what the browser says of its failures is told too.
GATHER = """async server => {
    const settings = { iceServers: [server], iceTransportPolicy: "relay" };
    const pc = new RTCPeerConnection(settings);
    const told = [];
    pc.createDataChannel("any");
    await new Promise(resolve => {
        pc.onicecandidate = ({ candidate }) => {
            if (candidate?.candidate) told.push(candidate.candidate);
            if (!candidate || candidate.candidate) resolve();
        };
        pc.onicecandidateerror = event => {
            told.push(`${event.errorCode} ${event.errorText}`);
            if (event.errorCode === 701) resolve();
        };
        setTimeout(resolve, 5_000);
        pc.setLocalDescription();
    });
    pc.close();
    return told;
}"""


def udp_at(host: str, port: int = 0) -> socket.socket:
    """A UDP socket that does not wait for ever."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.settimeout(LOST_SECONDS)
    sock.bind((host, port))
    return sock


def arrives(source: socket.socket, target: socket.socket) -> bool:
    """Whether a datagram gets from one socket to another."""
    source.sendto(b"datagram", target.getsockname())
    try:
        return target.recv(100) == b"datagram"
    except TimeoutError:
        return False


def connects(address: tuple[str, int]) -> bool:
    """Whether a TCP connection comes up."""
    try:
        socket.create_connection(address, LOST_SECONDS).close()
    except TimeoutError:
        return False
    return True


def test_no_datagram_leaves_or_enters_the_office(office_without_udp: Office) -> None:
    here = udp_at(office_without_udp.host)
    there = office_without_udp.inside(partial(udp_at, office_without_udp.address))
    beside = office_without_udp.inside(partial(udp_at, office_without_udp.address))
    with here, there, beside:
        assert not arrives(there, here)
        assert not arrives(here, there)
        assert arrives(beside, there)


def test_a_port_for_tcp_can_be_blocked_and_opened_again(office_without_udp: Office) -> None:
    with socket.create_server((office_without_udp.host, 0)) as listener:
        try_it = partial(connects, listener.getsockname())
        assert office_without_udp.inside(try_it)
        with office_without_udp.without_tcp(listener.getsockname()[1]):
            assert not office_without_udp.inside(try_it)
        assert office_without_udp.inside(try_it)


def test_dns_is_let_through_both_ways(office_without_udp: Office) -> None:
    server = udp_at(office_without_udp.host, 53)
    there = office_without_udp.inside(partial(udp_at, office_without_udp.address))
    with server, there:
        assert arrives(there, server)
        assert arrives(server, there)


async def test_localhost_in_the_office_is_localhost_here(office_without_udp: Office) -> None:
    async def shout(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        writer.close()

    async with await asyncio.start_server(shout, "127.0.0.1", 0) as listener:
        port = listener.sockets[0].getsockname()[1]
        async with office_without_udp.localhost(port):
            connect = partial(socket.create_connection, ("127.0.0.1", port), 5)
            with office_without_udp.inside(connect) as sock:
                sock.setblocking(False)
                reader, writer = await asyncio.open_connection(sock=sock)
                writer.write(b"hello\n")
                assert await asyncio.wait_for(reader.read(), 5) == b"HELLO\n"
                writer.close()


async def gather(browsers: Browsers, name: str, ice_server: dict[str, str]) -> list[str]:
    """The relayed candidates, and the errors, of a page in a browser."""
    context = await (await browsers.get(name)).new_context()
    told: Any = await (await context.new_page()).evaluate(GATHER, ice_server)
    await context.close()
    return [str(word) for word in told]


@pytest.mark.browser
@pytest.mark.parametrize("transport", ["tcp", "tls"])
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_browser_in_the_office_gets_a_relayed_address(
    office_browsers: Browsers, office_server: TurnServer, browser: str, transport: str
) -> None:
    told = await gather(office_browsers, browser, office_server.ice_server(transport))
    relayed = [line for line in told if f" {office_server.host} " in line and "typ relay" in line]
    assert relayed, told


@pytest.mark.browser
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_over_udp_it_gets_none(
    office_browsers: Browsers, office_server: TurnServer, browser: str
) -> None:
    told = await gather(office_browsers, browser, office_server.ice_server("udp"))
    assert not [line for line in told if "relay" in line]


@pytest.mark.browser
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_browser_that_does_not_trust_the_authority_refuses_tls(
    office_without_udp: Office, authority: Authority, office_server: TurnServer, browser: str
) -> None:
    async with office_without_udp.playwright(authority.folder) as playwright:
        browsers = Browsers(playwright)
        told = await gather(browsers, browser, office_server.ice_server("tls"))
        await browsers.close()
    assert not [line for line in told if "relay" in line]
    assert [line for line in told if line.startswith("701")]

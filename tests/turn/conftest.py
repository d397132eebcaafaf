"""What the tests of the TURN server may ask for: a server, an office without UDP, browsers."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.bed.browsers import Browsers
from tests.bed.no_udp import NAME, Office, office, why_not
from tests.bed.trusted import Authority
from tests.bed.turn_echo import echo
from tests.bed.turn_server import TurnServer, turn_server


@pytest.fixture(scope="module")
async def server(anyio_backend: str, authority: Authority) -> AsyncIterator[TurnServer]:
    """A TURN server on loopback, which relays to loopback."""
    async with turn_server(authority) as opened:
        yield opened


@pytest.fixture(scope="module")
async def secret_server(anyio_backend: str, authority: Authority) -> AsyncIterator[TurnServer]:
    """The same, for passwords that expire."""
    async with turn_server(authority, secret="between us") as opened:
        yield opened


@pytest.fixture(scope="module")
async def peer_port(anyio_backend: str) -> AsyncIterator[int]:
    """The port of a peer on 127.0.0.1 that sends everything back, as does the next port."""
    async with echo() as port:
        yield port


@pytest.fixture(scope="module")
def office_without_udp() -> Iterator[Office]:
    """A network from which no UDP gets out."""
    reason = why_not()
    if reason:
        pytest.skip(reason)
    with office() as made:
        yield made


@pytest.fixture(scope="module")
async def office_server(
    anyio_backend: str, authority: Authority, office_without_udp: Office
) -> AsyncIterator[TurnServer]:
    """A TURN server that the office reaches over TCP."""
    async with turn_server(authority, host=office_without_udp.host, name=NAME) as opened:
        yield opened


@pytest.fixture(scope="module")
async def office_browsers(
    anyio_backend: str, office_without_udp: Office, authority: Authority
) -> AsyncIterator[Browsers]:
    """Browsers in the office, which trust the authority."""
    async with office_without_udp.playwright(authority.folder) as playwright:
        opened = Browsers(playwright, authority)
        yield opened
        await opened.close()

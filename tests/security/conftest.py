"""What the tests of SFU and TURN server may ask for: a server, and a call beside the attack.

Servers live as long as a module; after each test the call is checked, and the SFU is emptied.
"""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.bed.client import Participant
from tests.bed.keyed import enter
from tests.bed.rtc_bystander import RtcBystander, rtc_bystander_call
from tests.bed.rtc_hall import Hall, sfu_hall
from tests.bed.step import Step
from tests.bed.turn_echo import echo
from tests.bed.turn_process import TurnBystander, TurnProcess, turn_call, turn_process


@pytest.fixture(scope="module")
async def open_hall(anyio_backend: str) -> AsyncIterator[Hall]:
    """A running SFU."""
    async with sfu_hall() as opened:
        yield opened


@pytest.fixture(scope="module")
async def bystander_pair(open_hall: Hall) -> AsyncIterator[RtcBystander]:
    """Two people in another room of the SFU."""
    async with rtc_bystander_call(open_hall.url) as call:
        yield call


@pytest.fixture
async def hall(open_hall: Hall) -> AsyncIterator[Hall]:
    """A running SFU, whose hall is empty."""
    yield open_hall
    await open_hall.empty()


@pytest.fixture
async def bystanders(hall: Hall, bystander_pair: RtcBystander) -> AsyncIterator[RtcBystander]:
    """Two people in another room of the SFU, who must notice nothing."""
    yield bystander_pair
    await bystander_pair.check()


@pytest.fixture
async def http(hall: Hall) -> AsyncIterator[httpx.AsyncClient]:
    """A program that speaks HTTP to the server."""
    async with httpx.AsyncClient(base_url=hall.url, timeout=10) as client:
        yield client


@pytest.fixture(scope="module")
async def turn(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[TurnProcess]:
    """A TURN server that relays to loopback."""
    async with turn_process(tmp_path_factory.mktemp("turn")) as server:
        yield server


@pytest.fixture
async def relayed(turn: TurnProcess) -> AsyncIterator[TurnBystander]:
    """Somebody who talks through the TURN server, and must notice nothing."""
    async with turn_call(turn.address) as call:
        yield call


@pytest.fixture
async def peer_port(anyio_backend: str) -> AsyncIterator[int]:
    """The port of a peer on 127.0.0.1 that sends everything back."""
    async with echo() as port:
        yield port


@pytest.fixture
async def pia(step: Step, room: str) -> AsyncIterator[Participant]:
    """The presenter, who is in the room."""
    presenter = await enter(step.url, room, "Pia", "present", microphone=True)
    yield presenter
    await presenter.close()


@pytest.fixture
async def gus(step: Step, room: str, pia: Participant) -> AsyncIterator[Participant]:
    """A guest, whose microphone is on."""
    guest = await enter(step.url, room, "Gus", microphone=True)
    yield guest
    await guest.close()

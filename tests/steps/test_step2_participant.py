"""What waits for a browser: it leaves together, and before its streams are forgotten."""

from collections.abc import AsyncIterator

import pytest

from common.presence import Room
from common.signaling import Join
from steps.step2_sfu.egress import cut
from steps.step2_sfu.ice_lite import Pair
from steps.step2_sfu.participant import Events, MediaParticipant
from steps.step2_sfu.sdp import Transport
from steps.step2_sfu.track import Track
from tests.bed.dtls_ends import Ends

pytestmark = pytest.mark.anyio

PAIR = Pair(0, ("192.0.2.7", 40_000))
SSRC = 7


class Wire:
    """Takes what is sent to the browser."""

    def __init__(self) -> None:
        self.datagrams: list[bytes] = []
        self.waiting: list[MediaParticipant] = []

    def send(self, packets: list[bytes], pair: Pair) -> None:
        """Takes datagrams."""
        assert pair == PAIR
        self.datagrams += packets

    def send_run(self, run: memoryview, size: int, pair: Pair) -> None:
        """Takes a run of them."""
        self.send(list(map(bytes, cut(run, size))), pair)

    def will_flush(self, participant: MediaParticipant) -> None:
        """Notes for whom something waits."""
        self.waiting.append(participant)

    def add(self, participant: MediaParticipant) -> None:
        """Nothing: there are no credentials here."""


def packet(number: int) -> bytes:
    """An RTP packet."""
    return bytes([0x80, 96]) + number.to_bytes(2) + bytes(4) + SSRC.to_bytes(4) + b"picture"


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    """A browser's end and ours, connected."""
    both = Ends()
    await both.connect()
    yield both
    await both.close()


def participant(ends: Ends, wire: Wire) -> MediaParticipant:
    """Somebody whose path is the wire."""
    nothing = Events(*[lambda *_told: None] * 4)
    transport = Transport("ufrag", "password", ends.prints, [])
    ada = Room("room").add(Join("room", "Ada"), 1, "token", 0)
    media = MediaParticipant(ada, transport, ends.server, wire, nothing, 0.0)
    media.ice.selected = PAIR
    return media


async def test_packets_wait_and_leave_together(ends: Ends) -> None:
    wire = Wire()
    media = participant(ends, wire)
    for number in range(3):
        media.send_rtp(packet(number))
    assert wire.waiting == [media] and not wire.datagrams
    media.flush()
    opened = [ends.client._rx_srtp.unprotect(each) for each in wire.datagrams]
    assert opened == [packet(0), packet(1), packet(2)]
    media.flush()
    assert len(wire.datagrams) == 3, "nothing leaves twice"


async def test_what_waits_leaves_before_its_stream_is_forgotten(ends: Ends) -> None:
    """Later it would begin the stream anew, with the nonces of before (RFC 7714 section 8.1)."""
    wire = Wire()
    media = participant(ends, wire)
    track = Track(2, "camera", "video", source=SSRC, ssrc=SSRC)
    media.downlink.subscriptions[SSRC] = track.subscribe(media.id, media, 0.0)
    for number in (0xFFFE, 0xFFFF, 0):  # the roll-over counter is 1 then, and is told to nobody
        media.send_rtp(packet(number))
    media.flush()
    media.send_rtp(packet(1))
    media.unsubscribe(track)
    media.flush()
    opened = [ends.client._rx_srtp.unprotect(each) for each in wire.datagrams]
    assert opened == [packet(0xFFFE), packet(0xFFFF), packet(0), packet(1)]

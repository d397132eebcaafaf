"""DTLS-SRTP with aiortc's client on the other side, and the names of aiortc that we rely on."""

import asyncio
import inspect
from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from aiortc import RTCDtlsTransport, rtcdtlstransport
from pylibsrtp import Error

from steps.step2_sfu import dtls
from steps.step2_sfu.dtls import HandshakeError
from steps.step2_sfu.egress import MOST_BYTES, MOST_SEGMENTS
from steps.step2_sfu.srtp import LONGEST, SrtpError
from tests.bed.dtls_ends import Ends, protected
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

RTP = bytes.fromhex("80600001 00000001 00000007".replace(" ", "")) + b"picture"
RTCP = bytes.fromhex("81ce0002 00000001 00000002".replace(" ", ""))
WRONG = [("sha-256", ":".join(["00"] * 32))]


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    """Two ends that are not connected yet."""
    both = Ends()
    yield both
    await both.close()


async def test_packets_go_both_ways(ends: Ends) -> None:
    await ends.connect()
    assert ends.server.connected and ends.server.profile == "SRTP_AEAD_AES_128_GCM"
    assert ends.client._rx_srtp.unprotect(*protected(ends.server, RTP)) == RTP
    assert ends.client._rx_srtp.unprotect_rtcp(ends.server.protect_rtcp(RTCP)) == RTCP
    assert ends.server.unprotect(ends.client._tx_srtp.protect(RTP)) == RTP
    assert ends.server.unprotect_rtcp(ends.client._tx_srtp.protect_rtcp(RTCP)) == RTCP


@pytest.mark.parametrize(
    "profile", ["SRTP_AEAD_AES_128_GCM", "SRTP_AEAD_AES_256_GCM", "SRTP_AES128_CM_SHA1_80"]
)
async def test_each_profile_that_a_browser_may_offer_is_taken(ends: Ends, profile: str) -> None:
    ends.client._srtp_profiles = [getattr(rtcdtlstransport, profile)]
    await ends.connect()
    assert ends.server.profile == profile
    assert ends.server.unprotect(ends.client._tx_srtp.protect(RTP)) == RTP


async def test_forged_and_repeated_packets_are_refused(ends: Ends) -> None:
    await ends.connect()
    packet = ends.client._tx_srtp.protect(RTP)
    forged = packet[:-1] + bytes([packet[-1] ^ 1])
    for bad in (forged, b"\x80\x60", RTP):
        with pytest.raises(SrtpError):
            ends.server.unprotect(bad)
    with pytest.raises(SrtpError):
        ends.server.unprotect_rtcp(RTCP)
    assert ends.server.unprotect(packet) == RTP
    with pytest.raises(SrtpError):
        ends.server.unprotect(packet)


async def test_a_stream_that_is_forgotten_begins_anew_and_others_go_on(ends: Ends) -> None:
    def packet(number: int, ssrc: int) -> bytes:
        return RTP[:2] + number.to_bytes(2) + RTP[4:8] + ssrc.to_bytes(4) + b"picture"

    ends.server.forget(7)
    await ends.connect()
    for number in (0xFFFF, 0, 1):
        protected(ends.server, packet(number, 7), packet(number, 8))
    ends.server.forget(7, 9)
    receive = ends.client._rx_srtp.unprotect
    assert receive(*protected(ends.server, packet(2, 7))) == packet(2, 7), "the count began at 0"
    with pytest.raises(Error):
        receive(*protected(ends.server, packet(2, 8)))
    await ends.server.close()
    ends.server.forget(8)


async def test_the_longest_packets_pass_and_longer_ones_are_refused(ends: Ends) -> None:
    with pytest.raises(SrtpError, match="no keys"):
        ends.server.unprotect(RTP)
    await ends.connect()
    sizes = [1_356, 1_472, LONGEST + 1, LONGEST]
    packets = [RTP[:3] + bytes([n]) + RTP[4:].ljust(size - 4) for n, size in enumerate(sizes)]
    assert [len(each) for each in protected(ends.server, *packets)] == [1_372, 1_488, LONGEST + 16]
    with pytest.raises(SrtpError, match="too long"):
        ends.server.unprotect(packets[2])
    packets = [ends.client._tx_srtp.protect(RTP[:2] + bytes([0, n]) + RTP[4:]) for n in range(3, 6)]
    kept = [ends.server.unprotect(packet) for packet in packets]
    assert [packet[3] for packet in kept] == [3, 4, 5], "each has bytes of its own"


async def test_what_waits_leaves_in_its_order_and_in_few_runs(ends: Ends) -> None:
    assert not protected(ends.server, RTP), "there are no keys"
    await ends.connect()
    sizes = [1_150] * 150 + [700, 80, 1_150, 1_150, 90, 1_100, 1_150] + [1_300] * 70 + [80] * 200
    packets = [
        RTP[:2] + n.to_bytes(2) + RTP[4:].ljust(size - 4, b"x")
        for n, size in enumerate(sizes, start=20_000)
    ]
    too_old = RTP[:2] + (10_000).to_bytes(2) + RTP[4:]
    counts, received = [], []
    for run, size in ends.server.protect_runs([*packets[:3], too_old, *packets[3:]]):
        counts.append(-(-len(run) // size))
        assert counts[-1] <= MOST_SEGMENTS and len(run) <= MOST_BYTES
        received += [
            ends.client._rx_srtp.unprotect(bytes(run[at : at + size]))
            for at in range(0, len(run), size)
        ]
    assert received == packets
    assert len(counts) <= 16, f"{counts}: hardly together"


async def test_another_certificate_than_that_of_the_answer_is_refused(ends: Ends) -> None:
    with pytest.raises(HandshakeError):
        await ends.connect(WRONG)
    assert not ends.server.connected


async def test_nobody_on_the_other_side(ends: Ends, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dtls, "HANDSHAKE_SECONDS", 0.1)
    with pytest.raises(HandshakeError):
        await ends.server.handshake(ends.prints)


async def test_noise_during_the_handshake_is_bounded_and_does_no_harm(ends: Ends) -> None:
    for number in range(2 * dtls.QUEUED):
        ends.server.receive(bytes([20 + number % 43, 254, 253]) + bytes(number % 60))
    await ends.connect()
    assert ends.server.connected


async def test_the_other_side_hears_that_it_is_over(ends: Ends) -> None:
    await ends.connect()
    over = asyncio.Event()
    ends.client.on("statechange", over.set)
    await ends.server.close()
    await asyncio.wait_for(over.wait(), 5.0)
    assert ends.client.state == "closed" and not ends.server.connected


async def test_who_leaves_in_the_moment_a_datagram_comes_ends_the_handshake(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    flights: list[bytes] = []
    with monkeypatch.context() as held:
        held.setattr(ends.server, "_pipe", SimpleNamespace(put=flights.append))
        handshake = asyncio.create_task(ends.server.handshake(ends.prints))
        client = asyncio.create_task(ends.client.start(ends.remote))
        await until(lambda: len(flights) == 1, what="the client's first flight")
    ends.server.receive(flights[0])
    with monkeypatch.context() as held:
        held.setattr(ends.server, "_pipe", SimpleNamespace(put=flights.append))
        await until(lambda: len(flights) == 2, what="the client's second flight")
    ends.server.receive(flights[1])
    await asyncio.sleep(0)  # it is taken, and nothing is done with it yet
    handshake.cancel()
    await ends.server.close()
    with pytest.raises(asyncio.CancelledError):
        await handshake
    assert ends.server.profile == ""  # its memory is freed
    client.cancel()


def test_aiortc_has_what_we_rely_on() -> None:
    transport = Ends().client
    assert {"_srtp_profiles", "_rx_srtp", "_tx_srtp", "_ssl", "_role"} <= vars(transport).keys()
    source = inspect.getsource(RTCDtlsTransport)
    used = {name for name in ("role", "_recv", "_send", "state") if f"transport.{name}" in source}
    assert used <= {"role", "_recv", "_send"}, "The pipe must look like an ICE transport."

"""DTLS-SRTP with aiortc's client on the other side, and the names of aiortc that we rely on."""

import asyncio
import inspect
from collections.abc import AsyncIterator

import pytest
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from pylibsrtp import Error

from steps.step2_sfu import dtls
from steps.step2_sfu.dtls import PROFILES, DtlsTransport, HandshakeError, Pipe
from steps.step2_sfu.srtp import LONGEST, SrtpError

pytestmark = pytest.mark.anyio

RTP = bytes.fromhex("80600001 00000001 00000007".replace(" ", "")) + b"picture"
RTCP = bytes.fromhex("81ce0002 00000001 00000002".replace(" ", ""))
WRONG = [("sha-256", ":".join(["00"] * 32))]


class Ends:
    """Our server and aiortc's client, with nothing between them that could get lost."""

    def __init__(self) -> None:
        ours, theirs = RTCCertificate.generateCertificate(), RTCCertificate.generateCertificate()
        self.server = DtlsTransport(ours, lambda datagram: self._pipe.put(datagram))
        self._pipe = Pipe(self.server.receive)
        self.client = RTCDtlsTransport(self._pipe, [theirs])  # type: ignore[arg-type]
        self.client._set_role("client")
        self.prints = dtls.fingerprints_of(theirs)
        self._remote = RTCDtlsParameters(
            [RTCDtlsFingerprint(*pair) for pair in dtls.fingerprints_of(ours)]
        )

    async def connect(self, prints: list[tuple[str, str]] | None = None) -> None:
        """Both sides of the handshake."""
        client = asyncio.create_task(self.client.start(self._remote))
        try:
            await self.server.handshake(prints or self.prints)
            await client
        finally:
            client.cancel()

    async def close(self) -> None:
        """Ends both."""
        await self.server.close()
        await self.client.stop()


@pytest.fixture
async def ends() -> AsyncIterator[Ends]:
    """Two ends that are not connected yet."""
    both = Ends()
    yield both
    await both.close()


async def test_packets_go_both_ways(ends: Ends) -> None:
    await ends.connect()
    assert ends.server.connected and ends.server.profile == "SRTP_AEAD_AES_128_GCM"
    assert ends.client._rx_srtp.unprotect(ends.server.protect(RTP)) == RTP
    assert ends.client._rx_srtp.unprotect_rtcp(ends.server.protect_rtcp(RTCP)) == RTCP
    assert ends.server.unprotect(ends.client._tx_srtp.protect(RTP)) == RTP
    assert ends.server.unprotect_rtcp(ends.client._tx_srtp.protect_rtcp(RTCP)) == RTCP


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.openssl_profile.decode())
async def test_each_profile_that_a_browser_may_offer_is_taken(ends: Ends, profile: object) -> None:
    ends.client._srtp_profiles = [profile]  # type: ignore[list-item]
    await ends.connect()
    assert ends.server.profile == profile.openssl_profile.decode()  # type: ignore[attr-defined]
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
        ends.server.protect(packet(number, 7)), ends.server.protect(packet(number, 8))
    ends.server.forget(7, 9)
    receive = ends.client._rx_srtp.unprotect
    assert receive(ends.server.protect(packet(2, 7))) == packet(2, 7), "the count began at 0"
    with pytest.raises(Error):
        receive(ends.server.protect(packet(2, 8)))
    await ends.server.close()
    ends.server.forget(8)


async def test_the_longest_packets_pass_and_longer_ones_are_refused(ends: Ends) -> None:
    with pytest.raises(SrtpError, match="no keys"):
        ends.server.protect(RTP)
    await ends.connect()
    for size in (1_356, 1_472, LONGEST):
        protected = ends.server.protect(RTP.ljust(size))
        assert len(protected) == size + 16
    with pytest.raises(SrtpError, match="too long"):
        ends.server.unprotect(RTP.ljust(LONGEST + 1))
    packets = [ends.client._tx_srtp.protect(RTP[:2] + bytes([0, n]) + RTP[4:]) for n in range(3, 6)]
    kept = [ends.server.unprotect(packet) for packet in packets]
    assert [packet[3] for packet in kept] == [3, 4, 5], "each has bytes of its own"


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


def test_aiortc_has_what_we_rely_on() -> None:
    transport = Ends().client
    assert {"_srtp_profiles", "_rx_srtp", "_tx_srtp", "_ssl", "_role"} <= vars(transport).keys()
    source = inspect.getsource(RTCDtlsTransport)
    used = {name for name in ("role", "_recv", "_send", "state") if f"transport.{name}" in source}
    assert used <= {"role", "_recv", "_send"}, "The pipe must look like an ICE transport."

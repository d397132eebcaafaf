"""DTLS-SRTP: the handshake that gives both sides the keys for their media (RFC 5763, RFC 5764).

aiortc does the handshake, checks the certificate against the fingerprint in the SDP and makes the
SRTP sessions; it is given a pipe instead of an ICE transport. Names of aiortc that it does not
document are used here and nowhere else: `tests/steps/test_step2_dtls.py` holds it to them.
"""

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcdtlstransport import (
    SRTP_AEAD_AES_128_GCM,
    SRTP_AEAD_AES_256_GCM,
    SRTP_AES128_CM_SHA1_80,
)

from steps.step2_sfu import srtp

HANDSHAKE_SECONDS = 15.0
QUEUED = 256  # datagrams; of more the oldest are dropped
# The fastest first: it costs half of what the last one does (RFC 7714, RFC 3711).
PROFILES = [SRTP_AEAD_AES_128_GCM, SRTP_AEAD_AES_256_GCM, SRTP_AES128_CM_SHA1_80]


class HandshakeError(Exception):
    """A handshake that failed: too late, another certificate, or no profile in common."""


class Pipe:
    """What aiortc takes for the ICE transport under its DTLS: a queue in, a function out."""

    role = "controlled"
    state = "completed"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        self._send_datagram = send
        self._datagrams: asyncio.Queue[bytes | None] = asyncio.Queue(QUEUED)

    def put(self, datagram: bytes | None) -> None:
        """Queues a DTLS record for aiortc; None ends the connection."""
        if self._datagrams.full():
            self._datagrams.get_nowait()
        self._datagrams.put_nowait(datagram)

    async def _recv(self) -> bytes:
        datagram = await self._datagrams.get()
        if datagram is None:
            raise ConnectionError("The transport was closed.")
        return datagram

    async def _send(self, data: bytes) -> None:
        self._send_datagram(data)


class DtlsTransport:
    """The server's end of one participant's DTLS association, and the SRTP keys it gave."""

    def __init__(self, certificate: RTCCertificate, send: Callable[[bytes], None]) -> None:
        self.protect_runs: srtp.Protect = srtp.nothing
        self.protect_rtcp: srtp.Transform = srtp.no_keys
        self.unprotect: srtp.Transform = srtp.no_keys
        self.unprotect_rtcp: srtp.Transform = srtp.no_keys
        self._shaking = self._over = False
        self._pipe = Pipe(send)
        self._dtls = RTCDtlsTransport(self._pipe, [certificate])  # type: ignore[arg-type]
        self._dtls._srtp_profiles = PROFILES
        self._dtls._set_role("server")  # by itself aiortc would follow the role in ICE

    @property
    def connected(self) -> bool:
        """Whether the handshake is done and nobody has ended the association."""
        return self._dtls.state == "connected"

    @property
    def ended(self) -> bool:
        """Whether the browser has ended the association, or it failed."""
        return self._dtls.state in ("closed", "failed")

    @property
    def profile(self) -> str:
        """The name of the SRTP protection profile that was agreed on; "" before that."""
        ssl = self._dtls._ssl
        return ssl.get_selected_srtp_profile().decode() if ssl else ""

    def act_as_client(self) -> None:
        """Lets us begin the handshake, where the other side only waits (RFC 5763 section 5)."""
        self._dtls._set_role("client")

    async def handshake(self, fingerprints: Iterable[tuple[str, str]]) -> None:
        """Waits for the browser to complete the handshake with the certificate of its answer.

        `fingerprints` are pairs of algorithm and value, as in the SDP's `a=fingerprint`.
        """
        remote = RTCDtlsParameters([RTCDtlsFingerprint(*pair) for pair in fingerprints])
        await self._shake(remote)
        if not self.connected:
            raise HandshakeError(f"The DTLS handshake ended as {self._dtls.state}.")
        self._take_keys()

    async def _shake(self, remote: RTCDtlsParameters) -> None:
        self._shaking = True
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(HANDSHAKE_SECONDS):
                    await self._dtls.start(remote)
        finally:
            self._shaking = False
            if self._over:
                await self.close()
        if self._over:
            # If a datagram came in the same moment, asyncio.wait_for of Python 3.11 has gone on.
            raise asyncio.CancelledError

    def _take_keys(self) -> None:
        outgoing, incoming = self._dtls._tx_srtp, self._dtls._rx_srtp
        self.protect_runs = srtp.protect_runs(outgoing)
        self.protect_rtcp = srtp.protect_rtcp(outgoing)
        self.unprotect = srtp.unprotect(incoming)
        self.unprotect_rtcp = srtp.unprotect_rtcp(incoming)

    def forget(self, *ssrcs: int) -> None:
        """Ends outgoing streams for good: libsrtp would look for each packet's among all of them.

        What was sent under these SSRCs never is again.
        """
        if session := self._dtls._tx_srtp:
            for ssrc in ssrcs:
                srtp.forget(session, ssrc)

    def receive(self, datagram: bytes) -> None:
        """Takes a DTLS record; only from an address that ICE has validated."""
        self._pipe.put(datagram)

    async def close(self) -> None:
        """Tells the browser that it is over; a handshake under way ends by itself, or cancelled."""
        self._over = True
        await self._dtls.stop()
        self._pipe.put(None)
        if not self._shaking:  # it would go on without what it needs
            self._free()

    def _free(self) -> None:
        # The memory of OpenSSL and libsrtp now, not when its cycle is collected.
        self.protect_runs = srtp.nothing
        self.protect_rtcp = self.unprotect = self.unprotect_rtcp = srtp.no_keys
        self._dtls._tx_srtp = self._dtls._rx_srtp = None  # type: ignore[assignment]
        self._dtls._ssl = None


def fingerprints_of(certificate: RTCCertificate) -> list[tuple[str, str]]:
    """The fingerprints of our certificate for the SDP (RFC 8122)."""
    return [(print_.algorithm, print_.value) for print_ in certificate.getFingerprints()]

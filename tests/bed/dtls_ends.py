"""Our end of a DTLS association and aiortc's, with nothing between them that could get lost."""

import asyncio

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from steps.step2_sfu.dtls import DtlsTransport, Pipe, fingerprints_of
from steps.step2_sfu.egress import cut


def protected(server: DtlsTransport, *packets: bytes) -> list[bytes]:
    """The SRTP packets, cut from their runs as the system would."""
    return [bytes(each) for run, size in server.protect_runs(packets) for each in cut(run, size)]


class Ends:
    """Our server and aiortc's client."""

    def __init__(self) -> None:
        ours, theirs = RTCCertificate.generateCertificate(), RTCCertificate.generateCertificate()
        self.server = DtlsTransport(ours, lambda datagram: self._pipe.put(datagram))
        self._pipe = Pipe(self.server.receive)
        self.client = RTCDtlsTransport(self._pipe, [theirs])  # type: ignore[arg-type]
        self.client._set_role("client")
        self.prints = fingerprints_of(theirs)
        self.remote = RTCDtlsParameters(
            [RTCDtlsFingerprint(*pair) for pair in fingerprints_of(ours)]
        )

    async def connect(self, prints: list[tuple[str, str]] | None = None) -> None:
        """Both sides of the handshake."""
        client = asyncio.create_task(self.client.start(self.remote))
        try:
            await self.server.handshake(prints or self.prints)
            await client
        finally:
            client.cancel()

    async def close(self) -> None:
        """Ends both."""
        await self.server.close()
        await self.client.stop()

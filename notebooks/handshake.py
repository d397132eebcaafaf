"""A DTLS handshake without a network, for notebook 2 (RFC 5763, RFC 5764); import `film` before."""

import asyncio
from typing import Any

import pylibsrtp
from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport

from steps.step2_sfu.dtls import DtlsTransport, Pipe


class Association:
    """The two ends of DTLS, joined by memory in place of a network; the client's is aiortc's."""

    def __init__(self, server: RTCCertificate, client: RTCCertificate) -> None:
        self.datagrams: list[tuple[str, bytes]] = []  # who sent it, and what
        pipe = Pipe(lambda datagram: self._carry("client", datagram, self.server.receive))
        self.client = RTCDtlsTransport(pipe, [client])  # type: ignore[arg-type]
        self.server = DtlsTransport(server, lambda d: self._carry("server", d, pipe.put))

    def _carry(self, sender: str, datagram: bytes, take: Any) -> None:
        self.datagrams.append((sender, datagram))
        take(datagram)

    async def shake_hands(
        self, of_client: list[tuple[str, str]], of_server: list[tuple[str, str]]
    ) -> None:
        """The handshake; each side is told the fingerprints that it must find."""
        parameters = RTCDtlsParameters([RTCDtlsFingerprint(*pair) for pair in of_server])
        await asyncio.gather(self.server.handshake(of_client), self.client.start(parameters))

    async def close(self) -> None:
        """Ends both ends."""
        await self.client.stop()
        await self.server.close()

    def exported(self, length: int) -> tuple[bytes, bytes]:
        """What each end exports from the association for SRTP (RFC 5764 section 4.2)."""
        ends = (self.client, self.server._dtls)
        client, server = (
            end._ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", length) for end in ends
        )
        return client, server

    @staticmethod
    def srtp(key: bytes, salt: bytes, *, sends: bool = False) -> pylibsrtp.Session:
        """An SRTP session with these keys, to send with or to open what somebody sent."""
        policy = pylibsrtp.Policy(
            key + salt,
            pylibsrtp.Policy.SSRC_ANY_OUTBOUND if sends else pylibsrtp.Policy.SSRC_ANY_INBOUND,
            srtp_profile=pylibsrtp.Policy.SRTP_PROFILE_AEAD_AES_128_GCM,
        )
        return pylibsrtp.Session(policy)

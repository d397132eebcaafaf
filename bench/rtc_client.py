"""A client of an SFU that is no browser: real ICE, DTLS and SRTP, and no codec.

ICE (RFC 8445): it knows one candidate pair, and if it is in control it nominates that at once.
DTLS-SRTP (RFC 5764) is aiortc's, of which this module uses names that are not documented.
"""

import asyncio
import secrets
import socket
from contextlib import suppress
from typing import Any, Protocol

from aiortc import RTCCertificate, RTCDtlsFingerprint, RTCDtlsParameters, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM

from bench.rtc_receiver import Receiver
from bench.rtc_sdp import Local, Remote
from common import stun
from common.demux import Kind, classify
from common.stun import Attribute, Class, Message, Method

LONGEST = 2_048
BUFFER = 4 * 1024 * 1024
PATIENCE, CHECK_APART = 15.0, 0.05  # seconds
PRIORITY = 0x6E0001FF  # of a peer-reflexive candidate (RFC 8445 section 7.1.1)
RCVBUFFORCE, MEMINFO, MEMINFO_BYTES, MEMINFO_DROPS = 33, 55, 36, 32  # of Linux: asm/socket.h


class Udp(Protocol):
    """What a client needs of its socket; so something else may stand in for one."""

    def fileno(self) -> int:
        """The file that becomes readable."""

    def getsockname(self) -> Any:
        """Where it is."""

    def getpeername(self) -> Any:
        """Whom it sends to."""

    def connect(self, address: Any, /) -> None:
        """Sends to this address from now on."""

    def send(self, data: bytes, /) -> int:
        """Sends a datagram."""

    def recv_into(self, buffer: memoryview, /) -> int:
        """Receives a datagram: its size."""

    def getsockopt(self, level: int, option: int, size: int, /) -> bytes:
        """One of the system's options."""

    def close(self) -> None:
        """Gives the port back."""


class Pipe:
    """What aiortc takes for the ICE transport under its DTLS."""

    role, state = "controlling", "completed"

    def __init__(self, udp: Udp) -> None:
        self._udp = udp
        self.datagrams: asyncio.Queue[bytes] = asyncio.Queue()

    async def _recv(self) -> bytes:
        return await self.datagrams.get()

    async def _send(self, data: bytes) -> None:
        self._udp.send(data)


class RtcClient:
    """One peer connection: a socket, and the keys for what goes over it."""

    def __init__(self, certificate: RTCCertificate, host: str, udp: Udp | None = None) -> None:
        self.receiver = Receiver()
        self.connected = asyncio.Event()
        self._udp: Udp = udp or _open(host)
        self._pipe = Pipe(self._udp)
        self._dtls = RTCDtlsTransport(self._pipe, [certificate])  # type: ignore[arg-type]
        self._dtls._srtp_profiles = [SRTP_AEAD_AES_128_GCM]  # the same work for all servers
        self._remote, self._controlling = Remote(), True
        self._checked = asyncio.Event()
        self._buffer = memoryview(bytearray(LONGEST))
        prints = [(p.algorithm, p.value) for p in certificate.getFingerprints()][:1]  # SHA-256
        self.local = Local(
            secrets.token_hex(4), secrets.token_hex(12), prints, self._udp.getsockname()[:2]
        )

    @property
    def profile(self) -> str:
        """The SRTP protection profile that was agreed on."""
        ssl = self._dtls._ssl
        return ssl.get_selected_srtp_profile().decode() if ssl else ""

    @property
    def dropped(self) -> int:
        """The datagrams for which there was no room in the socket's buffer (Linux)."""
        try:
            told = self._udp.getsockopt(socket.SOL_SOCKET, MEMINFO, MEMINFO_BYTES)
        except OSError:
            return 0
        return int.from_bytes(told[MEMINFO_DROPS : MEMINFO_DROPS + 4], "little")

    async def connect(self, remote: Remote, *, controlling: bool) -> None:
        """Finds the server that its description names, and makes keys with it."""
        self._remote, self._controlling = remote, controlling
        host = self.local.address[0]
        addresses = sorted(remote.addresses, key=lambda address: address[0] != host)
        self._udp.connect(addresses[0])
        asyncio.get_running_loop().add_reader(self._udp, self._read)
        async with asyncio.timeout(PATIENCE):
            while not self._checked.is_set():
                self.check()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._checked.wait(), CHECK_APART)
            self._dtls._set_role("server" if remote.setup == "active" else "client")
            prints = [RTCDtlsFingerprint(*pair) for pair in remote.fingerprints]
            await self._dtls.start(RTCDtlsParameters(prints))
        if self._dtls.state != "connected":
            raise ConnectionError(f"DTLS ended as {self._dtls.state}.")
        self._protect = self._dtls._tx_srtp.protect
        self.receiver.unprotect = self._dtls._rx_srtp.unprotect
        self.connected.set()

    def check(self) -> None:
        """Asks whether the path works, which also says that we are still here (RFC 7675)."""
        request = Message(Method.BINDING, Class.REQUEST, secrets.token_bytes(12))
        request.add(Attribute.USERNAME, f"{self._remote.ufrag}:{self.local.ufrag}")
        request.add(Attribute.PRIORITY, PRIORITY)
        if self._controlling:
            request.add(Attribute.ICE_CONTROLLING, 1)
            request.add(Attribute.USE_CANDIDATE)
        else:
            request.add(Attribute.ICE_CONTROLLED, 1)
        self._send(stun.serialize(request, self._remote.password.encode()))

    def send_rtp(self, packet: bytes) -> None:
        """Sends an RTP packet, protected."""
        self._send(self._protect(packet))

    def send_rtcp(self, packet: bytes) -> None:
        """Sends an RTCP packet, protected."""
        self._send(self._dtls._tx_srtp.protect_rtcp(packet))

    async def close(self) -> None:
        """Ends the association and gives the socket back."""
        await self._dtls.stop()
        asyncio.get_running_loop().remove_reader(self._udp)
        self._udp.close()

    def _send(self, datagram: bytes) -> None:
        with suppress(BlockingIOError, ConnectionRefusedError):
            self._udp.send(datagram)

    def _read(self) -> None:
        receive, buffer, take = self._udp.recv_into, self._buffer, self.receiver.take
        while True:
            try:
                size = receive(buffer)
            except OSError:  # nothing more, or an ICMP error
                return
            if 128 <= buffer[0] < 192:
                take(buffer, size)
            else:
                self._take_other(bytes(buffer[:size]))

    def _take_other(self, datagram: bytes) -> None:
        kind = classify(datagram)
        if kind is Kind.DTLS:
            self._pipe.datagrams.put_nowait(datagram)
        elif kind is Kind.STUN:
            message = stun.parse(datagram)
            if message.message_class is Class.SUCCESS and self._controlling:
                self._checked.set()
            elif message.message_class is Class.REQUEST:
                self._respond(message)

    def _respond(self, request: Message) -> None:
        response = stun.answer(request)
        response.add(Attribute.XOR_MAPPED_ADDRESS, self._udp.getpeername()[:2])
        self._send(stun.serialize(response, self.local.password.encode()))
        if request.get(Attribute.USE_CANDIDATE) and not self._controlling:
            self._checked.set()


def _open(host: str) -> socket.socket:
    udp = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    udp.setblocking(False)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    with suppress(OSError):  # more than the system's limit: for root only
        udp.setsockopt(socket.SOL_SOCKET, RCVBUFFORCE, BUFFER)
    udp.bind((host, 0))
    return udp

"""The media of a participant without a browser: what came, when, and what was asked for.

The connection is that of the load generator (`bench/rtc_client.py`); here it remembers each
packet, may change its address as a telephone does, and may vanish without a word.
"""

import asyncio
import secrets
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from struct import Struct
from typing import Any, NamedTuple

from aiortc import RTCCertificate
from pylibsrtp import Error

from bench.rtc_client import RtcClient, Udp
from bench.rtc_receiver import Receiver
from bench.rtc_sdp import Remote
from common import rtcp, stun
from common.demux import Kind, classify
from common.rtp import RtpError, payload, read_header, unwrap
from common.stun import Attribute, Class, Message, Method
from steps.step2_sfu.keyframes import begins_keyframe
from steps.step2_sfu.rtx import FIRST, NUMBER_LENGTH
from tests.bed.rtc_camera import MARKER, OPUS, PLACE_BYTES

HEADER = Struct("!xBHxxxxI")  # marker and payload type, number, SSRC
REPAIRED = 200  # numbers behind the newest


class Arrived(NamedTuple):
    """A packet that came, with the sequence number that it had on the wire."""

    number: int
    at: float
    packet: bytes  # unprotected; empty if it had come before
    again: bool = False  # sent again, in a stream of its own (RFC 4588)

    @property
    def place(self) -> int:
        """Its place in the publisher's track."""
        return int.from_bytes(self.packet[-PLACE_BYTES:])

    @property
    def is_picture(self) -> bool:
        """Whether it is a part of one."""
        return bool(self.packet) and self.packet[1] & ~MARKER != OPUS

    @property
    def keyframe(self) -> bool:
        """Whether a keyframe begins with it."""
        return begins_keyframe("VP8", payload(self.packet))


def fresh(arrived: Iterable[Arrived]) -> list[Arrived]:
    """Those that came for the first time."""
    return [packet for packet in arrived if packet.packet]


def places(arrived: Iterable[Arrived]) -> list[int]:
    """The places in the publisher's track, in the order of arrival."""
    return [packet.place for packet in fresh(arrived)]


def sent_again(arrived: Iterable[Arrived]) -> dict[int, list[float]]:
    """When packets came that had come before, or were sent again, by sequence number."""
    seen: set[int] = set()
    times: dict[int, list[float]] = defaultdict(list)
    for packet in arrived:
        if packet.again or packet.number in seen:
            times[packet.number].append(packet.at)
        seen.add(packet.number)
    return times


def longest_gap(arrived: Sequence[Arrived]) -> float:
    """The longest time in which nothing came, from the first arrival until now."""
    times = [packet.at for packet in arrived] + [time.monotonic()]
    return max(later - earlier for earlier, later in zip(times, times[1:], strict=False))


def missing(arrived: Sequence[Arrived]) -> list[int]:
    """The sequence numbers of pictures that a player would ask for again; sound plays without."""
    newest = arrived[-2 * REPAIRED :]
    if not newest or not newest[0].is_picture:
        return []
    numbers = [near := 65_536 + newest[0].number]
    numbers += [near := unwrap(packet.number, near) for packet in newest]
    last = max(numbers)
    gaps = set(range(max(min(numbers), last - REPAIRED), last)) - set(numbers)
    return [number & 0xFFFF for number in sorted(gaps)]


Unprotect = Callable[[bytes], bytes]


@dataclass(slots=True)
class Recorder(Receiver):
    """All that came to one client."""

    heard: Callable[[rtcp.Report], None] = field(default=lambda _report: None)
    arrived: dict[int, list[Arrived]] = field(default_factory=lambda: defaultdict(list))
    reports: list[tuple[float, rtcp.Report]] = field(default_factory=list)
    feedback: int = 0  # datagrams with RTCP
    first_sources: dict[int, int] = field(default_factory=dict)  # by that of what is sent again
    _keys: tuple[Unprotect, Unprotect] | None = None  # for RTP and RTCP
    _early: list[bytes] = field(default_factory=list)  # came before the keys were there

    def begin(self, rtp: Unprotect, rtcp: Unprotect) -> None:
        """The keys are there: takes what came before."""
        self._keys = rtp, rtcp
        for packet in self._early:
            self.take(memoryview(packet), len(packet))

    def take(self, buffer: memoryview, size: int) -> None:
        """Takes a packet, still protected; its first `size` bytes."""
        packet = bytes(buffer[:size])
        if self._keys is None:
            self._early.append(packet)
        elif classify(packet) is Kind.RTCP:
            self._listen(packet, self._keys[1])
        else:
            self._look_at_all(packet, self._keys[0])

    def times_of(self, kind: type[rtcp.Report], ssrc: int) -> list[float]:
        """When such a report about a source came."""
        return [at for at, r in self.reports if type(r) is kind and getattr(r, "ssrc", 0) == ssrc]

    def _look_at_all(self, packet: bytes, unprotect: Unprotect) -> None:
        kind, number, ssrc = HEADER.unpack_from(packet)
        try:
            plain = bytes(unprotect(packet))
        except Error:
            plain = b""
        arrived = Arrived(number, time.monotonic(), plain)
        if kind & ~MARKER in FIRST and plain:
            arrived = _first_of(arrived)
        self.arrived[self.first_sources.get(ssrc, ssrc)].append(arrived)

    def _listen(self, packet: bytes, unprotect: Unprotect) -> None:
        with suppress(Error, RtpError):
            reports = rtcp.parse(bytes(unprotect(packet)))
            self.feedback += 1
            for report in reports:
                self.reports.append((time.monotonic(), report))
                self.heard(report)


def _first_of(arrived: Arrived) -> Arrived:
    """What was sent again, under its first number."""
    start = read_header(arrived.packet).length
    number = int.from_bytes(arrived.packet[start : start + NUMBER_LENGTH])
    return arrived._replace(number=number, again=True)


class MediaClient(RtcClient):
    """One peer connection with the server."""

    def __init__(
        self, heard: Callable[[rtcp.Report], None], host: str = "127.0.0.1", udp: Udp | None = None
    ) -> None:
        super().__init__(RTCCertificate.generateCertificate(), host, udp)
        self.recorder = Recorder(heard=heard)
        self.receiver = self.recorder
        self.responses: list[Message] = []  # to STUN requests
        self.keeps_alive = True

    @property
    def address(self) -> tuple[str, int]:
        """Where packets for it must go now."""
        host, port = self._udp.getsockname()[:2]
        return host, port

    async def connect(self, remote: Remote, *, controlling: bool = True) -> None:
        """Finds the server that its description names, and makes keys with it."""
        await super().connect(remote, controlling=controlling)
        keys = self._dtls._rx_srtp
        self.recorder.begin(keys.unprotect, keys.unprotect_rtcp)

    def learn(self, remote: Remote) -> None:
        """Takes a later offer's credentials, as after an ICE restart."""
        self._remote = remote
        if self.connected.is_set():
            self.check()

    def check(self) -> None:
        """Says that we are still here, unless it is to be silent."""
        if self.keeps_alive:
            super().check()

    def request(
        self, *, role: Attribute = Attribute.ICE_CONTROLLING, nominate: bool = True
    ) -> bytes:
        """A signed Binding request, as this client would send it."""
        request = Message(Method.BINDING, Class.REQUEST, secrets.token_bytes(12))
        request.add(Attribute.USERNAME, f"{self._remote.ufrag}:{self.local.ufrag}")
        request.add(Attribute.PRIORITY, 0x6E0001FF)
        request.add(role, 1)
        if nominate:
            request.add(Attribute.USE_CANDIDATE)
        return stun.serialize(request, self._remote.password.encode())

    def protect(self, packet: bytes) -> bytes:
        """An RTP packet as SRTP."""
        return bytes(self._dtls._tx_srtp.protect(packet))

    def protect_rtcp(self, packet: bytes) -> bytes:
        """An RTCP packet as SRTCP."""
        return bytes(self._dtls._tx_srtp.protect_rtcp(packet))

    def send_raw(self, datagram: bytes) -> None:
        """Sends a datagram as it is."""
        self._send(datagram)

    def roam(self) -> None:
        """Goes on from another address, as after a change of network."""
        loop, old = asyncio.get_running_loop(), self._udp
        assert isinstance(old, socket.socket)
        loop.remove_reader(old)
        self._udp = socket.socket(old.family, socket.SOCK_DGRAM)
        self._udp.setblocking(False)
        self._udp.bind((old.getsockname()[0], 0))
        self._udp.connect(old.getpeername())
        self._pipe._udp = self._udp
        loop.add_reader(self._udp, self._read)
        old.close()
        self.check()

    async def close(self, *, silently: bool = False) -> None:
        """Ends the connection; `silently` as a process ends that is killed."""
        self.keeps_alive = False
        asyncio.get_running_loop().remove_reader(self._udp)
        if not silently:
            with suppress(OSError):
                await self._dtls.stop()
        self._udp.close()
        task: asyncio.Future[Any] | None = self._dtls._task
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _take_other(self, datagram: bytes) -> None:
        super()._take_other(datagram)
        if classify(datagram) is Kind.STUN:
            self.responses.append(stun.parse(datagram))

"""Packets on their way out: what is ready for one browser leaves in as few calls as possible.

Linux takes a run of packets of one size at once and cuts it up itself (UDP_SEGMENT). That costs a
fifth of sending them one by one; elsewhere they are sent one by one.
"""

import errno
import socket
import struct
import sys
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from common.stun_attributes import Address

UDP_SEGMENT = 103  # linux/udp.h; Python has no name for it
MOST_SEGMENTS = 64  # of one call (UDP_MAX_SEGMENTS)
MOST_BYTES = 65_000  # of one call: the largest UDP datagram, less its headers

Packets: TypeAlias = Sequence[bytes | memoryview]


def runs(packets: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    """The packets in their order, in runs of one size; the last of a run may be shorter."""
    start = 0
    while start < len(packets):
        size = len(packets[start])
        most = max(1, min(MOST_SEGMENTS, MOST_BYTES // max(1, size)))
        end = start + 1
        while end < len(packets) and end - start < most and len(packets[end - 1]) == size:
            if len(packets[end]) > size:
                break
            end += 1
        yield packets[start:end]
        start = end


def is_run(packets: Sequence[bytes]) -> bool:
    """Whether packets are one run as they are, which is the usual case."""
    size = len(packets[0])
    few = len(packets) <= MOST_SEGMENTS and size * len(packets) <= MOST_BYTES
    return few and len(set(map(len, packets))) == 1


def cut(run: memoryview, size: int) -> list[memoryview]:
    """The packets of a run of one size; the last may be shorter."""
    return [run[at : at + size] for at in range(0, len(run), size)]


def can_segment(udp: socket.socket) -> bool:
    """Whether this system cuts up what it is given at once (Linux from 4.18 on)."""
    try:
        udp.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 0)
    except OSError:
        return False
    return sys.platform == "linux"


class Egress:
    """The sending side of one UDP socket; what it does not take is lost, as in any network."""

    def __init__(self, udp: socket.socket) -> None:
        self.segments = can_segment(udp)
        self.sent = 0
        self.dropped = 0
        self._udp = udp

    def send(self, packets: Sequence[bytes], address: Address) -> None:
        """Sends packets to one address."""
        if len(packets) == 1:
            self._one_by_one(packets, address)
            return
        for run in [packets] if is_run(packets) else runs(packets):
            size, together = len(run[0]), self.segments and len(run) > 1
            if not (together and size and self._together(run, len(run), size, address)):
                self._one_by_one(run, address)

    def send_run(self, run: memoryview, size: int, address: Address) -> None:
        """Sends packets that lie one after another, of one size; the last may be shorter."""
        count = -(-len(run) // size)
        together = self.segments and count > 1
        if not (together and self._together([run], count, size, address)):
            self._one_by_one(cut(run, size), address)

    def _together(self, run: Packets, count: int, size: int, to: Address) -> bool:
        segments = [(socket.IPPROTO_UDP, UDP_SEGMENT, struct.pack("H", size))]
        try:
            self._udp.sendmsg(run, segments, 0, to)
            self.sent += count
        except OSError as problem:
            if problem.errno not in (errno.EAGAIN, errno.ENOBUFS):
                self.segments = problem.errno != errno.EIO  # not with this card
                return False
            self.dropped += count
        return True

    def _one_by_one(self, run: Packets, address: Address) -> None:
        for packet in run:
            try:
                self._udp.sendto(packet, address)
                self.sent += 1
            except OSError:
                self.dropped += 1

"""Receiving many datagrams in one call (recvmmsg of Linux, for which Python has no name).

Where datagrams of one sender came as a run, be it from the network card or from a program on this
computer, the system hands them over as one piece, to be cut here (UDP_GRO). Elsewhere they are
received one by one. A sender's address stays as the system writes it: that is enough to know
somebody again.
"""

import ctypes
import socket
import sys
from collections.abc import Hashable, Sequence
from contextlib import suppress
from typing import Protocol, TypeAlias

from common.stun_attributes import Address

AT_ONCE = 64
ADDRESSES_KEPT = 4_096  # how often an address was written down
LONGEST = 65_536  # bytes of a datagram, or of a run of them
NAME_LENGTHS = {socket.AF_INET: 16, socket.AF_INET6: 28}  # struct sockaddr_in, sockaddr_in6
CONTROL_LENGTH, SIZE_AT = 24, 16  # struct cmsghdr and an int: how long the pieces of a run are
UDP_GRO, MSG_DONTWAIT = 104, 0x40  # linux/udp.h, linux/socket.h

# The datagrams of each sender, in their order: most often all are of one.
Received: TypeAlias = Sequence[tuple[Hashable, list[bytes]]]


class Receiver(Protocol):
    """Takes what has arrived at a UDP socket."""

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams; fewer mean that there are no more."""

    def address_of(self, source: Hashable) -> Address:
        """The transport address of a sender."""


class OneByOne:
    """Receives as every system can."""

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams."""
        senders: dict[Hashable, list[bytes]] = {}
        for _datagram in range(AT_ONCE):
            try:
                datagram, source = udp.recvfrom(LONGEST)
            except OSError:  # nothing more, or an ICMP error for something that was sent
                break
            if len(datagram) < LONGEST:
                senders.setdefault(source, []).append(datagram)
        return list(senders.items())

    def address_of(self, source: Hashable) -> Address:
        """The first two parts of what `recvfrom` gives."""
        host, port = source[:2]  # type: ignore[index]
        return host, port


class IoVec(ctypes.Structure):
    """Where the bytes of a datagram go (struct iovec)."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class MessageHeader(ctypes.Structure):
    """Where a datagram and its sender's address go (struct mmsghdr)."""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vectors", ctypes.c_void_p),
        ("vector_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_size_t),  # an int; what follows begins a struct of its own
        ("length", ctypes.c_uint),
    ]


# Where the system writes into the headers, counted in numbers of four bytes.
HEADER = ctypes.sizeof(MessageHeader) // 4
LENGTH, CONTROL = MessageHeader.length.offset // 4, MessageHeader.control_length.offset // 4


class Together:
    """Receives many datagrams in one call, into memory that is used again and again."""

    def __init__(self, family: socket.AddressFamily) -> None:
        self._family = family
        self._addresses: dict[Hashable, Address] = {}
        self._name_length = NAME_LENGTHS[family]
        self._bytes = bytearray(AT_ONCE * LONGEST)
        self._names = bytearray(AT_ONCE * self._name_length)
        self._controls = bytearray(AT_ONCE * CONTROL_LENGTH)
        self._vectors = (IoVec * AT_ONCE)()
        self._headers = (MessageHeader * AT_ONCE)()
        self._fill()
        self._recvmmsg = ctypes.CDLL(None).recvmmsg
        self._view = memoryview(self._bytes)
        # The same memory as arrays: reading the fields of each header would cost more.
        self._raw = memoryview(self._headers).cast("B")
        self._fresh = bytes(self._raw)
        self._numbers = self._raw.cast("I")
        self._sizes = memoryview(self._controls).cast("I")

    def receive(self, udp: socket.socket) -> Received:
        """Up to AT_ONCE datagrams, or runs of them."""
        self._raw[:] = self._fresh  # over what the last call has written
        count = self._recvmmsg(udp.fileno(), self._headers, AT_ONCE, MSG_DONTWAIT, None)
        if count <= 0:  # nothing there, or an ICMP error for something that was sent
            return ()
        first = self._source(0)
        if self._names.startswith(first * count):
            return [(first, self._datagrams(range(count)))]
        senders: dict[Hashable, list[int]] = {}
        for slot in range(count):
            senders.setdefault(self._source(slot), []).append(slot)
        return [(source, self._datagrams(slots)) for source, slots in senders.items()]

    def _source(self, slot: int) -> bytes:
        start = slot * self._name_length
        return bytes(self._names[start : start + self._name_length])

    def _datagrams(self, slots: Sequence[int]) -> list[bytes]:
        datagrams: list[bytes] = []
        view, numbers = self._view, self._numbers
        for slot in slots:
            start, end = slot * LONGEST, slot * LONGEST + numbers[slot * HEADER + LENGTH]
            if numbers[slot * HEADER + CONTROL]:  # a run of datagrams
                size = self._sizes[(slot * CONTROL_LENGTH + SIZE_AT) // 4]
                datagrams += [bytes(view[p : min(end, p + size)]) for p in range(start, end, size)]
            else:
                datagrams.append(bytes(view[start:end]))
        return datagrams

    def address_of(self, source: Hashable) -> Address:
        """Reads a struct sockaddr_in or sockaddr_in6, each of them once."""
        address = self._addresses.get(source)
        if address is None:
            if len(self._addresses) >= ADDRESSES_KEPT:
                self._addresses.clear()
            assert isinstance(source, bytes)
            host = source[4:8] if self._family == socket.AF_INET else source[8:24]
            address = socket.inet_ntop(self._family, host), int.from_bytes(source[2:4])
            self._addresses[source] = address
        return address

    def _fill(self) -> None:
        data, names, controls = map(_place_of, (self._bytes, self._names, self._controls))
        vectors = ctypes.addressof(self._vectors)
        for slot, (vector, header) in enumerate(zip(self._vectors, self._headers, strict=True)):
            vector.base, vector.length = data + slot * LONGEST, LONGEST
            header.vectors = vectors + slot * ctypes.sizeof(IoVec)
            header.vector_count = 1
            header.name = names + slot * self._name_length
            header.name_length = self._name_length
            header.control = controls + slot * CONTROL_LENGTH
            header.control_length = CONTROL_LENGTH


def receiver(family: socket.AddressFamily) -> Receiver:
    """The best way to receive on this system."""
    return Together(family) if sys.platform == "linux" else OneByOne()


def accept_runs(udp: socket.socket) -> None:
    """Lets a socket hand runs of datagrams over as one piece, where it can."""
    if sys.platform == "linux":
        with suppress(OSError):  # before Linux 5.0
            udp.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 1)


def _place_of(memory: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))

"""Many datagrams in one system call: recvmmsg and sendmmsg of Linux, for which Python has no name.

Each datagram leaves the program by itself, as a real client's would: this is not UDP_SEGMENT. A
batch has slots of one size; a column is the same eight bytes of each of them, so that what belongs
to every packet is read and written for all at once.
"""

import ctypes
import sys
from array import array
from socket import IPPROTO_UDP
from struct import Struct

UDP_SEGMENT, MSG_DONTWAIT = 103, 0x40  # of Linux; Python has no name for them everywhere
CONTROL, CONTROL_BYTES = Struct("NiiH6x"), 18  # struct cmsghdr and a short, padded
SLOT, WORD = 2_048, 8  # bytes
NAME_BYTES = 16  # of an IPv4 address (sockaddr_in)


class IoVec(ctypes.Structure):
    """Where the bytes of a datagram are (struct iovec)."""

    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class MessageHeader(ctypes.Structure):
    """One datagram of many (struct mmsghdr)."""

    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint),
        ("vector", ctypes.c_void_p),
        ("vector_length", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_size_t),  # an int, padded
        ("size", ctypes.c_uint),
    ]


class Batch:
    """Slots for datagrams: one call receives into them, or sends what is in them."""

    def __init__(self, slots: int, *, lead: int, length: int, named: bool = False) -> None:
        """A datagram begins `lead` bytes into its slot and has `length` bytes at most."""
        self.memory = bytearray(slots * SLOT)
        self.words = memoryview(self.memory).cast("Q")
        self.names = bytearray(slots * NAME_BYTES)
        self._slots, self._lead = slots, lead
        self._system = ctypes.CDLL(None)
        self._vectors = (IoVec * slots)()
        self._headers = (MessageHeader * slots)()
        self._runs = (MessageHeader * slots)()
        self._segment = bytearray(CONTROL.pack(CONTROL_BYTES, IPPROTO_UDP, UDP_SEGMENT, length))
        self._sizes = memoryview(self._headers).cast("B").cast("I")
        base, names = _address(self.memory), _address(self.names)
        vectors = ctypes.addressof(self._vectors)
        for slot, (vector, header) in enumerate(zip(self._vectors, self._headers, strict=True)):
            vector.base, vector.length = base + slot * SLOT + lead, length
            header.vector, header.vector_length = vectors + slot * ctypes.sizeof(IoVec), 1
            if named:
                header.name, header.name_length = names + slot * NAME_BYTES, NAME_BYTES

    def receive(self, file: int) -> int:
        """Receives what there is and fits: how many datagrams."""
        return self._called(
            self._system.recvmmsg(file, self._headers, self._slots, MSG_DONTWAIT, None)
        )

    def send(self, file: int, count: int) -> int:
        """Sends the first datagrams: how many the system took."""
        return self._called(self._system.sendmmsg(file, self._headers, count, MSG_DONTWAIT))

    def send_runs(self, file: int, count: int) -> int:
        """Sends them with UDP_SEGMENT: a run of datagrams to one address is one piece."""
        names = [self._name(slot) for slot in range(count)]
        starts = [slot for slot in range(count) if not slot or names[slot] != names[slot - 1]]
        ends = [*starts[1:], count]
        for run, (start, end) in zip(self._runs, zip(starts, ends, strict=True), strict=False):
            run.name, run.name_length = self._headers[start].name, NAME_BYTES
            run.vector, run.vector_length = self._headers[start].vector, end - start
            run.control, run.control_length = _address(self._segment), len(self._segment)
        sent = self._called(self._system.sendmmsg(file, self._runs, len(starts), MSG_DONTWAIT))
        return ends[sent - 1] if sent else 0

    def write(self, datagram: bytes) -> None:
        """Writes the same datagram into each slot."""
        for slot in range(self._slots):
            at = slot * SLOT + self._lead
            self.memory[at : at + len(datagram)] = datagram

    def column(self, at: int, count: int) -> list[int]:
        """The word that is `at` bytes into each of the first slots."""
        return self.words[at // WORD : count * SLOT // WORD : SLOT // WORD].tolist()

    def fill(self, at: int, word: int) -> None:
        """Writes a word to the same place of each slot."""
        self.words[at // WORD :: SLOT // WORD] = memoryview(array("Q", [word]) * self._slots)

    def sizes(self, count: int) -> list[int]:
        """The lengths of the datagrams just received."""
        step = ctypes.sizeof(MessageHeader) // ctypes.sizeof(ctypes.c_uint)
        first = MessageHeader.size.offset // ctypes.sizeof(ctypes.c_uint)
        return self._sizes[first : count * step : step].tolist()

    def _name(self, slot: int) -> bytes:
        return bytes(self.names[slot * NAME_BYTES : (slot + 1) * NAME_BYTES])

    @staticmethod
    def _called(result: int) -> int:
        return max(0, result)  # -1: nothing there, no room, or nobody there


def can_batch() -> bool:
    """Whether this system has these calls, and the layout that is written down here."""
    return sys.platform == "linux" and ctypes.sizeof(MessageHeader) == 64


def _address(memory: bytearray) -> int:
    return ctypes.addressof(ctypes.c_char.from_buffer(memory))

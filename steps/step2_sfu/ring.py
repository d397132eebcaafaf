"""The last packets of one track: to send again what was lost, and to begin with a picture. [pure]

One ring serves all subscribers. It is bounded in packets and in time: what is older than a player
waits for helps nobody. At 2.5 Mbit/s, a sharp camera, 256 packets of 1,200 bytes are one second.
"""

from dataclasses import dataclass
from typing import NamedTuple

PACKETS = 256
SECONDS = 2.0
TIMESTAMP = slice(4, 8)
# A longer group a newcomer is not sent, for it comes all at once: at 2.5 Mbit/s this is a keyframe
# and what followed it for 0.7 seconds. Whoever comes later waits for another keyframe, which the
# publisher is asked for, once for all of them (`picture_requests.py`).
GROUP_PACKETS = 192


class Kept(NamedTuple):
    """A packet as it was received, and when."""

    number: int
    packet: bytes
    at: float


@dataclass(slots=True)
class PacketRing:
    """A track's packets by sequence number."""

    _places: list[Kept | None]
    _newest: int | None = None
    _keyframe: int | None = None  # the number of the newest keyframe's first packet

    def __init__(self) -> None:
        self._places = [None] * PACKETS
        self._newest = self._keyframe = None

    def put(self, number: int, packet: bytes, now: float, *, keyframe: bool) -> None:
        """Keeps a new packet; `keyframe` says that a keyframe begins with it."""
        self._places[number % PACKETS] = Kept(number, packet, now)
        if self._newest is None or 0 < (number - self._newest) & 0xFFFF < 0x8000:
            self._newest = number
        if keyframe and self._begins_newest_keyframe(number, packet):
            self._keyframe = number
        elif self._keyframe is not None and (self._newest - self._keyframe) & 0xFFFF >= PACKETS:
            self._keyframe = None  # overwritten; its number will come again

    def is_new(self, number: int) -> bool:
        """Whether no packet of that number has come: none is kept, and it would be if one had."""
        if self._newest is not None and PACKETS <= (self._newest - number) & 0xFFFF < 0x8000:
            return False  # its place is a newer one's: nobody can tell any more
        kept = self._places[number % PACKETS]
        return kept is None or kept.number != number

    @property
    def newest(self) -> bytes | None:
        """The packet with the highest number."""
        kept = None if self._newest is None else self._places[self._newest % PACKETS]
        return kept and kept.packet

    def get(self, number: int, now: float) -> bytes | None:
        """The packet of that number, if it is still of use."""
        kept = self._places[number % PACKETS]
        fresh = kept is not None and kept.number == number and now - kept.at <= SECONDS
        return kept.packet if kept is not None and fresh else None

    def group(self, now: float) -> list[Kept]:
        """The group of pictures so far, from its keyframe on; empty if a packet is missing."""
        if self._keyframe is None:
            return []
        count, kept = self._ahead(self._keyframe) + 1, self.since(self._keyframe)
        whole = len(kept) == count <= GROUP_PACKETS
        return kept if whole and all(now - each.at <= SECONDS for each in kept) else []

    def since(self, number: int) -> list[Kept]:
        """What is kept from that packet on, in the order of its numbers."""
        numbers = [(number + step) & 0xFFFF for step in range(self._ahead(number) + 1)]
        places = [(each, self._places[each % PACKETS]) for each in numbers]
        return [kept for each, kept in places if kept is not None and kept.number == each]

    def _ahead(self, number: int) -> int:
        return 0 if self._newest is None else (self._newest - number) & 0xFFFF

    def _begins_newest_keyframe(self, number: int, packet: bytes) -> bool:
        # H.264 sends its parameters in a packet before the picture, at the same time: without
        # them the picture cannot be decoded, so the group begins with the first of the two. Either
        # may be late.
        kept = None if self._keyframe is None else self._places[self._keyframe % PACKETS]
        if kept is None or kept.number != self._keyframe:
            return True  # there is none, or it was overwritten
        later = 0 < (number - self._keyframe) & 0xFFFF < 0x8000
        return later != (kept.packet[TIMESTAMP] == packet[TIMESTAMP])

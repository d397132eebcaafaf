"""The newest snapshot of each room, for the case that its node dies. [pure]

A room that has ended is forgotten at once, and one whose node is gone when nobody can come back
any more: what was said in it is for nobody else.
"""

import json
from dataclasses import dataclass
from typing import Any

from common import limits
from steps.step4_gateway.snapshot import EVENTS_SKIPPED

BYTES = 32 * 1024 * 1024  # of all snapshots together


@dataclass(slots=True)
class Kept:
    """A snapshot, and whose it is."""

    node: str
    boot: str
    event: int
    text: bytes  # JSON
    alive_at: float  # when the node was last known to be there
    restored_on: tuple[str, str] | None = None  # the node, and its boot, that has got it since


class KeptRooms:
    """Snapshots by the names of their rooms, within a bound."""

    def __init__(self, most: int = BYTES) -> None:
        self.by_name: dict[str, Kept] = {}
        self.bytes = 0
        self._most = most

    def keep(self, snapshot: dict[str, Any], node: str, boot: str, now: float) -> None:
        """Takes a snapshot in the place of an older one; what does not fit in is not kept."""
        self.drop(snapshot["room"])
        text = json.dumps(snapshot, ensure_ascii=False).encode()
        if self.bytes + len(text) <= self._most:
            self.by_name[snapshot["room"]] = Kept(node, boot, snapshot["event"], text, now)
            self.bytes += len(text)

    def snapshot_of(self, room: str) -> dict[str, Any] | None:
        """The snapshot of a room, if there is one."""
        kept = self.by_name.get(room)
        return json.loads(kept.text) if kept else None

    def restores_of(self, room: str) -> int:
        """How many restores a room will have behind it where it goes on; none if it begins."""
        kept = self.by_name.get(room)
        return kept.event // EVENTS_SKIPPED + 1 if kept else 0

    def lacks(self, room: str, node: str, boot: str, event: int) -> bool:
        """Whether the newest snapshot of a node's room is not here, though there is space."""
        kept = self.by_name.get(room)
        if kept is None:
            return self.bytes < self._most // 2
        return (kept.node, kept.boot) != (node, boot) or kept.event < event

    def drop(self, room: str) -> None:
        """Forgets a room."""
        if kept := self.by_name.pop(room, None):
            self.bytes -= len(kept.text)

    def drop_ended(self, node: str, boot: str, rooms: set[str]) -> None:
        """Forgets what a node had and has no more; after a restart it has not ended, but died."""
        for room, kept in list(self.by_name.items()):
            if (kept.node, kept.boot) == (node, boot) and room not in rooms:
                self.drop(room)

    def touch(self, alive: set[tuple[str, str]], now: float) -> None:
        """Forgets the rooms of nodes that have been gone so long that nobody comes back."""
        for room, kept in list(self.by_name.items()):
            if (kept.node, kept.boot) in alive:
                kept.alive_at = now
            elif now - kept.alive_at > limits.RESUME_SECONDS:
                self.drop(room)

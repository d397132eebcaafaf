"""What a front knows of the nodes: from their heartbeats, and from its health checks. [pure]

Nothing of it must outlive the front: after a restart the next heartbeats tell it again. Until
they have all been heard no new room is placed, as it may be on a node that is still silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from steps.step4_gateway.announcement import AnnouncedRoom, Announcement
from steps.step4_gateway.kept_rooms import KeptRooms
from steps.step4_gateway.placement import heaviest, keeper

NODES = 64
BEAT_SECONDS = 3.0  # after which a silent node counts as dead; one that ended is found at once
FAILED_CHECKS = 3
GATHER_SECONDS = 1.5  # after the start of a front: time for three heartbeats of each node
PLACED_SECONDS = 3.0  # how long a placement is remembered that no heartbeat confirms
PLACED_ROOMS = 1_000
FORGET_SECONDS = 60.0  # after the last heartbeat of a node


class Refused(ValueError):
    """A heartbeat that is not taken, in a sentence."""


class NoNode(ValueError):
    """Why a room cannot be placed, in a sentence; `soon` if that may change in a moment."""

    def __init__(self, why: str, *, soon: bool) -> None:
        super().__init__(why)
        self.soon = soon


@dataclass(slots=True)
class KnownNode:
    """A node: what it said last, and when; and how many health checks it failed since."""

    said: Announcement
    at: float  # by its own clock
    heard_at: float  # by ours
    rooms: dict[str, AnnouncedRoom] = field(default_factory=dict)  # as it said
    failures: int = 0
    moved: set[str] = field(default_factory=set)  # rooms that went on elsewhere in its silence

    def heard(self, said: Announcement, at: float, now: float) -> None:
        """Takes what it says now; its snapshots are kept elsewhere."""
        self.said, self.at, self.heard_at = replace(said, snapshots=()), at, now
        self.rooms = {room.name: room for room in said.rooms}

    @property
    def name(self) -> str:
        """What it calls itself."""
        return self.said.node

    @property
    def place(self) -> tuple[str, str]:
        """This node from its start to its end."""
        return self.said.node, self.said.boot


class Fleet:
    """The nodes by name, and which of them has a room."""

    def __init__(self, now: float) -> None:
        self.nodes: dict[str, KnownNode] = {}
        self.kept = KeptRooms()
        self._began = now
        self._placed: dict[str, tuple[str, float]] = {}  # by room: the node, and until when

    def hear(self, said: Announcement, at: float, now: float) -> list[str]:
        """Takes a heartbeat; gives the rooms of which a snapshot is wanted."""
        node = self.nodes.get(said.node)
        if node is not None and at <= node.at:
            raise Refused(f"A heartbeat of {said.node} that is as new has come before.")
        if node is None or node.said.boot != said.boot:
            node = self._add(KnownNode(said, at, now), now)
        was_silent = not self.is_healthy(node, now)
        node.heard(said, at, now)
        self._take_moved(node, node.rooms if was_silent else node.moved, now)
        for snapshot in said.snapshots:
            if snapshot["room"] not in node.moved:
                self.kept.keep(snapshot, said.node, said.boot, now)
        self.kept.drop_ended(said.node, said.boot, set(node.rooms))
        return self._wanted(node)

    def checked(self, node: KnownNode, *, well: bool) -> None:
        """Notes the result of a health check."""
        node.failures = 0 if well else node.failures + 1

    def found_dead(self, node: KnownNode) -> None:
        """Notes that nobody listens there any more."""
        node.failures = FAILED_CHECKS

    def is_healthy(self, node: KnownNode, now: float) -> bool:
        """Whether a node can be reached, as far as is known."""
        return now - node.heard_at < BEAT_SECONDS and node.failures < FAILED_CHECKS

    def healthy(self, now: float) -> list[KnownNode]:
        """The nodes that can be reached."""
        return [node for node in self.nodes.values() if self.is_healthy(node, now)]

    def state(self, node: KnownNode, now: float) -> str:
        """A node in a word: up, draining or down."""
        if not self.is_healthy(node, now):
            return "down"
        return "draining" if node.said.draining else "up"

    def home(self, room: str, now: float) -> KnownNode | None:
        """The node that says it has the room, and of several the one that keeps it."""
        having = {node.name: node for node in self.healthy(now) if room in node.rooms}
        name = keeper(room, having)
        return having[name] if name else None

    def holds(self, place: tuple[str, str], room: str, now: float) -> bool:
        """Whether whoever is in a room on a node may stay there."""
        node = self.nodes.get(place[0])
        if node is None or node.place != place or not self.is_healthy(node, now):
            return False
        return self.home(room, now) in (None, node)

    def choose(self, room: str, now: float) -> KnownNode:
        """The node for whoever joins a room, now and in the next moments; else NoNode."""
        node = self.home(room, now) or self._just_placed(room, now)
        return node or self._place(room, now)

    def forgive(self, seconds: float) -> None:
        """Counts no time in which the front itself did not run: what was sent then waits for it."""
        for node in self.nodes.values():
            node.heard_at += seconds

    def is_gathering(self, now: float) -> bool:
        """Whether the front has just begun, and perhaps not heard every node."""
        return now - self._began < GATHER_SECONDS

    def tidy(self, now: float) -> None:
        """Forgets whom and what nobody needs any more."""
        self.kept.touch({node.place for node in self.healthy(now)}, now)
        for node in list(self.nodes.values()):
            if now - node.heard_at > FORGET_SECONDS:
                del self.nodes[node.name]
        self._placed = {room: (n, end) for room, (n, end) in self._placed.items() if end > now}

    def _take_moved(self, node: KnownNode, rooms: Iterable[str], now: float) -> None:
        """Looks past rooms that a node had before it froze, until nobody is in them any more.

        They have gone on elsewhere, and whoever is in them is not to be brought back.
        """
        others = [one for one in self.healthy(now) if one is not node]
        node.moved = {
            room
            for room in rooms
            if room in node.rooms
            and (any(room in one.rooms for one in others) or self._is_placed_off(node, room))
        }
        node.rooms = {name: room for name, room in node.rooms.items() if name not in node.moved}

    def _is_placed_off(self, node: KnownNode, room: str) -> bool:
        return self._placed.get(room, (node.name, 0.0))[0] != node.name

    def _add(self, node: KnownNode, now: float) -> KnownNode:
        if node.name not in self.nodes and len(self.nodes) >= NODES:
            self._make_space(now)
        self.nodes[node.name] = node
        return node

    def _make_space(self, now: float) -> None:
        dead = next((n.name for n in self.nodes.values() if not self.is_healthy(n, now)), None)
        if dead is None:
            raise Refused(f"There are {NODES} nodes already.")
        del self.nodes[dead]

    def _wanted(self, node: KnownNode) -> list[str]:
        rooms = node.rooms.values()
        return [room.name for room in rooms if self.kept.lacks(room.name, *node.place, room.event)]

    def _just_placed(self, room: str, now: float) -> KnownNode | None:
        name, until = self._placed.get(room, ("", 0.0))
        node = self.nodes.get(name)
        if node is None or now >= until or self.state(node, now) != "up":
            return None
        return node

    def _place(self, room: str, now: float) -> KnownNode:
        if self.is_gathering(now):
            raise NoNode("The front has just begun. Try again in a few seconds.", soon=True)
        name = heaviest(room, {node.name: node.said.free for node in self.healthy(now)})
        if name is None:
            raise self._why_none(now)
        if len(self._placed) >= PLACED_ROOMS:  # hashing finds the node again, in most cases
            self._placed.pop(next(iter(self._placed)))
        self._placed[room] = (name, now + PLACED_SECONDS)
        return self.nodes[name]

    def _why_none(self, now: float) -> NoNode:
        nodes = self.healthy(now)
        if not nodes:
            return NoNode("No media server is there now. Try again in a minute.", soon=True)
        if all(node.said.draining for node in nodes):
            return NoNode("All media servers are about to stop. Try again in a minute.", soon=False)
        return NoNode("All media servers are full. Try again in a few minutes.", soon=False)

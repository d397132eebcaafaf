"""What a front knows of the nodes: from their heartbeats, and from its health checks. [pure]

Nothing of it must outlive the front: after a restart the next heartbeats tell it again. Until
they have all been heard no new room is placed, as it may be on a node that is still silent.
"""

from collections import Counter
from dataclasses import dataclass, field, replace

from common import limits
from steps.step4_gateway.announcement import AnnouncedRoom, Announcement
from steps.step4_gateway.kept_rooms import KeptRooms
from steps.step4_gateway.placement import heaviest, keeper

NODES = 64
BEAT_SECONDS = 3.0  # after which a silent node counts as dead; one that ended is found at once
FAILED_CHECKS, CHECK_SECONDS = 3, 1.0  # until a node counts as dead; from one check to the next
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
    heard_at: float
    rooms: dict[str, AnnouncedRoom] = field(default_factory=dict)  # as it said
    failures: int = 0
    failed_at: float = -CHECK_SECONDS
    closed: bool = False  # it took no new room, and has said nothing since

    def heard(self, said: Announcement, now: float) -> None:
        """Takes what it says now; its snapshots are kept elsewhere."""
        self.said, self.heard_at = replace(said, snapshots=(), barred=()), now
        self.rooms = {room.name: room for room in said.rooms}
        self.closed = False

    def free(self, coming: int) -> int:
        """Its free places for new rooms, none if those who are on their way take the last one."""
        left = min(self.said.free, limits.ROOMS - len(self.rooms))
        return 0 if self.closed or coming >= left else self.said.free

    @property
    def name(self) -> str:
        """What it calls itself."""
        return self.said.node

    @property
    def place(self) -> tuple[str, str]:
        """This node from its start to its end."""
        return self.said.node, self.said.boot


@dataclass(frozen=True, slots=True)
class Placed:
    """A room on its way to a node, which has not told of it yet."""

    node: str
    until: float
    restores: int  # that it will have behind it


class Fleet:
    """The nodes by name, and which of them has a room."""

    def __init__(self, now: float) -> None:
        self.nodes: dict[str, KnownNode] = {}
        self.kept = KeptRooms()
        self._began = now
        self._placed: dict[str, Placed] = {}  # by room

    def hear(self, said: Announcement, now: float) -> list[str]:
        """Takes a heartbeat; gives the rooms of which a snapshot is wanted."""
        node = self.nodes.get(said.node)
        if node is not None:
            self._refuse_if_old(said, node, now)
        if node is None or node.said.boot != said.boot:
            node = self._add(KnownNode(said, now), now)
        node.heard(said, now)
        coming = [room for room, placed in self._placed.items() if placed.node == node.name]
        for room in node.rooms.keys() & coming:
            del self._placed[room]
        for snapshot in said.snapshots:
            if self.home(snapshot["room"], now) in (None, node):
                self.kept.keep(snapshot, said.node, said.boot, now)
        self.kept.drop_ended(said.node, said.boot, set(node.rooms))
        return self._wanted(node, now)

    def checked(self, node: KnownNode, now: float, *, well: bool) -> None:
        """Notes the result of a health check; of those that fail at the same time, one counts."""
        if well:
            node.failures = 0
        elif now - node.failed_at >= CHECK_SECONDS:
            node.failures, node.failed_at = node.failures + 1, now

    def turned_away(self, node: KnownNode, room: str) -> None:
        """Notes that a node does not take a new room: it gets none before it is heard again."""
        node.closed = True
        self._placed.pop(room, None)

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
        """The node that has a room; of several the one where it went on last, else its keeper.

        All fronts must say the same, whatever each has heard, and in which order: so what counts
        is told by the rooms themselves.
        """
        having = {n.name: n.rooms[room].restores for n in self.healthy(now) if room in n.rooms}
        placed, there = self._placed.get(room), self._just_placed(room, now)
        if placed and there and placed.restores:  # a new room gives way to one that is there
            having.setdefault(there.name, placed.restores)
        last = max(having.values(), default=0)
        name = keeper(room, [name for name, restores in having.items() if restores == last])
        return self.nodes[name] if name else None

    def names_in(self, room: str, now: float) -> tuple[str, ...]:
        """The names of the people in a room, as its node told last."""
        node = self.home(room, now)
        return node.rooms[room].people if node and room in node.rooms else ()

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
        self._placed = {room: one for room, one in self._placed.items() if one.until > now}

    def _refuse_if_old(self, said: Announcement, node: KnownNode, now: float) -> None:
        """Lets nobody repeat a heartbeat. No clock is asked: somebody may set it, back as well."""
        if said.boot == node.said.boot:
            if said.beat <= node.said.beat:
                raise Refused(f"A heartbeat of {said.node} that is as new has come before.")
        elif self.is_healthy(node, now):  # who was there before it could say so, too
            raise Refused(f"{said.node} is there, and this is a heartbeat of another process.")

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

    def _wanted(self, node: KnownNode, now: float) -> list[str]:
        rooms = node.rooms.values()
        lacking = [r.name for r in rooms if self.kept.lacks(r.name, *node.place, r.event)]
        return [room for room in lacking if self.home(room, now) in (None, node)]

    def _just_placed(self, room: str, now: float) -> KnownNode | None:
        placed = self._placed.get(room)
        node = self.nodes.get(placed.node) if placed and now < placed.until else None
        return node if node and self.state(node, now) == "up" else None

    def _place(self, room: str, now: float) -> KnownNode:
        if self.is_gathering(now):
            raise NoNode("The front has just begun. Try again in a few seconds.", soon=True)
        coming = Counter(placed.node for placed in self._placed.values())
        weights = {node.name: node.free(coming[node.name]) for node in self.healthy(now)}
        name = heaviest(room, weights)
        if name is None:
            raise self._why_none(now)
        if len(self._placed) >= PLACED_ROOMS:  # hashing finds the node again, in most cases
            self._placed.pop(next(iter(self._placed)))
        self._placed[room] = Placed(name, now + PLACED_SECONDS, self.kept.restores_of(room))
        return self.nodes[name]

    def _why_none(self, now: float) -> NoNode:
        nodes = self.healthy(now)
        if not nodes:
            return NoNode("No media server is there now. Try again in a minute.", soon=True)
        if all(node.said.draining for node in nodes):
            return NoNode("All media servers are about to stop. Try again in a minute.", soon=False)
        if any(node.closed for node in nodes):
            return NoNode("No media server takes this room now. Try again in a minute.", soon=True)
        return NoNode("All media servers are full. Try again in a few minutes.", soon=False)

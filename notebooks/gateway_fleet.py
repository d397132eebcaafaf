"""Nodes on paper for notebook 4: their rooms are those of step 2, and their heartbeats real ones.

On paper means: no network and no media, and the reader sets the clock. Import `gateway_lab` before:
it lets Python find `common` and `steps`.
"""

from typing import Any

from common.presence import Participant
from common.rooms import Rooms
from common.signaling import Join
from steps.step4_gateway import snapshot
from steps.step4_gateway.announcement import Announcement, read
from steps.step4_gateway.fleet import Fleet
from steps.step4_gateway.heartbeat import BEAT_SECONDS, PURPOSE, Heart, Identity, Known, Load
from steps.step4_gateway.signed import seal, unseal

SECRET = b"known to the front and to its nodes"
IDLE = Load(cpu=0.0, packets=0)


class PaperNode:
    """A media server without media."""

    def __init__(self, number: int, capacity: int = 200) -> None:
        self.name = f"sfu-{number}"
        address = f"10.0.0.{number}:8002"
        self.rooms = Rooms(first_id=1_000 * number)  # in life the base is random
        identity = Identity(self.name, "first", f"http://{address}", address)
        self.heart = Heart(identity, capacity, self.rooms)
        self.known = Known()  # what the front knows of the rooms
        self.snapshots = 0  # in the last heartbeat

    def enter(self, room: str, name: str, token: str = "") -> Participant:
        """Somebody new in a room, or somebody who comes back with their token."""
        back = self.rooms.find(token, room)
        if back is None:
            return self.rooms.enter(Join(room, name), f"of-{name}", clock_ms=0)
        back.lost_at = None
        back.room.update(back, connected=True)
        return back

    def restore(self, data: dict[str, Any], now: float) -> None:
        """What `POST /rooms` does: goes on with a room of another node."""
        self.rooms.restore(snapshot.restored(snapshot.parse(data), now))

    def tell(self, fleet: Fleet, now: float) -> None:
        """A heartbeat, and what its answer says."""
        beat = self.heart.beat(self.known, IDLE)
        self.snapshots = len(beat.sent)
        self.known.learn(beat.sent, fleet.hear(heard(beat.data, now), now))


class PaperCluster:
    """Nodes, what a front knows of them, and a clock that goes on by heartbeats."""

    def __init__(self, count: int, capacity: int = 200) -> None:
        nodes = [PaperNode(number, capacity) for number in range(1, count + 1)]
        self.nodes = {node.name: node for node in nodes}
        self.now = 0.0
        self.fleet = Fleet(self.now)

    def pass_by(self, seconds: float) -> None:
        """Lets time pass: each node that is there is heard every half second."""
        for _beat in range(round(seconds / BEAT_SECONDS)):
            self.now += BEAT_SECONDS
            for node in self.nodes.values():
                node.tell(self.fleet, self.now)
            self.fleet.tidy(self.now)

    def join(self, room: str, name: str, token: str = "") -> tuple[str, Participant]:
        """What the front does with a join: the node that it chose, and who is there now."""
        node = self.nodes[self.fleet.choose(room, self.now).name]
        kept = self.fleet.kept.snapshot_of(room)
        if kept is not None and room not in node.rooms.by_name:
            node.restore(kept, self.now)
        return node.name, node.enter(room, name, token)

    def homes(self) -> dict[str, str]:
        """On which node each room is, as the front knows it."""
        names = sorted({name for node in self.fleet.nodes.values() for name in node.rooms})
        homes = {name: self.fleet.home(name, self.now) for name in names}
        return {name: home.name if home else "nowhere" for name, home in homes.items()}


def heard(data: dict[str, Any], now: float) -> Announcement:
    """A heartbeat as the front has it: sealed by the node, and unsealed again."""
    return read(unseal(SECRET, PURPOSE, seal(SECRET, PURPOSE, data, now), now).data)


def beat_of(node: PaperNode) -> dict[str, Any]:
    """A heartbeat to a front that knows nothing yet."""
    return node.heart.beat(Known(), IDLE).data

"""What a node tells the fronts twice a second: that it is there, what it has, what is new. [pure]

Each front is told of everything that has happened in a room since it last said yes: it can then
put the room on another node, should this one be lost. Most beats are small: who is where, and no
snapshot at all.
"""

import json
from collections.abc import Collection, Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from common.fields import ProtocolError, parse_object, room_name
from common.keys import Keys
from common.presence import Room
from common.rooms import Rooms
from steps.step4_gateway.announcement import barred_keys
from steps.step4_gateway.snapshot import as_data, items, take

PURPOSE = "heartbeat"
BEAT_SECONDS = 0.5
SNAPSHOT_BYTES = 512 * 1024  # of a beat; what has no place in it is in the next one
MOST_WANTED = 1_000  # rooms

Version = tuple[Room, int]  # a room and its newest event; by name alone a later room is the same


@dataclass(frozen=True, slots=True)
class Identity:
    """Which node this is, and where."""

    node: str
    boot: str  # new with each process
    url: str  # of its HTTP
    media: str  # host:port of its media


@dataclass(frozen=True, slots=True)
class Load:
    """What a node carries."""

    cpu: float  # share of a core since the last beat
    packets: int  # sent since the start


@dataclass(frozen=True, slots=True)
class Beat:
    """One heartbeat, and which rooms it has snapshots of."""

    data: dict[str, Any]
    sent: dict[str, Version]


@dataclass(slots=True)
class Known:
    """What one front knows of our rooms, and of which it was told longest ago."""

    versions: dict[str, Version] = field(default_factory=dict)  # in the order of the telling

    def lacks(self, room: Room) -> bool:
        """Whether the front does not have the newest snapshot of a room."""
        known, event = self.versions.get(room.name, (None, 0))
        return known is not room or event != room.event

    def learn(self, sent: dict[str, Version], wanted: Collection[str]) -> None:
        """A beat has arrived, and its answer says what the front wants to be told again."""
        for name in (*sent, *wanted):
            self.versions.pop(name, None)
        self.versions |= {name: version for name, version in sent.items() if name not in wanted}

    def forget_all_but(self, rooms: Container[str]) -> None:
        """Drops what is known of rooms that are no more."""
        self.versions = {name: v for name, v in self.versions.items() if name in rooms}

    def in_turn(self, rooms: Iterable[Room]) -> list[Room]:
        """Rooms in the order in which the front is told: those it knows nothing of come first."""
        turns = {name: turn for turn, name in enumerate(self.versions)}
        return sorted(rooms, key=lambda room: turns.get(room.name, -1))


class Heart:
    """A node that tells of itself."""

    def __init__(
        self, identity: Identity, capacity: int, rooms: Rooms, keys: Keys | None = None
    ) -> None:
        self.identity = identity
        self.capacity = capacity
        self.rooms = rooms
        self.keys = keys or Keys()
        self.draining = False
        self._beats = 0

    def beat(self, known: Known, load: Load) -> Beat:
        """The next heartbeat to a front that knows so much."""
        self._beats += 1
        known.forget_all_but(self.rooms.by_name)
        snapshots, sent = self._snapshots(known)
        data = {
            "node": self.identity.node,
            "boot": self.identity.boot,
            "beat": self._beats,
            "url": self.identity.url,
            "media": self.identity.media,
            "draining": self.draining,
            "capacity": self.capacity,
            "participants": len(self.rooms.participants),
            "cpu": round(load.cpu, 3),
            "packets": load.packets,
            "rooms": [_summary(room) for room in self.rooms.by_name.values()],
            "snapshots": snapshots,
            "barred": list(self.keys.barred.items()),
        }
        return Beat(data, sent)

    def _snapshots(self, known: Known) -> tuple[list[dict[str, Any]], dict[str, Version]]:
        snapshots, sent, left = [], {}, SNAPSHOT_BYTES
        for room in known.in_turn(self.rooms.by_name.values()):
            if room.participants and known.lacks(room):  # else somebody only waits for it
                data = as_data(take(room))
                left -= len(json.dumps(data, ensure_ascii=False).encode())
                if left < 0:  # by its bounds a room alone never has so many
                    break
                snapshots.append(data)
                sent[room.name] = (room, room.event)
        return snapshots, sent


def wanted(answer: str) -> list[str]:
    """The rooms that a front wants to be told of again; ProtocolError if it says anything else."""
    check = items(0, MOST_WANTED)
    try:
        return [room_name(name) for name in check(parse_object(answer).get("wanted"))]
    except ProtocolError:
        raise
    except ValueError as problem:
        raise ProtocolError("invalid", f"The field wanted {problem}.", "wanted") from None


def barred(answer: str) -> tuple[tuple[str, int], ...]:
    """The keys that a front knows to open no door any more, on whichever node; else ValueError."""
    return tuple(barred_keys(parse_object(answer).get("barred", [])))


def _summary(room: Room) -> dict[str, Any]:
    people = [participant.presence.name for participant in room.participants.values()]
    return {"name": room.name, "event": room.event, "people": people}

"""What a front knows of nodes that are mere heartbeats, by a clock that the test sets."""

from typing import Any

import pytest

from steps.step4_gateway.announcement import read
from steps.step4_gateway.fleet import GATHER_SECONDS, Fleet, NoNode
from steps.step4_gateway.snapshot import EVENTS_SKIPPED
from tests.bed.front_bed import beat_data

START = 100.0
LATER = START + GATHER_SECONDS
RESTORED = EVENTS_SKIPPED + 8  # an event of a room that has gone on on another node


def hear(fleet: Fleet, name: str, now: float = LATER, **changes: Any) -> list[str]:
    """A heartbeat that arrives as it is sent."""
    return fleet.hear(read(beat_data(name, **changes)), now)


def fleet_of(*names: str, now: float = LATER, **changes: Any) -> Fleet:
    """A fleet that has just heard of these nodes."""
    fleet = Fleet(START)
    for name in names:
        hear(fleet, name, now, **changes)
    return fleet


def room(name: str, event: int = 1, *people: str) -> dict[str, Any]:
    """A room in a heartbeat."""
    return {"name": name, "event": event, "people": list(people)}


def snapshot(name: str, event: int = 1) -> dict[str, Any]:
    """A snapshot in a heartbeat, of which the fleet does not look at the rest."""
    return {"room": name, "event": event}


def why_none(fleet: Fleet, now: float = LATER) -> NoNode:
    """Why a new room has no place."""
    with pytest.raises(NoNode) as problem:
        fleet.choose("new", now)
    return problem.value

"""What a front knows of the nodes: who is there, which room is where, what is kept of it."""

from typing import Any

import pytest

from steps.step4_gateway.announcement import read
from steps.step4_gateway.fleet import (
    BEAT_SECONDS,
    FAILED_CHECKS,
    FORGET_SECONDS,
    GATHER_SECONDS,
    NODES,
    PLACED_SECONDS,
    Fleet,
    NoNode,
    Refused,
)
from tests.bed.front_bed import beat_data

START = 100.0
LATER = START + GATHER_SECONDS


def hear(fleet: Fleet, name: str, now: float = LATER, **changes: Any) -> list[str]:
    """A heartbeat that arrives as it is sent."""
    return fleet.hear(read(beat_data(name, **changes)), now, now)


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


def test_a_room_stays_where_it_is_announced() -> None:
    for name in ("a", "b", "c"):
        fleet = fleet_of("a", "b", "c")
        hear(fleet, name, LATER + 0.1, rooms=[room("talk")])
        assert fleet.choose("talk", LATER + 0.2).name == name


def test_two_fronts_agree_on_the_node_of_a_new_room() -> None:
    one, other = fleet_of("a", "b", "c"), fleet_of("c", "b", "a", now=LATER + 0.3)
    for number in range(100):
        name = f"room-{number}"
        assert one.choose(name, LATER + 0.3).name == other.choose(name, LATER + 0.3).name


def test_of_two_nodes_that_have_a_room_every_front_takes_the_same() -> None:
    fleet = fleet_of("a", "b", rooms=[room("talk")])
    keeper = fleet.choose("talk", LATER)
    loser = next(node for node in fleet.nodes.values() if node is not keeper)
    assert fleet.holds(keeper.place, "talk", LATER)
    assert not fleet.holds(loser.place, "talk", LATER)
    hear(fleet, keeper.name, LATER + 0.1, rooms=[room("talk")], participants=199)
    assert fleet.choose("talk", LATER + 0.1) is keeper


def test_a_node_that_was_silent_does_not_take_back_what_has_moved() -> None:
    for frozen, other in (("a", "b"), ("b", "a")):
        fleet = fleet_of("a", "b")
        hear(fleet, frozen, LATER + 0.1, rooms=[room("talk", 7)], snapshots=[snapshot("talk", 7)])
        late = LATER + 0.1 + BEAT_SECONDS
        hear(fleet, other, late)
        assert fleet.choose("talk", late).name == other
        placed = fleet.nodes[other].place
        for now in (late + 0.1, late + 0.2):  # before the other has told of the room, and after
            hear(fleet, frozen, now, rooms=[room("talk", 9)], snapshots=[snapshot("talk", 9)])
            assert fleet.choose("talk", now).name == other and fleet.holds(placed, "talk", now)
            hear(fleet, other, now, rooms=[room("talk", 8)], snapshots=[snapshot("talk", 8)])
            assert fleet.kept.snapshot_of("talk") == snapshot("talk", 8)
        hear(fleet, frozen, late + 0.3)  # nobody is in it any more
        assert fleet.kept.snapshot_of("talk") == snapshot("talk", 8)


def test_if_the_other_node_goes_as_well_the_old_room_is_a_room_again() -> None:
    fleet = fleet_of("a", "b")
    hear(fleet, "a", LATER + 0.1, rooms=[room("talk")])
    late = LATER + 0.1 + BEAT_SECONDS
    hear(fleet, "b", late, rooms=[room("talk")])
    hear(fleet, "a", late + 0.1, rooms=[room("talk")])
    assert fleet.choose("talk", late + 0.1).name == "b"
    fleet.found_dead(fleet.nodes["b"])
    hear(fleet, "a", late + 0.2, rooms=[room("talk")])
    assert "talk" in fleet.nodes["a"].rooms


def test_a_placement_is_remembered_until_a_heartbeat_tells_it() -> None:
    fleet = fleet_of("a", "b")
    chosen = fleet.choose("talk", LATER)
    hear(fleet, chosen.name, LATER + 1, participants=199)  # now the other one would have it
    assert fleet.choose("talk", LATER + 1) is chosen
    hear(fleet, "a", LATER + PLACED_SECONDS)
    hear(fleet, "b", LATER + PLACED_SECONDS)
    fleet.tidy(LATER + PLACED_SECONDS)
    hear(fleet, chosen.name, LATER + PLACED_SECONDS + 0.1, participants=200)
    assert fleet.choose("talk", LATER + PLACED_SECONDS + 0.1) is not chosen


def test_a_draining_node_keeps_its_room_and_gets_no_new_one() -> None:
    fleet = fleet_of("a", "b")
    hear(fleet, "a", LATER + 0.1, rooms=[room("old")], draining=True)
    assert fleet.choose("old", LATER + 0.1).name == "a"
    assert {fleet.choose(f"new-{n}", LATER + 0.1).name for n in range(20)} == {"b"}
    assert fleet.state(fleet.nodes["a"], LATER + 0.1) == "draining"


def test_a_room_placed_on_a_node_that_then_drains_is_placed_anew() -> None:
    fleet = fleet_of("a", "b")
    chosen = fleet.choose("talk", LATER)
    hear(fleet, chosen.name, LATER + 0.1, draining=True)
    assert fleet.choose("talk", LATER + 0.1) is not chosen


def test_a_full_node_keeps_its_room_and_gets_no_new_one() -> None:
    fleet = fleet_of("a", participants=200, rooms=[room("old")])
    assert fleet.choose("old", LATER).name == "a"
    assert "full" in str(why_none(fleet))


def test_why_there_is_no_place_is_said_in_a_sentence() -> None:
    assert "No media server" in str(why_none(Fleet(START)))
    assert "about to stop" in str(why_none(fleet_of("a", "b", draining=True)))
    mixed = fleet_of("a", draining=True)
    hear(mixed, "b", participants=200)
    assert "full" in str(why_none(mixed))
    assert why_none(Fleet(START)).soon
    assert not why_none(mixed).soon


def test_until_all_nodes_are_heard_no_new_room_is_placed() -> None:
    fleet = fleet_of("a", now=START + 0.1)
    hear(fleet, "b", START + 0.2, rooms=[room("old")])
    assert why_none(fleet, START + 0.2).soon
    assert fleet.choose("old", START + 0.2).name == "b"
    assert fleet.choose("new", LATER).name in ("a", "b")


def test_a_silent_node_is_dead_and_a_heartbeat_brings_it_back() -> None:
    fleet = fleet_of("a", rooms=[room("talk")])
    place = fleet.nodes["a"].place
    assert fleet.holds(place, "talk", LATER + BEAT_SECONDS - 0.01)
    assert not fleet.holds(place, "talk", LATER + BEAT_SECONDS)
    assert fleet.state(fleet.nodes["a"], LATER + BEAT_SECONDS) == "down"
    hear(fleet, "a", LATER + BEAT_SECONDS + 1, rooms=[room("talk")])
    assert fleet.holds(place, "talk", LATER + BEAT_SECONDS + 1)


def test_time_in_which_the_front_itself_stood_still_does_not_count() -> None:
    fleet = fleet_of("a")
    fleet.forgive(3.0)
    assert fleet.is_healthy(fleet.nodes["a"], LATER + 3.0 + BEAT_SECONDS - 0.01)
    assert not fleet.is_healthy(fleet.nodes["a"], LATER + 3.0 + BEAT_SECONDS)


def test_a_node_that_fails_three_checks_is_dead_until_one_succeeds() -> None:
    fleet = fleet_of("a")
    node = fleet.nodes["a"]
    for _time in range(2):
        fleet.checked(node, well=False)
        assert fleet.is_healthy(node, LATER)
    fleet.checked(node, well=False)
    assert not fleet.is_healthy(node, LATER)
    hear(fleet, "a", LATER + 0.5)
    assert node.failures == FAILED_CHECKS
    fleet.checked(node, well=True)
    assert fleet.is_healthy(node, LATER)
    fleet.found_dead(node)
    assert not fleet.is_healthy(node, LATER)


def test_whoever_was_on_a_node_before_its_restart_cannot_stay() -> None:
    fleet = fleet_of("a", boot="1")
    place = fleet.nodes["a"].place
    fleet.found_dead(fleet.nodes["a"])
    hear(fleet, "a", LATER + 0.5, boot="2")
    assert fleet.is_healthy(fleet.nodes["a"], LATER + 0.5)
    assert not fleet.holds(place, "talk", LATER + 0.5)


def test_an_old_heartbeat_is_refused_and_changes_nothing() -> None:
    fleet = fleet_of("a")
    for at in (LATER, LATER - 1):
        with pytest.raises(Refused, match="has come before"):
            fleet.hear(read(beat_data("a", draining=True)), at, LATER + 0.1)
    assert not fleet.nodes["a"].said.draining
    assert fleet.nodes["a"].heard_at == LATER


def test_there_are_so_many_nodes_and_the_dead_make_space() -> None:
    fleet = fleet_of(*(f"sfu-{number}" for number in range(NODES)))
    with pytest.raises(Refused, match="64 nodes already"):
        hear(fleet, "one-more", LATER + 0.1)
    fleet.found_dead(fleet.nodes["sfu-7"])
    hear(fleet, "one-more", LATER + 0.1)
    assert len(fleet.nodes) == NODES
    assert "sfu-7" not in fleet.nodes
    fleet.tidy(LATER + FORGET_SECONDS + 1)
    assert not fleet.nodes


def test_a_snapshot_is_wanted_until_the_newest_is_here() -> None:
    fleet = Fleet(START)
    assert hear(fleet, "a", 110, rooms=[room("talk", 5)]) == ["talk"]
    kept = [snapshot("talk", 5)]
    assert hear(fleet, "a", 111, rooms=[room("talk", 5)], snapshots=kept) == []
    assert hear(fleet, "a", 112, rooms=[room("talk", 6)]) == ["talk"]
    assert fleet.kept.snapshot_of("talk") == snapshot("talk", 5)
    assert fleet.nodes["a"].said.snapshots == ()


def test_a_room_that_has_ended_is_forgotten_at_once() -> None:
    fleet = fleet_of("a", rooms=[room("talk")], snapshots=[snapshot("talk")])
    hear(fleet, "a", LATER + 0.5)
    assert fleet.kept.snapshot_of("talk") is None
    assert fleet.kept.bytes == 0


def test_a_room_of_a_dead_node_is_kept_as_long_as_somebody_may_come_back() -> None:
    fleet = fleet_of("a", rooms=[room("talk")], snapshots=[snapshot("talk")])
    fleet.tidy(LATER + 1)
    hear(fleet, "a", LATER + 3, boot="2")  # it has died, and has not this room any more
    fleet.tidy(LATER + 3)
    assert fleet.kept.snapshot_of("talk") is not None
    fleet.tidy(LATER + 1 + 20)
    assert fleet.kept.snapshot_of("talk") is not None
    fleet.tidy(LATER + 1 + 20.1)
    assert fleet.kept.snapshot_of("talk") is None

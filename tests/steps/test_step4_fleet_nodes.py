"""What a front knows of the nodes: who is there, and what is kept of their rooms."""

import pytest

from steps.step4_gateway.fleet import (
    BEAT_SECONDS,
    FAILED_CHECKS,
    FORGET_SECONDS,
    NODES,
    Fleet,
    Refused,
)
from tests.bed.fleet_bed import LATER, START, fleet_of, hear, room, snapshot


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
    for second in range(2):
        fleet.checked(node, LATER + second, well=False)
        assert fleet.is_healthy(node, LATER + second)
    fleet.checked(node, LATER + 2, well=False)
    assert not fleet.is_healthy(node, LATER + 2)
    hear(fleet, "a", LATER + 2.5)
    assert node.failures == FAILED_CHECKS
    fleet.checked(node, LATER + 3, well=True)
    assert fleet.is_healthy(node, LATER + 3)
    fleet.found_dead(node)
    assert not fleet.is_healthy(node, LATER + 3)


def test_of_many_checks_that_fail_at_the_same_time_one_counts() -> None:
    fleet = fleet_of("a")
    node = fleet.nodes["a"]
    for tenth in range(10):
        fleet.checked(node, LATER + tenth / 10, well=False)
    assert fleet.is_healthy(node, LATER + 1) and node.failures == 1


def test_whoever_was_on_a_node_before_its_restart_cannot_stay() -> None:
    fleet = fleet_of("a", boot="1")
    place = fleet.nodes["a"].place
    fleet.found_dead(fleet.nodes["a"])
    hear(fleet, "a", LATER + 0.5, boot="2")
    assert fleet.is_healthy(fleet.nodes["a"], LATER + 0.5)
    assert not fleet.holds(place, "talk", LATER + 0.5)


def test_an_old_heartbeat_is_refused_and_changes_nothing() -> None:
    fleet = fleet_of("a", beat=7)
    for beat in (7, 6):
        with pytest.raises(Refused, match="has come before"):
            hear(fleet, "a", LATER + 0.1, beat=beat, draining=True)
    assert not fleet.nodes["a"].said.draining
    assert fleet.nodes["a"].heard_at == LATER


def test_a_heartbeat_of_the_process_before_is_refused_while_a_node_is_there() -> None:
    fleet = fleet_of("a", boot="1", beat=7)
    fleet.found_dead(fleet.nodes["a"])
    hear(fleet, "a", LATER + 1, boot="2", beat=1)  # it begins to count anew
    with pytest.raises(Refused, match="another process"):
        hear(fleet, "a", LATER + 1.1, boot="1", beat=8, draining=True)
    assert fleet.nodes["a"].said.boot == "2"
    hear(fleet, "a", LATER + 1.5, boot="2", beat=2)


def test_a_repeated_heartbeat_of_the_process_before_keeps_no_node_out() -> None:
    fleet = fleet_of("a", boot="1")  # of a front that has just begun, repeated to it
    for now in (LATER + 0.5, LATER + BEAT_SECONDS - 0.1):
        with pytest.raises(Refused, match="another process"):
            hear(fleet, "a", now, boot="2")
    hear(fleet, "a", LATER + BEAT_SECONDS, boot="2")
    assert fleet.nodes["a"].said.boot == "2"


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

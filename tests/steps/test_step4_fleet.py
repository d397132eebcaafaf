"""On which node a room is, as a front knows it: new ones, and those that have gone on elsewhere."""

from common import limits
from steps.step4_gateway.fleet import BEAT_SECONDS, PLACED_SECONDS, Fleet
from tests.bed.fleet_bed import LATER, RESTORED, START, fleet_of, hear, room, snapshot, why_none


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
            went_on = {"rooms": [room("talk", RESTORED)], "snapshots": [snapshot("talk", RESTORED)]}
            assert hear(fleet, other, now, **went_on) == []
            assert fleet.kept.snapshot_of("talk") == snapshot("talk", RESTORED)
        hear(fleet, frozen, late + 0.3)  # nobody is in it any more
        assert fleet.kept.snapshot_of("talk") == snapshot("talk", RESTORED)


def test_two_fronts_agree_again_when_one_has_not_heard_a_node_for_a_while() -> None:
    for silent, other in (("a", "b"), ("b", "a")):
        fronts = deaf, hearing = fleet_of("a", "b"), fleet_of("a", "b")
        before = {"rooms": [room("talk", 7)], "snapshots": [snapshot("talk", 7)]}
        late = LATER + 0.1 + BEAT_SECONDS
        for front in fronts:
            hear(front, silent, LATER + 0.1, **before)
            hear(front, other, late)
        hear(hearing, silent, late, **before)
        assert hearing.choose("talk", late).name == silent
        assert deaf.choose("talk", late).name == other
        for front in fronts:
            hear(front, other, late + 0.1, rooms=[room("talk", RESTORED)])
            assert hear(front, silent, late + 0.2, **before) == []
            assert front.choose("talk", late + 0.2).name == other
            assert not front.holds(front.nodes[silent].place, "talk", late + 0.2)


def test_if_the_other_node_goes_as_well_the_old_room_is_a_room_again() -> None:
    fleet = fleet_of("a", "b")
    hear(fleet, "a", LATER + 0.1, rooms=[room("talk")])
    late = LATER + 0.1 + BEAT_SECONDS
    hear(fleet, "b", late, rooms=[room("talk", RESTORED)])
    hear(fleet, "a", late + 0.1, rooms=[room("talk")])
    assert fleet.choose("talk", late + 0.1).name == "b"
    fleet.found_dead(fleet.nodes["b"])
    assert fleet.choose("talk", late + 0.1).name == "a"


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


def test_a_node_with_as_many_rooms_as_it_may_have_gets_no_new_one() -> None:
    fleet = fleet_of("a", "b")
    hear(fleet, "a", LATER + 0.1, rooms=[room(f"old-{n}") for n in range(limits.ROOMS)])
    assert {fleet.choose(f"new-{n}", LATER + 0.1).name for n in range(20)} == {"b"}
    assert fleet.choose("old-7", LATER + 0.1).name == "a"
    hear(fleet, "b", LATER + 0.2, rooms=[room(f"new-{n}") for n in range(limits.ROOMS)])
    assert "full" in str(why_none(fleet, LATER + 0.2))


def test_those_on_their_way_count_until_their_node_tells_of_them() -> None:
    fleet = fleet_of("a", "b", participants=199)
    assert {fleet.choose(name, LATER).name for name in ("one", "two")} == {"a", "b"}
    assert "full" in str(why_none(fleet))
    hear(fleet, "a", LATER + 0.1, participants=198, rooms=[room("one"), room("two")])
    assert fleet.choose("new", LATER + 0.1).name == "a"


def test_a_node_that_takes_no_new_room_gets_none_before_it_is_heard_again() -> None:
    fleet = fleet_of("a", "b")
    first = fleet.choose("talk", LATER)
    fleet.turned_away(first, "talk")
    second = fleet.choose("talk", LATER)
    assert second is not first
    fleet.turned_away(second, "talk")
    assert why_none(fleet).soon
    hear(fleet, first.name, LATER + 0.1)
    assert fleet.choose("talk", LATER + 0.1) is first


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

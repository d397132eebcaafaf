"""Heartbeats: what is in them, and which rooms come again."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import limits
from common.fields import ProtocolError
from common.signaling import Join
from steps.step4_gateway.heartbeat import (
    SNAPSHOT_BYTES,
    Beat,
    Heart,
    Known,
    Load,
    wanted,
)
from steps.step4_gateway.signed import LONGEST, seal
from steps.step4_gateway.snapshot import parse
from tests.bed.node_bed import heart

IDLE = Load(cpu=0.3333, packets=12_345)


def beat(node: Heart, known: Known, *wanted: str) -> list[str]:
    """A heartbeat that arrives: the rooms of which it has snapshots."""
    made = node.beat(known, IDLE)
    known.learn(made.sent, wanted)
    return names(made)


def names(made: Beat) -> list[str]:
    """The rooms of which a heartbeat has snapshots."""
    return [one["room"] for one in made.data["snapshots"]]


def test_a_heartbeat_says_who_where_and_how_much() -> None:
    node = heart("lobby")
    node.draining = True
    data = node.beat(Known(), IDLE).data
    assert parse(data.pop("snapshots")[0]).room == "lobby"
    assert data == {
        "node": "sfu-1",
        "boot": "b007",
        "beat": 1,
        "url": "http://127.0.1.1:8002",
        "media": "127.0.1.1:8002",
        "draining": True,
        "capacity": 200,
        "participants": 1,
        "cpu": 0.333,
        "packets": 12_345,
        "rooms": [{"name": "lobby", "event": 1, "people": ["Ada"]}],
        "barred": [],
    }


def test_a_snapshot_is_sent_once_and_again_when_something_happens() -> None:
    node, known = heart("a", "b"), Known()
    assert beat(node, known) == ["a", "b"]
    assert beat(node, known) == []
    node.rooms.enter(Join("b", "Ben"), "secret", clock_ms=1)
    assert beat(node, known) == ["b"]


def test_what_did_not_arrive_is_sent_again() -> None:
    node, known = heart("a"), Known()
    assert names(node.beat(known, IDLE)) == ["a"]
    assert names(node.beat(known, IDLE)) == ["a"]


def test_what_the_front_wants_is_sent_again() -> None:
    node, known = heart("a", "b"), Known()
    beat(node, known)
    beat(node, known, "b", "of another node")
    assert beat(node, known) == ["b"]


def test_what_happens_while_a_heartbeat_is_on_its_way_is_in_the_next_one() -> None:
    node, known = heart("a"), Known()
    made = node.beat(known, IDLE)
    node.rooms.enter(Join("a", "Ben"), "secret", clock_ms=1)
    known.learn(made.sent, [])
    assert beat(node, known) == ["a"]


def test_a_new_room_under_an_old_name_is_another_room() -> None:
    node, known = heart("a"), Known()
    beat(node, known)
    node.rooms.leave(node.rooms.participants[1], "left")
    node.rooms.enter(Join("a", "Eve"), "secret", clock_ms=1)
    assert beat(node, known) == ["a"]


def test_each_front_is_told_by_itself() -> None:
    node, first, second = heart("a"), Known(), Known()
    assert beat(node, first) == beat(node, second) == ["a"]


def test_nothing_is_kept_of_rooms_that_have_ended() -> None:
    node, known = heart("a"), Known()
    beat(node, known)
    node.rooms.leave(node.rooms.participants[1], "left")
    beat(node, known)
    assert known.versions == {}


def talk(node: Heart, rooms: Iterable[str]) -> None:
    """As much chat as a room keeps, of the longest characters."""
    for room in (node.rooms.by_name[name] for name in rooms):
        for _line in range(limits.CHAT_CHARACTERS_KEPT // 2_000):
            room.say(next(iter(room.participants.values())), "👋" * 2_000, clock_ms=1)


def test_a_heartbeat_is_bounded_and_the_rest_comes_in_the_next_ones() -> None:
    rooms = [f"room-{number:02}" for number in range(20)]
    node, known = heart(*rooms), Known()
    talk(node, rooms)
    sent: list[str] = []
    for _beat in range(5):
        made = node.beat(known, IDLE)
        assert len(seal(b"key", "heartbeat", made.data, 0.0)) < SNAPSHOT_BYTES + 20_000
        known.learn(made.sent, [])
        sent += names(made)
    assert sent == rooms


def test_rooms_that_change_all_the_time_are_told_in_turn() -> None:
    rooms = [f"room-{number:02}" for number in range(20)]
    node, known = heart(*rooms), Known()
    sent: list[str] = []
    for _beat in range(8):
        talk(node, rooms)
        sent += beat(node, known)
    assert set(sent) == set(rooms) and len(sent) > len(rooms)


def test_the_fullest_server_has_room_in_a_heartbeat() -> None:
    node = heart()
    for number in range(limits.PARTICIPANTS):
        name = "👋" * 60 + str(number)
        room = f"{'x' * 60}{number % limits.ROOMS}"
        node.rooms.enter(Join(room, name), "s" * 22, clock_ms=10**12)
    talk(node, node.rooms.by_name)
    assert len(seal(b"key", "heartbeat", node.beat(Known(), IDLE).data, 0.0)) < LONGEST


def test_the_largest_room_has_room_in_a_heartbeat() -> None:
    node = heart()
    for number in range(limits.PARTICIPANTS_PER_ROOM):
        node.rooms.enter(Join("a", "👋" * 60 + str(number)), "s" * 22, clock_ms=10**12)
    talk(node, ["a"])
    assert beat(node, Known()) == ["a"]


def test_an_answer_names_rooms() -> None:
    assert wanted('{"wanted": ["a", "b"], "more": 1}') == ["a", "b"]


@pytest.mark.parametrize(
    "answer", ["", "[]", "{}", '{"wanted": "a"}', '{"wanted": [1]}', '{"wanted": ["a b"]}']
)
def test_any_other_answer_is_refused(answer: str) -> None:
    with pytest.raises(ProtocolError):
        wanted(answer)


@given(st.text())
def test_only_the_declared_error_comes_of_any_answer(answer: str) -> None:
    with pytest.raises(ProtocolError):
        wanted(answer)

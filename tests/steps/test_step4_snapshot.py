"""Snapshots of rooms: another node goes on where the one before was lost."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import limits
from common.fields import ProtocolError
from common.presence import Participant, Room
from common.rooms import Rooms
from common.signaling import Join
from steps.step4_gateway.snapshot import EVENTS_SKIPPED, as_data, parse, restored, take

FIRST_ID = 2**46  # the highest at which a node may begin to count


def a_room() -> tuple[Rooms, Participant, Participant]:
    """A room in which two people have talked for a while."""
    rooms = Rooms(FIRST_ID)
    ada = rooms.enter(Join("lobby", "Ada", microphone=True), "secret-a", clock_ms=1_000)
    ben = rooms.enter(Join("lobby", "Ben (2)", view=True), "secret-b", clock_ms=2_000)
    ada.room.update(ada, hand_raised_at=3_000, speaking=True)
    ada.room.rate(ada, "media", "fair")
    ada.room.say(ada, "Hello,\n\tBen", clock_ms=4_000)
    ada.room.say(ben, "👋", clock_ms=5_000)
    return rooms, ada, ben


def data_of(room: Room) -> Any:
    """The snapshot of a room as it arrives over the network."""
    return json.loads(json.dumps(as_data(take(room))))


def example() -> dict[str, Any]:
    """A good snapshot, to be spoiled."""
    snapshot: dict[str, Any] = data_of(a_room()[1].room)
    return snapshot


def moved(room: Room, now: float = 100.0) -> Room:
    """The same room on another node."""
    return restored(parse(data_of(room)), now)


def test_a_snapshot_comes_out_of_json_as_it_went_in() -> None:
    room = a_room()[1].room
    assert parse(data_of(room)) == take(room)


def test_who_is_restored_is_the_same_but_not_connected() -> None:
    _rooms, ada, ben = a_room()
    room = moved(ada.room, now=100.0)
    for before in (ada, ben):
        after = room.participants[before.id]
        expected = replace(before.presence, connected=False, speaking=False)
        assert (after.presence, after.token, after.lost_at) == (expected, before.token, 100.0)
        assert after.room is room
    assert room.participants[ada.id].presence.hand_raised_at == 3_000


def test_the_chat_goes_on_under_later_numbers() -> None:
    _rooms, ada, _ben = a_room()
    room = moved(ada.room)
    assert list(room.chat) == list(ada.room.chat)
    room.say(room.participants[ada.id], "still here", clock_ms=6_000)
    assert room.chat[-1].event > ada.room.event + EVENTS_SKIPPED // 2


def test_a_browser_that_saw_more_than_the_snapshot_is_told_the_whole_state() -> None:
    _rooms, ada, ben = a_room()
    room = moved(ada.room)
    for seen in range(ada.room.event + 50):  # the node did not die at the very moment
        assert room.missed_since(seen) is None
    room.update(room.participants[ben.id], connected=True)
    assert room.missed_since(ada.room.event + 1) is None


def test_a_restored_room_survives_a_second_move() -> None:
    _rooms, ada, ben = a_room()
    assert set(moved(moved(ada.room)).participants) == {ada.id, ben.id}


def test_a_token_finds_its_participant_on_the_new_node() -> None:
    _rooms, ada, _ben = a_room()
    elsewhere = Rooms(first_id=7)
    elsewhere.restore(moved(ada.room))
    found = elsewhere.find(ada.token, "lobby")
    assert found is not None and found.id == ada.id
    newcomer = elsewhere.enter(Join("lobby", "Ada"), "secret-c", clock_ms=0)
    assert (newcomer.id, newcomer.presence.name) == (7, "Ada (2)")


def test_who_does_not_come_is_given_up_as_usual() -> None:
    _rooms, ada, _ben = a_room()
    elsewhere = Rooms()
    elsewhere.restore(moved(ada.room, now=100.0))
    kept = [
        len(elsewhere.away_too_long(100 + seconds, has_media=lambda _p: False))
        for seconds in (0.0, limits.DEAD_SECONDS - 0.1, limits.DEAD_SECONDS)
    ]
    assert kept == [0, 0, 2]


def test_a_room_that_is_there_stays_as_it_is() -> None:
    _rooms, ada, _ben = a_room()
    elsewhere = Rooms()
    elsewhere.restore(first := moved(ada.room))
    elsewhere.restore(moved(ada.room))
    assert elsewhere.by_name["lobby"] is first


def test_a_full_server_takes_no_room_over() -> None:
    elsewhere = Rooms()
    for number in range(limits.PARTICIPANTS - 1):
        elsewhere.enter(Join(f"room-{number // 100}", "Eve"), "secret", clock_ms=0)
    with pytest.raises(ProtocolError, match="full") as problem:
        elsewhere.restore(moved(a_room()[1].room))
    assert problem.value.code == "server_full"
    assert "lobby" not in elsewhere.by_name


def test_nobody_is_in_two_rooms() -> None:
    _rooms, ada, _ben = a_room()
    elsewhere = Rooms()
    elsewhere.restore(moved(ada.room))
    ada.room.name = "other"
    with pytest.raises(ProtocolError, match="another"):
        elsewhere.restore(moved(ada.room))
    assert list(elsewhere.by_name) == ["lobby"]


def test_tokens_are_not_shown() -> None:
    snapshot = parse(example())
    assert "secret-a" not in repr(snapshot) and "secret-a" not in repr(snapshot.participants)


SPOILED = [
    ((), [], "snapshot must be an object"),
    (("room",), "a b", "snapshot: the field room must be 1 to 64"),
    (("event",), -1, "snapshot: the field event must be a whole number"),
    (("event",), 2**60, "snapshot: the field event must be a whole number"),
    (("event",), True, "snapshot: the field event must be a whole number"),
    (("event",), 3, "snapshot: the field chat is not in the order"),
    (("waiting_room",), None, "snapshot: the field waiting_room must be true or false"),
    (("spotlight",), 0, "snapshot: the field spotlight must be a whole number"),
    (("spotlight",), 7, "snapshot: the field spotlight is on nobody who is here"),
    (("chat",), {}, "snapshot: the field chat must be a list"),
    (("chat",), [{}] * 101, "snapshot: the field chat must be a list of 0 to 100"),
    (("participants",), [], "snapshot: the field participants must be a list of 1 to 150"),
    (("more",), 1, "snapshot: the field 'more' is not known"),
    (("chat", 1), None, "chat line 2 must be an object"),
    (("chat", 0, "text"), "\x00", "chat line 1: the field text must not contain control"),
    (("chat", 0, "text"), "x" * 2_001, "chat line 1: the field text must be a text"),
    (("chat", 0, "at"), 0.5, "chat line 1: the field at must be a whole number"),
    (("chat", 0, "event"), 6, "snapshot: the field chat is not in the order"),
    (("participants", 1), 7, "participant 2 must be an object"),
    (("participants", 0, "token"), "1.secret-a", "participant 1: the field token is not that of"),
    (("participants", 0, "token"), "1", "participant 1: the field token must be the token"),
    (("participants", 0, "presence"), None, "participant 1: presence must be an object"),
    (("participants", 0, "presence", "id"), 10**15, "participant 1: presence: the field id must"),
    (("participants", 0, "presence", "name"), "\u200b", "participant 1: presence: the field name"),
    (("participants", 1, "presence", "name"), "Ada", "snapshot: the field participants has two"),
    (("participants", 0, "presence", "view"), 1, "presence: the field view must be true or false"),
    (("participants", 0, "presence", "quality"), "bad", "the field quality must be one of"),
    (("participants", 0, "presence", "hand_raised_at"), "x", "the field hand_raised_at must be"),
]


@pytest.mark.parametrize(("path", "value", "sentence"), SPOILED)
def test_nonsense_is_refused_with_object_field_and_reason(
    path: tuple[str | int, ...], value: Any, sentence: str
) -> None:
    snapshot: Any = {"whole": example()}
    *way, last = ("whole", *path)
    place = snapshot
    for key in way:
        place = place[key]
    place[last] = value
    with pytest.raises(ProtocolError) as problem:
        parse(snapshot["whole"])
    assert sentence in str(problem.value)
    assert "secret" not in str(problem.value)


@pytest.mark.parametrize("name", ["room", "event", "chat", "participants"])
def test_a_missing_field_is_named(name: str) -> None:
    snapshot = example()
    del snapshot[name]
    with pytest.raises(ProtocolError, match=f"the field {name} is missing"):
        parse(snapshot)


def test_somebody_twice_is_refused() -> None:
    snapshot = example()
    snapshot["participants"].append(snapshot["participants"][0])
    with pytest.raises(ProtocolError, match="somebody twice"):
        parse(snapshot)


def test_a_chat_longer_than_a_room_keeps_is_refused() -> None:
    snapshot = example()
    line = snapshot["chat"][0]
    snapshot["event"] = 50
    snapshot["chat"] = [line | {"text": "x" * 1_500, "event": number} for number in range(20)]
    with pytest.raises(ProtocolError, match="over 20000 characters"):
        parse(snapshot)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(anything)
def test_only_the_declared_error_comes_of_anything(data: Any) -> None:
    with pytest.raises(ProtocolError):
        parse(data)


@given(st.data(), anything)
def test_only_the_declared_error_comes_of_one_wrong_value(data: st.DataObject, value: Any) -> None:
    snapshot = example()
    place = data.draw(st.sampled_from(list(places(snapshot))))
    place[0][place[1]] = value
    try:
        assert restored(parse(snapshot), now=0.0).participants
    except ProtocolError as problem:
        assert "secret" not in str(problem)


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a JSON value, as its container and its key."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    inner = [value[key] for key in keys if isinstance(value[key], dict | list)]
    return [(value, key) for key in keys] + [place for one in inner for place in places(one)]

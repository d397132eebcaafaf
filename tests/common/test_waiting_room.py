"""The waiting room: who must wait for what, who is told of it, and how much of it there may be."""

import pytest

from common import limits
from common.access import Key
from common.fields import ProtocolError
from common.hosting import look_for_presenter
from common.meeting import Meeting
from common.presence import Room
from common.rooms import Rooms
from common.signaling import Join
from common.waiting_room import Decide, Decision

GUEST = Key("tea", "talk", 2_000, "g")
PRESENTER = Key("tea", "present", 2_000, "p")


def ignore(_decision: Decision) -> None:
    """Somebody to whom the decision does not matter."""


def opened(rooms: Rooms, name: str = "tea") -> Room:
    """A room with Pia in it, before which newcomers wait."""
    room = rooms.enter(Join(name, "Pia"), "secret", clock_ms=0, key=PRESENTER).room
    room.switch_waiting_room(on=True)
    return room


def wait(
    rooms: Rooms, room: Room, name: str, decide: Decide = ignore, key: Key | None = GUEST
) -> int:
    """The number of somebody who waits for a room."""
    return rooms.wait(room, Join(room.name, name), decide, key)


def names(room: Room) -> list[str]:
    """What the presenters are told of those who wait."""
    return [person.name for person in room.waiting_room.as_list().people]


def test_guests_wait_where_it_is_switched_on_and_presenters_nowhere() -> None:
    rooms = Rooms()
    join = Join("tea", "Gus")
    assert rooms.must_wait_for(join, GUEST) is None  # nobody is there
    room = opened(rooms)
    assert rooms.must_wait_for(join, GUEST) is room
    assert rooms.must_wait_for(join, PRESENTER) is None
    assert rooms.must_wait_for(Join("coffee", "Gus"), GUEST) is None
    with pytest.raises(ProtocolError) as problem:
        rooms.enter(join, "secret", clock_ms=0, key=GUEST)  # as a program does, by HTTP
    assert problem.value.code == "waiting_room"
    room.lock(locked=True)
    assert rooms.must_wait_for(join, GUEST) is None
    with pytest.raises(ProtocolError) as problem:
        rooms.enter(join, "secret", clock_ms=0, key=GUEST)
    assert problem.value.code == "locked"
    rooms.enter(join, "secret", clock_ms=0, key=GUEST, admitted=True)  # somebody has decided so


def test_one_is_decided_about_or_all_and_who_has_gone_is_not_there() -> None:
    rooms = Rooms()
    room, heard = opened(rooms), list[tuple[str, Decision]]()
    ada = wait(rooms, room, "Ada", lambda decision: heard.append(("Ada", decision)))
    ben = wait(rooms, room, "Ben", lambda decision: heard.append(("Ben", decision)))
    room.waiting_room.decide(ben, let_in=False)
    room.waiting_room.admit_all()
    assert heard == [
        ("Ben", Decision.TURNED_AWAY),
        ("Ada", Decision.LET_IN),
        ("Ben", Decision.LET_IN),
    ]
    rooms.wait_no_more(room, ada)
    with pytest.raises(ProtocolError, match="do not wait any more"):
        room.waiting_room.decide(ada, let_in=True)
    assert wait(rooms, room, "Cid") > ben  # a number is nobody else's


def test_switching_it_off_lets_everybody_in_once() -> None:
    rooms, heard = Rooms(), list[Decision]()
    room = opened(rooms)
    wait(rooms, room, "Ada", heard.append)
    before = room.event
    room.switch_waiting_room(on=True)
    assert (room.event, heard) == (before, [])
    room.switch_waiting_room(on=False)
    assert (room.event, heard) == (before + 1, [Decision.LET_IN])
    assert rooms.must_wait_for(Join("tea", "Gus"), GUEST) is None


def test_nobody_waits_under_a_name_that_somebody_has() -> None:
    rooms = Rooms()
    room = opened(rooms)
    for name in ("Pia", "Ada", "Ada"):
        wait(rooms, room, name)
    assert names(room) == ["Pia (2)", "Ada", "Ada (2)"]
    newcomer = rooms.enter(Join("tea", "Ada"), "secret", clock_ms=0, key=PRESENTER)
    assert newcomer.presence.name == "Ada (3)"


def test_presenters_are_told_after_each_change_only() -> None:
    rooms = Rooms()
    waiting_room = opened(rooms).waiting_room
    waiting_room.tell_again()
    assert waiting_room.told  # nobody waits: there is nothing to tell
    number = waiting_room.come("Ada", ignore)
    assert not waiting_room.told
    waiting_room.told = True
    waiting_room.tell_again()  # a second presenter has come
    assert not waiting_room.told
    waiting_room.told = True
    waiting_room.go(number)
    waiting_room.tell_again()
    assert not waiting_room.told


def test_a_room_stays_for_those_who_wait_for_it() -> None:
    rooms = Rooms()
    room = opened(rooms)
    number = wait(rooms, room, "Ada")
    rooms.leave(next(iter(room.participants.values())), "left")
    assert rooms.by_name == {"tea": room} and rooms.must_wait_for(Join("tea", "Ben"), GUEST)
    rooms.wait_no_more(room, number)
    assert rooms.by_name == {}


def test_only_so_many_wait_for_one_room_and_for_all_rooms() -> None:
    rooms = Rooms()
    many = [opened(rooms, f"tea-{n}") for n in range(limits.WAITING // limits.WAITING_PER_ROOM + 1)]
    for room in many[:-1]:
        for n in range(limits.WAITING_PER_ROOM):
            wait(rooms, room, f"Guest {n}")
        with pytest.raises(ProtocolError, match="Too many people wait") as problem:
            wait(rooms, room, "Eve")
        assert problem.value.code == "room_full"
    with pytest.raises(ProtocolError, match="Too many people wait"):
        wait(rooms, many[-1], "Eve")
    rooms.wait_no_more(many[0], 1)
    wait(rooms, many[-1], "Ada")


def test_one_link_fills_all_places_until_somebody_comes_by_another() -> None:
    rooms, heard = Rooms(), list[tuple[int, Decision]]()
    room, half = opened(rooms), limits.WAITING_PER_ROOM // 2
    for n in range(limits.WAITING_PER_ROOM):  # a school class, or somebody with many windows
        wait(rooms, room, f"A{n}", lambda decision, n=n: heard.append((n, decision)))  # type: ignore[misc]
    other = Key("tea", "talk", 2_000, "other")
    for n in range(half):
        wait(rooms, room, f"B{n}", key=other)
    # The last of the first link made room, and both have as many places now.
    last = range(limits.WAITING_PER_ROOM - 1, half - 1, -1)
    assert heard == [(n, Decision.CROWDED_OUT) for n in last]
    assert names(room) == [f"A{n}" for n in range(half)] + [f"B{n}" for n in range(half)]
    for key in (GUEST, other):
        with pytest.raises(ProtocolError, match="Too many people wait"):
            wait(rooms, room, "Eve", key=key)
    for n in range(limits.WAITING_PER_ROOM // 3):
        wait(rooms, room, f"C{n}", key=Key("tea", "talk", 2_000, "third"))
    assert len(names(room)) == limits.WAITING_PER_ROOM


def test_who_has_made_room_ends_their_waiting_as_all_do() -> None:
    rooms = Rooms()
    room = opened(rooms)
    numbers = [wait(rooms, room, f"A{n}") for n in range(limits.WAITING_PER_ROOM)]
    wait(rooms, room, "Ben", key=Key("tea", "talk", 2_000, "other"))
    before = names(room)
    rooms.wait_no_more(room, numbers[-1])
    assert names(room) == before and len(before) == limits.WAITING_PER_ROOM


def test_who_could_let_them_in_presents_and_has_a_page_or_one_that_comes_back() -> None:
    meeting = Meeting()
    room = opened(meeting.rooms)
    (pia,) = room.participants.values()
    look_for_presenter(meeting, room)
    assert not room.waiting_room.presenter  # a program, which came over HTTP
    pia.lost_at = 5.0  # her page is being reloaded
    look_for_presenter(meeting, room)
    assert room.waiting_room.presenter
    pia.key = GUEST
    look_for_presenter(meeting, room)
    assert not room.waiting_room.presenter

"""Rooms: who is in them, what is told, and how somebody comes back."""

import pytest

from common import limits
from common.fields import ProtocolError
from common.limits import TokenBucket
from common.presence import Participant, Room, quality_of
from common.rooms import Rooms
from common.server_messages import (
    ChatLine,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    ReactionShown,
)
from common.signaling import Join, Media


def enter(
    rooms: Rooms, name: str = "Ada", room: str = "demo", *, view: bool = False
) -> Participant:
    """Somebody who has just joined."""
    return rooms.enter(Join(room=room, name=name, view=view), "secret", clock_ms=1000)


def test_a_room_is_made_by_the_first_join_and_gone_after_the_last_leave() -> None:
    rooms = Rooms()
    ada, bob = enter(rooms), enter(rooms, "Bob")
    assert list(rooms.by_name) == ["demo"]
    rooms.leave(ada, "left")
    assert list(rooms.by_name) == ["demo"]
    rooms.leave(bob, "left")
    assert rooms.by_name == {} and rooms.participants == {}


def test_the_same_name_twice_is_told_apart() -> None:
    rooms = Rooms()
    names = [enter(rooms).presence.name for _ in range(3)]
    assert names == ["Ada", "Ada (2)", "Ada (3)"]


def test_a_long_name_stays_within_its_bound_when_told_apart() -> None:
    rooms = Rooms()
    names = [enter(rooms, "x" * 64).presence.name for _ in range(2)]
    assert names[0] != names[1] and len(names[1]) == 64


def test_a_change_is_told_once_and_no_change_not_at_all() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    ada.room.take_news()
    ada.room.update(ada, microphone=True)
    ada.room.update(ada, microphone=True)
    (event,) = ada.room.take_news()
    assert isinstance(event, ParticipantUpdated)
    assert event.participant.microphone and event.event == 2


def test_events_are_numbered_without_a_gap() -> None:
    rooms = Rooms()
    ada, bob = enter(rooms), enter(rooms, "Bob")
    ada.room.say(bob, "hello", clock_ms=2000)
    rooms.leave(ada, "left")
    events = list(bob.room.history)
    assert events == bob.room.take_news() and [event.event for event in events] == [1, 2, 3, 4]
    assert [type(event) for event in events] == [
        ParticipantJoined,
        ParticipantJoined,
        ChatLine,
        ParticipantLeft,
    ]


def test_whoever_comes_back_gets_exactly_the_missed_events() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    ada.room.say(ada, "one", clock_ms=1)
    ada.room.say(ada, "two", clock_ms=2)
    missed = ada.room.missed_since(2)
    assert missed is not None and [event.event for event in missed] == [3]
    assert ada.room.missed_since(3) == []


def test_who_missed_more_than_is_kept_gets_the_whole_state() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    for count in range(limits.EVENTS_KEPT + 5):
        ada.room.say(ada, str(count), clock_ms=count)
    assert ada.room.missed_since(1) is None
    assert ada.room.missed_since(None) is None
    assert ada.room.missed_since(10**9) is None
    assert len(ada.room.history) == limits.EVENTS_KEPT
    assert len(ada.room.chat) == limits.CHAT_KEPT


def test_a_welcome_holds_everybody_and_welcome_back_nobody() -> None:
    rooms = Rooms()
    ada, bob = enter(rooms), enter(rooms, "Bob")
    whole = bob.room.welcome(bob, resumed=False)
    assert [p.name for p in whole.participants or []] == ["Ada", "Bob"] and whole.you == bob.id
    back = ada.room.welcome_back(ada)
    assert back.participants is None and back.resumed and back.event == ada.room.event


def test_only_the_whole_token_finds_its_participant() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    assert rooms.find(ada.token) is ada
    assert rooms.find(ada.token, "demo") is ada
    for wrong in ("", "1", "1.", "1.secre", "2.secret", "1.secret ", "x.secret", "²", "9" * 5000):
        assert rooms.find(wrong) is None
    assert rooms.find(ada.token, "other") is None


def test_who_is_away_is_kept_for_twenty_seconds() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    assert rooms.away_too_long(1e9, lambda _who: False) == []
    ada.lost_at = 100.0
    assert rooms.away_too_long(119.9, lambda _who: True) == []
    assert rooms.away_too_long(120.0, lambda _who: True) == [ada]


def test_who_sends_no_media_either_is_kept_for_eight_seconds() -> None:
    rooms = Rooms()
    ada, bob = enter(rooms), enter(rooms)
    ada.lost_at = bob.lost_at = 100.0
    assert rooms.away_too_long(107.9, lambda _who: False) == []
    assert rooms.away_too_long(108.0, lambda who: who is bob) == [ada]


def test_a_full_room_refuses_and_takes_the_next_after_a_leave() -> None:
    rooms = Rooms()
    people = [enter(rooms) for _ in range(limits.PARTICIPANTS_PER_ROOM)]
    with pytest.raises(ProtocolError) as caught:
        enter(rooms)
    assert caught.value.code == "room_full"
    rooms.leave(people[0], "left")
    assert enter(rooms).presence.name == "Ada"


def test_a_full_server_refuses() -> None:
    rooms = Rooms()
    for count in range(limits.ROOMS):
        enter(rooms, room=f"room-{count}")
    with pytest.raises(ProtocolError) as caught:
        enter(rooms, room="one-more")
    assert caught.value.code == "server_full"
    for count in range(limits.PARTICIPANTS - limits.ROOMS):
        enter(rooms, room=f"room-{count % 50}")
    with pytest.raises(ProtocolError):
        enter(rooms, room="room-99")


def test_a_removed_participant_changes_nothing_any_more() -> None:
    room = Room("demo")
    ada = room.add(Join(room="demo", name="Ada"), 1, "t", 0)
    room.remove(ada, "left")
    room.take_news()
    room.update(ada, microphone=True)
    room.remove(ada, "left")
    assert room.take_news() == []


def test_a_reaction_is_news_but_no_event_and_so_kept_nowhere() -> None:
    rooms = Rooms()
    ada = enter(rooms)
    room = ada.room
    room.take_news()
    before, history = room.event, list(room.history)
    room.react(ada, "applause", now=1_000.0)
    assert room.take_news() == [ReactionShown(ada.id, "Ada", "applause")]
    assert (room.event, list(room.history)) == (before, history)
    assert room.missed_since(before) == []


def test_who_reacts_too_often_is_told_to_wait_and_nobody_else_is() -> None:
    rooms = Rooms()
    ada, bob = enter(rooms), enter(rooms, "Bob")
    for _ in range(int(limits.REACTION_BURST)):
        ada.room.react(ada, "like", now=1_000.0)
    with pytest.raises(ProtocolError) as caught:
        ada.room.react(ada, "like", now=1_000.0)
    assert (caught.value.code, str(caught.value)[-14:]) == ("too_many", "wait a moment.")
    bob.room.react(bob, "like", now=1_000.0)
    ada.room.react(ada, "like", now=1_001.0)


def test_who_only_views_sends_nothing() -> None:
    room = Room("demo")
    join = Join(room="demo", name="Ada", view=True, microphone=True, camera=True)
    presence = room.add(join, 1, "t", 0).presence
    assert presence.view and not presence.microphone and not presence.camera


def test_who_only_views_cannot_claim_to_send() -> None:
    rooms = Rooms()
    eve = enter(rooms, "Eve", view=True)
    with pytest.raises(ProtocolError):
        eve.room.show_media(eve, Media(microphone=True, camera=True, screen=True))
    assert not (eve.presence.microphone or eve.presence.camera or eve.presence.screen)


def test_who_is_muted_does_not_speak() -> None:
    rooms = Rooms()
    ada = enter(rooms, "Ada")
    ada.room.update(ada, microphone=True, speaking=True)
    ada.room.show_media(ada, Media(microphone=False, camera=True, screen=False))
    assert not ada.presence.speaking and ada.presence.camera


def test_names_that_look_the_same_are_told_apart() -> None:
    rooms = Rooms()
    names = [enter(rooms, name).presence.name for name in ("Ada", "A\u200dda", "Ada")]
    assert names[0] == "Ada" and names[1].endswith(" (2)") and names[2] == "Ada (3)"


def test_the_chat_that_is_kept_is_bounded_in_characters() -> None:
    rooms = Rooms()
    ada = enter(rooms, "Ada")
    for number in range(50):
        ada.room.say(ada, f"{number} " + "x" * 1_990, 0)
    assert sum(len(line.text) for line in ada.room.chat) <= limits.CHAT_CHARACTERS_KEPT
    assert ada.room.chat[-1].text.startswith("49 ") and len(ada.room.chat) >= 5


def test_quality_follows_the_round_trip() -> None:
    assert [quality_of(s) for s in (0.01, 0.3, 2.0)] == ["good", "fair", "poor"]


def test_a_bucket_gives_its_burst_and_then_its_rate() -> None:
    bucket = TokenBucket(rate=2.0, burst=3.0, now=0.0)
    assert [bucket.take(0.0) for _ in range(4)] == [True, True, True, False]
    assert [bucket.take(0.5), bucket.take(0.5)] == [True, False]
    assert [bucket.take(100.0, tokens=3.0), bucket.take(100.0)] == [True, False]

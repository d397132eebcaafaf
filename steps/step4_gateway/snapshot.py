"""A room as plain data, from which another node goes on where the one before was lost. [pure]

    {"room": "lobby", "event": 17, "locked": false, "waiting_room": false, "spotlight": null,
     "chat": [...], "participants": [{"token": ..., "key": null, "presence": {...}}]}

What is restored is a room whose people have all just lost their WebSockets: a page that comes
with its token is resumed, with the same id, name and hand; who does not come is given up as usual.
A snapshot comes over the network, so it may be nonsense: every field of it is checked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from common import limits
from common.access import Key
from common.fields import (
    Check,
    ProtocolError,
    build,
    display_name,
    flag,
    looks,
    one_of,
    optional,
    room_name,
    text,
    whole_number,
)
from common.presence import QUALITIES, Participant, Room
from common.server_messages import ChatLine, Presence
from common.signaling import LONGEST_CHAT

# Events happened after the snapshot that only browsers saw. Nobody has seen as many as this: so
# each browser notices that it has missed something, and is told the whole state of the room.
EVENTS_SKIPPED = 1_000_000
TOKEN = re.compile(r"([1-9][0-9]{0,14})\.[A-Za-z0-9_-]{1,64}")  # Rooms.enter makes it


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the room, the token by which they are resumed, and the key they came in by."""

    token: str = field(repr=False)
    key: Key | None
    presence: Presence


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A room at one moment: after the event of that number."""

    room: str
    event: int
    locked: bool
    waiting_room: bool
    spotlight: int | None
    chat: tuple[ChatLine, ...]
    participants: tuple[Member, ...]


def take(room: Room) -> Snapshot:
    """A room as it is now."""
    members = (Member(p.token, p.key, p.presence) for p in room.participants.values())
    return Snapshot(
        room.name,
        room.event,
        room.locked,
        room.waiting_room.on,
        room.spotlight,
        tuple(room.chat),
        tuple(members),
    )


def restored(snapshot: Snapshot, now: float) -> Room:
    """The room of a snapshot, in which everybody was lost at `now` on the monotonic clock."""
    room = Room(snapshot.room, event=snapshot.event + EVENTS_SKIPPED, locked=snapshot.locked)
    room.waiting_room.on, room.spotlight = snapshot.waiting_room, snapshot.spotlight
    room.chat.extend(snapshot.chat)
    for member in snapshot.participants:
        presence = replace(member.presence, connected=False, speaking=False)
        room.participants[presence.id] = Participant(
            presence, member.token, room, lost_at=now, key=member.key
        )
    return room


def as_data(snapshot: Snapshot) -> dict[str, Any]:
    """A snapshot as it is written in JSON."""
    members = [
        {
            "token": member.token,
            "key": asdict(member.key) if member.key else None,
            "presence": _plain(member.presence, PRESENCE),
        }
        for member in snapshot.participants
    ]
    chat = [_plain(line, CHAT_LINE) for line in snapshot.chat]
    return {
        "room": snapshot.room,
        "event": snapshot.event,
        "locked": snapshot.locked,
        "waiting_room": snapshot.waiting_room,
        "spotlight": snapshot.spotlight,
        "chat": chat,
        "participants": members,
    }


def parse(data: Any) -> Snapshot:
    """The snapshot in what JSON gave; ProtocolError names the object, the field and the reason."""
    snapshot = Snapshot(**_fields("snapshot", data, SNAPSHOT))
    chat = [_chat_line(number, value) for number, value in enumerate(snapshot.chat, 1)]
    members = [_member(number, value) for number, value in enumerate(snapshot.participants, 1)]
    snapshot = replace(snapshot, chat=tuple(chat), participants=tuple(members))
    _require_one_of_each(snapshot)
    _require_a_chat_that_was(snapshot)
    return snapshot


def items(low: int, high: int) -> Check:
    """A check for a list of so many items, whatever they are."""

    def check(value: Any) -> list[Any]:
        if not isinstance(value, list) or not low <= len(value) <= high:
            raise ValueError(f"must be a list of {low} to {high} items")
        return value

    return check


def token(value: Any) -> str:
    """A token: the number of a participant and a secret."""
    if not isinstance(value, str) or not TOKEN.fullmatch(value):
        raise ValueError("must be the token of a participant")
    return value


def own_key(value: Any) -> Key:
    """What the key allows by which somebody came in."""
    if not isinstance(value, dict):
        raise ValueError("must be an object")
    return build(Key, value)


def as_it_is(value: Any) -> Any:
    """No check: this is an object, and its fields are checked one by one."""
    return value


PARTICIPANT_ID = whole_number(1, 10**15 - 1)
TIME = whole_number(0, 2**53)  # milliseconds since 1970
EVENT = whole_number(0, 2**52)  # with all that is skipped still a number in JavaScript

SNAPSHOT: dict[str, Check] = {
    "room": room_name,
    "event": EVENT,
    "locked": flag,
    "waiting_room": flag,
    "spotlight": optional(PARTICIPANT_ID),
    "chat": items(0, limits.CHAT_KEPT),
    "participants": items(1, limits.PARTICIPANTS_PER_ROOM),  # an empty room does not exist
}
MEMBER: dict[str, Check] = {"token": token, "key": optional(own_key), "presence": as_it_is}
PRESENCE: dict[str, Check] = {
    "id": PARTICIPANT_ID,
    "name": display_name,
    "view": flag,
    "microphone": flag,
    "camera": flag,
    "screen": flag,
    "speaking": flag,
    "hand_raised_at": optional(TIME),
    "quality": one_of("unknown", *QUALITIES),
    "connected": flag,
    "since": TIME,
    "forwarded": flag,
}
CHAT_LINE: dict[str, Check] = {
    "event": EVENT,
    "id": PARTICIPANT_ID,
    "name": display_name,
    "text": text(LONGEST_CHAT),
    "at": TIME,
}


def _plain(thing: Presence | ChatLine, fields: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in fields}  # asdict takes ten times as long


def _chat_line(number: int, data: Any) -> ChatLine:
    return ChatLine(**_fields(f"chat line {number}", data, CHAT_LINE))


def _member(number: int, data: Any) -> Member:
    where = f"participant {number}"
    member = Member(**_fields(where, data, MEMBER))
    presence = Presence(**_fields(f"{where}: presence", member.presence, PRESENCE))
    if member.token.partition(".")[0] != str(presence.id):
        raise _problem(where, "token", "is not that of this participant")
    return replace(member, presence=presence)


def _require_one_of_each(snapshot: Snapshot) -> None:
    everybody = [member.presence for member in snapshot.participants]
    if len({presence.id for presence in everybody}) < len(everybody):
        raise _problem("snapshot", "participants", "has somebody twice")
    if len({looks(presence.name) for presence in everybody}) < len(everybody):
        raise _problem("snapshot", "participants", "has two of one name")
    if snapshot.spotlight not in {None, *(presence.id for presence in everybody)}:
        raise _problem("snapshot", "spotlight", "is on nobody who is here")


def _require_a_chat_that_was(snapshot: Snapshot) -> None:
    events = [line.event for line in snapshot.chat]
    if events != sorted(set(events)) or (events and events[-1] > snapshot.event):
        raise _problem("snapshot", "chat", "is not in the order of its events")
    if sum(len(line.text) for line in snapshot.chat) > limits.CHAT_CHARACTERS_KEPT:
        raise _problem("snapshot", "chat", f"has over {limits.CHAT_CHARACTERS_KEPT} characters")


def _fields(where: str, data: Any, checks: Mapping[str, Check]) -> dict[str, Any]:
    """The checked fields of one object: all that there are, and no others."""
    if not isinstance(data, dict):
        raise ProtocolError("invalid", f"{where} must be an object.")
    for name in data.keys() - checks.keys():
        raise _problem(where, f"{name[:64]!a}", "is not known")
    for name in checks.keys() - data.keys():
        raise _problem(where, name, "is missing")
    return {name: _checked(where, name, check, data[name]) for name, check in checks.items()}


def _checked(where: str, name: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as problem:
        raise _problem(where, name, str(problem)) from None


def _problem(where: str, name: str, reason: str) -> ProtocolError:
    return ProtocolError("invalid", f"{where}: the field {name} {reason}.", name)

"""What a node says of itself in a heartbeat. [pure]

The front has checked its signature; a mistake in it is still answered by a sentence.
"""

from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlsplit

from common import limits
from common.access import identifier
from common.fields import (
    Check,
    ProtocolError,
    build,
    checked,
    flag,
    number,
    room_name,
    text,
    whole_number,
)
from steps.step4_gateway.snapshot import EVENTS_SKIPPED

LONGEST_URL = 300


def listed(check: Check, most: int) -> Check:
    """A check for a list of up to `most` values, each with a check of its own."""

    def check_all(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"must be a list of at most {most}")
        return tuple(map(check, value))

    return check_all


def http_url(value: Any) -> str:
    """The address of a node: http, a host and a port."""
    try:
        parts = urlsplit(str(text(LONGEST_URL)(value)))
        sound = parts.scheme == "http" and bool(parts.hostname) and bool(parts.port)
    except ValueError:
        sound = False
    if not sound:
        raise ValueError("must be like http://10.0.0.7:8002")
    return f"http://{parts.netloc}"


def snapshot(value: Any) -> dict[str, Any]:
    """A room as another node could go on with it; only that node looks at the rest of it."""
    if not isinstance(value, dict):
        raise ValueError("must be a list of objects")
    room_name(value.get("room"))
    whole_number(0, 2**53)(value.get("event"))
    return value


def barred_key(value: Any) -> tuple[str, int]:
    """A key that opens no door any more, and when it expires."""
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("must be a list of pairs")
    return identifier(value[0]), whole_number(0, 2**53)(value[1])


barred_keys = listed(barred_key, limits.BARRED_KEYS)


def announced_room(value: Any) -> "AnnouncedRoom":
    """A room in an announcement."""
    try:
        return build(AnnouncedRoom, _known(AnnouncedRoom, value))
    except ProtocolError as problem:
        raise ValueError(f"has a room that is wrong in the field {problem.field}") from None


@dataclass(frozen=True, slots=True)
class AnnouncedRoom:
    """A room that a node has, and who is in it."""

    name: str = checked(room_name)
    event: int = checked(whole_number(0, 2**53))
    people: tuple[str, ...] = checked(listed(text(64), limits.PARTICIPANTS_PER_ROOM))

    @property
    def restores(self) -> int:
        """How often it has gone on on another node: more events than it can have, each time."""
        return self.event // EVENTS_SKIPPED


@dataclass(frozen=True, slots=True)
class Announcement:
    """A node at this moment: where it is, how full, and which rooms it has."""

    node: str = checked(room_name)
    boot: str = checked(room_name)  # another one after each start
    beat: int = checked(whole_number(1, 2**53))  # its number since then
    url: str = checked(http_url)
    media: str = checked(text(LONGEST_URL))
    draining: bool = checked(flag)
    capacity: int = checked(whole_number(0, limits.PARTICIPANTS))
    participants: int = checked(whole_number(0, 10_000))
    cpu: float = checked(number)
    packets: int = checked(whole_number(0, 2**63))
    rooms: tuple[AnnouncedRoom, ...] = checked(listed(announced_room, limits.ROOMS))
    snapshots: tuple[dict[str, Any], ...] = checked(listed(snapshot, limits.ROOMS), ())
    barred: tuple[tuple[str, int], ...] = checked(barred_keys, ())

    @property
    def free(self) -> int:
        """How many more may come; of a node that drains, nobody."""
        return 0 if self.draining else max(0, self.capacity - self.participants)


def read(data: dict[str, Any]) -> Announcement:
    """The announcement in a heartbeat; ProtocolError says what is wrong with it."""
    return build(Announcement, _known(Announcement, data))


def _known(kind: type, value: Any) -> dict[str, Any]:
    # What a node of a newer version says besides is not looked at.
    if not isinstance(value, dict):
        raise ValueError("must be a list of objects")
    names = {item.name for item in fields(kind)}
    return {name: what for name, what in value.items() if name in names}

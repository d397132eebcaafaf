"""All rooms of a server: where a join leads, who is resumed, who has been away too long. [pure]

The token that resumes a participant comes from the shell: randomness is its business.
"""

from collections.abc import Callable
from dataclasses import replace
from hmac import compare_digest

from common import limits
from common.access import Key
from common.fields import ProtocolError
from common.presence import Participant, Room
from common.signaling import Join
from common.waiting_room import Decide

CROWDED = "Too many people wait to be let in already. Try again in a few minutes."
BY_PAGE_ONLY = (
    "The presenter lets newcomers in one by one, so come by the page of the call, where you can"
    " wait; or ask for the waiting room to be switched off."
)
LOCKED = "The presenter has locked this room, so nobody new can enter. Ask for it to be unlocked."


class Rooms:
    """The rooms by name, and all participants by id."""

    def __init__(self, first_id: int = 1) -> None:
        self.by_name: dict[str, Room] = {}
        self.participants: dict[int, Participant] = {}
        self._last_id = first_id - 1

    def enter(
        self,
        join: Join,
        token: str,
        clock_ms: int,
        key: Key | None = None,
        *,
        admitted: bool = False,
    ) -> Participant:
        """A new participant in the room that the join names; ProtocolError if it is full.

        Or if it is closed to them, unless they were `admitted` by a presenter. The key is one
        that was looked at, None in an open room.
        """
        room = self.by_name.get(join.room)
        self._refuse_if_full(room)
        if key is not None and not key.allows("talk"):
            join = replace(join, view=True)
        if room is not None and not (admitted or (key and key.allows("present"))):
            _refuse_if_closed(room)
        if room is None:
            room = self.by_name[join.room] = Room(join.room)
        self._last_id += 1
        token = f"{self._last_id}.{token}"
        participant = room.add(join, self._last_id, token, clock_ms)
        participant.key = key
        self.participants[participant.id] = participant
        return participant

    def must_wait_for(self, join: Join, key: Key | None) -> Room | None:
        """The room before which somebody has to wait; None if they come in, or not at all."""
        room = self.by_name.get(join.room)
        if room is None or room.locked or not room.waiting_room.on:
            return None
        return None if key and key.allows("present") else room

    def wait(self, room: Room, join: Join, decide: Decide, key: Key | None = None) -> int:
        """The number of somebody who waits for a room; ProtocolError if too many do.

        And if no more of them wait by another link, one of whom would make room.
        """
        link = key.jti if key else ""
        waiting = [len(room.waiting_room.waiters) for room in self.by_name.values()]
        own = len(room.waiting_room.waiters)
        is_full = own >= limits.WAITING_PER_ROOM or sum(waiting) >= limits.WAITING
        if is_full and not room.waiting_room.make_room(link):
            raise ProtocolError("room_full", CROWDED)
        return room.waiting_room.come(room.free_name(join.name), decide, link)

    def wait_no_more(self, room: Room, number: int) -> None:
        """Ends somebody's waiting."""
        room.waiting_room.go(number)
        self._end_if_over(room)

    def find(self, token: str, room_name: str | None = None) -> Participant | None:
        """The participant whose token this is (in that room), if it is still kept."""
        number = token.partition(".")[0]
        if not number.isascii() or not number.isdigit() or len(number) > 15:
            return None
        participant = self.participants.get(int(number))
        if participant is None or not compare_digest(participant.token.encode(), token.encode()):
            return None
        return participant if room_name in (None, participant.room.name) else None

    def names_in(self, room_name: str) -> list[str]:
        """The names of the people in a room; none in one that is not there."""
        room = self.by_name.get(room_name)
        return [p.presence.name for p in room.participants.values()] if room else []

    def leave(self, participant: Participant, reason: str) -> None:
        """Ends a participant's presence, and the room after its last leave.

        It stays for those who wait for it, so that they do not find it open.
        """
        participant.room.remove(participant, reason)
        self.participants.pop(participant.id, None)
        self._end_if_over(participant.room)

    def restore(self, room: Room) -> None:
        """Takes a room over with all who are in it; one of that name which is here already stays.

        ProtocolError if there is no place for it.
        """
        if room.name in self.by_name:
            return
        everybody = len(self.participants) + len(room.participants)
        if everybody > limits.PARTICIPANTS or len(self.by_name) >= limits.ROOMS:
            raise ProtocolError("server_full", "The server is full: it has no place for this room.")
        if self.participants.keys() & room.participants.keys():
            problem = "Somebody in this room is in another one already."
            raise ProtocolError("invalid", problem, "participants")
        self.by_name[room.name] = room
        self.participants.update(room.participants)

    def away_too_long(
        self, now: float, has_media: Callable[[Participant], bool]
    ) -> list[Participant]:
        """Those whose WebSocket was lost 20 s ago, or 8 s if no media come from them either."""
        gone = []
        for participant in self.participants.values():
            if participant.lost_at is not None:
                alive = has_media(participant)
                kept = limits.RESUME_SECONDS if alive else limits.DEAD_SECONDS
                if now - participant.lost_at >= kept:
                    gone.append(participant)
        return gone

    def _end_if_over(self, room: Room) -> None:
        is_over = not room.participants and not room.waiting_room.waiters
        if is_over and self.by_name.get(room.name) is room:
            del self.by_name[room.name]

    def _refuse_if_full(self, room: Room | None) -> None:
        if len(self.participants) >= limits.PARTICIPANTS or (
            room is None and len(self.by_name) >= limits.ROOMS
        ):
            raise ProtocolError("server_full", "The server is full. Try again in a few minutes.")
        if room is not None and len(room.participants) >= limits.PARTICIPANTS_PER_ROOM:
            raise ProtocolError("room_full", "The room is full. Ask somebody to leave first.")


def _refuse_if_closed(room: Room) -> None:
    if room.locked:
        raise ProtocolError("locked", LOCKED)
    if room.waiting_room.on:
        raise ProtocolError("waiting_room", BY_PAGE_ONLY)

"""All rooms of a server: where a join leads, who is resumed, who has been away too long. [pure]

The token that resumes a participant comes from the shell: randomness is its business.
"""

from collections.abc import Callable
from hmac import compare_digest

from common import limits
from common.fields import ProtocolError
from common.presence import Participant, Room
from common.signaling import Join


class Rooms:
    """The rooms by name, and all participants by id."""

    def __init__(self, first_id: int = 1) -> None:
        self.by_name: dict[str, Room] = {}
        self.participants: dict[int, Participant] = {}
        self._last_id = first_id - 1

    def enter(self, join: Join, token: str, clock_ms: int) -> Participant:
        """A new participant in the room that the join names; ProtocolError if it is full."""
        room = self.by_name.get(join.room)
        self._refuse_if_full(room)
        if room is None:
            room = self.by_name[join.room] = Room(join.room)
        self._last_id += 1
        token = f"{self._last_id}.{token}"
        participant = room.add(join, self._last_id, token, clock_ms)
        self.participants[participant.id] = participant
        return participant

    def find(self, token: str, room_name: str | None = None) -> Participant | None:
        """The participant whose token this is (in that room), if it is still kept."""
        number = token.partition(".")[0]
        if not number.isascii() or not number.isdigit() or len(number) > 15:
            return None
        participant = self.participants.get(int(number))
        if participant is None or not compare_digest(participant.token.encode(), token.encode()):
            return None
        return participant if room_name in (None, participant.room.name) else None

    def leave(self, participant: Participant, reason: str) -> None:
        """Ends a participant's presence, and the room after its last leave."""
        participant.room.remove(participant, reason)
        self.participants.pop(participant.id, None)
        if not participant.room.participants:
            self.by_name.pop(participant.room.name, None)

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

    def _refuse_if_full(self, room: Room | None) -> None:
        if len(self.participants) >= limits.PARTICIPANTS or (
            room is None and len(self.by_name) >= limits.ROOMS
        ):
            raise ProtocolError("server_full", "The server is full. Try again in a few minutes.")
        if room is not None and len(room.participants) >= limits.PARTICIPANTS_PER_ROOM:
            raise ProtocolError("room_full", "The room is full. Ask somebody to leave first.")

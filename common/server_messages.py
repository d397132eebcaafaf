"""What the server says in polycloud.v1 (the table of all messages is in `signaling.py`). [pure]"""

from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias


@dataclass(frozen=True, slots=True)
class Presence:
    """What everybody in a room may know about one participant."""

    id: int
    name: str
    view: bool
    microphone: bool
    camera: bool
    screen: bool
    speaking: bool
    hand_raised_at: int | None
    quality: str
    connected: bool
    since: int
    forwarded: bool = True  # what they send; not while the room has no place for it


@dataclass(frozen=True, slots=True)
class ChatLine:
    """A chat event: who said what, and when."""

    type: ClassVar[str] = "chat"
    event: int
    id: int
    name: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Welcome:
    """The answer to a join: who you are, who is here, and how to come back."""

    type: ClassVar[str] = "welcome"
    you: int
    room: str
    token: str
    event: int
    resumed: bool
    resume_seconds: float
    participants: list[Presence] | None
    chat: list[ChatLine]
    ice_servers: list[dict[str, Any]]
    rights: str
    locked: bool
    waiting_room: bool
    spotlight: int | None


@dataclass(frozen=True, slots=True)
class ParticipantJoined:
    """The event of somebody's coming in."""

    type: ClassVar[str] = "participant_joined"
    event: int
    participant: Presence


class ParticipantUpdated(ParticipantJoined):
    """The event of a change in somebody's presence."""

    type: ClassVar[str] = "participant_updated"


@dataclass(frozen=True, slots=True)
class ParticipantLeft:
    """The event of somebody's going: `left` on purpose, `lost`, or `removed`."""

    type: ClassVar[str] = "participant_left"
    event: int
    id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class RoomLocked:
    """The event of a presenter's locking the room, or opening it again."""

    type: ClassVar[str] = "locked"
    event: int
    locked: bool


@dataclass(frozen=True, slots=True)
class WaitingRoomSwitched:
    """The event of a presenter's letting newcomers wait, or come in at once again."""

    type: ClassVar[str] = "waiting_room"
    event: int
    on: bool


@dataclass(frozen=True, slots=True)
class SpotlightTurned:
    """The event of a presenter's showing somebody large to everybody, or nobody any more."""

    type: ClassVar[str] = "spotlight"
    event: int
    participant: int | None


@dataclass(frozen=True, slots=True)
class ReactionShown:
    """Somebody's reaction; no event, for who was away a moment ago has missed nothing by it."""

    type: ClassVar[str] = "reaction"
    id: int
    name: str
    reaction: str


@dataclass(frozen=True, slots=True)
class MuteRequest:
    """A presenter's wish that your microphone be off: your page does it, and you may undo it."""

    type: ClassVar[str] = "mute"
    by: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """The answer to a join where newcomers wait: you are not in the room yet.

    It comes again whenever there is a presenter at last, or none any more.
    """

    type: ClassVar[str] = "waiting"
    message: str
    presenter: bool  # whether one is there, who could let you in


@dataclass(frozen=True, slots=True)
class WaitingPerson:
    """Somebody who waits: all that a presenter knows of them."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class WaitingList:
    """Who waits to be let in, first come first; for presenters only."""

    type: ClassVar[str] = "waiting_list"
    people: list[WaitingPerson]


@dataclass(frozen=True, slots=True)
class Unreceived:
    """Who does not receive what you send, all of them, whenever these are others than before."""

    type: ClassVar[str] = "unreceived"
    by: list[int]
    screen_by: list[int]  # of whom some receive you, and only not what you share


@dataclass(frozen=True, slots=True)
class Invitation:
    """The answer to invite: a key, how much it allows, and until when."""

    type: ClassVar[str] = "invitation"
    key: str
    rights: str
    expires: int


@dataclass(frozen=True, slots=True)
class Ping:
    """The server's question whether the browser is still there, and how long the last answer took.

    `round_trip` is in milliseconds; None before there was an answer.
    """

    type: ClassVar[str] = "ping"
    sent: float
    round_trip: float | None


@dataclass(frozen=True, slots=True)
class Offer:
    """The server's session description; it alone makes offers, one at a time (RFC 9429)."""

    type: ClassVar[str] = "offer"
    revision: int
    sdp: str


@dataclass(frozen=True, slots=True)
class IceServers:
    """Fresh passwords for the TURN servers of the welcome, whose own will expire."""

    type: ClassVar[str] = "ice_servers"
    ice_servers: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Error:
    """What was wrong with a message, for the one who sent it."""

    type: ClassVar[str] = "error"
    code: str
    field: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Bye:
    """The last message before the server closes the WebSocket, with the reason."""

    type: ClassVar[str] = "bye"
    reason: str
    message: str
    by: str | None = None  # who has removed you


Event: TypeAlias = (ParticipantJoined | ParticipantUpdated | ParticipantLeft | ChatLine) | (
    RoomLocked | WaitingRoomSwitched | SpotlightTurned
)
News: TypeAlias = Event | ReactionShown  # what everybody in a room is told
FromServer: TypeAlias = (
    (Welcome | News | MuteRequest | Unreceived)
    | (Waiting | WaitingList | Invitation)
    | (Ping | Offer | IceServers | Error | Bye)
)

"""The signalling protocol polycloud.v1: JSON text messages on one WebSocket. [pure]

Nouns. A *room* is a name under which people meet: made by the first join, gone after the last
leave. A *participant* is one person's presence in a room. An *event* is something that happened
in the room; events are numbered from 1, so that whoever was away can ask for what was missed.
A *token* is the secret by which a participant is resumed after its WebSocket was lost.

| from    | type                | fields                                                          |
|---------|---------------------|-----------------------------------------------------------------|
| browser | join                | room, name, view?, microphone?, camera?, token?, last_event?    |
| browser | media               | microphone, camera, screen                                      |
| browser | chat                | text                                                            |
| browser | hand                | raised                                                          |
| browser | speaking            | speaking                                                        |
| browser | pong                | sent (as in the ping)                                           |
| browser | answer              | revision, sdp (from step 2 on)                                  |
| browser | leave               |                                                                 |
| server  | welcome             | you, room, token, event, resumed, resume_seconds, participants  |
|         |                     | (null: the missed events follow), chat, ice_servers             |
| server  | participant_joined  | event, participant                                              |
| server  | participant_updated | event, participant                                              |
| server  | participant_left    | event, id, name, reason (left, lost, removed)                   |
| server  | chat                | event, id, name, text, at                                       |
| server  | ping                | sent                                                            |
| server  | offer               | revision, sdp (from step 2 on)                                  |
| server  | error               | code, field, message                                            |
| server  | bye                 | reason, message; then the WebSocket closes                      |

The first message is `join`. An invalid message is answered by `error` and otherwise ignored.
Times (`at`, `since`, `hand_raised_at`) are milliseconds since 1970.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

from common.fields import (
    checked,
    display_name,
    flag,
    number,
    parse_message,
    room_name,
    text,
    whole_number,
)

SUBPROTOCOL = "polycloud.v1"
LONGEST_MESSAGE = 64 * 1024
LONGEST_CHAT = 2_000


@dataclass(frozen=True, slots=True)
class Join:
    """A browser's wish to enter a room, or with a token to come back to it."""

    type: ClassVar[str] = "join"
    room: str = checked(room_name)
    name: str = checked(display_name)
    view: bool = checked(flag, False)
    microphone: bool = checked(flag, False)
    camera: bool = checked(flag, False)
    token: str | None = checked(text(128), None)
    last_event: int | None = checked(whole_number(0, 2**53), None)


@dataclass(frozen=True, slots=True)
class Media:
    """What a participant sends at the moment."""

    type: ClassVar[str] = "media"
    microphone: bool = checked(flag)
    camera: bool = checked(flag)
    screen: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Chat:
    """A line of text for everybody in the room."""

    type: ClassVar[str] = "chat"
    text: str = checked(text(LONGEST_CHAT))


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand that is raised or lowered."""

    type: ClassVar[str] = "hand"
    raised: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Speaking:
    """Whether a participant's microphone hears speech now."""

    type: ClassVar[str] = "speaking"
    speaking: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Pong:
    """The echo of a ping: the browser is there, and the round trip is known."""

    type: ClassVar[str] = "pong"
    sent: float = checked(number)


@dataclass(frozen=True, slots=True)
class Answer:
    """A browser's session description in answer to the offer of the same revision (RFC 9429)."""

    type: ClassVar[str] = "answer"
    revision: int = checked(whole_number(0, 2**31))
    sdp: str = checked(text(LONGEST_MESSAGE))


@dataclass(frozen=True, slots=True)
class Leave:
    """A participant's leaving on purpose."""

    type: ClassVar[str] = "leave"


FromBrowser: TypeAlias = Join | Media | Chat | Hand | Speaking | Pong | Answer | Leave
FROM_BROWSER: dict[str, type[FromBrowser]] = {
    message.type: message for message in (Join, Media, Chat, Hand, Speaking, Pong, Answer, Leave)
}


def parse(text: str) -> FromBrowser:
    """The message in a browser's text; ProtocolError names the field that is wrong, and why."""
    return parse_message(text, FROM_BROWSER)


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
class Ping:
    """The server's question whether the browser is still there."""

    type: ClassVar[str] = "ping"
    sent: float


@dataclass(frozen=True, slots=True)
class Offer:
    """The server's session description; it alone makes offers, one at a time (RFC 9429)."""

    type: ClassVar[str] = "offer"
    revision: int
    sdp: str


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


Event: TypeAlias = ParticipantJoined | ParticipantUpdated | ParticipantLeft | ChatLine
FromServer: TypeAlias = Welcome | Event | Ping | Offer | Error | Bye


def encode(message: Any) -> str:
    """The JSON text of a message dataclass, its `type` first."""
    values = {"type": message.type, **asdict(message)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

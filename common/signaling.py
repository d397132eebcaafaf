"""The signalling protocol polycloud.v1: JSON text messages on one WebSocket. [pure]

Nouns. A *room* is a name under which people meet: made by the first join, gone after the last
leave. A *participant* is one person's presence in a room. An *event* is something that happened
in the room; events are numbered from 1, so that whoever was away can ask for what was missed.
A *token* is the secret by which a participant is resumed after its WebSocket was lost. A *key*,
from the invite link, is asked for where rooms are not open; its *rights* are `watch`, `talk` (and
watch) or `present` (all). Each message `needs` one of them, and without it is refused.

| from    | type                | fields                                                          |
|---------|---------------------|-----------------------------------------------------------------|
| browser | join                | room, name, view?, microphone?, camera?, token?, last_event?,   |
|         |                     | key?                                                            |
| browser | media               | microphone, camera, screen                                      |
| browser | chat                | text                                                            |
| browser | hand                | raised                                                          |
| browser | reaction            | reaction (like, applause, heart, laugh, surprise, party)        |
| browser | speaking            | speaking                                                        |
| browser | pong                | sent (as in the ping)                                           |
| browser | answer              | revision, sdp (from step 2 on)                                  |
| browser | restart             | failed? (from step 2 on: no packet comes through, make another  |
|         |                     | offer; after a search that failed, for a new peer connection)   |
| browser | visible             | participants: ids of those whose picture is seen, "7-screen"    |
|         |                     | for what 7 shares (from step 2 on)                              |
| browser | missing             | participants: ids of those of whom nothing comes, though seen;  |
|         |                     | "7-screen" for what 7 shares                                    |
| browser | mute                | participant? (all others without it)                            |
| browser | remove              | participant: and the key that let them in is barred             |
| browser | lock                | locked: nobody new comes in                                     |
| browser | waiting_room        | on: who comes, waits until a presenter lets them in             |
| browser | admit               | waiting? (all who wait without it)                              |
| browser | turn_away           | waiting: who is not let in                                      |
| browser | spotlight           | participant? is shown large to everybody (nobody without it)    |
| browser | invite              | rights (watch, talk), seconds: a new key, please                |
| browser | leave               |                                                                 |
| server  | welcome             | you, room, token, event, resumed, resume_seconds, participants  |
|         |                     | (null: the missed events follow), chat, ice_servers, rights,    |
|         |                     | locked, waiting_room, spotlight (an id, or null)                |
| server  | participant_joined  | event, participant                                              |
| server  | participant_updated | event, participant                                              |
| server  | participant_left    | event, id, name, reason (left, lost, removed)                   |
| server  | chat                | event, id, name, text, at                                       |
| server  | reaction            | id, name, reaction: shown for a moment, and kept by nobody      |
| server  | locked              | event, locked                                                   |
| server  | waiting_room        | event, on                                                       |
| server  | spotlight           | event, participant (null: nobody any more)                      |
| server  | waiting             | message, presenter (whether one is there): you are not in the   |
|         |                     | room yet; a welcome follows, or an error; again if one comes or |
|         |                     | the last goes                                                   |
| server  | waiting_list        | people: id and name of those who wait; for presenters only      |
| server  | mute                | by: a presenter wants your microphone off; only you can open it |
| server  | unreceived          | by: ids of all who do not receive what you send; screen_by: of  |
|         |                     | all who do not receive what you share                           |
| server  | invitation          | key, rights, expires                                            |
| server  | ping                | sent, round_trip (of the ping before, in ms, or null)           |
| server  | offer               | revision, sdp (from step 2 on)                                  |
| server  | ice_servers         | ice_servers (from step 3 on: new passwords)                     |
| server  | error               | code, field, message                                            |
| server  | bye                 | reason, message, by (who removed); then the WebSocket closes    |

What the server says is in `server_messages.py`, what a presenter may say in `hosting_messages.py`,
what else a browser says is below. The first message is `join`. An invalid message is answered by
`error` and otherwise ignored.
Times (`at`, `since`, `hand_raised_at`, `expires`) are milliseconds since 1970.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, TypeAlias

from common.fields import (
    TileId,
    checked,
    display_name,
    flag,
    number,
    one_of,
    parse_message,
    room_name,
    text,
    tiles,
    whole_number,
)
from common.hosting_messages import HOSTING, Hosting
from common.reception import Missing

SUBPROTOCOL = "polycloud.v1"
LONGEST_MESSAGE = 64 * 1024
LONGEST_CHAT = 2_000
REACTIONS = ("like", "applause", "heart", "laugh", "surprise", "party")
MOST_VISIBLE = 500


@dataclass(frozen=True, slots=True)
class Join:
    """A browser's wish to enter a room, or with a token to come back to it."""

    type: ClassVar[str] = "join"
    needs: ClassVar[str] = "watch"
    room: str = checked(room_name)
    name: str = checked(display_name)
    view: bool = checked(flag, False)
    microphone: bool = checked(flag, False)
    camera: bool = checked(flag, False)
    token: str | None = checked(text(128), None)
    last_event: int | None = checked(whole_number(0, 2**53), None)
    key: str | None = checked(text(LONGEST_MESSAGE), None)  # `access.py` has its own bound


@dataclass(frozen=True, slots=True)
class Media:
    """What a participant sends at the moment."""

    type: ClassVar[str] = "media"
    needs: ClassVar[str] = "talk"
    microphone: bool = checked(flag)
    camera: bool = checked(flag)
    screen: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Chat:
    """A line of text for everybody in the room."""

    type: ClassVar[str] = "chat"
    needs: ClassVar[str] = "talk"
    text: str = checked(text(LONGEST_CHAT))


@dataclass(frozen=True, slots=True)
class Hand:
    """A hand that is raised or lowered."""

    type: ClassVar[str] = "hand"
    needs: ClassVar[str] = "talk"
    raised: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign for everybody, that is gone after a moment."""

    type: ClassVar[str] = "reaction"
    needs: ClassVar[str] = "talk"
    reaction: str = checked(one_of(*REACTIONS))


@dataclass(frozen=True, slots=True)
class Speaking:
    """Whether a participant's microphone hears speech now."""

    type: ClassVar[str] = "speaking"
    needs: ClassVar[str] = "talk"
    speaking: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Pong:
    """The echo of a ping: the browser is there, and the round trip is known."""

    type: ClassVar[str] = "pong"
    needs: ClassVar[str] = "watch"
    sent: float = checked(number)


@dataclass(frozen=True, slots=True)
class Answer:
    """A browser's session description in answer to the offer of the same revision (RFC 9429)."""

    type: ClassVar[str] = "answer"
    needs: ClassVar[str] = "watch"
    revision: int = checked(whole_number(0, 2**31))
    sdp: str = checked(text(LONGEST_MESSAGE))


@dataclass(frozen=True, slots=True)
class Restart:
    """A browser's wish for an ICE restart: its network has changed, or no packet comes through.

    Once its connection has failed, it is a wish to begin anew.
    """

    type: ClassVar[str] = "restart"
    needs: ClassVar[str] = "watch"
    failed: bool = checked(flag, False)


@dataclass(frozen=True, slots=True)
class Visible:
    """Which pictures a browser shows now: others need not be sent to it."""

    type: ClassVar[str] = "visible"
    needs: ClassVar[str] = "watch"
    participants: tuple[TileId, ...] = checked(tiles(most=MOST_VISIBLE))


@dataclass(frozen=True, slots=True)
class Leave:
    """A participant's leaving on purpose."""

    type: ClassVar[str] = "leave"
    needs: ClassVar[str] = "watch"


FromBrowser: TypeAlias = (Join | Media | Chat | Hand | Reaction | Speaking | Pong) | (
    Answer | Restart | Visible | Missing | Hosting | Leave
)
FROM_BROWSER: dict[str, type[FromBrowser]] = {
    message.type: message
    for message in (
        *(Join, Media, Chat, Hand, Reaction, Speaking, Pong),
        *(Answer, Restart, Visible, Missing, *HOSTING, Leave),
    )
}


def parse(text: str) -> FromBrowser:
    """The message in a browser's text; ProtocolError names the field that is wrong, and why."""
    return parse_message(text, FROM_BROWSER)


def encode(message: Any) -> str:
    """The JSON text of a message dataclass, its `type` first."""
    values = {"type": message.type, **asdict(message)}
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

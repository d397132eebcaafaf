"""The text messages of the media WebSocket, subprotocol polycloud.chunks.v1. [pure]

Nouns. A *publisher* is a participant who sends media, a *viewer* one who receives them. An
*epoch* is one run of a publisher's MediaRecorder: one WebM byte stream from its beginning. A shared
screen is a publisher of its own, with a WebSocket of its own: its number is its owner's, with the
highest of 32 bits set (7 shares 2147483655).

| from    | type     | fields                                                               |
|---------|----------|----------------------------------------------------------------------|
| browser | attach   | token (of the signalling welcome), screen (true: this WebSocket      |
|         |          | brings a screen, and no media come down it); the first message       |
| browser | epoch    | epoch, mime: the chunks that follow belong to this recorder run      |
| browser | stop     | nothing more comes from here                                         |
| server  | attached | you                                                                  |
| server  | start    | publisher, epoch, mime, timestamp, reason (joined, epoch, skipped):  |
|         |          | an init segment and media from a random access point on follow       |
| server  | stop     | publisher: nothing more comes from there                             |
| server  | refresh  | please begin a new epoch                                             |
| server  | fan_out  | publishers, viewers, copies, in_bps, out_bps, skipped (each second)  |
| server  | error    | code, message                                                        |

Binary messages up are chunks of the current epoch. Down they are the publisher's id in four
bytes (big-endian), then the next bytes for that publisher's player.
"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from common.fields import checked, flag, parse_message, text, whole_number

SUBPROTOCOL = "polycloud.chunks.v1"
WEBM, MP4 = "video/webm", "video/mp4"
SCREEN = 1 << 31  # in the number of a publisher that is a screen


def owner_of(publisher: int) -> int:
    """The participant from whom a publisher's media come."""
    return publisher & ~SCREEN


def recordable(value: object) -> str:
    """A media type that a step-1 viewer may be asked to play."""
    if not isinstance(value, str) or len(value) > 100 or not value.isprintable():
        raise ValueError("must be a media type")
    if value.partition(";")[0] not in (WEBM, MP4):
        raise ValueError(f"must be a {WEBM} or {MP4} type")
    return value


@dataclass(frozen=True, slots=True)
class Attach:
    """A browser's claim to be the participant whose token this is."""

    type: ClassVar[str] = "attach"
    token: str = checked(text(128))
    screen: bool = checked(flag, default=False)


@dataclass(frozen=True, slots=True)
class Epoch:
    """The beginning of a recorder run."""

    type: ClassVar[str] = "epoch"
    epoch: int = checked(whole_number(1, 2**31))
    mime: str = checked(recordable)


@dataclass(frozen=True, slots=True)
class StopSending:
    """The end of the media on this WebSocket."""

    type: ClassVar[str] = "stop"


FromBrowser: TypeAlias = Attach | Epoch | StopSending
FROM_BROWSER: dict[str, type[FromBrowser]] = {
    message.type: message for message in (Attach, Epoch, StopSending)
}


def parse(text: str) -> FromBrowser:
    """The message in a browser's text; ProtocolError names the field that is wrong, and why."""
    return parse_message(text, FROM_BROWSER)


@dataclass(frozen=True, slots=True)
class Attached:
    """The answer to attach."""

    type: ClassVar[str] = "attached"
    you: int


@dataclass(frozen=True, slots=True)
class Start:
    """The announcement of an init segment and of media that can be decoded from their first byte.

    `timestamp` is in milliseconds: the time of the first cluster that follows.
    """

    type: ClassVar[str] = "start"
    publisher: int
    epoch: int
    mime: str
    timestamp: int
    reason: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The end of a publisher's media."""

    type: ClassVar[str] = "stop"
    publisher: int


@dataclass(frozen=True, slots=True)
class Refresh:
    """The server's wish that a publisher begin a new epoch."""

    type: ClassVar[str] = "refresh"


@dataclass(frozen=True, slots=True)
class FanOutBill:
    """What the server did for a room in the last second; rates in bits per second."""

    type: ClassVar[str] = "fan_out"
    publishers: int
    viewers: int
    copies: int
    in_bps: int
    out_bps: int
    skipped: int


@dataclass(frozen=True, slots=True)
class MediaError:
    """What was wrong with a message or a chunk, for the one who sent it."""

    type: ClassVar[str] = "error"
    code: str
    message: str

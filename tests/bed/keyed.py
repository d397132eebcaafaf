"""Rooms that are entered with keys: the keys, good and bad ones, and what a stranger is told."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

from common.access import Key, sign
from common.key_settings import new_id
from tests.bed.client import Message, Participant

SECRET = "a secret of the tests, 32 characters or more"
SETTINGS = {"KEYS": "1", "KEYS_SECRET": SECRET}


def key(room: str, rights: str = "talk", seconds: float = 3_600, secret: str = SECRET) -> str:
    """A new key that the server of a test takes."""
    return sign(Key(room, rights, int(time.time() + seconds), new_id()), secret.encode())


def base64url(part: object) -> str:
    """A part of a token that nobody has signed."""
    text = json.dumps(part, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def unsigned(room: str) -> str:
    """A key of a reader's nightmare: it says itself that it needs no signature."""
    header, _claims, mac = key(room, "present").split(".")
    claims = {"room": room, "rights": "present", "exp": 2**40, "jti": "evil"}
    assert header != base64url({"alg": "none", "typ": "JWT"})
    return f"{base64url({'alg': 'none', 'typ': 'JWT'})}.{base64url(claims)}.{mac}"


def with_more_rights(room: str) -> str:
    """A watcher's key in which somebody has written other claims."""
    header, _claims, mac = key(room, "watch").split(".")
    claims = {"room": room, "rights": "present", "exp": 2**40, "jti": "evil"}
    return f"{header}.{base64url(claims)}.{mac}"


BAD: dict[str, Callable[[str], str | None]] = {
    "none": lambda _room: None,
    "nonsense": lambda _room: "open sesame",
    "foreign": lambda room: key(room, "present", secret="another secret, long enough as well"),
    "expired": lambda room: key(room, "present", seconds=-1),
    "of another room": lambda room: key(f"{room}-2", "present"),
    "alg=none": unsigned,
    "alg=none, no signature": lambda room: unsigned(room).rpartition(".")[0] + ".",
    "other claims": with_more_rights,
    "truncated": lambda room: key(room, "present")[:-1],
    "longer": lambda room: key(room, "present") + "A",
    "oversized": lambda room: key(room, "present") + "A" * 20_000,
}


async def turned_away(url: str, room: str, **fields: Any) -> tuple[list[Message], int]:
    """All that somebody hears who is not let in, and the code with which they are sent away."""
    stranger = await Participant.open(url)
    given = {name: value for name, value in fields.items() if value is not None}
    await stranger.send(type="join", room=room, name="Eve", **given)
    code = await stranger.closed(seconds=10)
    messages = stranger.messages
    await stranger.close()
    return messages, code


async def enter(url: str, room: str, name: str, rights: str = "talk", **more: Any) -> Participant:
    """Somebody who came in by a key of their own."""
    return await Participant.join(url, room, name, **{"key": key(room, rights)} | more)


async def knock(url: str, room: str, name: str, text: str | None = None) -> Participant:
    """Somebody who waits."""
    somebody = await Participant.open(url)
    await somebody.send(type="join", room=room, name=name, key=text or key(room), camera=True)
    waiting = await somebody.expect("waiting")
    assert waiting["message"].startswith("You are in the waiting room.")
    return somebody


async def is_untouched(presenter: Participant, *others: Participant) -> None:
    """Nothing has happened to anybody, as far as the presenter was told."""
    await presenter.send(type="chat", text="all well")
    for one in (presenter, *others):
        await one.expect("chat", text="all well")
    kinds = {message["type"] for message in presenter.messages}
    assert kinds <= {
        "welcome",
        "participant_joined",
        "chat",
        "ping",
        "offer",
        "participant_updated",
    }
    changed = [m for m in presenter.messages if m["type"] == "participant_updated"]
    assert all(m["participant"]["quality"] != "unknown" for m in changed)  # a pong has come

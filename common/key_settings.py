"""The settings of keys, from the environment: KEYS, KEYS_SECRET and KEYS_ROOM.

With KEYS=1, and always with LAN=1, a room is entered only by a link with a key in it. The keys are
signed with a secret that is new in each run, unless KEYS_SECRET names one: then links stay good
after a restart, and a second server takes them too.
"""

import os
import secrets
import sys
import time
from collections.abc import Mapping
from typing import NoReturn

from common.access import Key
from common.fields import room_name
from common.keys import Keys

BAD_SETTING = 64  # as in `serving.py`
SHORTEST_SECRET = 32  # characters; RFC 7518 section 3.2 wants 256 bits
ROOM = "lobby"  # where a page leads whose address names no room
PRESENTER_SECONDS = 24 * 3600
GUEST_SECONDS = 4 * 3600


def is_on(name: str, settings: Mapping[str, str] = os.environ) -> bool:
    """Whether a setting is switched on."""
    return settings.get(name, "") not in ("", "0")


def key_secret(settings: Mapping[str, str] = os.environ, *, shared: bool = False) -> str:
    """The secret of the keys, empty if rooms are open; ends the process if a setting is wrong.

    One that is shared must be given: a new one would be another in each program.
    """
    if not (is_on("KEYS", settings) or is_on("LAN", settings)):
        return ""
    _require_room(settings)
    if shared and not settings.get("KEYS_SECRET"):
        _refuse("KEYS_SECRET is missing: with KEYS=1 or LAN=1 front and nodes share it.")
    secret = settings.get("KEYS_SECRET") or secrets.token_hex(32)
    if len(secret) < SHORTEST_SECRET:
        _refuse(
            f"KEYS_SECRET is too short: take {SHORTEST_SECRET} random characters or more,"
            " or none, and one is made for this run."
        )
    return secret


def keys_of(secret: str) -> Keys:
    """The keys that are signed with a secret; if it is empty, rooms are open."""
    return Keys(secret.encode(errors="surrogateescape") if secret else None)


def read_keys(settings: Mapping[str, str] = os.environ, *, shared: bool = False) -> Keys:
    """The keys of this server."""
    return keys_of(key_secret(settings, shared=shared))


def presenter_link(keys: Keys, url: str, settings: Mapping[str, str] = os.environ) -> str:
    """The line that tells the presenter's link; empty if rooms are open."""
    link = _link(keys, url, "present", PRESENTER_SECONDS, settings)
    return f"The presenter's link: {link}" if keys.needed else ""


def guests_link(keys: Keys, url: str, settings: Mapping[str, str] = os.environ) -> str:
    """The line that tells the link of all guests, who may speak; empty if rooms are open."""
    link = _link(keys, url, "talk", GUEST_SECONDS, settings)
    return f"The guests' link: {link}" if keys.needed else ""


def _link(keys: Keys, url: str, rights: str, seconds: int, settings: Mapping[str, str]) -> str:
    room = settings.get("KEYS_ROOM") or ROOM
    key = keys.sign(Key(room, rights, int(time.time()) + seconds, new_id()))
    # In the fragment: a browser sends it to no server in a request, nor to another page (Referer).
    return f"{url}?room={room}#key={key}"


def new_id() -> str:
    """The name of a new key."""
    return secrets.token_urlsafe(9)


def _require_room(settings: Mapping[str, str]) -> None:
    try:
        room_name(settings.get("KEYS_ROOM") or ROOM)
    except ValueError as problem:
        _refuse(f"KEYS_ROOM={settings['KEYS_ROOM']} is no name of a room: it {problem}.")


def _refuse(problem: str) -> NoReturn:
    sys.stderr.write(problem + "\n")
    sys.exit(BAD_SETTING)

"""Messages between the front and its nodes that nobody else can make: JSON with a MAC. [pure]

    {"at": 1760000000.5, "data": {...}, "purpose": "heartbeat", "mac": "5f2c..."}

The MAC is HMAC-SHA256 over the other three as canonical JSON, keys sorted and no spaces. `at` is
the clock of whoever sealed it: what somebody has recorded is refused a little later. It orders
nothing, as clocks are set back. They are signed and not secret: the private network between front
and nodes is trusted not to read them.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any

LONGEST = 1024 * 1024  # bytes of a message
SECONDS_APART = 5.0  # of two clocks, and on the way
MEMBERS = {"at", "data", "purpose", "mac"}


class Forged(ValueError):
    """A message that is not from somebody who has the secret, or not of now."""


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """What a message says, and when it was sealed; without a repr, as there are tokens in it."""

    at: float
    data: dict[str, Any]


def seal(secret: bytes, purpose: str, data: dict[str, Any], now: float) -> bytes:
    """The JSON of a message for one purpose; `now` is in seconds since 1970."""
    text = _canonical({"at": now, "data": data, "purpose": purpose})
    return text[:-1] + b',"mac":"' + _mac(secret, text).encode() + b'"}'


def unseal(secret: bytes, purpose: str, body: bytes, now: float) -> Sealed:
    """The message in a body; Forged says in a sentence why there is none."""
    message = _parse(body)
    mac = message.pop("mac")
    if not _is_signed(secret, message, mac):
        raise Forged("The message is not signed with our secret.")
    if message["purpose"] != purpose:
        raise Forged(f"The message is not for the purpose {purpose}.")
    if not isinstance(message["data"], dict):
        raise Forged("The data of the message must be an object.")
    return Sealed(_recent(message["at"], now), message["data"])


def _parse(body: bytes) -> dict[str, Any]:
    if len(body) > LONGEST:
        raise Forged(f"The message is longer than {LONGEST} bytes.")
    try:
        message = json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Forged("The message is not valid JSON.") from None
    if not isinstance(message, dict) or message.keys() != MEMBERS:
        raise Forged("The message must be an object of at, data, purpose and mac.")
    return message


def _refuse_constant(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are not JSON (RFC 8259 section 6)


def _is_signed(secret: bytes, message: dict[str, Any], mac: Any) -> bool:
    try:
        expected = _mac(secret, _canonical(message))
    except (ValueError, RecursionError):  # half a surrogate pair, or nested too deeply
        return False
    return isinstance(mac, str) and mac.isascii() and hmac.compare_digest(mac, expected)


def _recent(at: Any, now: float) -> float:
    if isinstance(at, bool) or not isinstance(at, int | float):
        raise Forged("The time of the message must be a number.")
    if not -SECONDS_APART <= at - now <= SECONDS_APART:
        raise Forged(f"The message was not sealed within {SECONDS_APART:.0f} s of now.")
    return float(at)


def _canonical(message: dict[str, Any]) -> bytes:
    text = json.dumps(message, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def _mac(secret: bytes, text: bytes) -> str:
    return hmac.digest(secret, text, "sha256").hex()

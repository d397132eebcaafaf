"""The settings of a node, from the environment. [pure]"""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from common import limits
from common.fields import room_name

PORT, CAPACITY, GRACE_SECONDS = 8002, 200, 14_400
MOST_GRACE = 10**9


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """Where a node is, and whom it tells so."""

    name: str
    host: str  # the only address that it binds
    address: str  # the only one that it tells: the private one, most often the same
    port: int  # of HTTP, and of the media
    front: str  # the URL of the front's internal door
    secret: bytes = field(repr=False)
    capacity: int  # participants
    grace: int  # seconds from SIGTERM until the last calls are ended

    @property
    def media(self) -> str:
        """Where the gateway finds the media."""
        return f"{_written(self.address)}:{self.port}"

    @property
    def url(self) -> str:
        """Where the node answers to HTTP."""
        return f"http://{_written(self.host)}:{self.port}"


def parse_settings(settings: Mapping[str, str], host_name: str) -> NodeSettings:
    """The settings in an environment; ValueError names the one that is wrong."""
    address = _address("ADVERTISE", settings.get("ADVERTISE", ""))
    return NodeSettings(
        name=_name(settings.get("NODE") or host_name),
        host=_address("HOST", settings.get("HOST") or address),
        address=address,
        port=_number(settings, "PORT", PORT, 65_535),
        front=_front(settings.get("FRONT", "")),
        secret=_secret(settings.get("HEARTBEAT_SECRET", "")),
        capacity=_number(settings, "CAPACITY", CAPACITY, limits.PARTICIPANTS),
        grace=_number(settings, "GRACE", GRACE_SECONDS, MOST_GRACE),
    )


def _name(word: str) -> str:
    try:
        return room_name(word)
    except ValueError as problem:
        raise ValueError(f"NODE={word} {problem}.") from None


def _written(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _address(name: str, word: str) -> str:
    try:
        address = ipaddress.ip_address(word)
    except ValueError:
        raise ValueError(f"{name}={word} is not one IP address, that of this node.") from None
    if address.is_unspecified or address.is_multicast:
        raise ValueError(f"{name}={word} is not the address of one computer.")
    return str(address)


def _front(word: str) -> str:
    try:
        parts = urlsplit(word)
        sound = parts.scheme == "http" and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound:
        raise ValueError(f"FRONT={word} is not a URL, as http://127.0.0.1:8104 is.")
    return word


def _secret(word: str) -> bytes:
    if not word:
        raise ValueError("HEARTBEAT_SECRET is missing: front and nodes share it.")
    return word.encode(errors="surrogateescape")


def _number(settings: Mapping[str, str], name: str, default: int, most: int) -> int:
    word = settings.get(name) or str(default)
    if not (word.isascii() and word.isdigit() and len(word) < 12 and 0 < int(word) <= most):
        raise ValueError(f"{name}={word} is not a whole number from 1 to {most}.")
    return int(word)

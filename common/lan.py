"""LAN=1: how others in the same network reach a server, and the certificate that says so.

The certificate is for the names and addresses that this computer has, and for no others; they are
also all that a request may call it by. It follows the computer into another network, and is
renewed long before it expires.
"""

import ipaddress
import os
import re
import socket
import ssl
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import trustme

from common.addresses import local_addresses
from common.authority import Unusable, authority
from common.certificates import VALID, issue
from common.key_settings import BAD_SETTING, is_on

RENEWED = timedelta(days=10)  # before the end
OWN = ("localhost", "127.0.0.1", "::1")
LABELS = re.compile(r"([a-z0-9]+(-[a-z0-9]+)*(\.|$))+")
NO_NETWORK = (
    "This computer has no address that others could reach:"
    " join a network, or start the step without LAN=1."
)


class Lan:
    """What this computer is called in its network, and the TLS settings for it."""

    def __init__(
        self,
        ca: trustme.CA,
        addresses: Callable[[], Sequence[str]] = local_addresses,
        host_name: Callable[[], str] = socket.gethostname,
        now: datetime | None = None,
    ) -> None:
        self.authority = ca
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.addresses: list[str] = []
        self.names: tuple[str, ...] = ()
        self._named: set[str] = set()  # in the certificate
        self._ends = datetime.min.replace(tzinfo=UTC)
        self._local, self._host_name = addresses, host_name
        self.refresh(now or datetime.now(UTC))
        if not self.addresses:
            raise Unusable(NO_NETWORK)

    @property
    def address(self) -> str:
        """The address that others are told, as it stands in a URL."""
        first = self.addresses[0]
        return f"[{first}]" if ":" in first else first

    @property
    def name(self) -> str:
        """The name by which others find it where there is multicast DNS (RFC 6762), or none."""
        return next((name for name in self.names if name.endswith(".local")), "")

    def refresh(self, now: datetime) -> None:
        """Takes a new certificate if this computer has moved, or the one there is gets old.

        Not if it only lost an address: whoever went on past the warning did so for one certificate.
        """
        found = [one for one in self._local() if not ipaddress.ip_address(one).is_loopback]
        self.addresses = found or self.addresses  # without a network for a moment
        names = (*OWN, *host_names(self._host_name()), *self.addresses)
        if not self._named.issuperset(names) or self._ends - now < RENEWED:
            issue(self.authority, names, now).configure_cert(self.context)
            self._named, self._ends = set(names), now + VALID
        self.names = names

    def trusting(self) -> ssl.SSLContext:
        """The TLS settings of a client that trusts our authority, and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.authority.configure_trust(context)
        return context


def host_names(name: str) -> list[str]:
    """The name of this computer, and the one that its network may know it by."""
    name = name.lower().rstrip(".")
    first = name.partition(".")[0]
    is_one = LABELS.fullmatch(name) and max(map(len, name.split("."))) < 64 and len(name) < 200
    if not is_one or first == "localhost" or first.isdigit():
        return []
    return list(dict.fromkeys((name, f"{first}.local")))


def read_lan(settings: Mapping[str, str] = os.environ) -> Lan | None:
    """What LAN=1 asks for, None without it; ends the process with a sentence if it cannot be."""
    if not is_on("LAN", settings):
        return None
    try:
        return Lan(authority())
    except Unusable as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(BAD_SETTING)

"""Where a gateway is and as whom one comes, in one line as turncat takes it. [pure]

`turn://user:password@host:port?transport=tcp`, or `turns://` for TLS. RFC 7065 has no user in it.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"turn": 3478, "turns": 5349}
EXAMPLE = "turn://user:password@127.0.0.1:3478?transport=udp"


@dataclass(frozen=True, slots=True)
class TurnUri:
    """A gateway's door, and a name with its password."""

    host: str
    port: int
    transport: str  # udp, tcp or tls
    username: str
    password: str = field(repr=False)

    @property
    def door(self) -> str:
        """Where it is, without the password."""
        scheme, over = ("turns", "tcp") if self.transport == "tls" else ("turn", self.transport)
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{scheme}:{host}:{self.port}?transport={over}"


def parse_turn_uri(text: str) -> TurnUri:
    """A door from its text; ValueError says what is wrong with it, but not the password."""
    scheme, _, rest = text.partition("://")
    scheme = scheme.lower()
    # By hand: passwords are in Base64, and "/" would end the authority of a URI.
    who, _, where = rest.rpartition("@")
    username, _, password = who.partition(":")
    try:
        parts = urlsplit(f"//{where}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"is no URI, as {EXAMPLE} is") from None
    if scheme not in PORTS:
        raise ValueError(f"does not begin with turn:// or turns://, as {EXAMPLE} does")
    if not host or port == 0:
        raise ValueError(f"names no computer, as {EXAMPLE} does")
    if not username or not password:
        raise ValueError(f"has no user and password, as {EXAMPLE} has; a colon is written %3A")
    return TurnUri(
        host,
        port or PORTS[scheme],
        _transport(scheme, parts.query),
        unquote(username),
        unquote(password),
    )


def parse_peer(text: str) -> tuple[str, int]:
    """A host and a port; ValueError says what is wrong with them."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or not port or parts.path or parts.username is not None:
        raise ValueError(f"{text!r} is not HOST:PORT, as 10.0.0.7:8002 is")
    return host, port


def _transport(scheme: str, query: str) -> str:
    told = parse_qs(query).get("transport", ["tcp" if scheme == "turns" else "udp"])[-1]
    if told not in ("udp", "tcp") or (scheme, told) == ("turns", "udp"):
        raise ValueError(f"has transport={told}, where there are udp and tcp, and tcp for turns")
    return "tls" if scheme == "turns" else told

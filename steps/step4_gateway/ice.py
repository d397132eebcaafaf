"""What each browser is told of the gateway: its addresses, and a password that expires.

Either the front makes the passwords itself, from the secret that the gateway knows, or it asks
STUNner's auth service for them. They are renewed over signalling, long before they expire.
"""

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import live_unix_time

logger = logging.getLogger(__name__)

SERVICE_SECONDS = 2.0  # for the auth service to answer
RETRY_SECONDS = 5.0  # after it did not
KEPT = 4_000  # passwords of the service
SHORTEST, LONGEST = 5.0, 12 * 3600.0  # seconds between two passwords
EXPIRED_BEFORE = 60.0  # seconds, of a password that is to be of no use
TURN_URL = re.compile(  # RFC 7065
    r"turns?:([\w.-]{1,253}|\[[\da-fA-F:.]{2,45}\])(?::(\d{1,5}))?(?:\?transport=(?:udp|tcp))?",
    re.ASCII,
)

Servers = list[dict[str, Any]]  # RTCIceServer dictionaries (W3C webrtc-pc section 4.2.4)


class NoPassword(ValueError):
    """Why there is no password for somebody, in a sentence."""


@dataclass(frozen=True, slots=True, repr=False)
class Issued:
    """ICE servers with the password of one participant; no repr: it is not for the log."""

    servers: Servers
    expires: float | None  # seconds since 1970; None: never

    @property
    def gateway(self) -> str:
        """Where the participant's media go in."""
        return str(next((url for server in self.servers for url in server["urls"]), ""))

    def renewed_in(self, now: float) -> float:
        """After how many seconds the next password should follow."""
        left = LONGEST if self.expires is None else (self.expires - now) / 2
        return min(max(left, SHORTEST), LONGEST)


class Passwords(Protocol):
    """Where passwords come from."""

    async def issue(self, participant: str) -> Issued:
        """A password for somebody; NoPassword if there is none."""

    def expired(self, participant: str) -> Servers:
        """The same, but no good any more; NoPassword if that cannot be had."""


class OwnPasswords:
    """Passwords that the front makes, as the TURN server of step 3 does."""

    def __init__(self, secret: str, realm: str, urls: Sequence[str]) -> None:
        self._credentials = Credentials(realm, secret=secret, unix_time=live_unix_time)
        self._urls = list(urls)

    async def issue(self, participant: str) -> Issued:
        """A password for the next minutes."""
        username, password = self._credentials.issue(participant, time.monotonic())
        return Issued(self._servers(username, password), expiry(username))

    def expired(self, participant: str) -> Servers:
        """A password that is a minute too old."""
        now = time.monotonic()
        return self._servers(*self._credentials.issue(participant, now, -EXPIRED_BEFORE))

    def _servers(self, username: str, password: str) -> Servers:
        return [{"urls": self._urls, "username": username, "credential": password}]


class AuthService:
    """Passwords from STUNner's auth service; while it fails, each participant's own last one.

    Nobody gets that of somebody else: the gateway counts allocations by its user name.
    """

    def __init__(self, url: str, client: httpx.AsyncClient, tls_name: str = "") -> None:
        self._url = url.rstrip("/") + "/ice"
        self._client = client
        self._tls_name = tls_name
        self._last: dict[str, Issued] = {}  # by participant; who asked longest ago is the first
        self._problem = ""  # in the log already

    async def issue(self, participant: str) -> Issued:
        """What the service says for this participant."""
        try:
            issued = read_answer(await self._ask(participant), self._tls_name)
        except Exception as problem:  # whatever it is, somebody waits for a sentence
            return self._instead(participant, problem)
        self._problem = ""
        self._last.pop(participant, None)
        self._last[participant] = issued
        if len(self._last) > KEPT:
            del self._last[next(iter(self._last))]
        return issued

    def expired(self, participant: str) -> Servers:
        """The service has none of these."""
        raise NoPassword("The auth service gives no password that has expired.")

    async def _ask(self, participant: str) -> Any:
        query = {"service": "turn", "username": participant, "iceTransportPolicy": "relay"}
        answer = await self._client.get(self._url, params=query, timeout=SERVICE_SECONDS)
        if answer.status_code != httpx.codes.OK:
            raise NoPassword(f"It answers with {answer.status_code}.")
        try:
            return answer.json()
        except ValueError:
            raise NoPassword("Its answer is not in JSON.") from None

    def _instead(self, participant: str, problem: Exception) -> Issued:
        sentence = str(problem) or type(problem).__name__
        if sentence != self._problem:
            logger.warning("the auth service at %s gives no password: %s", self._url, sentence)
        self._problem = sentence
        last = self._last.get(participant)
        if last is None or (last.expires is not None and last.expires < time.time() + SHORTEST):
            raise NoPassword("The gateway gives no passwords now. Try again in a minute.")
        return last


def read_answer(answer: Any, tls_name: str = "") -> Issued:
    """The ICE servers in an answer of the auth service; NoPassword if there are none."""
    try:
        servers = [_server(one, tls_name) for one in answer["iceServers"]]
    except (KeyError, TypeError, ValueError):
        servers = []
    if not servers or not all(server["urls"] for server in servers):
        raise NoPassword("Its answer has no ICE servers.")
    return Issued(servers, expiry(servers[0]["username"]))


def expiry(username: str) -> float | None:
    """When a password expires: the first number between the colons of its user name."""
    numbers = [part for part in username.split(":") if part.isascii() and part.isdigit()]
    return float(numbers[0][:12]) if numbers else None


def is_turn_url(text: str) -> bool:
    """Whether a page takes a text as the URL of a TURN server."""
    found = TURN_URL.fullmatch(text)
    return found is not None and 0 < int(found[2] or 3478) < 65_536


def _server(told: Any, tls_name: str) -> dict[str, Any]:
    urls = [told["urls"]] if isinstance(told["urls"], str) else list(told["urls"])
    return {
        "urls": [_named(url, tls_name) for url in map(str, urls) if is_turn_url(url)],
        "username": _word(told["username"]),
        "credential": _word(told["credential"]),
    }


def _word(told: Any) -> str:
    if not isinstance(told, str) or not told or not told.isprintable():
        raise ValueError("That is nothing to send to a page.")
    return told


def _named(url: str, tls_name: str) -> str:
    # A certificate is for a name; Firefox takes no notice of a turns: URL with an address.
    scheme, _, rest = url.partition(":")
    if scheme != "turns" or not tls_name:
        return url
    port = urlsplit(f"//{rest}").port or 5349
    _, mark, query = rest.partition("?")
    return f"turns:{tls_name}:{port}{mark}{query}"

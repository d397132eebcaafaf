"""A TURN client's requests, and the core of step 3's server on paper, for notebook 3.

On paper means: no network, addresses of RFC 5737 and RFC 3849, and the reader sets the clock.
Imported first, it lets Python find `common` and `steps`.
"""

import sys
from itertools import count
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from common import stun
from common.stun import Attribute, Class, Message, Method
from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV4, Allocation
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.authentication import Authenticator
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.turn import TurnServer

CLIENT: Address = ("203.0.113.7", 50_000)
SERVER: Address = ("198.51.100.1", 3_478)
RELAYED = {4: "198.51.100.1", 6: "2001:db8::1"}
SFU: Address = ("198.51.100.1", 8_003)
SECRET, REALM = "known to the server only", "polycloud"
UDP = 17  # the protocol's number, as in an IP header


def code(answer: bytes | None) -> int | str:
    """What became of a request: the number of its error, or `success`."""
    if answer is None:
        return "no answer"
    error = stun.parse(answer).get(Attribute.ERROR_CODE)
    return error[0] if error else "success"


class Caller:
    """A client's name, its password, and the last challenge; it writes signed requests."""

    def __init__(self, username: str, password: str) -> None:
        self.username, self.password = username, password
        self._proof: list[tuple[Attribute, Any]] = []
        self._key: bytes | None = None
        self._numbers = count(1)

    def request(self, method: Method, *attributes: tuple[Attribute, Any]) -> bytes:
        """A request, which is signed once there was a challenge."""
        message = Message(method, Class.REQUEST, next(self._numbers).to_bytes(12))
        for attribute, value in (*attributes, *self._proof):
            message.add(attribute, value)
        return stun.serialize(message, self._key, fingerprint=False)

    def heed(self, answer: bytes | None) -> bool:
        """Keeps what a challenge says; whether it makes sense to ask again."""
        if code(answer) not in (401, 438) or answer is None:
            return False
        message, signed_before = stun.parse(answer), self._key is not None
        realm, nonce = message.get(Attribute.REALM), message.get(Attribute.NONCE)
        credentials = Credentials(realm, {self.username: self.password})
        self._key = credentials.key_of(self.username)
        self._proof = [(Attribute.USERNAME, self.username)]
        self._proof += [(Attribute.REALM, realm), (Attribute.NONCE, nonce)]
        return code(answer) == 438 or not signed_before


class PaperClient:
    """A 5-tuple, and what was sent to it."""

    transport = "udp"

    def __init__(self) -> None:
        self.address, self.server = CLIENT, SERVER
        self.allocation: Allocation | None = None
        self.received: list[bytes] = []

    def send(self, messages: list[bytes]) -> None:
        """Keeps messages."""
        self.received += messages

    def release(self) -> None:
        """Learns that its allocation has ended."""


class PaperRelay:
    """A relayed address, and what left from it."""

    def __init__(self, address: Address) -> None:
        self.address = self.bound = address
        self.sent: list[bytes] = []
        self.is_open = True

    def send(self, payloads: list[bytes], _peer: Address) -> None:
        """Keeps payloads."""
        self.sent += payloads

    def listen(self, allocation: Allocation) -> None:
        """Hands in nothing: nobody is on paper."""

    def keep_whole(self) -> None:
        """Does nothing."""

    def close(self) -> None:
        """Gives the port back."""
        self.is_open = False


class PaperRelays:
    """Relayed addresses of both families, as many as one likes."""

    can_keep_whole = False

    def __init__(self) -> None:
        self.opened: list[PaperRelay] = []

    def serves(self, _family: int) -> bool:
        """Whether there is an address of this family: always."""
        return True

    def open(self, family: int, _near: Address, *, even: bool = False) -> PaperRelay:
        """The next port, on the address of a family."""
        host = RELAYED[4 if family == IPV4 else 6]
        self.opened.append(PaperRelay((host, 50_000 + len(self.opened))))
        return self.opened[-1]

    def open_pair(self, _family: int, _near: Address) -> None:
        """No pairs here."""

    def token(self) -> bytes:
        """No tokens either."""
        return bytes(8)


class PaperServer:
    """The server of step 3 with one client: bytes and the time go in, and bytes come out."""

    def __init__(self, policy: PeerPolicy | None = None) -> None:
        self.credentials = Credentials(REALM, secret=SECRET)  # `now` is Unix time
        self.in_the_call = {"ada"}
        self.forbidden: list[tuple[str, str]] = []  # who wanted to reach what
        self.client, self.relays = PaperClient(), PaperRelays()
        self.turn = TurnServer(
            Allocator(self.relays, policy or PeerPolicy(endpoints=[SFU]), Quotas()),
            Authenticator(self.credentials, Nonces(bytes(32)), self.in_the_call.__contains__),
            lambda owner, peer: self.forbidden.append((owner, peer)),
        )

    def take(self, message: bytes, now: float) -> bytes | None:
        """What the server answers to its client at a moment; it sweeps first, as it does live."""
        self.turn.allocator.sweep(now)
        responses = self.turn.take([message], self.client, now)
        return responses[0] if responses else None

    def ask(
        self, caller: Caller, method: Method, *attributes: tuple[Attribute, Any], now: float
    ) -> bytes | None:
        """Asks, and asks again if the answer is a challenge."""
        answer = self.take(caller.request(method, *attributes), now)
        if caller.heed(answer):
            answer = self.take(caller.request(method, *attributes), now)
        return answer

    @property
    def relayed(self) -> int:
        """How many payloads have left for peers."""
        return sum(len(relay.sent) for relay in self.relays.opened)

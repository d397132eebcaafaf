"""A TURN server on paper: its core, clients and relays in memory, and a clock to be set."""

from collections.abc import Callable, Sequence
from ipaddress import ip_network
from itertools import count
from typing import Any, TypeAlias

from common.stun import Attribute, Class, Message, Method, parse, serialize
from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV4, IPV6, family_of
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.authentication import Authenticator
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.turn import TurnServer
from steps.step3_turn.wish import UDP
from tests.bed.turn_memory import MemoryClient, MemoryRelays

Value: TypeAlias = tuple[Attribute, Any]

REALM = "polycloud"
USERS = {"ada": "correct horse", "ben": "battery staple"}
SERVER: Address = ("192.0.2.1", 3478)
SERVER_V6: Address = ("2001:db8::1", 3478)
OPEN = [ip_network("198.51.100.0/24"), ip_network("2001:db8:7::/48")]
PEER: Address = ("198.51.100.9", 4000)
PEER_V6: Address = ("2001:db8:7::9", 4000)
OVER_UDP: Value = (Attribute.REQUESTED_TRANSPORT, UDP)
BEGIN = 1_000.0


def to(peer: Address) -> Value:
    """The attribute that names a peer."""
    return Attribute.XOR_PEER_ADDRESS, peer


def code_of(response: Message | None) -> int | None:
    """The code of an error response; None for a success; 0 if there is no answer."""
    if response is None:
        return 0
    error = response.get(Attribute.ERROR_CODE)
    return None if error is None else int(error[0])


class TurnBed:
    """The core of a TURN server whose clock stands until a test moves it."""

    def __init__(
        self,
        *,
        policy: PeerPolicy | None = None,
        quotas: Quotas | None = None,
        families: Sequence[int] = (IPV4, IPV6),
        most_relays: int = 10_000,
        secret: str | None = None,
        is_here: Callable[[str], bool] = lambda _owner: True,
    ) -> None:
        self.now = BEGIN
        self.forbidden: list[tuple[str, str]] = []  # who may not reach whom
        self.relays = MemoryRelays(families, most_relays)
        self.nonces = Nonces(b"key of the nonces")
        self.credentials = Credentials(REALM, USERS, secret)
        policy = policy or PeerPolicy(networks=OPEN)
        self.allocator = Allocator(self.relays, policy, quotas or Quotas())
        self.server = TurnServer(
            self.allocator,
            Authenticator(self.credentials, self.nonces, is_here),
            lambda owner, peer: self.forbidden.append((owner, peer)),
        )
        self._numbers = count(1)

    def client(
        self, *, server: Address = SERVER, transport: str = "udp", host: str | None = None
    ) -> MemoryClient:
        """Somebody new, on a port of their own."""
        host = host or ("203.0.113.7" if family_of(server[0]) == IPV4 else "2001:db8:ffff::7")
        return MemoryClient((host, 20_000 + next(self._numbers)), server, transport)

    def take(self, client: MemoryClient, message: bytes) -> Message | None:
        """Gives the server a message; gives its answer."""
        answers = self.server.take([message], client, self.now)
        assert len(answers) <= 1
        return parse(answers[0]) if answers else None

    def request(
        self,
        client: MemoryClient,
        method: Method,
        *values: Value,
        username: str = "ada",
        password: str | None = None,
        fingerprint: bool = False,
    ) -> bytes:
        """A signed request with a nonce that is good now."""
        message = self.bare(method, *values)
        message.add(Attribute.USERNAME, username)
        message.add(Attribute.REALM, REALM)
        message.add(Attribute.NONCE, self.nonces.make(client.address, self.now))
        known = Credentials(REALM, {username: password}) if password else self.credentials
        return serialize(message, known.key_of(username) or b"?", fingerprint=fingerprint)

    def bare(self, method: Method, *values: Value) -> Message:
        """A request that nobody has signed yet."""
        message = Message(method, Class.REQUEST, next(self._numbers).to_bytes(12))
        for attribute, value in values:
            message.add(attribute, value)
        return message

    def ask(
        self, client: MemoryClient, method: Method, *values: Value, username: str = "ada"
    ) -> Message:
        """The answer to a signed request; the server must sign it too, once it knows the key."""
        answer = self.take(client, self.request(client, method, *values, username=username))
        assert answer is not None and answer.method == method
        key = self.credentials.key_of(username)
        assert key is None or answer.is_signed_with(key) or code_of(answer) in (401, 438)
        return answer

    def allocate(self, client: MemoryClient, *values: Value, username: str = "ada") -> Message:
        """The success response to an Allocate."""
        answer = self.ask(client, Method.ALLOCATE, OVER_UDP, *values, username=username)
        assert code_of(answer) is None and client.allocation is not None
        return answer

    def allocated(self, *peers: Address, username: str = "ada") -> MemoryClient:
        """A client with an allocation, and with permissions for peers."""
        client = self.client()
        self.allocate(client, username=username)
        assert not peers or self.permit(client, *peers, username=username) is None
        return client

    def bind(self, client: MemoryClient, number: int, peer: Address) -> int | None:
        """What comes of binding a channel: None, or the code of an error."""
        number_of = Attribute.CHANNEL_NUMBER, number
        return code_of(self.ask(client, Method.CHANNEL_BIND, number_of, to(peer)))

    def permit(self, client: MemoryClient, *peers: Address, username: str = "ada") -> int | None:
        """What comes of asking for permissions: None, or the code of an error."""
        values = [to(peer) for peer in peers]
        return code_of(self.ask(client, Method.CREATE_PERMISSION, *values, username=username))

    def send(self, client: MemoryClient, peer: Address, payload: bytes, *more: Value) -> None:
        """A Send indication."""
        message = Message(Method.SEND, Class.INDICATION, next(self._numbers).to_bytes(12))
        for attribute, value in (to(peer), (Attribute.DATA, payload), *more):
            message.add(attribute, value)
        assert self.take(client, serialize(message, fingerprint=False)) is None

    def hear(self, client: MemoryClient, peer: Address, *payloads: bytes) -> None:
        """A peer sends something to a client's relayed address."""
        assert client.allocation is not None
        client.allocation.take_from_peer(list(payloads), peer, self.now)

    def wait(self, seconds: int) -> None:
        """Lets time pass, second by second, as the server's clock does."""
        for _second in range(seconds):
            self.now += 1
            self.allocator.sweep(self.now)

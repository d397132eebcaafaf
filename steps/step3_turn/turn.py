"""The TURN server: what it answers to each method (RFC 8656). [pure]

Bytes come in with their 5-tuple, a response goes out. Sockets are the business of others: a
`Client` knows how to send, `Relays` open ports.
"""

from collections.abc import Callable
from itertools import groupby
from operator import itemgetter

from common.stun import Attribute, Class, Message, Method, StunError, answer, parse, serialize
from steps.step3_turn.allocation import Allocation, Client, family_of
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.authentication import Authenticator, Login
from steps.step3_turn.channel_data import FIRST_CHANNEL, LAST_CHANNEL, is_channel_data
from steps.step3_turn.indications import SEND_TYPE
from steps.step3_turn.quotas import Strangers, source_of
from steps.step3_turn.refusal import (
    ALLOCATION_MISMATCH,
    BAD_REQUEST,
    FORBIDDEN,
    NO_CAPACITY,
    PEER_FAMILY_MISMATCH,
    UNKNOWN_ATTRIBUTE,
    WRONG_CREDENTIALS,
    Refused,
)
from steps.step3_turn.wish import lifetime_of

FIRST_TWO_BYTES = itemgetter(slice(0, 2))  # a method, or a channel's number
SHORTEST_ALLOCATE, FINGERPRINT = 28, 8  # bytes

Handler = Callable[[Message, Client, Login, float], Message]


class TurnServer:
    """A server for all clients on all transports."""

    def __init__(
        self,
        allocator: Allocator,
        authenticator: Authenticator,
        on_forbidden: Callable[[str, str], None] = lambda _owner, _peer: None,
    ) -> None:
        self.allocator = allocator
        self.strangers = Strangers(allocator.quotas)
        self.refused: dict[int, int] = {}  # how often, by error code
        self.malformed = 0
        self._authenticator = authenticator
        self._on_forbidden = on_forbidden
        self._handlers: dict[int, Handler] = {
            Method.ALLOCATE: self.handle_allocate,
            Method.REFRESH: self.handle_refresh,
            Method.CREATE_PERMISSION: self.handle_create_permission,
            Method.CHANNEL_BIND: self.handle_channel_bind,
        }

    def take(self, messages: list[bytes], client: Client, now: float) -> list[bytes]:
        """Takes what a client has sent, in its order; gives the responses."""
        responses: list[bytes] = []
        for kind, run in groupby(messages, key=FIRST_TWO_BYTES):
            if is_channel_data(kind):
                if client.allocation is not None:
                    client.allocation.take_channel_data(list(run), now)
            elif kind == SEND_TYPE:
                if client.allocation is not None:
                    client.allocation.take_send(list(run), now)
            else:
                answers = [self._answer(message, client, now) for message in run]
                responses += [answer for answer in answers if answer is not None]
        return responses

    def handle_allocate(
        self, request: Message, client: Client, login: Login, now: float
    ) -> Message:
        """Gives a relayed address (section 7.2), or once more the response that was lost."""
        allocation = client.allocation
        if allocation is not None and allocation.until <= now:
            self.allocator.free(allocation)  # the clock has not come to it yet
            allocation = None
        if allocation is None:
            return self.allocator.allocate(request, client, login, now)
        again = allocation.transaction_id == request.transaction_id
        if allocation.response is None or not again or allocation.username != login.username:
            raise Refused(ALLOCATION_MISMATCH)
        return allocation.response

    def handle_refresh(self, request: Message, client: Client, login: Login, now: float) -> Message:
        """Prolongs an allocation, or with a lifetime of zero ends it (section 8.2)."""
        allocation = _allocation_of(client, login, now)
        family = request.get(Attribute.REQUESTED_ADDRESS_FAMILY)
        if family is not None and family not in allocation.relays:
            raise Refused(PEER_FAMILY_MISMATCH)
        lifetime = 0 if request.get(Attribute.LIFETIME) == 0 else lifetime_of(request)
        if lifetime:
            allocation.prolong(now + lifetime, family)
        else:
            self.allocator.free(allocation, family)
        response = answer(request)
        response.add(Attribute.LIFETIME, lifetime)
        return response

    def handle_create_permission(
        self, request: Message, client: Client, login: Login, now: float
    ) -> Message:
        """Lets peers in, all that are named or none (section 10.2)."""
        allocation = _allocation_of(client, login, now)
        hosts = [host for host, _port in request.get_all(Attribute.XOR_PEER_ADDRESS)]
        if not hosts:
            raise Refused(BAD_REQUEST)
        self._check_peers(allocation, hosts)
        for host in hosts:
            allocation.permissions.install(host, now)
        return answer(request)

    def handle_channel_bind(
        self, request: Message, client: Client, login: Login, now: float
    ) -> Message:
        """Lets a number stand for a peer, who is let in too (section 12.2)."""
        allocation = _allocation_of(client, login, now)
        number = request.get(Attribute.CHANNEL_NUMBER)
        peer = request.get(Attribute.XOR_PEER_ADDRESS)
        if peer is None or number is None or not FIRST_CHANNEL <= number <= LAST_CHANNEL:
            raise Refused(BAD_REQUEST)
        if allocation.channels.conflict(number, peer):
            raise Refused(BAD_REQUEST)
        self._check_peers(allocation, [peer[0]])
        if not self.allocator.policy.allows(peer):
            self._forbid(allocation, f"{peer[0]} port {peer[1]}")
        if not allocation.channels.has_room_for(peer):
            raise Refused(NO_CAPACITY)
        allocation.channels.bind(number, peer, now)
        allocation.permissions.install(peer[0], now)
        return answer(request)

    def _answer(self, message: bytes, client: Client, now: float) -> bytes | None:
        try:
            request = parse(message)
        except StunError:
            self.malformed += 1
            return None
        if request.message_class is not Class.REQUEST:
            return None
        if request.method == Method.BINDING:
            return self._binding(request, client, now)
        handler = self._handlers.get(request.method)
        if handler is None:  # RFC 8489 section 6.3.1
            return None
        try:
            login = self._authenticator.check(request, client, now)
        except Refused as refused:
            return self._challenge(refused, request, message, client, now)
        response = self._handle(handler, request, client, login, now)
        return serialize(response, login.key, fingerprint=request.has_fingerprint)

    def _handle(
        self, handler: Handler, request: Message, client: Client, login: Login, now: float
    ) -> Message:
        try:
            if unknown := request.unknown_required:
                raise Refused(UNKNOWN_ATTRIBUTE, unknown=unknown)
            return handler(request, client, login, now)
        except StunError:
            refused = Refused(BAD_REQUEST)
        except Refused as problem:
            refused = problem
        self._count(refused)
        return refused.response(request)

    def _binding(self, request: Message, client: Client, now: float) -> bytes | None:
        """Tells a client its address as it is seen from here; that is all of STUN."""
        if not self._may_ask(client, now):
            return None
        if unknown := request.unknown_required:
            response = Refused(UNKNOWN_ATTRIBUTE, unknown=unknown).response(request)
        else:
            response = answer(request)
            response.add(Attribute.XOR_MAPPED_ADDRESS, client.address)
        return serialize(response, fingerprint=request.has_fingerprint)

    def _challenge(
        self, refused: Refused, request: Message, message: bytes, client: Client, now: float
    ) -> bytes | None:
        self._count(refused)
        if not (self._proves_itself(request, client) or self._may_ask(client, now)):
            return None
        short = len(message) < SHORTEST_ALLOCATE + FINGERPRINT * request.has_fingerprint
        if short and client.transport == "udp":
            # No client sends so little; a forger would, to have others hit with more. So it is 400
            # where RFC 8489 section 9.2.4 has 401; over TCP, where nobody can forge, it is 401.
            return serialize(Refused(BAD_REQUEST).response(request), fingerprint=False)
        response = self._authenticator.challenge(refused, request, client, now)
        return serialize(response, fingerprint=request.has_fingerprint)

    def _proves_itself(self, request: Message, client: Client) -> bool:
        """Whether it is who relays already: perhaps their nonce has become stale."""
        return client.allocation is not None and self._authenticator.knows(request)

    def _may_ask(self, client: Client, now: float) -> bool:
        # Who forges somebody's address over UDP does not silence them over TCP, where nobody can,
        # nor those at that address who relay already.
        host, port = client.address
        shared = client.transport == "udp" and client.allocation is None
        source = source_of(host) if shared else f"{host} {port}"
        return self.strangers.may_ask(f"{client.transport} {source}", now)

    def _check_peers(self, allocation: Allocation, hosts: list[str]) -> None:
        if any(family_of(host) not in allocation.relays for host in hosts):
            raise Refused(PEER_FAMILY_MISMATCH)
        for host in hosts:
            if not self.allocator.policy.allows_host(host):
                self._forbid(allocation, host)
        if not allocation.permissions.has_room_for(hosts):
            raise Refused(NO_CAPACITY)

    def _forbid(self, allocation: Allocation, peer: str) -> None:
        self._on_forbidden(allocation.owner, peer)
        raise Refused(FORBIDDEN)

    def _count(self, refused: Refused) -> None:
        self.refused[refused.code] = self.refused.get(refused.code, 0) + 1


def _allocation_of(client: Client, login: Login, now: float) -> Allocation:
    """A client's allocation, without what has just expired."""
    allocation = client.allocation
    if allocation is None or allocation.until <= now:
        raise Refused(ALLOCATION_MISMATCH)
    if allocation.username != login.username:
        raise Refused(WRONG_CREDENTIALS)
    allocation.expire(now)
    return allocation

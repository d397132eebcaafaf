"""Giving relayed addresses away and getting them back (RFC 8656 sections 5 to 8). [pure]"""

from typing import Protocol

from common.stun import Attribute, Message, answer
from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV4, Allocation, Client, Relay, Traffic, family_of
from steps.step3_turn.authentication import Login
from steps.step3_turn.channel import Channels
from steps.step3_turn.permission import Permissions
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Counts, Quotas
from steps.step3_turn.refusal import (
    FAMILY_UNSUPPORTED,
    NO_CAPACITY,
    QUOTA_REACHED,
    Refused,
)
from steps.step3_turn.reservations import Reservations
from steps.step3_turn.wish import Wish, wish_of


class Relays(Protocol):
    """Whoever opens the sockets of relayed addresses."""

    can_keep_whole: bool  # whether this system can set the don't-fragment bit

    def serves(self, family: int) -> bool:
        """Whether there is an address of this family to relay from."""

    def open(self, family: int, near: Address, *, even: bool = False) -> Relay | None:
        """A relay, at best on the host that was asked; None if all ports are taken."""

    def open_pair(self, family: int, near: Address) -> tuple[Relay, Relay] | None:
        """Two relays, on an even port and the next one."""

    def token(self) -> bytes:
        """Eight bytes that nobody can guess."""


class Allocator:
    """All allocations of a server, within the quotas."""

    def __init__(self, relays: Relays, policy: PeerPolicy, quotas: Quotas) -> None:
        self.policy = policy
        self.quotas = quotas
        self.counts = Counts(quotas)
        self.allocations: dict[Allocation, None] = {}
        self.closing = False  # no new allocations: the server is about to stop
        self.sent, self.received = Traffic(), Traffic()  # of allocations that have ended
        self._relays = relays
        self._reservations = Reservations()
        self._quantum = quotas.bits_per_second // 8

    def allocate(self, request: Message, client: Client, login: Login, now: float) -> Message:
        """The success response to an Allocate; else Refused."""
        family = family_of(client.server[0])
        family = family if self._relays.serves(family) else IPV4  # as RFC 8656 section 7.2 says
        wish = wish_of(request, family, can_keep_whole=self._relays.can_keep_whole)
        if self.closing:
            raise Refused(NO_CAPACITY)
        response = answer(request)
        relays = self._relays_for(wish, client, login, response, now)
        allocation = self._begin(relays, request, client, login, now + wish.lifetime)
        for relay in relays.values():
            response.add(Attribute.XOR_RELAYED_ADDRESS, relay.address)
            relay.listen(allocation)
        response.add(Attribute.LIFETIME, wish.lifetime)
        response.add(Attribute.XOR_MAPPED_ADDRESS, client.address)
        allocation.response = response
        return response

    def free(self, allocation: Allocation, family: int | None = None) -> None:
        """Ends an allocation, or of two relayed addresses the one of a family."""
        if allocation not in self.allocations:
            return
        if family is not None and len(allocation.relays) > 1:
            allocation.give_up(family)
            return
        del self.allocations[allocation]
        self.counts.give_back(allocation.owner)
        self.sent.add(allocation.sent)
        self.received.add(allocation.received)
        allocation.close()

    def free_all_of(self, owner: str) -> None:
        """Ends all allocations of somebody who has gone."""
        for allocation in [known for known in self.allocations if known.owner == owner]:
            self.free(allocation)

    def sweep(self, now: float) -> None:
        """Ends what is over, and gives everybody the bytes of a new second."""
        for allocation in list(self.allocations):
            allocation.allowance = self._quantum
            allocation.expire(now)
            if allocation.until <= now:
                self.free(allocation)
        for reservation in self._reservations.expire(now):
            reservation.relay.close()
            self.counts.give_back(reservation.owner)

    def close(self) -> None:
        """Ends everything."""
        for allocation in list(self.allocations):
            self.free(allocation)
        self.sweep(float("inf"))

    def _begin(
        self,
        relays: dict[int, Relay],
        request: Message,
        client: Client,
        login: Login,
        until: float,
    ) -> Allocation:
        allocation = Allocation(
            client=client,
            username=login.username,
            owner=login.owner,
            policy=self.policy,
            permissions=Permissions(self.quotas.permissions),
            channels=Channels(self.quotas.channels),
            until=until,
            transaction_id=request.transaction_id,
            relays=relays,
            allowance=self._quantum,
        )
        client.allocation = allocation
        self.allocations[allocation] = None
        return allocation

    def _relays_for(
        self, wish: Wish, client: Client, login: Login, response: Message, now: float
    ) -> dict[int, Relay]:
        """The relays that a wish wants, counted; what went wrong half is told in the response."""
        if wish.token is not None:
            relay = self._reservations.claim(wish.token, login.owner, now)
            if relay is None:
                raise Refused(NO_CAPACITY)
            return {family_of(relay.address[0]): relay}
        if not any(self._relays.serves(family) for family in wish.families):
            raise Refused(FAMILY_UNSUPPORTED)
        self._count(login)
        try:
            if wish.reserve:
                return self._reserve(wish, client, login, response, now)
            return self._open(wish, client, response)
        except Refused:
            self.counts.give_back(login.owner)
            raise

    def _count(self, login: Login) -> None:
        if self.counts.full:
            raise Refused(NO_CAPACITY)
        if not self.counts.take(login.owner):
            raise Refused(QUOTA_REACHED)

    def _reserve(
        self, wish: Wish, client: Client, login: Login, response: Message, now: float
    ) -> dict[int, Relay]:
        self._count(login)
        pair = self._relays.open_pair(wish.families[0], client.server)
        if pair is None:
            self.counts.give_back(login.owner)
            raise Refused(NO_CAPACITY)
        token = self._relays.token()
        self._reservations.keep(token, pair[1], login.owner, now)
        response.add(Attribute.RESERVATION_TOKEN, token)
        return {wish.families[0]: pair[0]}

    def _open(self, wish: Wish, client: Client, response: Message) -> dict[int, Relay]:
        relays, problems = dict[int, Relay](), dict[int, int]()
        for family in wish.families:
            served = self._relays.serves(family)
            even = wish.even_port
            relay = self._relays.open(family, client.server, even=even) if served else None
            if relay is not None:
                relays[family] = relay
            else:
                problems[family] = NO_CAPACITY if served else FAMILY_UNSUPPORTED
        if not relays:
            raise Refused(NO_CAPACITY)
        for family, problem in problems.items():  # half of what was asked for is a success too
            response.add(Attribute.ADDRESS_ERROR_CODE, (family, problem))
        return relays

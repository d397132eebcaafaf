"""A listener of the gateway: step 3's TURN server at one port, with routes as its policy."""

import logging
import socket
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from ipaddress import ip_address
from ssl import SSLContext

from common.limits import TokenBucket
from common.stun import Message
from common.stun_attributes import Address
from steps.step3_turn.allocation import Client
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.authentication import Login
from steps.step3_turn.hosting import LOGGED_AT_ONCE, LOGGED_PER_SECOND, live_unix_time
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.relay_sockets import RelaySockets
from steps.step3_turn.service import BACKLOG, Sockets, TurnService
from steps.step3_turn.turn import TurnServer
from steps.step3_turn.udp import open_udp
from steps.step4_gateway.authenticate import GatewayAuthenticator
from steps.step4_gateway.backend_traffic import CountingRelays
from steps.step4_gateway.dataplane_config import EVERYWHERE, ListenerConfig, StunnerConfig
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.router import Passed, RoutePolicy
from steps.step4_gateway.stand_ins import StandIns

logger = logging.getLogger(__name__)


class CountingAllocator(Allocator):
    """An allocator that knows how many allocations there have been."""

    begun = 0

    def allocate(self, request: Message, client: Client, login: Login, now: float) -> Message:
        """The success response to an Allocate; else Refused."""
        response = super().allocate(request, client, login, now)
        self.begun += 1
        return response


@dataclass
class ListenerNumbers:
    """What has gone through a listener. A connection is a client with an allocation."""

    connections: int = 0
    begun: int = 0
    rx: Passed = field(default_factory=Passed)  # from clients, as far as it was relayed
    tx: Passed = field(default_factory=Passed)

    def add(self, allocator: CountingAllocator) -> None:
        """Adds what an allocator has seen."""
        allocations = list(allocator.allocations)
        self.connections += len(allocations)
        self.begun += allocator.begun
        for sent in (allocator.sent, *(one.sent for one in allocations)):
            self.rx.add(sent.packets, sent.bytes)
        for received in (allocator.received, *(one.received for one in allocations)):
            self.tx.add(received.packets, received.bytes)


@dataclass
class Listener:
    """A listener that is open."""

    config: ListenerConfig
    policy: RoutePolicy
    authenticator: GatewayAuthenticator
    allocator: CountingAllocator
    service: TurnService
    sockets: Sockets
    doors: list[Address]
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self) -> None:
        """Begins to serve."""
        await self._stack.enter_async_context(self.service.running())
        logger.info("listener %s is on %s", self.config.name, ", ".join(self.service.urls))

    async def stop(self) -> None:
        """Ends all its allocations, and gives the port back."""
        await self._stack.aclose()
        self.sockets.close()  # if it has never begun to serve
        logger.info("listener %s is closed", self.config.name)

    def change(self, config: ListenerConfig, whole: StunnerConfig) -> None:
        """Follows a configuration that does not restart it."""
        self.config = config
        self.policy.change(config.routes)
        self.authenticator.change(whole.auth)


def bind(config: ListenerConfig, local: Sequence[str]) -> Sockets:
    """The sockets of a listener; ConfigError if its port cannot be had."""
    sockets = Sockets()
    try:
        for host in hosts_of(config, local):
            if config.transport == "udp":
                sockets.udp.append(open_udp(host, config.port))
            else:
                streams = sockets.tls if config.transport == "tls" else sockets.tcp
                streams.append(_listening(host, config.port))
    except OSError as problem:
        sockets.close()
        why = f"{config.port} at {host} cannot be had: {problem.strerror}"
        raise ConfigError(f"listener {config.name!r}", "port", why) from None
    return sockets


def make_listener(
    config: ListenerConfig,
    whole: StunnerConfig,
    policy: RoutePolicy,
    *,
    sockets: Sockets,
    tls: SSLContext | None,
    nonces: Nonces,
    local: Sequence[str],
) -> Listener:
    """A listener on sockets that are bound."""
    extension, hosts = whole.extension, hosts_of(config, local)
    public = config.address if config.address not in (*hosts, EVERYWHERE, "::") else None
    if extension.relay_address:
        hosts, public = [extension.relay_address], None
    relays = RelaySockets(hosts, extension.relay_ports, public)
    allocator = CountingAllocator(
        CountingRelays(relays, policy, StandIns(extension.stand_ins)), policy, whole.quotas
    )
    authenticator = GatewayAuthenticator(whole.auth, nonces, live_unix_time)
    turn = TurnServer(allocator, authenticator, _denials(policy))
    doors = [*sockets.addresses, (config.address, config.port)]
    service = TurnService(turn, sockets, tls)
    return Listener(config, policy, authenticator, allocator, service, sockets, doors)


def hosts_of(config: ListenerConfig, local: Sequence[str]) -> list[str]:
    """Where a listener is bound: at its address, or everywhere if that is not one of this computer.

    STUNner binds everywhere, and only tells its address to clients; so do we behind a NAT.
    """
    here = config.address in local or ip_address(config.address).is_loopback
    return [config.address] if here else list(local)


def check_relay_address(config: StunnerConfig) -> None:
    """ConfigError if this computer cannot relay from where it is told to."""
    try:
        if host := config.extension.relay_address:
            open_udp(host, 0).close()
    except OSError:
        why = f"is {host}, which is not an address of this computer"
        raise ConfigError("x-polycloud", "relay_address", why) from None


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    listening.setblocking(False)
    return listening


def _denials(policy: RoutePolicy) -> Callable[[str, str], None]:
    """Tells who may not reach whom, and not without end."""
    budget = TokenBucket(LOGGED_PER_SECOND, LOGGED_AT_ONCE, time.monotonic())

    def log(owner: str, peer: str) -> None:
        if budget.take(time.monotonic()):
            logger.warning("%s (asked by %r)", policy.denial(peer), owner)

    return log

"""The gateway: listeners that run as a configuration says, and follow the next one.

What can be changed in place costs nobody a packet. A configuration that cannot be followed changes
nothing: the last good one stays.
"""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from ssl import SSLContext

from common.addresses import local_addresses
from common.stun_attributes import Address
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.service import Sockets
from steps.step4_gateway.certificate import tls_context
from steps.step4_gateway.dataplane_config import ListenerConfig, StunnerConfig
from steps.step4_gateway.listener import (
    Listener,
    ListenerNumbers,
    bind,
    check_relay_address,
    make_listener,
)
from steps.step4_gateway.resolver import Resolve, Resolver, resolve
from steps.step4_gateway.restarts import listeners_to_stop
from steps.step4_gateway.router import Router

logger = logging.getLogger(__name__)

LEVELS = {"ERROR": 40, "WARN": 30, "WARNING": 30, "INFO": 20, "DEBUG": 10, "TRACE": 10}


class Gateway:
    """A gateway that does nothing until it is told a configuration."""

    def __init__(
        self,
        *,
        local: Callable[[], Sequence[str]] = local_addresses,
        resolve: Resolve = resolve,
    ) -> None:
        self.config: StunnerConfig | None = None
        self.problem = ""  # why the newest configuration is not followed
        self.listeners: dict[str, Listener] = {}
        self.draining = False
        self.own_doors: list[Address] = []  # others than the listeners', closed to clients too
        self.router = Router()
        self.resolver = Resolver(self.router, resolve)
        self._ended: dict[str, ListenerNumbers] = {}
        self._local = local
        self._nonces = Nonces(secrets.token_bytes(32))

    @property
    def ready(self) -> bool:
        """Whether new clients are welcome."""
        return self.config is not None and not self.draining

    @property
    def allocations(self) -> int:
        """How many there are."""
        return sum(len(one.allocator.allocations) for one in self.listeners.values())

    def numbers(self) -> dict[str, ListenerNumbers]:
        """What has gone through each listener that is open, in all its lives."""
        result = {}
        for name, listener in self.listeners.items():
            past = self._ended.get(name, ListenerNumbers())
            now = result[name] = ListenerNumbers(begun=past.begun)
            now.rx.add(past.rx.packets, past.rx.bytes)
            now.tx.add(past.tx.packets, past.tx.bytes)
            now.add(listener.allocator)
        return result

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Resolves names meanwhile; at the end, everything is closed."""
        resolving = asyncio.create_task(self.resolver.run())
        try:
            yield
        finally:
            resolving.cancel()
            with suppress(asyncio.CancelledError):
                await resolving
            await self._stop(list(self.listeners))

    async def reconcile(self, config: StunnerConfig) -> None:
        """Follows a configuration; ConfigError if it cannot, and then all is as before."""
        contexts = {one.name: tls_context(one) for one in _served(config)}
        check_relay_address(config)
        before = self.config
        try:
            await self._follow(config, contexts)
        except Exception:
            await self._go_back(before)
            raise

    async def drain(self, seconds: float) -> None:
        """Takes no new allocations, and waits until the last has ended or the time is up."""
        self.draining = True
        services = [listener.service for listener in self.listeners.values()]
        await asyncio.gather(*(service.drain(seconds) for service in services))

    def close_doors(self, doors: Iterable[Address]) -> None:
        """Closes doors of the same process to clients, whatever the routes say."""
        self.own_doors = list(doors)
        self._close_doors()

    async def _follow(
        self, config: StunnerConfig, contexts: Mapping[str, SSLContext | None]
    ) -> None:
        """Follows a configuration, or ends half-way."""
        served = _served(config)
        stopping = listeners_to_stop(self.config, config) if self.config else []
        stopping = [name for name in stopping if name in self.listeners]
        fresh = [one for one in served if one.name not in self.listeners or one.name in stopping]
        sockets = await self._exchange(stopping, fresh)
        with _given_back(sockets):
            self.router.configure(config.clusters)
            self.config = config
            names = {listener.name for listener in served}
            for listener in served:
                if listener.name in self.listeners:
                    self.listeners[listener.name].change(listener, config)
                else:
                    self._make(listener, sockets[listener.name], contexts[listener.name])
                    del sockets[listener.name]
            self._close_doors()
            for listener in fresh:
                await self.listeners[listener.name].start()
        self._ended = {name: past for name, past in self._ended.items() if name in names}
        self.resolver.hurry()
        _set_levels(config.admin.loglevel)

    async def _go_back(self, before: StunnerConfig | None) -> None:
        """Has what is missing again, and has not what is new."""
        if before is None:
            await self._stop(list(self.listeners))
            self.config = None
        else:
            await self._follow(before, {one.name: tls_context(one) for one in _served(before)})

    async def _exchange(
        self, stopping: Sequence[str], fresh: Sequence[ListenerConfig]
    ) -> dict[str, Sockets]:
        """Opens the ports of new listeners and stops old ones.

        Only what needs the port of one that stops is opened after that one has stopped.
        """
        leaving = [self.listeners[name].config for name in stopping]
        late = [one for one in fresh if any(_share_a_port(one, other) for other in leaving)]
        sockets = self._bind([one for one in fresh if one not in late])
        with _given_back(sockets):
            await self._stop(stopping)
            return sockets | self._bind(late)

    def _bind(self, configs: Sequence[ListenerConfig]) -> dict[str, Sockets]:
        sockets: dict[str, Sockets] = {}
        with _given_back(sockets):
            for config in configs:
                sockets[config.name] = bind(config, self._local())
        return sockets

    def _make(self, config: ListenerConfig, sockets: Sockets, tls: SSLContext | None) -> None:
        assert self.config is not None
        listener = self.listeners[config.name] = make_listener(
            config,
            self.config,
            self.router.policy(config.name, config.routes),
            sockets=sockets,
            tls=tls,
            nonces=self._nonces,
            local=self._local(),
        )
        listener.allocator.closing = self.draining

    async def _stop(self, names: Sequence[str]) -> None:
        for name in names:
            listener = self.listeners.pop(name)
            await listener.stop()
            self.router.drop(listener.policy)
            self._ended.setdefault(name, ListenerNumbers()).add(listener.allocator)

    def _close_doors(self) -> None:
        doors = [door for listener in self.listeners.values() for door in listener.doors]
        for listener in self.listeners.values():
            listener.policy.close([*doors, *self.own_doors])


@contextmanager
def _given_back(sockets: Mapping[str, Sockets]) -> Iterator[None]:
    """Gives the ports back if something fails in the block."""
    try:
        yield
    except BaseException:
        for one in sockets.values():
            one.close()
        raise


def _served(config: StunnerConfig) -> list[ListenerConfig]:
    return [listener for listener in config.listeners if listener.transport]


def _share_a_port(one: ListenerConfig, other: ListenerConfig) -> bool:
    return one.port == other.port and (one.transport == "udp") == (other.transport == "udp")


def _set_levels(loglevel: str) -> None:
    """Follows `all:INFO`; scopes of STUNner's own are not known here."""
    for word in loglevel.split(","):
        scope, _colon, level = word.strip().rpartition(":")
        if scope in ("", "all") and level.upper() in LEVELS:
            logging.getLogger("steps.step4_gateway").setLevel(LEVELS[level.upper()])

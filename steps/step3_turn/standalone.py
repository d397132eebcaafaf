"""The TURN server on its own: `python3 polycloud.py turn --help`."""

import asyncio
import logging
import secrets
import signal
import ssl
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from importlib import import_module

from prometheus_client import CollectorRegistry, start_http_server

from common.addresses import local_addresses
from common.certificates import context_from
from common.descriptors import raise_limit
from common.serving import BAD_SETTING, PORT_BUSY
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build, live_unix_time
from steps.step3_turn.metrics import TurnNumbers
from steps.step3_turn.options import parse
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.service import Sockets, TurnService, open_sockets
from steps.step3_turn.workers import Crew, run_workers

SAME_SIGNAL_SECONDS = 1.0  # in which a second SIGTERM is the first one, told twice


def main(arguments: list[str] | None = None) -> None:
    """Runs the server until Ctrl-C, or until SIGTERM and the end of the last allocation."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    options = parse(arguments)
    tls = _tls(options) if options.cert and options.tls_port else None
    nonce_key = secrets.token_bytes(32)  # one for all workers
    raise_limit()
    hosts = options.listen or local_addresses()
    sockets = [_open(options, hosts, with_tls=tls is not None) for _one in range(options.workers)]
    run_workers(options.workers, partial(_work, options, hosts, sockets, tls, nonce_key))


def _work(
    options: Namespace,
    hosts: list[str],
    sockets: list[Sockets],  # of each worker
    tls: ssl.SSLContext | None,
    nonce_key: bytes,
    number: int,
    crew: Crew,
) -> None:
    """The life of one worker."""
    service = build(
        Plan(
            sockets=sockets[number],
            credentials=Credentials(
                options.realm, dict(options.user), options.secret, live_unix_time
            ),
            policy=PeerPolicy(networks=options.allow_peer),
            hosts=hosts,
            quotas=Quotas(
                allocations=options.total_quota,
                allocations_per_user=options.quota,
                bits_per_second=options.bits_per_second,
            ),
            ports=options.ports,
            public=options.public,
            tls=tls,
            nonce_key=nonce_key,
            # Who comes with a token comes from another port, and so perhaps to another worker.
            pairs=options.workers == 1,
        )
    )
    if options.metrics_port:
        _serve_metrics(service, options.metrics_port + number)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(service, crew, options.drain_seconds))


def _serve_metrics(service: TurnService, port: int) -> None:
    registry = CollectorRegistry()
    registry.register(TurnNumbers(service))
    try:
        start_http_server(port, "127.0.0.1", registry)
    except OSError as problem:
        sys.stderr.write(f"{problem.strerror}: port {port} of metrics. See --metrics-port.\n")
        sys.exit(PORT_BUSY)


def _open(options: Namespace, hosts: list[str], *, with_tls: bool) -> Sockets:
    tls_port = options.tls_port if with_tls else None
    try:
        return open_sockets(hosts, options.port, tls_port, shared=options.workers > 1)
    except OSError as problem:
        sys.stderr.write(f"{problem.strerror}: port {options.port}, or {options.tls_port} of TLS, ")
        sys.stderr.write(f"on {', '.join(hosts)}. See --port, --tls-port and --listen.\n")
        sys.exit(PORT_BUSY)


def _tls(options: Namespace) -> ssl.SSLContext:
    try:
        return context_from(options.cert, options.key)
    except OSError as problem:  # ssl.SSLError is one
        sys.stderr.write(f"{options.cert}, {options.key}: {problem}\n")
        sys.exit(BAD_SETTING)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's event loop where it exists, as uvicorn takes it too: it wakes up for less."""
    try:
        return import_module("uvloop").new_event_loop  # type: ignore[no-any-return]
    except ImportError:  # on Windows
        return None


async def _serve(service: TurnService, crew: Crew, drain_seconds: float) -> None:
    """Serves until Ctrl-C, or SIGTERM and a drain; a later SIGTERM is as good as Ctrl-C."""
    loop, drain, stop = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, drain.set)
    loop.add_signal_handler(signal.SIGINT, stop.set)
    async with service.running() as clock:
        sys.stdout.write(f"TURN is on {', '.join(service.urls)}\n")
        sys.stdout.flush()
        # Without its clock a server must end: leaving the block says why.
        await _first(drain.wait(), stop.wait(), asyncio.wait([clock]))
        if drain.is_set() and not stop.is_set():
            # systemd tells each process of a group, and then a parent tells its workers again.
            loop.call_later(SAME_SIGNAL_SECONDS, loop.add_signal_handler, signal.SIGTERM, stop.set)
            draining = _drain(service, crew, drain_seconds)
            await _first(draining, stop.wait(), asyncio.wait([clock]))


async def _drain(service: TurnService, crew: Crew, seconds: float) -> None:
    """Waits until no worker relays any more: if one closed its sockets, clients would move."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await service.drain(seconds)
            await crew.drained()


async def _first(*coroutines: Coroutine[None, None, object]) -> None:
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    main()

"""The TURN server on its own: `python3 polycloud.py turn --help`."""

import asyncio
import logging
import secrets
import signal
import ssl
import sys
from argparse import Namespace
from collections.abc import Callable, Coroutine
from functools import partial
from importlib import import_module

from prometheus_client import CollectorRegistry, start_http_server

from common.certificates import context_from
from common.serving import BAD_SETTING, PORT_BUSY
from steps.step2_sfu.addresses import local_addresses
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build, unix_offset
from steps.step3_turn.metrics import TurnNumbers
from steps.step3_turn.options import parse
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.service import Sockets, TurnService, open_sockets
from steps.step3_turn.workers import run_workers


def main(arguments: list[str] | None = None) -> None:
    """Runs the server until Ctrl-C, or until SIGTERM and the end of the last allocation."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    options = parse(arguments)
    tls = _tls(options) if options.cert and options.tls_port else None
    nonce_key = secrets.token_bytes(32)  # one for all workers
    run_workers(options.workers, partial(_work, options, tls, nonce_key))


def _work(options: Namespace, tls: ssl.SSLContext | None, nonce_key: bytes, number: int) -> None:
    """The life of one worker."""
    hosts = options.listen or local_addresses()
    service = build(
        Plan(
            sockets=_open(options, hosts, with_tls=tls is not None),
            credentials=Credentials(
                options.realm, dict(options.user), options.secret, unix_offset()
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
        )
    )
    if options.metrics_port:
        registry = CollectorRegistry()
        registry.register(TurnNumbers(service))
        start_http_server(options.metrics_port + number, "127.0.0.1", registry)
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(service, options.drain_seconds))


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


async def _serve(service: TurnService, drain_seconds: float) -> None:
    """Serves until Ctrl-C, or SIGTERM and a drain; a second SIGTERM is as good as Ctrl-C."""
    loop, drain, stop = asyncio.get_running_loop(), asyncio.Event(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, lambda: (stop if drain.is_set() else drain).set())
    loop.add_signal_handler(signal.SIGINT, stop.set)
    async with service.running():
        sys.stdout.write(f"TURN is on {', '.join(service.urls)}\n")
        sys.stdout.flush()
        await _first(drain.wait(), stop.wait())
        if not stop.is_set():
            await _first(service.drain(drain_seconds), stop.wait())


async def _first(*coroutines: Coroutine[None, None, object]) -> None:
    tasks = [asyncio.create_task(coroutine) for coroutine in coroutines]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    main()

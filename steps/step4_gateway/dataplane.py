"""The data plane as a process: a gateway that follows the file of its configuration.

    python -m steps.step4_gateway.dataplane FILE

SIGTERM means to drain: nobody new is taken, /ready answers 503, and the process ends with the last
allocation, or when GRACE seconds are over. A second signal ends it at once, and so does Ctrl-C.
"""

import asyncio
import logging
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from uvicorn.loops.auto import auto_loop_factory

from common.descriptors import raise_limit
from common.serving import PORT_BUSY
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.operations import operations
from steps.step4_gateway.waiting import first, on_signals, seconds, until
from steps.step4_gateway.watcher import Watcher

GRACE_SECONDS = 3_600.0  # as STUNner has it
LOOK_SECONDS = 0.25  # a route that is taken away should be seen to stop


class Signals(NamedTuple):
    """What the process was asked: to end when nobody is left, or to end."""

    drain: asyncio.Event
    stop: asyncio.Event

    def listen(self) -> None:
        """Notes signals from now on."""
        on_signals(["SIGTERM"], lambda: (self.stop if self.drain.is_set() else self.drain).set())
        on_signals(["SIGINT", "SIGBREAK"], self.stop.set)

    async def any(self) -> None:
        """Waits for the first of them."""
        await first(self.drain.wait(), self.stop.wait())


async def run(path: Path, grace: float, environment: Mapping[str, str]) -> None:
    """The life of the gateway; ConfigError if the operators' ports cannot be had."""
    signals, gateway = Signals(asyncio.Event(), asyncio.Event()), Gateway()
    signals.listen()
    watcher = Watcher(path, gateway, environment)
    # A file that is broken or not there yet is no reason to end: somebody may mend it.
    await first(watcher.until_read(LOOK_SECONDS), signals.any())
    if watcher.read is None:
        return
    # The operators' doors open first: without them the gateway ends, and by then has no clients.
    async with gateway.running(), operations(gateway, watcher.read.admin) as operators:
        await first(_serve(gateway, operators, signals, grace), watcher.run(LOOK_SECONDS))


async def _serve(gateway: Gateway, operators: list[str], signals: Signals, grace: float) -> None:
    await first(until(lambda: gateway.config), signals.any())
    if gateway.config is None:
        return
    _say_where(gateway, operators)
    await signals.any()
    if not signals.stop.is_set():
        await first(gateway.drain(grace), signals.stop.wait())


def _say_where(gateway: Gateway, operators: list[str]) -> None:
    doors = [url for listener in gateway.listeners.values() for url in listener.service.urls]
    told = f"Gateway is on {', '.join(doors) or 'no port'}"
    sys.stdout.write(f"{told}; for operators {', '.join(operators) or 'nowhere'}\n")
    sys.stdout.flush()


def main(arguments: list[str] | None = None) -> None:
    """Runs the data plane until it is told to end."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    parser = ArgumentParser("dataplane", description="A media gateway that follows a file.")
    parser.add_argument("file", type=Path, help="STUNner's dataplane configuration, version v1")
    options = parser.parse_args(arguments)
    grace = seconds("GRACE", os.environ.get("GRACE") or str(GRACE_SECONDS))
    raise_limit()
    # On Windows the other loop, Proactor, could not wait for datagrams.
    with asyncio.Runner(loop_factory=auto_loop_factory(use_subprocess=True)) as runner:
        try:
            runner.run(run(options.file, grace, os.environ))
        except ConfigError as problem:
            sys.stderr.write(f"{problem}\n")
            sys.exit(PORT_BUSY)


if __name__ == "__main__":
    main()

"""Running a step's server: its sockets, its start, its end.

The same server runs from the command line, in a test and in a notebook's event loop.
"""

import argparse
import asyncio
import errno
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime

import uvicorn
from starlette.types import ASGIApp

from common.authority import fingerprint
from common.descriptors import raise_limit
from common.http_protocol import PromptHttpProtocol
from common.key_settings import guests_link, presenter_link, read_keys
from common.keys import Keys
from common.lan import Lan, read_lan
from common.lan_site import LanSite
from common.outlet import OutletProtocol

logger = logging.getLogger(__name__)

LONGEST_WEBSOCKET_MESSAGE = 1024 * 1024
GRACEFUL_SECONDS = 5
AUTHORITY = "The fingerprint of our certificate authority: "
EVERYWHERE = ""  # the host that means all addresses
BOTH_FAMILIES = {"localhost": ("127.0.0.1", "::1"), EVERYWHERE: ("0.0.0.0", "::")}
TICKS = 600  # of uvicorn's clock in a minute
PORT_BUSY = 98  # the exit status; EADDRINUSE on Linux
BAD_SETTING = 64  # EX_USAGE; the last line on stderr says which


class StepServer(uvicorn.Server):
    """uvicorn's server, which says goodbye to everybody before it closes the connections."""

    def __init__(
        self,
        app: ASGIApp,
        goodbye: Callable[[], None],
        *,
        signals: bool = True,
        ready: str = "",
        lan: Lan | None = None,
    ) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PromptHttpProtocol,
                ws=OutletProtocol,
                ws_max_size=LONGEST_WEBSOCKET_MESSAGE,
                ws_ping_interval=None,  # polycloud.v1 has its own ping, which pages can see
                ws_per_message_deflate=False,  # media do not shrink, and bombs cannot swell
                timeout_graceful_shutdown=GRACEFUL_SECONDS,
                ssl_context_factory=(lambda _config, _default: lan.context) if lan else None,
                log_config=None,
                access_log=False,
                server_header=False,
            )
        )
        self._goodbye = goodbye
        self._signals = signals
        self._ready = ready
        self._lan = lan

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        """Handles Ctrl-C and SIGTERM, unless the server is a guest in somebody's event loop."""
        return super().capture_signals() if self._signals else nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens the door, and says so."""
        await super().startup(sockets)
        if self._ready:
            sys.stdout.write(self._ready + "\n")
            sys.stdout.flush()

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: whether this is the end. Now and then, looks at the certificate."""
        if self._lan and counter % TICKS == 0:
            try:
                self._lan.refresh(datetime.now(UTC))
            except Exception:  # no reason to end calls: the one there is lasts for days
                logger.exception("there is no new certificate; it is tried again in a minute")
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tells everybody, then closes all connections; a second Ctrl-C waits for none of them."""
        self._goodbye()
        await super().shutdown(sockets)
        if self.force_exit:
            # uvicorn would leave the app where it is, which then dies with a traceback.
            await self.lifespan.shutdown()


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listening sockets for a host; for localhost of both families, as browsers try ::1 first."""
    if host not in BOTH_FAMILIES:
        return [_listen(host, port)]
    version_4, version_6 = BOTH_FAMILIES[host]
    first = _listen(version_4, port)
    try:
        return [first, _listen(version_6, first.getsockname()[1])]
    except OSError:  # no IPv6 on this computer
        return [first]


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows this option would let two servers share the port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


@dataclass(frozen=True, slots=True)
class Door:
    """Where a step listens for HTTP, or with LAN=1 for HTTPS, and the keys to its rooms."""

    step: int
    host: str
    port: int
    sockets: list[socket.socket]
    keys: Keys = field(default_factory=Keys)
    lan: Lan | None = None

    @property
    def url(self) -> str:
        """The address of the page."""
        if self.lan:
            return f"https://{self.lan.address}:{self.port}/"
        name = self.host if ":" not in self.host else f"[{self.host}]"
        return f"http://{name}:{self.port}/"

    @property
    def ready(self) -> str:
        """The line that says where the step is."""
        by_name = self.lan and self.lan.name
        also = f", and by name on https://{by_name}:{self.port}/" if by_name else ""
        return f"Step {self.step} is on {self.url}{also}"

    def greeting(self, keys: Keys) -> str:
        """What the terminal is told: the links, if there are keys, and where the step is."""
        lines = [presenter_link(keys, self.url)]
        if self.lan and keys.needed:
            lines += [guests_link(keys, self.url), f"{AUTHORITY}{fingerprint(self.lan.authority)}"]
        return "\n".join(filter(None, [*lines, self.ready]))


def listen(step: int) -> Door:
    """Opens a step's sockets where its arguments say; ends the process if the port is taken."""
    options, lan = _arguments(step), read_lan()
    raise_limit()
    host = EVERYWHERE if lan else options.host
    with exit_if_taken("Port", options.port, step):
        sockets = open_sockets(host, options.port)
    return Door(step, host, sockets[0].getsockname()[1], sockets, read_keys(), lan)


@contextmanager
def exit_if_taken(kind: str, port: int, step: int) -> Iterator[None]:
    """Ends the process with one sentence if a port cannot be had inside."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        sys.stderr.write(f"{kind} {port} is taken. PORT={8010 + step} make step-{step} moves it.\n")
        sys.exit(PORT_BUSY)


def run(app: ASGIApp, goodbye: Callable[[], None], door: Door) -> None:
    """The life of a step's server process, until Ctrl-C or SIGTERM."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # uvicorn raises the signal again once it has shut down: that is then no error.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: None)
    gc.freeze()  # what is there now stays: the collector need not look at it, while calls wait
    site = LanSite(app, door.lan) if door.lan else app
    ready = door.greeting(door.keys)
    StepServer(site, goodbye, ready=ready, lan=door.lan).run(door.sockets)


def _arguments(step: int) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=f"Polycloud, step {step}")
    parser.add_argument("--host", default="localhost")
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000 + step))
    return parser.parse_args()


@asynccontextmanager
async def serving(
    app: ASGIApp, goodbye: Callable[[], None], port: int = 0, host: str = "127.0.0.1"
) -> AsyncIterator[str]:
    """A step's server inside the caller's event loop: gives its URL, and stops it at the end."""
    sockets = open_sockets(host, port)
    server = StepServer(app, goodbye, signals=False)
    task = asyncio.create_task(server.serve(sockets))
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    try:
        yield f"http://{host}:{sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task

"""HTTP around a step: who may connect, what every response says, which files are served.

Nothing here knows a step. A page of another site may neither open our WebSocket (Origin is
checked before accept: RFC 6455 section 10.2) nor reach us under a name of its own (Host is
checked: DNS rebinding), and no page of ours can load anything from elsewhere (CSP).
"""

import ipaddress
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FRONTEND = Path(__file__).parent.parent / "frontend"
POLICY = (
    "default-src 'self'; media-src 'self' blob:; img-src 'self' data: blob:; "
    "connect-src 'self'{also}; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self' file:; form-action 'self'"  # file: the slides show the live step
)
# The chooser asks the steps on this machine whether they run.
STEP_ORIGINS = "".join(
    f" http://{host}:{port}" for host in ("localhost", "127.0.0.1") for port in range(8001, 8005)
)
HEADERS = {
    "Content-Security-Policy": POLICY.format(also=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Permissions-Policy": "camera=(self), microphone=(self), display-capture=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a WebSocket may be opened: by our own page, or by a program that is no browser."""
    return origin is None or (host is not None and origin in (f"http://{host}", f"https://{host}"))


def host_allowed(host: str | None, names: Collection[str] = ()) -> bool:
    """Whether a Host header names us: by an address, a local name, or one of these names."""
    try:
        name = urlsplit(f"//{host or ''}").hostname or ""
    except ValueError:
        return False
    if name in ("localhost", socket.gethostname().lower(), *names):
        return True
    return name.endswith((".localhost", ".local")) or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Guard:
    """The ASGI layer that refuses foreign origins and hosts, and sets the security headers.

    `names` are the public names under which we are reached, in small letters.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with 403."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket" and self._refused(scope):
            await send({"type": "websocket.close"})  # before accept: the handshake gets a 403
        elif self._refused(scope):
            answer = PlainTextResponse("This address or page may not use this server.", 403)
            await answer(scope, receive, send)
        else:
            await self.app(scope, receive, self._with_headers(send))

    def _refused(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        if not host_allowed(headers.get("host"), self.names):
            return True
        is_websocket = scope["type"] == "websocket"
        return is_websocket and not origin_allowed(headers.get("origin"), headers.get("host"))

    def _with_headers(self, send: Send) -> Send:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        return send_with_headers


def page_routes(step: int) -> list[BaseRoute]:
    """A step's page: the call at /, the chooser at /steps, their scripts and styles."""

    async def call(_request: Request) -> Response:
        return FileResponse(FRONTEND / f"step-{step}" / "index.html")

    async def chooser(_request: Request) -> Response:
        headers = {"Content-Security-Policy": POLICY.format(also=STEP_ORIGINS)}
        return FileResponse(FRONTEND / "index.html", headers=headers)

    folders = ("lib", "css", f"step-{step}")
    return [
        Route("/", call),
        Route("/steps", chooser),
        *(Mount(f"/{name}", StaticFiles(directory=FRONTEND / name)) for name in folders),
        *(_file_route(name) for name in ("style.css", "chooser.js", "favicon.svg")),
    ]


def _file_route(name: str) -> Route:
    async def serve_file(_request: Request) -> Response:
        return FileResponse(FRONTEND / name)

    return Route(f"/{name}", serve_file)


def operator_routes(
    health: Callable[[], dict[str, int | str]], metrics: CollectorRegistry
) -> list[BaseRoute]:
    """The routes for whoever runs the server: /healthz, and on loopback only /metrics."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse(health())

    async def prometheus(request: Request) -> Response:
        if request.client is None or not is_loopback(request.client.host):
            return PlainTextResponse("Not Found", 404)
        return PlainTextResponse(generate_latest(metrics), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", prometheus)]


def is_loopback(address: str) -> bool:
    """Whether an address is this computer itself."""
    return _is_address(address) and ipaddress.ip_address(address).is_loopback

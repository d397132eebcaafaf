"""HTTP around a step: who may connect, what every response says, which files are served.

Nothing here knows a step. A page of another site may neither open our WebSocket (Origin is
checked before accept: RFC 6455 section 10.2) nor reach us under a name of its own (Host is
checked: DNS rebinding), and no page of ours can load anything from elsewhere (CSP).
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client import CollectorRegistry, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.first_sight import FILES, with_sight
from common.languages import language_of
from common.not_found import NotFound
from common.page_files import PageFiles

FRONTEND = Path(__file__).parent.parent / "frontend"
POLICY = (
    "default-src 'self'; media-src 'self' blob:; img-src 'self'; "
    "connect-src 'self'{also}; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'self' file:; form-action 'self'"  # file: the slides show the live step
)
JOINED = {  # the style sheets of every lobby, and of every call
    "css/in-lobby.css": ["style.css", "css/lobby.css", "css/tile.css"],
    "css/in-call.css": [
        f"css/{name}.css" for name in ("call", "numbers", "tools", "bar", "panels")
    ],
}
OF_A_CALL = ("camera", "microphone", "display-capture")
NEVER = (  # no script may ask for it, whoever wrote it; each is known to every Chromium
    *("accelerometer", "clipboard-read", "geolocation", "gyroscope", "hid"),
    *("magnetometer", "midi", "payment", "serial", "usb"),
)
STEP_PORTS = range(8001, 8005)
PLAIN = re.compile(r"[a-z0-9.:-]+")
COUNTS = ("rooms", "participants")
HEADERS = {
    "Content-Security-Policy": POLICY.format(also=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Permissions-Policy": ", ".join(
        [f"{feature}=(self)" for feature in OF_A_CALL] + [f"{feature}=()" for feature in NEVER]
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
}


def origin_allowed(origin: str | None, host: str | None) -> bool:
    """Whether a WebSocket may be opened: by our own page, or by a program that is no browser."""
    return origin is None or (host is not None and origin in (f"http://{host}", f"https://{host}"))


def host_allowed(host: str | None, names: Collection[str] = ()) -> bool:
    """Whether a Host header names us: by an address, a local name, or one of these names."""
    name = name_in(host)
    if name in ("localhost", socket.gethostname().lower(), *names):
        return True
    return name.endswith((".localhost", ".local")) or _is_address(name)


def name_in(host: str | None) -> str:
    """The name or address in a Host header, in small letters, without its port."""
    try:
        return urlsplit(f"//{host or ''}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers a request, or a WebSocket's handshake, with 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close"})  # before accept
    else:
        answer = PlainTextResponse("This address or page may not use this server.", 403)
        await answer(scope, receive, send)


class Guard:
    """The ASGI layer that refuses foreign origins and hosts, and sets the security headers.

    `names` are the public names under which we are reached, in small letters. Behind it, who asks
    for a page where there is none gets one (not_found.py): in every step, and with these headers.
    """

    def __init__(self, app: ASGIApp, names: Collection[str] = ()) -> None:
        self.app = NotFound(app, FRONTEND)
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it with 403."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif self._refused(scope):
            await refuse(scope, receive, send)
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
    """A step's page: the call at /, the chooser, the style guide, their scripts and styles."""

    async def call(request: Request) -> Response:
        accepted = request.headers.get("accept-language", "")
        language = language_of(request.query_params.get("lang", ""), accepted, tuple(FILES))
        page, sight = (FRONTEND / name for name in (f"step-{step}/index.html", FILES[language]))
        html = with_sight(page.read_text("utf-8"), sight.read_text("utf-8"), step, language)
        told = {"Content-Language": language, "Vary": "Accept-Encoding, Accept-Language"}
        return files.complete(language, html).response(request.headers, told)

    async def chooser(request: Request) -> Response:
        headers = {"Content-Security-Policy": POLICY.format(also=_step_origins(request))}
        return FileResponse(FRONTEND / "index.html", headers=headers)

    async def guide(request: Request) -> Response:
        return files.page("styleguide/index.html", request.headers)

    folders = ("lib", "strings", "css", f"step-{step}", "styleguide")
    alone = ("style.css", "chooser.js", "favicon.svg")
    files = PageFiles(FRONTEND, (*folders, *alone), joined=JOINED)
    return [
        Route("/", call),
        Route("/steps", chooser),
        Route("/styleguide", guide),
        *(Mount(f"/{name}", files) for name in ("files", *folders)),
        *(Route(f"/{name}", files) for name in alone),
    ]


def _step_origins(request: Request) -> str:
    """The steps, by the name we were asked by: the chooser asks them whether they run."""
    name = name_in(request.headers.get("host"))
    if not PLAIN.fullmatch(name):  # or it could say something to the policy
        return ""
    host = f"[{name}]" if ":" in name else name
    return "".join(f" {request.url.scheme}://{host}:{port}" for port in STEP_PORTS)


def operator_routes(
    health: Callable[[], dict[str, int | str]], metrics: CollectorRegistry
) -> list[BaseRoute]:
    """The routes for whoever runs the server: /healthz, and on loopback only /metrics."""

    async def healthz(request: Request) -> Response:
        told = health()
        if not is_here(request):  # how many there are is no stranger's business
            told = {name: told[name] for name in told if name not in COUNTS}
        return JSONResponse(told)

    async def prometheus(request: Request) -> Response:
        if not is_here(request):
            return PlainTextResponse("Not Found", 404)
        return PlainTextResponse(generate_latest(metrics), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/metrics", prometheus)]


def is_here(request: Request) -> bool:
    """Whether a request is an operator's: from this computer, under a name that is always its own.

    Other local names, as evil.local, are what somebody in the same network says they are: a page
    that was loaded from there could ask as if it were ours.
    """
    name = name_in(request.headers.get("host"))
    is_own = name == "localhost" or is_loopback(name)
    return is_own and request.client is not None and is_loopback(request.client.host)


def bearer(request: Request) -> str | None:
    """The token that a request brings in its Authorization header (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def is_loopback(address: str) -> bool:
    """Whether an address is this computer itself."""
    return _is_address(address) and ipaddress.ip_address(address).is_loopback

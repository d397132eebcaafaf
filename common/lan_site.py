"""What LAN=1 puts around a step: our own names only, and a page that tells how to trust us.

`/ca` is for everybody in the network, as are `/ca.pem` and `/ca.crt`, the certificate of our
authority in the two forms that systems want it in.
"""

from html import escape

from cryptography.hazmat.primitives.serialization import Encoding
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from common.authority import certificate_of, ends_at, fingerprint
from common.lan import Lan
from common.web import FRONTEND, Guard, name_in, refuse

CERTIFICATE = "application/x-x509-ca-cert"
PATHS = ("/ca", "/ca.pem", "/ca.crt")


class LanSite:
    """The ASGI layer that answers to our own names, and to no other (DNS rebinding)."""

    def __init__(self, app: ASGIApp, lan: Lan) -> None:
        self._app = app
        self._lan = lan
        self._pages = Guard(trust_pages(lan))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or answers it."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif name_in(Headers(scope=scope).get("host")) not in self._lan.names:
            await refuse(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] in PATHS:
            await self._pages(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def trust_pages(lan: Lan) -> ASGIApp:
    """The page, and the certificate of our authority as PEM and as DER."""
    text = (FRONTEND / "ca.html").read_text(encoding="utf-8")
    told = {
        "fingerprint": fingerprint(lan.authority),
        "until": f"{ends_at(lan.authority):%Y-%m-%d}",
    }
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", escape(value))
    certificate = certificate_of(lan.authority)

    async def page(_request: Request) -> Response:
        return HTMLResponse(text)

    async def pem(_request: Request) -> Response:
        return Response(certificate.public_bytes(Encoding.PEM), media_type=CERTIFICATE)

    async def der(_request: Request) -> Response:
        return Response(certificate.public_bytes(Encoding.DER), media_type=CERTIFICATE)

    return Starlette(
        routes=[Route(path, made) for path, made in zip(PATHS, (page, pem, der), strict=True)]
    )

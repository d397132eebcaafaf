"""What LAN=1 puts around a step: our own names only, and a page that tells how to trust us.

`/ca` is for everybody in the network, as are `/ca.pem` and `/ca.crt`, the certificate of our
authority in the two forms that systems want it in. Whoever reads it may have a browser that runs no
script of ours yet: so the server chooses its language.
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
from common.languages import language_of
from common.web import FRONTEND, Guard, name_in, refuse

CERTIFICATE = "application/x-x509-ca-cert"
PAGES = {"en": "ca.html", "de": "ca.de.html"}
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
    texts = {language: _filled(file, lan) for language, file in PAGES.items()}
    certificate = certificate_of(lan.authority)

    async def page(request: Request) -> Response:
        accepted = request.headers.get("accept-language", "")
        language = language_of(request.query_params.get("lang", ""), accepted, tuple(PAGES))
        told = {"Content-Language": language, "Vary": "Accept-Language"}
        return HTMLResponse(texts[language], headers=told)

    async def pem(_request: Request) -> Response:
        return Response(certificate.public_bytes(Encoding.PEM), media_type=CERTIFICATE)

    async def der(_request: Request) -> Response:
        return Response(certificate.public_bytes(Encoding.DER), media_type=CERTIFICATE)

    return Starlette(
        routes=[Route(path, made) for path, made in zip(PATHS, (page, pem, der), strict=True)]
    )


def _filled(file: str, lan: Lan) -> str:
    text = (FRONTEND / file).read_text(encoding="utf-8")
    told = {
        "fingerprint": fingerprint(lan.authority),
        "until": f"{ends_at(lan.authority):%Y-%m-%d}",
    }
    for name, value in told.items():
        text = text.replace(f"{{{name}}}", escape(value))
    return text

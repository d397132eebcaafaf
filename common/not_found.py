"""What a person reads where there is nothing: a page with a link home, in their language.

Programs, which do not ask for HTML, keep the plain text, and what is told as data stays as it is.
"""

from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from common.languages import language_of

PAGES = {"en": "not-found.html", "de": "not-found.de.html"}


class NotFound:
    """The ASGI layer that puts a page in the place of a bare "Not Found", for browsers."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._folder = folder

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, and watches for the answer."""
        asks = scope["type"] == "http" and "text/html" in Headers(scope=scope).get("accept", "")
        await self._app(scope, receive, self._instead(scope, receive, send) if asks else send)

    def _instead(self, scope: Scope, receive: Receive, send: Send) -> Send:
        replaced = False

        async def send_page(message: Message) -> None:
            nonlocal replaced
            if _is_bare(message):
                replaced = True
                await self._page(Headers(scope=scope))(scope, receive, send)
            elif not replaced:  # else it is the text whose place is taken
                await send(message)

        return send_page

    def _page(self, asked: Headers) -> HTMLResponse:
        language = language_of("", asked.get("accept-language", ""), tuple(PAGES))
        html = (self._folder / PAGES[language]).read_text(encoding="utf-8")
        told = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
        return HTMLResponse(html, 404, told)


def _is_bare(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] != 404:
        return False
    return Headers(raw=message["headers"]).get("content-type", "").startswith("text/plain")

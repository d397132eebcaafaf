"""Where there is nothing, a person reads a page in their language, and a program a plain text."""

import re

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from common.not_found import PAGES
from common.web import FRONTEND, HEADERS, Guard, page_routes

pytestmark = pytest.mark.anyio
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "de-AT,en"}


async def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """What somebody is answered."""

    async def data(_request: Request) -> Response:
        return JSONResponse({"message": "There is no node sfu-9."}, 404)

    app = Guard(Starlette(routes=[Route("/data", data), *page_routes(1)]))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
        return await client.request(method, f"http://localhost{path}", headers=headers)


@pytest.mark.parametrize("path", ["/nothing", "/lib/none.js", "/ws"])
@pytest.mark.parametrize("language", ["en", "de"])
async def test_a_browser_gets_a_page_in_its_language_with_a_link_home(
    path: str, language: str
) -> None:
    answer = await ask(path, **BROWSER | {"Accept-Language": language})
    assert answer.status_code == 404 and answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text and 'href="/"' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "text/event-stream"}])
async def test_a_program_keeps_the_text(headers: dict[str, str]) -> None:
    answer = await ask("/nothing", **headers)
    assert (answer.status_code, answer.text) == (404, "Not Found")


async def test_what_is_data_or_is_there_stays_as_it_is() -> None:
    assert (await ask("/data", **BROWSER)).json() == {"message": "There is no node sfu-9."}
    assert "Polycloud" in (await ask("/steps", **BROWSER)).text
    assert (await ask("/nothing", "HEAD", **BROWSER)).status_code == 404


def test_the_page_is_the_same_in_each_language_and_needs_no_script() -> None:
    english, german = [(FRONTEND / file).read_text(encoding="utf-8") for file in PAGES.values()]
    tags = [re.findall(r'<\w+|(?:href|class)="[^"]+"', text) for text in (english, german)]
    assert tags[0] == tags[1]
    assert "<script" not in english and "style=" not in english
    linked = re.findall(r'href="/([^"]+)"', english)
    assert linked and all((FRONTEND / name).is_file() for name in linked)

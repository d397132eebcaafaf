"""What LAN=1 puts around a step: nobody's names but ours, and the page that tells how to trust."""

import re
from datetime import UTC, datetime

import httpx
import pytest
from cryptography import x509
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from common.authority import certificate_of, fingerprint, new_authority
from common.lan import Lan
from common.lan_site import PAGES, LanSite
from common.web import FRONTEND

NOW = datetime.now(UTC)
LAN = Lan(new_authority(NOW), lambda: ["192.168.7.20", "fd00::7"], lambda: "Desk", NOW)
OURS = [
    "localhost",
    "127.0.0.1:8001",
    "[::1]:8001",
    "Desk",
    "desk.local",
    "192.168.7.20",
    "[fd00::7]",
]
FOREIGN = [
    "",
    *["evil.example", "evil.local", "desk.evil.local", "192.168.7.21", "a.localhost", "["],
]
pytestmark = pytest.mark.anyio


async def ask(path: str, host: str = "desk.local:8001", language: str = "") -> httpx.Response:
    """What a page that comes by a name is answered."""
    app = Starlette(routes=[Route("/", lambda _request: PlainTextResponse("the call"))])
    transport = httpx.ASGITransport(LanSite(app, LAN))
    async with httpx.AsyncClient(transport=transport, base_url="https://x") as client:
        return await client.get(path, headers={"Host": host, "Accept-Language": language})


@pytest.mark.parametrize("host", OURS)
async def test_what_this_computer_is_called_leads_to_the_call(host: str) -> None:
    assert (await ask("/", host)).text == "the call"


@pytest.mark.parametrize("path", ["/", "/ca", "/ca.pem"])
@pytest.mark.parametrize("host", FOREIGN)
async def test_what_others_call_it_does_not(host: str, path: str) -> None:
    answer = await ask(path, host)
    assert answer.status_code == 403 and "call" not in answer.text


async def test_the_authority_is_served_in_both_forms() -> None:
    pem, der = await ask("/ca.pem"), await ask("/ca.crt")
    assert pem.content == LAN.authority.cert_pem.bytes() and b"PRIVATE" not in pem.content
    for answer in (pem, der):
        assert answer.headers["content-type"] == "application/x-x509-ca-cert"
    assert x509.load_der_x509_certificate(der.content) == certificate_of(LAN.authority)


@pytest.mark.parametrize("language", ["en", "de"])
async def test_the_page_tells_whom_one_trusts_and_may_load_nothing_foreign(language: str) -> None:
    page = await ask("/ca", language=language)
    assert fingerprint(LAN.authority) in page.text
    assert f"{NOW.year + 1}-" in page.text and "{" not in page.text
    assert "default-src 'self'" in page.headers["content-security-policy"]
    assert "<script" not in page.text and "style=" not in page.text
    for system in ("Windows", "macOS", "iPhone", "Android", "Linux", "Firefox"):
        assert f"<summary>{system}" in page.text


async def test_the_page_is_in_the_language_of_the_browser_or_of_the_address() -> None:
    asked = [("/ca", "de-AT,de;q=0.9,en;q=0.5"), ("/ca?lang=de", "en"), ("/ca?lang=en", "de")]
    pages = [await ask(path, language=language) for path, language in asked]
    assert [page.headers["content-language"] for page in pages] == ["de", "de", "en"]
    for page, title in zip(
        pages, ["Diesem Computer", "Diesem Computer", "Trust this"], strict=True
    ):
        assert f"<h1>{title}" in page.text and "Accept-Language" in page.headers["vary"]


def test_the_pages_say_the_same_in_each_language() -> None:
    texts = [(FRONTEND / file).read_text(encoding="utf-8") for file in PAGES.values()]
    english, german = [
        [tag for tag in re.findall(r"</?(\w+)", text) if tag not in ("b", "code")] for text in texts
    ]
    assert german == english
    files = [
        re.findall(r'(?:href="/(?!ca\?)[^"]*"|\{\w+\}|certutil [^<]*)', text) for text in texts
    ]
    assert files[0] == files[1]

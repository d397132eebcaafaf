"""The page of a step with its first sight, in the language asked for."""

import httpx
import pytest
from starlette.applications import Starlette

from common.first_sight import FILES, with_sight
from common.web import FRONTEND, page_routes

pytestmark = pytest.mark.anyio


async def page(step: int, path: str = "/", **headers: str) -> httpx.Response:
    """A step's page, as a browser with these headers gets it."""
    transport = httpx.ASGITransport(app=Starlette(routes=page_routes(step)))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
@pytest.mark.parametrize(
    ("path", "accepted", "language", "words"),
    [
        ("/", "en-GB,en;q=0.9", "en", "Join the call"),
        ("/", "de-AT,de;q=0.9,en;q=0.5", "de", "Am Gespräch teilnehmen"),
        ("/", "fr", "en", "Join the call"),
        ("/?lang=de", "en", "de", "Am Gespräch teilnehmen"),
    ],
)
async def test_it_is_in_the_language_asked_for(
    number: int, path: str, accepted: str, language: str, words: str
) -> None:
    answer = await page(number, path, **{"Accept-Language": accepted})
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{words}</h1>" in answer.text
    assert f'"eyebrow">{"Schritt" if language == "de" else "Step"} {number}</p>' in answer.text
    assert answer.text.count("<main") == 1 and "{step}" not in answer.text


@pytest.mark.parametrize("language", FILES)
def test_a_step_s_page_has_a_place_for_it(language: str) -> None:
    html = (FRONTEND / "step-1/index.html").read_text()
    assert with_sight(html, "<p>{step}</p>\n", 7, language).count("<main hidden>\n<p>7</p>") == 1

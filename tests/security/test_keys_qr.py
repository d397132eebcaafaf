"""QR codes of links: drawn for holders of a key to the room, short links, and a few in a second."""

import asyncio

import httpx
import pytest

from common import limits
from common.qr import TOO_MANY, qr_code
from tests.bed import keyed
from tests.bed.client import Participant
from tests.bed.keyed import BAD, is_untouched, key
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.security]

SETTINGS = keyed.SETTINGS
LINK = "https://192.168.7.20:8001/?room=lobby"


async def ask(url: str, room: str, text: str | None, link: str = LINK) -> httpx.Response:
    """The answer to whoever asks with this key for the code of a link."""
    headers = {"Authorization": f"Bearer {text}"} if text else {}
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.post(f"{url}/rooms/{room}/qr", headers=headers, content=link)


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "oversized"])
async def test_for_a_stranger_no_code_is_drawn(step: Step, room: str, kind: str) -> None:
    answer = await ask(step.url, room, BAD[kind](room))
    assert answer.status_code == 403 and "path" not in answer.json()


@pytest.mark.parametrize(
    "link",
    ["", "lobby", "javascript:alert(1)", "http://a b", "http://\u00e9", "http://x/" + "y" * 600],
)
async def test_only_a_web_address_is_drawn(step: Step, room: str, link: str) -> None:
    answer = await ask(step.url, room, key(room), link)
    assert answer.status_code == 400
    assert answer.json()["message"].startswith("The body must be a web address")


async def test_a_flood_of_codes_is_refused_and_ends(
    step: Step, room: str, pia: Participant
) -> None:
    own = key(room)
    burst = int(limits.QR_CODE_BURST)
    answers = await asyncio.gather(*(ask(step.url, room, own) for _ in range(3 * burst)))
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) == {200, 429} and statuses.count(429) >= burst
    assert all(one.json() == qr_code(LINK) for one in answers if one.status_code == 200)
    assert {one.json()["message"] for one in answers if one.status_code == 429} == {TOO_MANY}

    async def drawn() -> bool:
        return (await ask(step.url, room, own)).status_code == 200

    await until_async(drawn, what="a code again")
    await is_untouched(pia)

"""Who is in the room already, as the lobby tells it."""

import pytest

from tests.bed import keyed
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import enter, key
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 4]
SETTINGS = keyed.SETTINGS
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]


async def wait_told(page: Page, words: str) -> None:
    """Waits until the lobby says just this."""
    sentence = page.page.locator("call-present[role=status]")

    async def told() -> bool:
        return await sentence.inner_text() == words

    await until_async(told, what=f"{words!r} in the lobby")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_lobby_tells_who_comes_and_goes(call: Call, room: str, browser: str) -> None:
    url = call.step.url
    page = await call.open("Zoe", browser, autojoin=None, fragment=f"key={key(room)}")
    await wait_told(page, "Nobody is in this room yet.")
    people = [await enter(url, room, name) for name in ("Ada", "<b>Ben</b>")]
    await wait_told(page, "Ada and <b>Ben</b> are in this room.")
    people += [await enter(url, room, name) for name in ("Cid", "Dora", "Eva")]
    await wait_told(page, "Ada, <b>Ben</b>, Cid and 2 others are in this room.")
    for one in people[1:]:
        await one.leave()
    await wait_told(page, "Ada is in this room.")
    await page.page.locator("input[name=room]").fill(f"{room}-x")
    await wait_told(page, "")  # another room, for which the key is none
    await page.page.locator("input[name=room]").fill(room)
    await wait_told(page, "Ada is in this room.")
    await people[0].leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_stranger_s_lobby_tells_nothing(call: Call, room: str, browser: str) -> None:
    ada = await enter(call.step.url, room, "Ada")
    for fragment in ("", f"key={key(f'{room}-x')}"):
        page = await call.open("Eve", browser, autojoin=None, fragment=fragment)
        async with page.page.expect_response(f"**/rooms/{room}/people") as asked:
            await page.page.reload()
        assert (await asked.value).ok
        assert await page.page.locator("call-present").inner_text() == ""
    await ada.leave()

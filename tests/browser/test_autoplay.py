"""A browser that plays no sound, or nothing at all, before somebody clicks: one button helps."""

import asyncio

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.waiting import until_async

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

# The browsers of the tests let everything play; this is what they do otherwise.
HOLD_BACK = """
{
  const { play } = HTMLMediaElement.prototype;
  addEventListener("click", () => { globalThis.clicked = true; }, { capture: true });
  HTMLMediaElement.prototype.play = function () {
    if (this.muted || globalThis.clicked) return play.call(this);
    return Promise.reject(new DOMException("play() needs a click", "NotAllowedError"));
  };
}
"""
HEARD = "document.querySelector('[data-participant=Ada] video').muted === false"


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_sound_that_is_held_back_is_a_click_away(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    ben = await call.open("Ben", browser)
    await ben.page.add_init_script(HOLD_BACK)
    await ben.page.reload()
    await ben.wait_moving("Ada")
    sound = ben.page.get_by_role("button", name="Turn the sound on")
    await sound.wait_for()
    assert not await ben.page.evaluate(HEARD)
    await sound.click()
    await sound.wait_for(state="hidden")

    async def heard() -> bool:
        return bool(await ben.page.evaluate(HEARD)) and await ben.loudness("Ada") > 0.001

    await until_async(heard, what="Ada to be heard")
    await ben.wait_moving("Ada")
    assert await ada.state() == "live"


@pytest.mark.parametrize("browser", [FIREFOX])  # which alone can be told to hold pictures back
async def test_a_picture_that_is_held_back_is_a_click_away(call: Call, browser: str) -> None:
    ada = await call.join("Ada")
    call.wishes = {"media.autoplay.default": 5, "media.autoplay.blocking_policy": 2}
    ben = await call.join("Ben", browser, view=1)
    start = ben.page.get_by_role("button", name="Start picture and sound")
    await start.wait_for()
    await asyncio.sleep(3.0)  # longer than until a picture is called frozen
    assert (await ben.remote("Ada") or {})["state"] != "frozen"
    await start.click()
    await start.wait_for(state="hidden")
    await ben.wait_moving("Ada")
    assert await ben.page.evaluate(HEARD)
    assert await ada.state() == "live"

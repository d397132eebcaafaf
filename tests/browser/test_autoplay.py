"""A browser that plays no sound, or nothing at all, before somebody clicks: one button helps."""

import asyncio

import pytest

from tests.bed.browsers import AUTOPLAY_RULE, CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.hearing import wait_heard, wait_silent
from tests.bed.page import Page
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


# Chromium does so by itself; Firefox lets a context run in whose page a camera may be used.
HOLD_CONTEXT = """
addEventListener("click", () => { globalThis.clicked = true; }, { capture: true });
globalThis.AudioContext = class extends AudioContext {
  constructor(options) {
    super(options);
    globalThis.context ??= this; // of the first, which carries the microphone
    if (!globalThis.clicked) this.suspend();
  }
  resume() {
    return globalThis.clicked ? super.resume() : new Promise(() => {});
  }
};
"""
HOLDS_BACK = "The others do not hear you until you click into this page, or press a key."


async def wait_told(ada: Page, ben: Page, *, heard: bool) -> None:
    """Waits until everybody knows whether Ada is heard."""
    await ben.wait_remote("Ada", microphone=str(heard).lower())
    notice = ada.page.locator("call-notices", has_text=HOLDS_BACK)
    await notice.wait_for(state="detached" if heard else "visible")
    sound = ada.page.get_by_role("button", name="Turn the sound on")
    await sound.wait_for(state="hidden" if heard else "visible")
    assert await ada.pressed("microphone") == heard


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_microphone_that_is_held_back_is_off_and_a_click_away(
    call: Call, browser: str
) -> None:
    ben = await call.join("Ben", browser)
    call.wishes = AUTOPLAY_RULE
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.add_init_script(HOLD_CONTEXT)
    await ada.go(call.step.url, call.room)
    await ben.wait_moving("Ada")
    await wait_told(ada, ben, heard=False)
    await ada.click("sound")
    await wait_told(ada, ben, heard=True)
    await wait_heard(ben, "Ada")
    await ada.page.evaluate("context.suspend()")  # as a phone does for a call
    await wait_told(ada, ben, heard=False)
    await wait_silent(ben, "Ada")
    await ben.wait_moving("Ada")
    await ada.click("microphone")  # which is shown as off
    await wait_told(ada, ben, heard=True)
    await wait_heard(ben, "Ada")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_sound_that_begins_with_a_click_is_never_called_held_back(
    call: Call, browser: str
) -> None:
    ben = await call.join("Ben", browser)
    call.wishes = AUTOPLAY_RULE
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.add_init_script(f"""addEventListener("DOMContentLoaded", () => {{
        globalThis.flashed = false;
        const look = () => {{ flashed ||= document.body.textContent.includes("{HOLDS_BACK}"); }};
        new MutationObserver(look).observe(document.body, {{ childList: true, subtree: true }});
    }});""")
    await ada.page.reload()
    await ada.page.locator("call-self[data-microphone=true]").wait_for()
    await ada.click("join")
    await ben.wait_moving("Ada")
    await wait_told(ada, ben, heard=True)
    await wait_heard(ben, "Ada")
    assert not await ada.page.evaluate("flashed")

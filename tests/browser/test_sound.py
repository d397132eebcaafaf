"""Whatever happens to a microphone, the picture goes on: no recorder may wait for its sound."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.hearing import SILENCE, wait_silent
from tests.bed.page import Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
MOVING = {"frames": 25, "seconds": 6}  # more than any buffer holds, sooner than a stall ends
KEEP_DEVICES = """
    globalThis.captured = [];
    const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wishes) => {
      const stream = await ask(wishes);
      captured.push(...stream.getAudioTracks());
      return stream;
    };
"""
UNPLUG = """() => {
    for (const track of captured) {
      track.stop();
      track.dispatchEvent(new Event("ended"));
    }
}"""
NO_AUDIO = """
    globalThis.AudioContext = class {
      constructor() { throw new DOMException("no device", "NotSupportedError"); }
    };
"""
LEVEL = "Number(document.querySelector('.meter-bar').style.getPropertyValue('--level'))"
LATER = "new Promise((resolve) => setTimeout(resolve, 500))"


async def open_again(page: Page, script: str, state: str = "live") -> None:
    """Loads a page once more, with a script that runs before it."""
    await page.page.add_init_script(script)
    await page.page.reload()
    await page.wait_state(state)


async def camera_off_and_on(ada: Page, ben: Page) -> None:
    """Begins two new epochs, in each of which the picture must move soon."""
    for camera in ("false", "true"):
        await ada.click("camera")
        await ben.wait_remote("Ada", camera=camera)
        await ben.wait_moving("Ada", **MOVING)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_comes_without_a_microphone_is_seen_at_once(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await call.join("Ada", browser, microphone=0)
    await ben.wait_moving("Ada", **MOVING)
    await camera_off_and_on(ada, ben)
    await wait_silent(ben, "Ada")
    await ada.click("microphone")
    await ben.wait_remote("Ada", microphone="true")
    assert await ben.loudness("Ada") > SILENCE


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_is_muted_is_seen_and_not_heard(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await call.join("Ada", browser)
    await ben.wait_moving("Ada")
    assert await ben.loudness("Ada") > SILENCE
    await ada.click("microphone")
    await ben.wait_remote("Ada", microphone="false")
    await wait_silent(ben, "Ada")
    await camera_off_and_on(ada, ben)
    await ada.page.reload()
    await ada.wait_state("live")
    await ben.wait_remote("Ada", microphone="false")
    await ben.wait_moving("Ada", **MOVING)
    assert await ben.loudness("Ada") < SILENCE


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_meter_listens_while_the_microphone_is_off(call: Call, browser: str) -> None:
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.wait_state("lobby")
    await until_async(lambda: ada.page.evaluate(LEVEL), what="a level of the microphone")
    await ada.click("microphone")

    async def muted() -> bool:
        return not await ada.pressed("microphone")

    await until_async(muted, what="a microphone that is off")
    assert await ada.page.evaluate(f"{LATER}.then(() => {LEVEL})") > 0.1


@pytest.mark.parametrize("browser", BROWSERS)
async def test_an_unplugged_microphone_takes_no_picture_with_it(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await call.join("Ada", browser, fake=None)
    await open_again(ada, KEEP_DEVICES)
    await ben.wait_moving("Ada")
    await ada.page.evaluate(UNPLUG)
    await ben.wait_remote("Ada", microphone="false")
    await until_async(ada.page.locator("[data-kind=device]").count, what="a sentence about it")
    await ben.wait_moving("Ada", **MOVING)
    await ben.wait_moving("Ada", **MOVING)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_without_sound_the_picture_goes_on(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await call.open("Ada", browser, autojoin=None)
    await open_again(ada, NO_AUDIO, "lobby")
    await ada.click("join")
    await ben.wait_moving("Ada")
    notice = ada.page.locator("[data-kind=device]", has_text="The others do not hear you")
    await until_async(notice.count, what="a sentence about the sound")
    await ben.wait_person("Ada", microphone="false", camera="true")
    await ada.click("microphone")
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="false")
    await ben.wait_moving("Ada")
    assert not await ada.pressed("microphone")

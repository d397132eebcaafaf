"""A browser's question that stays open in a call: it holds up nothing else, and is told."""

from typing import Any

import pytest

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1, 2]
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

# `rack.asks` says whether the browser asks somebody, and each of `rack.questions` lets the page in.
ASKING = """
(() => {
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia;
  Object.assign(rack, { asks: () => false, questions: [] });
  mediaDevices.getUserMedia = async (wishes) => {
    if (rack.asks(wishes)) await new Promise((resolve) => rack.questions.push(resolve));
    return ask(wishes);
  };
})();
"""
FOR_DESK = "({ video }) => video?.deviceId?.exact === 'desk'"
FOR_CAMERAS = "({ video }) => Boolean(video)"
OPEN = "rack.open.filter((one) => one.readyState === 'live').map((one) => one.rackId)"
ASKED = "Waiting for your camera: the browser may be asking whether this page may use it."


async def enter(call: Call, browser: str, asks: str, **switched: Any) -> Page:
    """Ada in a call, whose browser is about to ask."""
    ada = await call.open("Ada", browser, autojoin=None, fake=None, **switched)
    await rack.give(ada, ASKING)
    await ada.click("join")
    await ada.wait_state("live")
    await rack.tell(ada, f"void (rack.asks = {asks})")
    return ada


async def wait_questions(page: Page, number: int) -> None:
    """Waits until the browser has asked so often."""

    async def asked() -> bool:
        return bool(await rack.tell(page, "rack.questions.length") == number)

    await until_async(asked, what=f"{number} questions in {page.name}'s browser")


async def wait_open(page: Page, *devices: str) -> None:
    """Waits until these devices are on, and no other."""

    async def on() -> bool:
        return sorted(await rack.tell(page, OPEN)) == sorted(devices)

    await until_async(on, what=f"{devices} to be what is on in {page.name}'s page")


async def test_a_camera_goes_off_while_the_browser_asks_for_another_one(
    call: Call, browser: str
) -> None:
    ada = await enter(call, browser, FOR_DESK)
    ben = await call.join("Ben", view=1)
    await ben.wait_remote("Ada", camera="true")
    await ada.click("more")
    await rack.choose(ada, camera="Desk camera")
    await wait_questions(ada, 1)
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="false", seconds=2.0)
    await wait_open(ada, "headset")
    await rack.tell(ada, "rack.questions[0]()")  # too late

    async def given() -> bool:
        return bool(await rack.tell(ada, "rack.open.at(-1).rackId === 'desk'"))

    await until_async(given, what="the desk camera to be given")
    await wait_open(ada, "headset")
    assert not await ada.pressed("camera")
    await ada.click("camera")  # the one that was chosen
    await wait_questions(ada, 2)
    await ada.click("camera")
    await rack.wait_notice(ada, ASKED)
    await rack.tell(ada, "rack.questions[1]()")
    await ben.wait_remote("Ada", camera="true")
    await wait_open(ada, "headset", "desk")
    await ada.page.locator("call-notices", has_text=ASKED).wait_for(state="detached")


async def test_a_question_that_is_open_is_not_asked_again_and_told(
    call: Call, browser: str
) -> None:
    ada = await enter(call, browser, FOR_DESK)
    notice = ada.page.locator("[data-kind=device]", has_text=ASKED)
    await ada.click("more")
    await rack.choose(ada, camera="Desk camera")
    await wait_questions(ada, 1)
    assert await notice.count() == 0  # perhaps the camera takes its time
    await notice.wait_for()
    await ada.click("camera")
    await notice.wait_for(state="detached")  # nobody waits for it any more
    await ada.click("camera")
    await notice.wait_for()
    for _ in range(2):
        await notice.locator("[data-action=dismiss]").click()
        await notice.wait_for(state="detached")
        await ada.click("camera")
        await notice.wait_for()
    await rack.tell(ada, "rack.questions[0]()")
    await wait_open(ada, "headset", "desk")
    assert await ada.pressed("camera")
    await notice.wait_for(state="detached")
    assert await rack.tell(ada, "rack.questions.length") == 1


async def test_another_camera_is_had_while_the_browser_asks_for_one(
    call: Call, browser: str
) -> None:
    ada = await enter(call, browser, FOR_DESK)
    await ada.click("more")
    await ada.click("camera")
    await wait_open(ada, "headset")
    await rack.choose(ada, camera="Desk camera")
    await ada.click("camera")
    await rack.wait_notice(ada, ASKED)
    await rack.choose(ada, camera="Front camera")
    await wait_open(ada, "headset", "front")
    await ada.page.locator("call-notices", has_text=ASKED).wait_for(state="detached")
    await rack.tell(ada, "rack.questions[0]()")
    await until_async(lambda: ada.pressed("camera"), what="a camera that is on")
    await wait_open(ada, "headset", "front")


async def test_a_microphone_opens_while_the_browser_asks_for_a_camera(
    call: Call, browser: str
) -> None:
    ada = await enter(call, browser, FOR_CAMERAS, camera=0, microphone=0)
    ben = await call.join("Ben", view=1)
    await ben.wait_remote("Ada", microphone="false", camera="false")
    await ada.click("camera")
    await ada.click("microphone")
    await ben.wait_remote("Ada", microphone="true", camera="false", seconds=5.0)
    await wait_open(ada, "headset")
    await rack.tell(ada, "rack.questions[0]()")
    await ben.wait_remote("Ada", microphone="true", camera="true")

"""A browser's question for the devices that nobody answers, or too late: nobody stays outside."""

import pytest

from tests.bed import rack
from tests.bed.axe import violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.waiting import until_async

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

UNANSWERED = """
{
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  globalThis.given = [];
  mediaDevices.getUserMedia = async (wishes) => {
    await new Promise((resolve) => { globalThis.answer = resolve; });
    const stream = await ask(wishes);
    given.push(...stream.getTracks());
    return stream;
  };
}
"""
# Who is asked for the camera looks at the question and does nothing.
ASKED_IN_A_CALL = """
{
  const { mediaDevices } = navigator;
  const ask = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = (wishes) => (wishes.video ? new Promise(() => {}) : ask(wishes));
}
"""
ASKED = "the browser may be asking you. You can also join without them."


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_does_not_answer_the_browser_goes_in_without_devices(
    call: Call, browser: str
) -> None:
    ada = await call.open("Ada", browser, autojoin=None, fake=None)
    await ada.page.add_init_script(UNANSWERED)
    await ada.page.reload()
    await ada.page.locator("call-notices [data-kind=device]").get_by_text(ASKED).wait_for()
    await ada.click("join")
    without = ada.page.locator("[data-action=without]")
    await without.wait_for()
    assert await violations(ada) == []
    await without.click()
    await ada.wait_state("live")
    assert not await ada.pressed("camera")
    assert not await ada.pressed("microphone")
    await without.wait_for(state="hidden")
    await ada.page.evaluate("answer()")  # "Allow", after all: it is too late

    async def given_back() -> bool:
        return bool(
            await ada.page.evaluate(
                "given.length > 0 && given.every(({ readyState }) => readyState === 'ended')"
            )
        )

    await until_async(given_back, what="the devices to be given back")
    assert not await ada.pressed("camera")
    await ada.click("camera")
    await ada.page.evaluate("setTimeout(() => answer(), 100)")
    ben = await call.join("Ben")
    await ben.wait_remote("Ada", camera="true")
    await ben.wait_moving("Ada")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_question_for_the_camera_keeps_nobody_from_muting(call: Call, browser: str) -> None:
    ada = await call.open("Ada", browser, autojoin=None, fake=None, camera=0)
    await ada.page.add_init_script(ASKED_IN_A_CALL)
    await ada.page.reload()
    await ada.click("join")
    await ada.wait_state("live")
    ben = await call.join("Ben", browser, view=1)
    await ben.wait_remote("Ada", microphone="true")
    await ada.click("camera")
    for on in ("false", "true", "false"):
        await ada.click("microphone")
        await ben.wait_remote("Ada", microphone=on, camera="false")
        assert await ada.pressed("microphone") == (on == "true")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_what_was_put_away_is_told_again_to_who_tries_again(call: Call, browser: str) -> None:
    ada = await rack.lobby(call, browser)
    await ada.click("camera")
    await rack.tell(ada, "rack.busy.add('front')")
    notice = ada.page.locator("[data-kind=device]", has_text="Your camera cannot be opened")
    for _ in range(2):
        await ada.click("camera")
        await notice.locator("[data-action=dismiss]").click()
        await notice.wait_for(state="detached")

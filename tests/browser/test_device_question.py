"""A browser's question for the devices that nobody answers, or too late: nobody stays outside."""

import pytest

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
    ben = await call.join("Ben", browser)
    await ben.wait_remote("Ada", camera="true")
    await ben.wait_moving("Ada")

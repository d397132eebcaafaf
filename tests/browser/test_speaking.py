"""Who goes on speaking is shown to speak, however short their microphone was off."""

import pytest

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1]  # from step 2 on the server hears who speaks: the page is the same
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

OFF_AND_ON = """async () => {
    const button = document.querySelector("call-bar [data-action=microphone]");
    button.click();
    await new Promise((resolve) => setTimeout(resolve, 20));
    button.click();
}"""


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_speaks_on_after_a_short_silence_is_shown_to(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    ada = await rack.lobby(call, browser)
    await ada.click("join")
    await ben.wait_remote("Ada", speaking="true")
    for _ in range(3):  # between two looks at the level, or not
        await ada.page.evaluate(OFF_AND_ON)
        await ben.wait_remote("Ada", microphone="true", speaking="true", seconds=5.0)
    await rack.tell(ada, "rack.pull('headset')")  # the other one takes its place
    await rack.wait_notice(ada, "In use now: Table microphone.")
    await ben.wait_remote("Ada", microphone="true", speaking="true", seconds=5.0)

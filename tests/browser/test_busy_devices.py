"""Devices that another program has: what is in use goes on, and the page says what is so."""

import pytest

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.rack import choose, lobby, wait_notice, wait_use

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

BUSY = "rack.busy.add('desk'); rack.busy.add('table');"
KEPT = "The camera from before stays in use."
NONE = "Your camera cannot be opened; perhaps another program uses it."


async def test_a_camera_that_is_busy_leaves_the_other_one_on(call: Call, browser: str) -> None:
    ada = await lobby(call, browser, BUSY)
    await choose(ada, camera="Desk camera")
    await wait_notice(ada, KEPT)
    assert NONE not in await ada.page.locator("call-notices").inner_text()
    await wait_use(ada, camera="front")
    assert await ada.pressed("camera")
    await rack.wait_preview(ada, "front")
    await ada.click("camera")  # now none is in use
    await ada.page.locator("call-notices", has_text=KEPT).wait_for(state="detached")


async def test_in_a_call_a_busy_device_leaves_the_other_one_as_it_was(
    call: Call, browser: str
) -> None:
    ada = await lobby(call, browser, BUSY)
    await ada.click("join")
    await ada.wait_state("live")
    await ada.click("microphone")
    await ada.click("more")
    await choose(ada, camera="Desk camera", microphone="Table microphone")
    await wait_notice(ada, KEPT)
    await wait_notice(ada, KEPT.replace("camera", "microphone"))
    await wait_use(ada, camera="front", microphone="headset")
    assert await ada.pressed("camera") and not await ada.pressed("microphone")
    ben = await call.join("Ben")
    await ben.wait_remote("Ada", camera="true", microphone="false")
    assert await rack.seen(ben, "Ada") == "front"
    await rack.tell(ada, "rack.busy.add('front')")
    await choose(ada, camera="Desk camera")
    await wait_notice(ada, NONE)  # the one before cannot be opened again either
    assert not await ada.pressed("camera")

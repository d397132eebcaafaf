"""A phone and a finger: through a call without mouse or keyboard.

The finger is Chromium's: to Firefox's pages Playwright's touches do not come.
"""

from typing import Any

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [2]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PHONE: Any = {"viewport": {"width": 390, "height": 844}, "has_touch": True}


async def tap(page: Page, action: str) -> None:
    """Touches the button that means an action."""
    await page.page.locator(f"[data-action={action}]:visible").first.tap()


async def test_a_finger_is_enough(call: Call) -> None:
    ben = await call.join("Ben", FIREFOX)
    call.options[CHROMIUM] = PHONE
    ada = await call.open("Ada", autojoin=None)
    await tap(ada, "join")
    await ada.wait_state("live")
    await ada.wait_moving("Ben")
    for device in ("microphone", "camera"):
        for on in ("false", "true"):
            await tap(ada, device)
            await ben.page.locator(f"[data-participant=Ada][data-{device}={on}]").wait_for()
    await tap(ada, "hand")
    await ben.wait_remote("Ada", hand="true")
    await tap(ada, "chat")
    await ada.page.locator("input[name=text]:visible").tap()
    await ada.page.keyboard.type("by thumb")  # which a phone's own keyboard does
    await tap(ada, "say")
    await ben.wait_chat("Ada", "by thumb")
    await tap(ada, "close-panel")
    await ada.page.locator("[data-participant=Ben] [data-action=pin]").tap()
    await ada.wait_remote("Ben", large="true")
    await tap(ada, "leave")
    await ada.wait_state("left")
    await tap(ada, "rejoin")
    await ada.wait_state("live")


async def test_a_finger_moves_your_own_picture(call: Call) -> None:
    call.options[CHROMIUM] = PHONE
    ada = await call.join("Ada")
    await call.join("Ben")
    await ada.wait_moving("Ben")
    own = ada.page.locator("call-room call-self")
    corner = await own.bounding_box()
    assert corner
    devtools = await ada.context.new_cdp_session(ada.page)  # Playwright's finger only taps
    at = (corner["x"] + 30, corner["y"] + 30)

    async def touch(kind: str, *points: tuple[float, float]) -> None:
        wish = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        await devtools.send("Input.dispatchTouchEvent", wish)

    await touch("touchStart", at)
    for part in range(1, 11):
        await touch("touchMove", (at[0] - 22 * part, at[1] - 40 * part))
    await touch("touchEnd")

    async def moved() -> bool:
        box = await own.bounding_box()
        return bool(box and box["x"] < corner["x"] - 100 and box["y"] < corner["y"] - 100)

    await until_async(moved, what="your own picture in another corner")

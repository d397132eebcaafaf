"""A phone and a finger: through a call without mouse or keyboard."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.phone import Phone, phone
from tests.bed.waiting import until_async

STEPS = [2]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
OTHER = {CHROMIUM: FIREFOX, FIREFOX: CHROMIUM}


async def tap(ada: Phone, action: str) -> None:
    """Touches the button that means an action."""
    await ada.tap(f"[data-action={action}]")


async def enter(call: Call, ada: Phone) -> None:
    """Into the call by a finger."""
    await ada.go(f"{call.step.url}/?room={call.room}&name=Ada&fake=1")
    await ada.wait("body[data-state=lobby]")
    await tap(ada, "join")
    await ada.wait("body[data-state=live]")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_finger_is_enough(call: Call, browser: str) -> None:
    ben = await call.join("Ben", OTHER[browser])
    async with phone(browser) as ada:
        await enter(call, ada)
        await ada.wait("[data-participant=Ben][data-state=live]")
        for device in ("microphone", "camera"):
            for on in ("false", "true"):
                await tap(ada, device)
                await ben.page.locator(f"[data-participant=Ada][data-{device}={on}]").wait_for()
        await tap(ada, "hand")
        await ben.wait_remote("Ada", hand="true")
        await tap(ada, "chat")
        await ada.tap("input[name=text]")
        await ada.write("by thumb")
        await tap(ada, "say")
        await ben.wait_chat("Ada", "by thumb")
        await tap(ada, "close-panel")
        await ada.tap("[data-participant=Ben] [data-action=pin]")
        await ada.wait("[data-participant=Ben][data-large=true]")
        await tap(ada, "leave")
        await ada.wait("body[data-state=left]")
        await tap(ada, "rejoin")
        await ada.wait("body[data-state=live]")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_finger_moves_your_own_picture(call: Call, browser: str) -> None:
    await call.join("Ben", OTHER[browser])
    own = "call-room call-self"
    async with phone(browser) as ada:
        await enter(call, ada)
        await ada.wait("[data-participant=Ben][data-state=live]")
        x, y = await ada.middle(own)
        await ada.drag(own, -220, -400)

        async def moved() -> bool:
            left, top = await ada.middle(own)
            return left < x - 100 and top < y - 100

        assert await until_async(moved, what="your own picture in another corner")

"""Relayed calls of step 3: over each transport, in both browsers, and how the page tells it."""

import asyncio

import httpx
import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.step import Step
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [3]
BROWSERS = [CHROMIUM, FIREFOX]
# Firefox wants a name for TLS, which this computer has in tests/turn/test_office_call.py only.
# The page's next peer connections know no password that the TURN server takes.
FORGET_PASSWORD = """() => {
    const wrong = (settings) => {
        const forgetful = (server) => ({ ...server, credential: "wrong" });
        return { ...settings, iceServers: settings.iceServers.map(forgetful) };
    };
    globalThis.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(settings) { super(wrong(settings)); }
        setConfiguration(settings) { super.setConfiguration(wrong(settings)); }
    };
}"""
WAYS = [(CHROMIUM, "udp"), (CHROMIUM, "tcp"), (CHROMIUM, "tls"), (FIREFOX, "udp"), (FIREFOX, "tcp")]


async def badge(page: Page, selector: str) -> str:
    """What a tile's badge says of the route."""
    return str(await page.page.inner_text(f"{selector} .tile-route"))


async def allocations(step: Step) -> str:
    """The operator's list."""
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(f"{step.url}/allocations")).text


@pytest.mark.parametrize(("browser", "way"), WAYS)
async def test_a_call_relayed_over_each_transport(call: Call, browser: str, way: str) -> None:
    ada = await call.join("Ada", browser, relay=way)
    ben = await call.join("Ben", browser)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.wait_remote("Ben", route=f"relay-{way}")
    await ben.wait_remote("Ada", route="direct")
    said = f"relayed over {way.upper()}"
    assert await badge(ada, "[data-participant=Ben]") == said
    assert await badge(ada, "call-self") == said
    assert await badge(ben, "[data-participant=Ada]") == ""


@pytest.mark.parametrize("browser", BROWSERS)
async def test_relayed_over_whatever_works_best_is_over_udp_and_a_refusal_is_told(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser, relay=1)
    ben = await call.join("Ben", browser, relay=1)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.wait_remote("Ben", route="relay-udp")
    assert min(await asyncio.gather(ada.loudness("Ben"), ben.loudness("Ada"))) > 0.001
    own = ada.page.locator("call-self .tile-route")
    assert await own.is_visible()
    await ada.page.set_viewport_size({"width": 390, "height": 844})
    await own.wait_for(state="hidden")  # it would cover half of so small a picture
    await ada.click("leave")
    await ada.page.evaluate(FORGET_PASSWORD)
    await ada.click("rejoin")
    told = "No packet comes through: the TURN server refuses this page's password"
    await ada.page.locator("call-notices").get_by_text(told).wait_for(timeout=20_000)
    # Who is not received by her is told where the reason is: a reload of theirs would not help.
    told = "Ada does not receive you. Ask Ada whether their page tells the reason."
    await ben.page.locator("call-notices").get_by_text(told).wait_for(timeout=20_000)


async def test_who_relays_is_on_the_operators_page_until_they_leave(call: Call, step: Step) -> None:
    ada = await call.join("Ada", relay="tcp")
    ben = await call.join("Ben")
    await ben.wait_moving("Ada")
    assert "<td>TCP</td>" in await allocations(step)
    await call.close(ada)

    async def nobody() -> bool:
        return "<td>TCP</td>" not in await allocations(step)

    await until_async(nobody, seconds=30, what="the end of Ada's allocation")

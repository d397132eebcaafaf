"""The page of step 4: the way through the gateway, and what the presenter does to it."""

import asyncio

import pytest
from playwright.async_api import Route, ViewportSize

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.presenting import (
    node_of,
    open_panel,
    press,
    states,
    wait_button,
    wait_moved,
    wait_notice,
    wait_said,
)
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [4]
BROWSERS = [CHROMIUM, FIREFOX]
# What browsers tell as errors when signalling or media are lost.
LOST = "WebSocket|websocket|establish|interrupted|ICE failed"
PHONE = ViewportSize(width=390, height=844)
# What axe-core would find first: a button without a name, an id twice, a page too wide.
FAULTS = """() => {
    const shown = [...document.querySelectorAll("button, a, meter, [role=region]")]
        .filter((one) => one.checkVisibility());
    const nameless = shown.filter((one) =>
        !(one.ariaLabel || one.textContent.trim())).map((one) => one.outerHTML);
    const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
    const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
    const small = shown.filter((one) => one.localName === "button")
        .filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML);
    const wide = document.documentElement.scrollWidth > innerWidth ? ["too wide"] : [];
    const beyond = shown.filter((one) => one.getBoundingClientRect().right > innerWidth)
        .map((one) => `beyond: ${one.outerHTML}`);
    return [...nameless, ...twice, ...small, ...wide, ...beyond];
}"""

# How far the way on one's own picture is from the button that lies there: less than 0 is below it.
GAP = """() => {
    const box = (selector) =>
      document.querySelector(`call-self ${selector}`).getBoundingClientRect();
    return box("[data-action=hide-self]").top - box(".tile-route").bottom;
}"""


async def pair(call: Call, browser: str) -> tuple[Page, Page]:
    """Two people who see each other."""
    ada, ben = await asyncio.gather(call.join("Ada", browser), call.join("Ben", browser))
    for page in (ada, ben):
        page.forgive(LOST)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    return ada, ben


@pytest.mark.parametrize("browser", BROWSERS)
async def test_every_call_goes_through_the_gateway_and_says_so(call: Call, browser: str) -> None:
    ada, _ben = await pair(call, browser)
    node = await node_of(ada)
    await ada.wait_remote("Ben", route="relay-udp")
    way = f"you → gateway (UDP) → node {node}"
    own = ada.page.locator("call-self .tile-route")
    assert await own.inner_text() == way
    assert await own.get_attribute("aria-label") == f"you, then gateway (UDP), then node {node}"
    assert await ada.page.inner_text("[data-participant=Ben] .tile-route") == "gateway (UDP)"
    await ada.page.click("[data-participant=Ben] .chip")
    assert way in await ada.page.inner_text("[data-participant=Ben] .numbers-full")
    await ada.page.set_viewport_size(PHONE)
    assert (await own.inner_text()).strip() == f"node {node}"
    assert await ada.page.evaluate(GAP) >= 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_wish_for_a_transport_is_kept(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser, relay="tcp")
    ben = await call.join("Ben", browser)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    await ada.wait_remote("Ben", route="relay-tcp")
    assert "gateway (TCP)" in await ada.page.inner_text("call-self .tile-route")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_presenters_panel_needs_no_mouse(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    opener = ada.page.locator("[data-action=presenter]")
    await opener.focus()
    await ada.page.keyboard.press("Enter")
    focused = "document.activeElement.textContent"
    assert await ada.page.evaluate(focused) == "Nodes"
    assert await opener.get_attribute("aria-expanded") == "true"
    names = []
    for _ in range(4):
        await ada.page.keyboard.press("Tab")
        names.append(await ada.page.evaluate("document.activeElement.ariaLabel"))
    first = sorted(await states(ada))[0]
    assert names[1:3] == [f"Kill {first}", f"Drain {first}"]
    await ada.page.keyboard.press("Escape")
    assert await ada.page.locator("call-presenter").is_hidden()
    assert await ada.page.evaluate("document.activeElement.dataset.action") == "presenter"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_panel_has_no_plain_faults_on_a_phone_either(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await open_panel(ada)
    for size in (None, PHONE):
        if size:
            await ada.page.set_viewport_size(size)
        assert await ada.page.evaluate(FAULTS) == []


async def test_where_nobody_presents_there_are_no_buttons(call: Call) -> None:
    ada = await call.open("Ada", autojoin=None)
    ada.forgive("404")
    asked = asyncio.Event()

    async def no_stage(route: Route) -> None:
        await route.fulfill(status=404, body="Not Found")
        asked.set()

    await ada.page.route("**/stage", no_stage)
    await ada.click("join")
    await ada.wait_state("live")
    await asyncio.wait_for(asked.wait(), 10)
    await ada.click("people")  # the page goes on
    assert await ada.page.locator("[data-action=presenter]").count() == 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_route_that_is_taken_away_is_told_and_comes_back(call: Call, browser: str) -> None:
    ada, _ben = await pair(call, browser)
    await open_panel(ada)
    await press(ada, "route-off")
    await wait_button(ada, "route-on", "Put the route back")
    await wait_notice(ada, "media", "gateway", seconds=40)
    await press(ada, "route-on")
    await wait_button(ada, "route-off", "Remove the route")
    await ada.wait_moving("Ben", seconds=40)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_an_expired_password_is_told(call: Call, browser: str) -> None:
    ada, _ben = await pair(call, browser)
    await open_panel(ada)
    await press(ada, "expire")
    await wait_said(ada, "expired")
    await ada.wait_moving("Ben", seconds=40)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_killed_node_moves_the_call_which_says_so(call: Call, browser: str) -> None:
    ada, ben = await pair(call, browser)
    await ada.say("before")
    node = await node_of(ada)
    await open_panel(ada)
    await press(ada, "kill", node)
    await asyncio.gather(wait_moved(ada, node), wait_moved(ben, node))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    assert await states(ada) | {node: "down"} == await states(ada)
    assert sorted(await ben.people()) == sorted(await ada.people()) == ["Ada", "Ben"]
    assert ("Ada", "before") in await ben.chat()
    await press(ada, "add")
    await wait_said(ada, "started")


async def test_who_was_in_the_call_waits_while_there_is_no_node(call: Call) -> None:
    ada, ben = await pair(call, CHROMIUM)
    await open_panel(ada)
    for node, state in (await states(ada)).items():
        if state != "down":
            await press(ada, "kill", node)
            await wait_said(ada, node)
    await ada.wait_state("reconnecting")

    async def told() -> bool:
        return "media server" in await ada.page.inner_text("call-banner")

    await until_async(told, seconds=15, what="why there is no call")
    await press(ada, "add")
    await asyncio.gather(*(page.wait_state("live", seconds=30) for page in (ada, ben)))
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))

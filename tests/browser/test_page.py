"""What is the page's own business: the keyboard, three people at once, answers to bad input."""

import asyncio

import pytest

from common.impairment import TcpRelay
from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async
from tests.bed.zoom import cut_off

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
QUALITY = "[data-participant=Ada] call-quality"
SKIP_SEEN = """() => {
    const skip = document.querySelector("[data-action=skip]");
    const { left, top, width, height } = skip.getBoundingClientRect();
    return skip.contains(document.elementFromPoint(left + width / 2, top + height / 2));
}"""


async def focused(page: Page) -> str:
    """What has the focus: an action, or the name of an input."""
    script = "document.activeElement.dataset.action ?? document.activeElement.name ?? ''"
    return str(await page.page.evaluate(script))


async def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until something has the focus."""
    for _ in range(20):
        if await focused(page) == wanted:
            return
        await page.page.keyboard.press("Tab")
    assert await focused(page) == wanted


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_call_needs_no_mouse(call: Call, browser: str) -> None:
    ben = await call.join("Ben")
    ada = await call.open("", browser, autojoin=None)
    await ada.wait_state("lobby")
    await tab_to(ada, "name")
    await ada.page.keyboard.type("Ada")
    await ada.page.keyboard.press("Enter")
    await ada.wait_state("live")
    await ada.wait_remote("Ben")
    await tab_to(ada, "hand")
    await ada.page.keyboard.press("Space")
    await ben.wait_person("Ada", hand="true")
    await tab_to(ada, "chat")
    await ada.page.keyboard.press("Enter")
    await tab_to(ada, "text")
    await ada.page.keyboard.type("by keyboard")
    await ada.page.keyboard.press("Enter")
    await ben.wait_chat("Ada", "by keyboard")
    await tab_to(ada, "leave")
    await ada.page.keyboard.press("Enter")
    await ada.wait_state("left")
    assert await examine(ada) == []
    assert await cut_off(ada) == []


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_keyboard_stops_only_where_there_is_something_to_do(
    call: Call, browser: str
) -> None:
    _ben, ada = await call.join("Ben"), await call.join("Ada", browser)
    await ada.wait_moving("Ben")
    await ada.page.evaluate("document.activeElement.blur()")
    stops: list[str] = []
    while await focused(ada) != "microphone" and len(stops) < 10:
        await ada.page.keyboard.press("Tab")
        stops.append(await ada.page.evaluate("document.activeElement.localName"))
    assert await focused(ada) == "microphone"
    assert set(stops) == {"button"}
    await ada.page.locator("h1").focus()  # where it is when a call begins
    assert not await ada.page.evaluate(SKIP_SEEN)
    await ada.page.keyboard.press("Tab")
    assert await focused(ada) == "skip"
    await ada.page.wait_for_function(SKIP_SEEN)
    await ada.page.keyboard.press("Enter")
    assert await focused(ada) == "microphone"


@pytest.mark.parametrize("asked", ["Büro", "<b>tea</b>", "x" * 3000, ""], ids=len)
async def test_a_room_that_cannot_be_is_told_and_not_entered(
    call: Call, room: str, asked: str
) -> None:
    call.room = asked
    page = await call.open("Ada")
    await page.wait_state("lobby")
    field = page.page.locator("input[name=room][aria-invalid=true]")
    await until_async(field.count, what="a complaint about the room")
    assert await field.input_value() == asked
    assert "letters (A to Z)" in await page.page.locator("#room-problem").inner_text()
    assert await focused(page) == "room"
    await field.fill(room)
    await page.click("join")
    await page.wait_state("live")


async def test_a_refused_name_is_told_in_words_for_people(call: Call) -> None:
    page = await call.open("Ada\N{ZERO WIDTH SPACE}")
    problem = page.page.locator("#name-problem:not(:empty)")
    await until_async(problem.count, what="a complaint about the name")
    assert (await problem.inner_text()).startswith("Your name must not contain")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_lobby_says_what_is_missing(call: Call, browser: str) -> None:
    page = await call.open("", browser, autojoin=None)
    await page.wait_state("lobby")
    await page.click("join")
    invalid = page.page.locator("input[aria-invalid=true]")
    await until_async(invalid.count, what="a complaint about the name")
    assert await invalid.get_attribute("name") == "name"
    assert await page.state() == "lobby"
    await page.page.locator("input[name=name]").fill("Ada")
    await page.page.locator("input[name=room]").fill("a room?")
    await page.click("join")
    assert await page.page.locator("input[name=room]").get_attribute("aria-invalid") == "true"
    await page.page.locator("input[name=room]").fill(call.room)
    await page.click("join")
    await page.wait_state("live")


async def test_three_people_with_both_browsers_see_each_other(call: Call) -> None:
    names = {"Ada": CHROMIUM, "Ben": FIREFOX, "Cid": CHROMIUM}
    pages = await asyncio.gather(*(call.join(name, browser) for name, browser in names.items()))
    await asyncio.gather(
        *(page.wait_moving(other) for page in pages for other in names if other != page.name)
    )
    for page in pages:
        assert sorted(await page.remotes()) == [name for name in names if name != page.name]


async def test_a_silent_network_is_noticed_and_survived(relay: TcpRelay, call: Call) -> None:
    url = f"http://localhost:{relay.port}"
    ada = await call.join("Ada")
    away = [await call.join("Ben", CHROMIUM, url=url), await call.join("Cid", FIREFOX, url=url)]
    await asyncio.gather(*(page.wait_moving("Ada") for page in away))
    for page in away:
        page.forgive("WebSocket|websocket|establish|interrupted")
    relay.stall()  # nobody is told: only the silence says it
    await asyncio.gather(*(page.wait_state("reconnecting", seconds=25) for page in away))
    relay.restore()
    await asyncio.gather(*(page.wait_state("live", seconds=20) for page in away))
    await asyncio.gather(*(page.wait_moving("Ada") for page in away))
    await asyncio.gather(ada.wait_moving("Ben"), ada.wait_moving("Cid"))
    assert sorted(await ada.remotes()) == ["Ben", "Cid"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_slow_link_gives_pictures_and_a_live_one_when_it_allows(
    relay: TcpRelay, call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    ben = await call.join("Ben", browser, url=f"http://localhost:{relay.port}", view=1)
    await ben.wait_moving("Ada")
    relay.down.rate, relay.down.delay = 64_000, 0.1
    before = await ben.frames("Ada")

    async def more() -> bool:
        return await ben.frames("Ada") > before + 10

    await until_async(more, seconds=20, what="pictures over a slow link")
    if call.step.number == 1:  # the media come this way
        await ben.page.locator(QUALITY, has_text="Stalls").wait_for(state="attached")
    relay.down.rate, relay.down.delay = None, 0.0
    await ben.wait_moving("Ada", frames=30)
    assert await ada.state() == "live"


async def test_the_chooser_lists_the_steps(call: Call) -> None:
    page = await call.open("Ada", autojoin=None)
    page.forgive("ERR_CONNECTION_REFUSED|Failed to load resource")
    await page.page.goto(f"{call.step.url}/steps")
    links = page.page.locator("a[href], [href]")
    await until_async(links.count, what="a link")
    assert "step" in (await page.page.locator("body").inner_text()).lower()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_devices_that_fail_still_let_you_in(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, fake=None, autojoin=None)
    await page.page.add_init_script(
        "navigator.mediaDevices.getUserMedia = async () => {"
        " throw new DOMException('in use', 'NotReadableError'); };"
    )
    await page.page.reload()
    await page.wait_state("lobby")
    notice = page.page.locator("[data-kind=device]")
    await until_async(notice.count, what="a sentence about the devices")
    assert "NotReadableError" not in await notice.first.inner_text()
    await page.click("join")
    await page.wait_state("live")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_real_device_paths_work_with_the_browsers_own_fake_devices(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser, fake=None)
    ben = await call.join("Ben", browser)
    await ben.wait_moving("Ada")
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="false")
    await ada.click("camera")
    await ben.wait_remote("Ada", camera="true")
    await ben.wait_moving("Ada")

"""The presenter's waiting room and spotlight in the page, and what everybody else sees of them."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import SETTINGS as SETTINGS
from tests.bed.keyed import enter, key
from tests.bed.look import examine_look
from tests.bed.page import Page
from tests.bed.rack import wait_notice
from tests.bed.tiles import tool
from tests.bed.zoom import SETTLE, cut_off

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2, 3, 4]
SPREAD = True
PAIRS = [(CHROMIUM, FIREFOX), (FIREFOX, CHROMIUM)]
PANEL = "**/lib/elements/host.js"
LOADED = """performance.getEntriesByType("resource")
    .filter(({ name }) => name.endsWith("/lib/elements/host.js")).length"""
# How wide the room's name is, and what of the head lies in another line than it.
HEAD = """() => {
    const box = (one) => one.getBoundingClientRect();
    const { width, bottom } = box(document.querySelector(".room-names"));
    const rest = [...document.querySelectorAll(".room-head > button, .room-head .chip")];
    const below = rest.filter((one) => box(one).top >= bottom);
    return { width, below: below.map((one) => one.textContent) };
}"""
PHONES = [ViewportSize(width=320, height=568), ViewportSize(width=390, height=844)]
HOST_IS_THERE = "You are in the waiting room. The host will let you in."
pairs = pytest.mark.parametrize(("host", "guest"), PAIRS, ids=map("-".join, PAIRS))


async def join(call: Call, name: str, browser: str, rights: str, state: str = "live") -> Page:
    """A page that comes by a link of its own."""
    page = await call.open(name, browser, fragment=f"key={key(call.room, rights)}")
    await page.wait_state(state)
    return page


async def press(page: Page, name: str) -> None:
    """Presses the button of this name."""
    await page.page.get_by_role("button", name=name, exact=True).click()


async def waits(page: Page) -> bool:
    """Whether a page says of itself that it waits."""
    return bool(await page.page.evaluate("document.body.dataset.waiting === 'true'"))


async def is_told(page: Page, sentence: str, times: int = 1) -> None:
    """Waits until a page shows a sentence to who waits, and has said it aloud so often."""
    await page.page.locator(".stage-note", has_text=sentence).wait_for()
    await page.page.get_by_role("status").get_by_text(sentence).nth(times - 1).wait_for()


async def cut_off_in_panel(page: Page) -> list[str]:
    """What of the presenter's panel is out of reach at 200 %; the window is then as before."""
    usual = page.page.viewport_size
    found = await cut_off(page, "call-host")
    assert usual
    await page.page.set_viewport_size(usual)
    return found


@pairs
async def test_who_comes_waits_until_the_presenter_lets_them_in(
    call: Call, host: str, guest: str
) -> None:
    pia = await join(call, "Pia", host, "present")
    ada = await enter(call.step.url, call.room, "Ada")
    await pia.click("host")
    await press(pia, "Let newcomers wait")
    await pia.page.get_by_text("Whoever comes waits until you let them in.").wait_for()
    gus = await join(call, "Gus", guest, "talk", "joining")
    await is_told(gus, HOST_IS_THERE)
    assert await waits(gus) and (await gus.page.title()).startswith("Waiting for room “")
    assert await gus.people() == await gus.remotes() == []
    told = pia.page.locator("call-notices [data-kind=waiting]", has_text="Gus waits to be let in")
    await told.wait_for(state="attached")  # to be heard: what there is to see is in the open panel
    assert await pia.people() == ["Pia", "Ada"]
    if host == CHROMIUM:  # the same elements in the other one
        assert await examine(pia) == []
    assert await examine(gus) == []
    assert await cut_off(gus) == []
    assert await cut_off_in_panel(pia) == []
    await pia.click("leave")
    await is_told(gus, "Nobody who could let you in is here now.")
    await pia.click("rejoin")
    await is_told(gus, HOST_IS_THERE, times=2)
    await pia.click("host")
    await press(pia, "Turn away Gus")
    await gus.wait_state("lobby")
    await gus.page.get_by_text("The host has not let you in.").wait_for()
    # The list comes twice a second at most: else it is his first waiting that is answered again.
    await pia.page.get_by_role("button", name="Admit Gus").wait_for(state="detached")
    await gus.click("join")
    await press(pia, "Admit Gus")
    await gus.wait_moving("Pia")
    await pia.wait_moving("Gus")
    assert await gus.state() == "live" and not await waits(gus)
    assert not await pia.page.locator("call-notices", has_text="waits to be let in").count()
    await gus.page.reload()  # who was let in does not wait again
    await gus.wait_moving("Pia")
    await ada.leave()


@pairs
async def test_a_presenter_whose_panel_does_not_come_is_told(
    call: Call, host: str, guest: str
) -> None:
    gus = await join(call, "Gus", guest, "talk")
    fragment = f"key={key(call.room, 'present')}"
    pia = await call.open("Pia", host, autojoin=None, fragment=fragment)
    pia.forgive("host.js|ERR_FAILED|NS_ERROR_FAILURE|Loading failed")
    await pia.page.route(PANEL, lambda route: route.abort())
    await pia.click("join")
    await wait_notice(pia, "The server did not send the rest of this page.")
    await gus.wait_moving("Pia")
    assert await gus.page.evaluate(LOADED) == 0  # who does not present needs none
    await pia.page.unroute(PANEL)
    await pia.page.reload()
    await pia.click("host")


@pairs
async def test_who_is_in_the_spotlight_is_large_for_everybody_but_who_pins_another(
    call: Call, host: str, guest: str
) -> None:
    pia = await join(call, "Pia", host, "present")
    gus = await join(call, "Gus", guest, "talk")
    ada = await enter(call.step.url, call.room, "Ada")
    await pia.click("host")
    await press(pia, "Spotlight Ada")
    for page in (pia, gus):
        await page.wait_remote("Ada", "waiting", large="true", spotlight="true")
        await page.page.get_by_role("status").get_by_text("Ada is in the spotlight.").wait_for()
    await gus.page.get_by_role("button", name="Make Ada small").wait_for()
    assert await tool(gus, "Ada", "pin").get_attribute("aria-pressed") is None
    await gus.page.get_by_role("button", name="Pin Pia", pressed=False).click()
    await gus.wait_remote("Pia", large="true", spotlight="false")
    await gus.page.get_by_role("button", name="Pin Pia", pressed=True).click()
    await gus.wait_remote("Ada", "waiting", large="true")
    await gus.page.get_by_role("button", name="Make Ada small").click()
    await gus.wait_remote("Ada", "waiting", large="false")
    await gus.page.get_by_role("button", name="Pin Ada", pressed=False).wait_for()
    await press(pia, "Spotlight yourself")
    await pia.page.locator("call-notices", has_text="You are in the spotlight").wait_for()
    await gus.wait_remote("Pia", large="true", spotlight="true")
    await gus.page.reload()  # who comes is told
    await gus.wait_remote("Pia", large="true", spotlight="true")
    await press(pia, "Spotlight Ada")
    await gus.wait_remote("Ada", "waiting", large="true")
    await ada.leave()
    await gus.wait_remote("Pia", large="false", spotlight="false")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_presenters_head_on_a_phone_is_one_line_with_a_name_to_read(
    call: Call, browser: str
) -> None:
    fragment = f"key={key(call.room, 'present')}"
    pia = await call.open("Pia", browser, fragment=fragment, lang="de")
    await pia.wait_state("live")
    await pia.page.locator(".room-head .chip").wait_for()
    await pia.page.get_by_role("button", name="Moderation").wait_for()
    for size in PHONES:
        await pia.page.set_viewport_size(size)
        await pia.page.evaluate(SETTLE)
        head = await pia.page.evaluate(HEAD)
        assert head["width"] >= 96 and head["below"] == []
        assert await examine_look(pia.page, ".room-head") == []

"""The numbers over a picture: opened, drawn over time, said, and copied as data."""

import json
import re

import pytest
from playwright.async_api import ViewportSize

from tests.bed.axe import violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.tiles import people, tool
from tests.bed.waiting import until_async
from tests.bed.zoom import ZOOMED

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
TILE, OWN = "[data-participant=Ben] call-numbers", ".room-head > call-numbers"
DRAWN = {
    1: ["Gap to the live edge", "Latency", "Bitrate down", "Frame rate"],
    2: ["Latency", "Bitrate down", "Frame rate", "Jitter buffer", "Lost packets", "Round trip"],
}
SCREEN = "[data-screen=Ben] call-numbers"
MOVING = re.compile(r"^[1-9]\d* fps$")  # a panel may open in the second of the first picture
MEDIA = {"codec": "VP8, Opus", "picture": "320 x 180"}  # in each panel
KEYS = {
    1: {
        TILE: {"gap", "latency", "frames", "reserve"},
        OWN: {"frames", "limit", "round_trip", "route"},
    },
    2: {
        TILE: {"latency", "frames", "lost", "jitter_buffer", "round_trip", "route"},
        OWN: {"frames", "lost", "round_trip", "route"},
    },
}
# The browser's own clipboard is written, too.
LISTEN = """() => {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = async (text) => {
      await write(text);
      globalThis.copied = text;
    };
}"""
ANEW = """(selector) => {
    globalThis.pressed ??= document.querySelector(selector);
    return !globalThis.pressed.isConnected;
}"""
ON_TOP = """(selector) => {
    const list = document.querySelector(selector);
    const { left, right, top, bottom } = list.getBoundingClientRect();
    const ends = [[left + 9, top + 9], [right - 9, bottom - 9]];
    const whole = list.scrollHeight <= list.clientHeight;
    return whole && ends.every(([x, y]) => list.contains(document.elementFromPoint(x, y)));
}"""
# Whether a list is within the page, on top, and wide enough to be read.
READABLE = """(selector) => {
    const list = document.querySelector(selector);
    const { left, right, top, bottom } = list.getBoundingClientRect();
    const inside = left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight;
    const ends = [[left + 9, top + 9], [right - 9, bottom - 9]];
    const onTop = ends.every(([x, y]) => list.contains(document.elementFromPoint(x, y)));
    return inside && onTop && right - left >= 280 && bottom - top >= 150;
}"""
PHONE = ViewportSize(width=390, height=844)
FOCUSED = "(selector) => document.activeElement === document.querySelector(selector)"
REFUSE = "() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }"


async def drawn(page: Page, panel: str) -> list[str]:
    """What the plots of a panel say to who does not see them."""
    plots = page.page.locator(f"{panel} svg[role=img]:visible")
    return [await plot.get_attribute("aria-label") or "" for plot in await plots.all()]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_is_measured_is_drawn_and_said(call: Call, browser: str) -> None:
    _ben, ada = await call.join("Ben"), await call.join("Ada", browser)
    await ada.wait_moving("Ben")
    assert await drawn(ada, TILE) == []
    chip = ada.page.locator(f"{TILE} .chip")
    await chip.wait_for()
    await chip.focus()
    await ada.page.keyboard.press("Enter")

    async def lines() -> bool:
        paths = await ada.page.locator(f"{TILE} .plot-line").all()
        points = [(await path.get_attribute("d") or "").count("L") for path in paths]
        return len(points) >= 3 and min(points[:2]) >= 2

    await until_async(lines, seconds=30.0, what="lines of some points")
    said = await drawn(ada, TILE)
    assert [words.partition(":")[0] for words in said] == DRAWN[call.step.number]
    assert all("in the last 60 s" in words for words in said)
    await ada.page.click(f"{OWN} .chip")
    assert (await drawn(ada, OWN))[0].startswith("Bitrate up: ")
    assert await violations(ada) == []
    await ada.page.set_viewport_size({"width": 390, "height": 844})
    # Tiles are arranged anew with the next frame that the browser shows.
    await ada.page.wait_for_function("() => document.documentElement.scrollWidth === 390")
    await ada.page.locator(f"{TILE} .numbers-full").wait_for(state="hidden")
    assert await ada.page.locator(f"{OWN} .numbers-full").is_visible()  # the last one stays
    for panel in (TILE, OWN, TILE):  # one closes the other
        await ada.page.click(f"{panel} .chip")
        assert await ada.page.locator(f"{panel} .numbers-full").is_visible()
        assert await ada.page.locator(".numbers-full:visible").count() == 1
    await ada.page.wait_for_function(ON_TOP, arg=f"{TILE} .numbers-full")
    await ada.page.click(f"{TILE} .numbers-shut")
    assert await ada.page.evaluate(FOCUSED, f"{TILE} .chip")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_numbers_are_copied_as_json_in_no_language(call: Call, browser: str) -> None:
    call.windows = True  # the clipboard is asked for
    ada, _ben = await call.join("Ada", browser, lang="de"), await call.join("Ben")
    await ada.wait_moving("Ben")
    await ada.page.evaluate(LISTEN)
    for panel, about in ((TILE, {"about": "participant", "name": "Ben"}), (OWN, {"about": "own"})):
        await ada.page.click(f"{panel} .chip")
        await ada.page.locator(f"{panel} dd", has_text=MEDIA["picture"]).wait_for()
        await ada.page.locator(f"{panel} dd", has_text=MEDIA["codec"]).wait_for()
        await ada.page.locator(f"{panel} dd", has_text=MOVING).wait_for()
        await ada.page.click(f"{panel} [data-action=copy-numbers]")
        await ada.page.locator(f"{panel} [role=status]", has_text="Kopiert.").wait_for()
        report = json.loads(await ada.page.evaluate("globalThis.copied"))
        assert about.items() <= report.items() and report.keys() <= {*about, "at", "numbers"}
        numbers = {number["key"]: number for number in report["numbers"]}
        assert numbers.keys() >= KEYS[call.step.number][panel]
        assert {key: numbers[key]["value"] for key in MEDIA} == MEDIA
        assert 0 < numbers["frames"]["value"] < 30
        row = numbers["bitrate"]
        assert row["unit"] == "kbit/s" and row["value"] == row["last_minute"][-1][1]
        assert all(-60 <= seconds <= 0 for seconds, _value in row["last_minute"])


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_shared_screen_has_numbers_of_its_own(call: Call, browser: str) -> None:
    call.windows = True  # the clipboard is asked for
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
    await ben.click("screen")
    await ada.page.evaluate(LISTEN)
    await ada.page.click(f"{SCREEN} .chip")
    await ada.page.locator(f"{SCREEN} dd", has_text="1280 x 720").wait_for()
    await ada.page.locator(f"{SCREEN} dd", has_text=MOVING).wait_for()
    await ada.page.click(f"{SCREEN} [data-action=copy-numbers]")
    await ada.page.locator(f"{SCREEN} [role=status]", has_text="Copied.").wait_for()
    report = json.loads(await ada.page.evaluate("globalThis.copied"))
    assert (report["about"], report["name"]) == ("screen", "Ben")
    numbers = {number["key"]: number["value"] for number in report["numbers"]}
    assert numbers["picture"] == "1280 x 720" and numbers["frames"] > 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_is_not_sent_has_no_numbers(call: Call, browser: str) -> None:
    ben, ada = await call.join("Ben", browser), await call.join("Ada", browser)
    watcher = await call.join("Wim", browser, view=1)
    frames = [(ben, OWN), (ada, TILE)]
    for page, panel in frames:
        await page.page.click(f"{panel} .chip")
        await page.page.locator(f"{panel} dt", has_text="Picture").wait_for()
    await ben.click("camera")
    for page, panel in frames:
        for row in ("Picture", "Frame rate"):
            await page.page.locator(f"{panel} dt", has_text=row).wait_for(state="detached")
        await page.page.locator(f"{panel} dt", has_text="Codec").wait_for()
    await watcher.page.click(f"{OWN} .chip")
    there = "Copies by the server" if call.step.number == 1 else "Route"
    await watcher.page.locator(f"{OWN} dt", has_text=there).wait_for()
    assert await watcher.page.locator(f"{OWN} dt", has_text="Bitrate up").count() == 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_escape_closes_numbers_and_gives_the_focus_back(call: Call, browser: str) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.wait_moving("Ben")
    await ada.page.hover(f"{TILE} .numbers-item b", force=True)
    await ada.page.mouse.down()
    await ada.page.wait_for_function(ANEW, arg=f"{TILE} .numbers-item b")
    await ada.page.mouse.up()
    await ada.page.click(f"{OWN} .chip")
    await ada.page.focus(f"{OWN} .numbers-explain")
    await ada.click("chat")
    opened = ada.page.locator(".numbers-full:visible")
    for panel, left in ((None, 2), (OWN, 1), (TILE, 0)):
        await ada.page.keyboard.press("Escape")
        assert await opened.count() == left
        focused = f"{panel} .chip" if panel else "call-bar [data-action=chat]"
        assert await ada.page.evaluate(FOCUSED, focused)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_numbers_are_read_where_a_tile_has_no_room_for_them(call: Call, browser: str) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben")
    others = await people(call, *(f"Cid {number}" for number in range(8)))
    await ada.wait_moving("Ben")
    await ada.wait_remote("Cid 7", "waiting")
    full, menu = f"{TILE} > .numbers-full", "[data-participant=Ben] [data-action=menu]"
    await ada.page.locator(f"{TILE} .chip").click()
    await ada.page.wait_for_function(READABLE, arg=full)  # though the tile is smaller
    await ada.page.keyboard.press("Escape")
    assert await ada.page.evaluate(FOCUSED, f"{TILE} .chip")
    await ada.page.set_viewport_size(ZOOMED)
    await ada.page.locator(f"{TILE} .chip").wait_for(state="hidden")
    for way in ("keyboard", "close"):
        await tool(ada, "Ben", "menu").click()
        await tool(ada, "Ben", "numbers").click()
        await ada.page.wait_for_function(READABLE, arg=full)
        assert await ada.page.evaluate(FOCUSED, f"{TILE} .numbers-shut")
        if way == "close":
            await ada.page.click(f"{TILE} .numbers-shut")
        else:
            await ada.page.keyboard.press("Escape")
        await ada.page.locator(full).wait_for(state="hidden")
        assert await ada.page.evaluate(FOCUSED, menu)
    await tool(ada, "Cid 0", "menu").click()
    await tool(ada, "Cid 0", "numbers").click()
    told = ada.page.locator("[data-participant='Cid 0'] .menu [role=status]")
    await told.get_by_text("There are none yet").wait_for()
    for person in others:
        await person.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_your_own_numbers_are_whole_on_a_phone_and_can_be_closed(
    call: Call, browser: str
) -> None:
    ada, _ben = await call.join("Ada", browser), await call.join("Ben")
    await ada.page.set_viewport_size(PHONE)
    await ada.page.click(f"{OWN} .chip")
    await ada.page.locator(f"{OWN} dt", has_text="Codec").wait_for()
    await ada.page.wait_for_function(ON_TOP, arg=f"{OWN} > .numbers-full")
    await ada.page.click(f"{OWN} .numbers-shut")
    assert await ada.page.locator(f"{OWN} > .numbers-full").is_hidden()
    assert await ada.page.evaluate(FOCUSED, f"{OWN} .chip")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_the_clipboard_refuses_is_shown_and_chosen(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.evaluate(REFUSE)
    await ada.page.click(f"{OWN} .chip")
    copy = ada.page.locator(f"{OWN} [data-action=copy-numbers]")
    await copy.click()
    await ada.page.locator(f"{OWN} [role=status]", has_text="Press Ctrl+C").wait_for()
    field = ada.page.locator(f"{OWN} textarea")
    assert json.loads(await field.input_value())["about"] == "own"
    assert await ada.page.evaluate(FOCUSED, f"{OWN} textarea")
    assert await field.evaluate("one => one.selectionEnd - one.selectionStart === one.value.length")

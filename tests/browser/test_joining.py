"""Somebody joins, and what one reads, watches or is about to press stays where it is."""

import asyncio

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant

STEPS = [1, 2]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

LOBBIES = [(390, 844), (844, 390), (1280, 720)]
WATCH_SHIFTS = """() => {
    globalThis.shift = 0;  // and stays so in Firefox, which tells of no shifts
    const add = (list) => list.getEntries().forEach(({ value }) => { shift += value; });
    new PerformanceObserver(add).observe({ type: "layout-shift" });
}"""
# What grows has not moved: an edge of it is where it was, each way.
NOTE_PLACES = """() => {
    globalThis.boxOf = (one) => one.checkVisibility() ? one.getBoundingClientRect() : null;
    globalThis.boxes = new Map();
    const seen = document.querySelectorAll("main :not(.visually-hidden)");
    for (const one of seen) boxes.set(one, boxOf(one));
}"""
MOVED = """(tilesToo) => [...boxes].flatMap(([one, before]) => {
    const after = boxOf(one);
    if (!before || !after || (!tilesToo && one.closest("call-tile"))) return [];
    const stays = (edge) => Math.abs(before[edge] - after[edge]) < 1;
    const stayed = (stays("left") || stays("right")) && (stays("top") || stays("bottom"));
    return stayed ? [] : one.outerHTML.slice(0, 200);
})"""


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_nothing_on_the_page_moves_when_somebody_joins(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.locator(".room-head .chip").wait_for()  # the numbers begin
    await ada.page.evaluate(WATCH_SHIFTS)
    await ada.page.evaluate(NOTE_PLACES)
    ben = await call.join("Ben")
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    assert await ada.page.evaluate(MOVED, True) == []
    assert await ada.page.evaluate("shift") < 0.001
    await ada.page.evaluate(NOTE_PLACES)
    await call.join("Cem")
    await ada.wait_moving("Cem")
    assert await ada.page.evaluate(MOVED, False) == []  # only the tiles make room


@pytest.mark.parametrize("size", LOBBIES, ids=str)
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_nothing_in_a_lobby_moves_when_somebody_joins(
    call: Call, browser: str, size: tuple[int, int]
) -> None:
    width, height = size
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.set_viewport_size({"width": width, "height": height})
    present = ada.page.locator("call-present")
    await present.get_by_text("Nobody is in this room yet.").wait_for()
    await ada.page.evaluate(WATCH_SHIFTS)
    await ada.page.evaluate(NOTE_PLACES)
    people = []
    for name in ("Maximilian von Hohenstein", "Grace Brewster Hopper", "Ida of Ockham " * 4):
        people.append(await Participant.join(call.step.url, call.room, name))
        await present.get_by_text(name.strip()).wait_for()
        assert await ada.page.evaluate(MOVED, True) == []
    assert await ada.page.evaluate("shift") < 0.001
    for person in people:
        await person.leave()

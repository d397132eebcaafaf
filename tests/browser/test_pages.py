"""More than 25 tiles: pages, turned by the keyboard; what is on another page is not asked for."""

import asyncio

import pytest

from tests.bed.axe import SIZES, violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.page import Page
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [2]
RECORD = """() => {
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (text) {
      const { type, participants } = JSON.parse(text);
      if (type === "visible") globalThis.asked = participants;
      return send.call(this, text);
    };
}"""
SHOWN = """() => [...document.querySelectorAll("[data-participant]")]
    .filter((tile) => tile.checkVisibility()).map((tile) => tile.dataset.participant)"""
OUTSIDE = """() => {
    const pager = document.querySelector("call-pager").getBoundingClientRect();
    const tiles = [...document.querySelectorAll("call-tile:not([hidden])")];
    return tiles.filter((tile) => tile.getBoundingClientRect().bottom > pager.top).length;
}"""


async def shows(page: Page, *people: Participant) -> None:
    """Waits until a page shows these people and no others, and wants no other pictures."""
    wanted = sorted(person.welcome["participants"][-1]["name"] for person in people)

    async def so() -> bool:
        asked = await page.page.evaluate("globalThis.asked")
        return sorted(await page.page.evaluate(SHOWN)) == wanted and sorted(asked or []) == sorted(
            person.id for person in people
        )

    await until_async(so, what=f"{wanted} on the page")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_more_people_than_a_page_holds_are_on_the_next(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.evaluate(RECORD)
    url, room = call.step.url, call.room
    people = [await Participant.join(url, room, f"P{number}") for number in range(27)]
    await shows(ada, *people[:25])
    pager = ada.page.get_by_role("group", name="Pages of pictures")
    await pager.get_by_text("Page 1 of 2").wait_for()
    for size in reversed(SIZES):  # the laptop's last: a phone holds fewer
        await ada.page.set_viewport_size(size)
        assert await violations(ada) == [] and await ada.page.evaluate(OUTSIDE) == 0
    await pager.get_by_role("button", name="Next page").press("Enter")
    await pager.get_by_text("Page 2 of 2").wait_for()
    await shows(ada, *people[25:])
    await ada.page.locator("call-announcer", has_text="Page 2 of 2.").wait_for(state="attached")
    await ada.page.keyboard.press(
        "Enter"
    )  # there is no page after it, and the button is still there
    assert await ada.page.evaluate("document.activeElement.dataset.action") == "page-after"
    # Who speaks stays where they are; who is pinned is shown whatever the page.
    await people[3].send(type="media", microphone=True, camera=False, screen=False)
    await people[3].send(type="speaking", speaking=True)
    await ada.wait_person("P3", microphone="true")
    await shows(ada, *people[25:])
    await ada.page.keyboard.press("p")
    await ada.page.locator("[data-participant=P0][data-large=true]").wait_for()
    assert await ada.page.evaluate(OUTSIDE) == 0 and await pager.is_visible()
    await ada.page.keyboard.press("Escape")
    await people.pop(0).leave()
    await shows(ada, people[25])
    await people.pop(0).leave()
    await shows(ada, *people)
    assert not await pager.is_visible()
    await asyncio.gather(*(person.close() for person in people))

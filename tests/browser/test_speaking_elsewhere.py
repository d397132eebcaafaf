"""Who speaks on another page of the pictures is named on this one."""

import asyncio

import pytest
from playwright.async_api import ViewportSize

from tests.bed.axe import violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1]  # from step 2 on the server hears who speaks: the page is the same
PHONE = ViewportSize(width=390, height=600)
TURNERS = """() => [...document.querySelectorAll("call-pager button")]
    .map((button) => Object.values(button.getBoundingClientRect().toJSON()))"""


async def speak(person: Participant, *, speaking: bool = True) -> None:
    """Somebody begins to speak, or ends."""
    await person.send(type="media", microphone=True, camera=False, screen=False)
    await person.send(type="speaking", speaking=speaking)


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_speaks_on_another_page_is_named(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.set_viewport_size(PHONE)
    url, room = call.step.url, call.room
    people = [await Participant.join(url, room, f"P{number}") for number in range(20)]
    pager = ada.page.get_by_role("group", name="Pages of pictures")
    told, after = pager.locator(".pager-speaking"), pager.get_by_role("button", name="Next page")
    await ada.page.locator("[data-participant=P19]").wait_for(state="hidden")
    places = await ada.page.evaluate(TURNERS)
    await speak(people[0])
    await ada.page.locator("[data-participant=P0][data-speaking=true]").wait_for()
    assert await told.inner_text() == ""  # it is seen
    await speak(people[18])
    await told.get_by_text("P18 speaks", exact=True).wait_for()
    await speak(people[19])
    await told.get_by_text("P18 and P19 speak", exact=True).wait_for()
    assert await ada.page.evaluate(TURNERS) == places  # under the pointer of who turns pages
    assert await violations(ada) == []
    while await after.get_attribute("aria-disabled") == "false":
        await after.press("Enter")
    await told.get_by_text("P0 speaks", exact=True).wait_for()
    await speak(people[0], speaking=False)
    await told.get_by_text("P0 speaks", exact=True).wait_for(state="detached")
    await asyncio.gather(*(person.close() for person in people))

"""The presenter's panel, whose wishes a test answers in the place of the server."""

from typing import Any

import pytest
from playwright.async_api import ViewportSize, expect

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.host_panel import HEAR, MADE, button, joined, open_panel, sent

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

STEPS = [1]
PHONE, LAPTOP = ViewportSize(width=390, height=844), ViewportSize(width=1280, height=720)
NO_LINK = "No link was made: there is no connection. Make one again in a moment."
FOCUSED = "document.activeElement.dataset.action"
# Where the buttons are, but for those which come with somebody.
PLACES = """() => {
    const all = [...document.querySelectorAll("call-host button")].filter((one) => !one.disabled);
    return Object.fromEntries(all.map((one) => [one.ariaLabel ?? one.innerText.trim(), one])
      .map(([name, one]) => [name, Object.values(one.getBoundingClientRect().toJSON())]));
}"""
LABEL = "document.activeElement.ariaLabel ?? document.activeElement.innerText"


async def test_a_double_click_asks_and_does_not_remove(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    await button(pia, "Remove Gus").dblclick()
    await button(pia, "Really remove Gus?").wait_for()
    assert await sent(pia) == []
    await pia.click("remove")
    assert await sent(pia) == [{"type": "remove", "participant": 2}]
    assert await pia.remotes() == []  # which is what a tile is found by, and there is none here


async def test_what_could_not_be_sent_is_not_called_done(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    told = pia.page.locator("call-host > [role=status]")
    await pia.page.evaluate("host.connected = false")
    for name in ("Mute Gus", "Mute all", "Let newcomers wait"):
        await button(pia, name).click()
        assert await told.inner_text() == "Not done: there is no connection. Try again in a moment."
        for locked in (True, False):  # which is told in the same place
            await pia.page.evaluate(HEAR, {"type": "locked", "locked": locked})
    await pia.page.evaluate("host.connected = true")


async def test_what_is_only_asked_for_is_not_called_done(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    told = pia.page.locator("call-host > [role=status]")

    async def gus(*, microphone: bool) -> None:
        person = {"id": 2, "name": "Gus", "view": False, "microphone": microphone}
        await pia.page.evaluate(HEAR, {"type": "participant_updated", "participant": person})

    for name, who in (("Mute Gus", "Gus"), ("Mute all", "Everybody else")):
        await button(pia, name).click()
        await gus(microphone=True)
        assert await told.inner_text() == f"{who} is asked to mute."
        await pia.page.evaluate("host.lose()")  # it was dead already, and nobody knew
        assert await told.inner_text() == "Perhaps not done: the connection was lost."
        await gus(microphone=False)
        assert await told.inner_text() == f"{who} was muted."
        await gus(microphone=True)  # which is no longer so
        assert await told.inner_text() == ""
    await button(pia, "Mute Gus").click()
    await pia.page.evaluate(HEAR, {"type": "error", "field": "participant"})  # a notice says why
    assert await told.inner_text() == ""
    await button(pia, "Remove Gus").dblclick()
    await pia.click("remove")
    assert await told.inner_text() == ""
    await pia.page.evaluate(HEAR, {"type": "participant_left", "id": 2})
    assert (await told.inner_text()).startswith("Gus was removed.")
    mute = {"type": "mute", "participant": 2}
    assert await sent(pia) == [mute, {"type": "mute"}, mute, {"type": "remove", "participant": 2}]


async def test_the_focus_stays_in_the_waiting_room_when_all_are_admitted(
    call: Call, browser: str
) -> None:
    pia = await open_panel(call, browser)
    people = [{"id": 7, "name": "Ada"}, {"id": 8, "name": "Ben"}, {"id": 9, "name": "Cem"}]
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": people})
    await button(pia, "Admit all").press("Enter")
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": people[1:]})
    assert await pia.page.evaluate(FOCUSED) == "admit-all"  # Ada has given up meanwhile
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": []})
    assert await pia.page.evaluate(FOCUSED) == "waiting-room"


async def test_the_focus_stays_in_the_panel_when_somebody_leaves(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)

    async def focused_after(name: str, leaver: int) -> Any:
        await button(pia, name).focus()
        await pia.page.evaluate(HEAR, {"type": "participant_left", "id": leaver})
        return await pia.page.evaluate(LABEL)

    for number, name in ((3, "Hal"), (4, "Ida")):
        person = {"id": number, "name": name, "view": False, "microphone": True}
        await pia.page.evaluate(HEAR, {"type": "participant_joined", "participant": person})
    assert await focused_after("Remove Gus", 2) == "Remove Hal"
    assert await focused_after("Spotlight Ida", 4) == "Spotlight Hal"
    assert await focused_after("Remove Hal", 3) == "Host"
    await pia.page.evaluate(HEAR, {"type": "participant_joined", "participant": person})
    assert await focused_after("Mute all", 4) == "Host"


async def test_a_new_link_is_led_to_where_it_was_asked_for(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    await pia.page.set_viewport_size({"width": 640, "height": 400})
    await pia.page.evaluate("document.querySelector('call-host').style.height = '400px'")
    link = pia.page.locator("call-host [name=invite-link]")
    await pia.click("make-link")
    await button(pia, "Invite").focus()  # who has gone on is not called back
    await pia.page.evaluate(HEAR, MADE)
    await expect(link).to_be_in_viewport(ratio=1)
    assert await pia.page.evaluate(FOCUSED) == "invite"
    await pia.click("make-link")
    await pia.page.evaluate(HEAR, MADE)
    await expect(link).to_be_focused()
    await expect(link).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("place", ["call-host", "call-invite-dialog"])
async def test_a_link_that_cannot_be_made_is_told_where_it_was_asked_for(
    call: Call, browser: str, place: str
) -> None:
    pia = await open_panel(call, browser)
    if place == "call-invite-dialog":
        await button(pia, "Invite").click()
    form = pia.page.locator(f"{place} call-invite-form")
    told, link = form.locator("> [role=status]"), form.locator("[name=invite-link]")
    for connected in (False, True):  # it cannot be asked for; or is, and the answer is lost
        await pia.page.evaluate(f"host.connected = {str(connected).lower()}")
        await form.locator("[data-action=make-link]").click()
        await pia.page.evaluate("host.lose()")
        await told.get_by_text(NO_LINK, exact=True).wait_for()
        assert not await link.is_visible()
        await pia.page.evaluate("host.connected = true")
        await form.locator("[data-action=make-link]").click()
        await pia.page.evaluate(HEAR, MADE)
        await told.get_by_text("A link for guests, good until").wait_for()
        await pia.page.evaluate("host.lose()")  # what was made stays good
        assert (await link.input_value()).endswith("/?room=tea#key=a.b.c")
        assert await link.is_visible()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
async def test_whoever_comes_moves_no_button(call: Call, browser: str, size: ViewportSize) -> None:
    pia = await open_panel(call, browser)
    await pia.page.set_viewport_size(size)
    await pia.page.evaluate(HEAR, {"type": "waiting_room", "on": True})
    await button(pia, "Make a link").click()
    await pia.page.evaluate(HEAR, MADE)
    before = await pia.page.evaluate(PLACES)
    waiting = [{"id": number, "name": f"Wil {number} " * 4} for number in range(7)]
    for count in range(len(waiting)):
        await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": waiting[: count + 1]})
        await pia.page.evaluate(HEAR, joined(10 + count, f"Ida {count}"))
        after = await pia.page.evaluate(PLACES)
        assert {name: after[name] for name in before} == before
        before = after

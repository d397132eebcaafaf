"""What a presenter's panel shows, where it is seen, and how long it asks."""

import pytest
from playwright.async_api import expect

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.host_panel import HEAR, MADE, button, joined, open_panel, sent

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

STEPS = [1]
AS_IN_A_CALL = """(height) => Object.assign(document.querySelector("call-host").style,
    { flex: `0 0 ${height}px`, width: "20rem", height: `${height}px` })"""
PLACES = """(button) => [button, button.querySelector(".word")].map((one) => {
    const { width, height } = one.getBoundingClientRect();
    return [one.offsetLeft, width, height];
})"""


@pytest.mark.parametrize("way", ["Tab", "Escape", "elsewhere", "another", "gone"])
async def test_the_question_stays_until_the_person_turns_elsewhere(
    call: Call, browser: str, way: str
) -> None:
    pia = await open_panel(call, browser)
    await pia.page.evaluate(HEAR, joined(3, "Hal"))
    told = pia.page.locator("call-host > [role=status]")
    await pia.page.clock.install()
    await button(pia, "Remove Gus").click()
    await pia.page.clock.fast_forward(120_000)
    assert (await told.inner_text()).startswith("Removing Gus also ends their link")
    if way == "elsewhere":
        await pia.page.locator("call-host h2").click()
    elif way == "another":
        await button(pia, "Remove Hal").click()
    elif way == "gone":
        await pia.page.evaluate(HEAR, {"type": "participant_left", "id": 2})
    else:
        await button(pia, "Really remove Gus?").press(way)
    assert await button(pia, "Really remove Gus?").count() == 0
    assert await button(pia, "Really remove Hal?").count() == (way == "another")
    now = await told.inner_text()
    assert now.startswith("Removing Hal") if way == "another" else now == ""
    assert await pia.page.evaluate("host.escaped") == 0  # the first one only takes it back
    if way == "Escape":
        await button(pia, "Remove Gus").press("Escape")
        assert await pia.page.evaluate("host.escaped") == 1
    assert await sent(pia) == []


@pytest.mark.parametrize("key", ["Enter", "Space"])
async def test_a_key_that_is_held_asks_and_does_no_more(call: Call, browser: str, key: str) -> None:
    pia = await open_panel(call, browser)
    await button(pia, "Remove Gus").focus()
    await pia.page.keyboard.down(key)
    if key == "Space":  # which presses when it is let go
        await pia.page.keyboard.up(key)
        await pia.page.keyboard.down(key)
    really = button(pia, "Really remove Gus?")
    await expect(really).to_have_attribute("data-action", "remove")
    await pia.page.keyboard.down(key)
    await pia.page.keyboard.down(key)
    assert await really.count() == 1 and await sent(pia) == []


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844)])
async def test_what_is_told_is_seen_however_long_the_list_is(
    call: Call, browser: str, width: int, height: int
) -> None:
    pia = await open_panel(call, browser)
    await pia.page.set_viewport_size({"width": width, "height": height})
    await pia.page.evaluate(AS_IN_A_CALL, height - 150)
    for number in range(3, 11):
        await pia.page.evaluate(HEAR, joined(number, f"Guest {number}"))
    last = button(pia, "Remove Guest 10")
    # There, what is told next takes its place.
    await last.evaluate("(one) => one.scrollIntoView({ block: 'end' })")
    await last.click()
    told = pia.page.locator("call-host > [role=status]")
    await expect(told).to_contain_text("Removing Guest 10")
    await expect(told).to_be_in_viewport(ratio=1)
    await expect(button(pia, "Really remove Guest 10?")).to_be_in_viewport(ratio=0.9)


async def test_what_is_on_has_a_sign_that_is_no_colour(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    for name, message in (
        ("Lock the room", {"type": "locked", "locked": True}),
        ("Let newcomers wait", {"type": "waiting_room", "on": True}),
        ("Spotlight Gus", {"type": "spotlight", "participant": 2}),
        ("Spotlight yourself", {"type": "spotlight", "participant": 1}),
    ):
        toggle = button(pia, name)
        sign = toggle.locator(".icon-check")
        assert not await sign.is_visible()
        before = await toggle.evaluate(PLACES)
        await pia.page.evaluate(HEAR, message)
        await expect(sign).to_be_visible()
        assert await toggle.evaluate(PLACES) == before


async def test_the_head_of_a_dialog_stays_where_it_scrolls(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    await pia.page.set_viewport_size({"width": 1280, "height": 400})
    await button(pia, "Invite").click()
    dialog = pia.page.locator("call-invite-dialog")
    await dialog.locator("[data-action=make-link]").click()
    await pia.page.evaluate(HEAR, MADE)
    await expect(dialog.locator("[name=invite-link]")).to_be_in_viewport(ratio=1)
    await expect(dialog.locator("[data-action=close-invite]")).to_be_in_viewport(ratio=1)

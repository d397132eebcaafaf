"""The Invite button: the link of the room, copied or scanned; on a phone under More."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed import qr
from tests.bed.axe import SIZES, WEAR, examine, violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.zoom import cut_off

STEPS = [1]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
HERE = "This address works on this computer only. To let others in, start the step with LAN=1."
PHONE, ON_ITS_SIDE = ViewportSize(width=390, height=844), ViewportSize(width=844, height=390)
REFUSE = "() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }"
WHOLE = """({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
    scrollWidth <= clientWidth && scrollHeight <= clientHeight"""
# Whether the whole of a code is within the window, and in what its dialog shows without scrolling.
IN_SIGHT = """(code) => {
    const { top, bottom } = code.getBoundingClientRect();
    const room = code.closest(".dialog-body").getBoundingClientRect();
    return top >= Math.max(0, room.top) && bottom <= Math.min(innerHeight, room.bottom);
}"""
PARTS = ["lib/elements/invite-dialog.js", "css/dialog.css", "css/host.css"]  # come when asked for
CHOSEN = "() => document.activeElement.value.slice(0, document.activeElement.selectionEnd)"


async def focused(page: Page) -> str:
    """The action of the button that has the focus."""
    return str(await page.page.evaluate("document.activeElement.dataset.action"))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_dialog_that_does_not_come_is_told_and_a_reload_helps(
    call: Call, browser: str, part: str
) -> None:
    ada = await call.join("Ada", browser)
    ada.forgive("invite-dialog.js|dialog.css|host.css|ERR_FAILED|NS_ERROR_FAILURE|Loading failed")
    await ada.page.route(f"**/{part}", lambda route: route.abort())
    await ada.click("invite")
    notice = ada.page.locator("call-notices [data-kind=invite]")
    await notice.get_by_text("The server did not send the rest of this page.").wait_for()
    await ada.page.unroute(f"**/{part}")
    await ada.page.reload()
    await ada.wait_state("live")
    await ada.click("invite")
    await ada.page.get_by_role("dialog", name="Invite people").wait_for()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_link_of_the_room_brings_others_into_it(call: Call, browser: str) -> None:
    call.windows = True  # the clipboard is asked for
    ada = await call.join("Ada", browser)
    await ada.page.locator("call-bar [data-action=invite]").focus()
    await ada.page.keyboard.press("Enter")
    dialog = ada.page.get_by_role("dialog", name="Invite people")
    await dialog.wait_for()
    field = dialog.get_by_label("Link of this room")
    link = await field.input_value()
    assert link == f"{call.step.url}/?room={call.room}"
    await dialog.get_by_text(HERE).wait_for()
    assert await dialog.get_by_text("Whoever opens this address").count() == 0
    code = dialog.get_by_role("img", name="QR code of this link")
    await code.wait_for()
    for scheme in ("light", "dark"):
        await ada.page.evaluate(WEAR, scheme)
        await qr.shows(code, link)
    assert await examine(ada) == []
    assert await cut_off(ada, "call-invite-dialog") == []
    await ada.page.set_viewport_size(SIZES[0])
    assert await field.evaluate(WHOLE)
    await dialog.locator("[data-action=copy-room]").click()
    await dialog.get_by_text("Copied.").wait_for()
    await ada.page.evaluate(REFUSE)
    await dialog.locator("[data-action=copy-room]").click()
    await dialog.get_by_text("Press Ctrl+C to copy").wait_for()
    assert await ada.page.evaluate(CHOSEN) == link
    await ada.page.keyboard.press("Escape")
    await dialog.wait_for(state="hidden")
    assert await focused(ada) == "invite"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_on_a_phone_it_is_under_more(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.set_viewport_size(PHONE)
    assert await ada.page.locator("call-bar [data-action=invite]:visible").count() == 0
    await ada.click("more")
    await ada.page.locator("call-more [data-action=invite]").click()
    dialog = ada.page.get_by_role("dialog", name="Invite people")
    await dialog.wait_for()
    assert await violations(ada) == []
    assert await dialog.get_by_label("Link of this room").evaluate(WHOLE)
    assert await ada.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    await dialog.locator("[data-action=close-invite]").click()
    assert await focused(ada) == "invite"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_on_a_phone_on_its_side_the_whole_code_is_in_sight(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.set_viewport_size(ON_ITS_SIDE)
    await ada.click("more")
    await ada.page.locator("call-more [data-action=invite]").click()
    dialog = ada.page.get_by_role("dialog", name="Invite people")
    code = dialog.get_by_role("img", name="QR code of this link")
    await code.wait_for()
    assert await code.evaluate(IN_SIGHT)
    await qr.shows(code, await dialog.get_by_label("Link of this room").input_value())
    assert await violations(ada) == []

"""Invite links in the page: a presenter opens the call, lets others in, mutes and removes."""

import asyncio
import base64
import json
import re
import time
from urllib.parse import urlsplit

import pytest

from common.qr import qr_code
from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import BAD, SETTINGS, key
from tests.bed.page import Page
from tests.bed.waiting import until_async
from tests.bed.zoom import cut_off

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2, 3, 4]
SPREAD = True  # the same page in all; of the servers tests/security/test_keys.py tells
PAIRS = [(CHROMIUM, FIREFOX), (FIREFOX, CHROMIUM)]
pairs = pytest.mark.parametrize(("host", "guest"), PAIRS, ids=map("-".join, PAIRS))
DAY = 24 * 3_600
SOCKET_ERRORS = "WebSocket|websocket|can.t establish|connection to ws|interrupted while"


async def join(call: Call, name: str, browser: str, fragment: str, state: str = "live") -> Page:
    """A page that comes by a link; only its fragment counts, the rest is that of all tests."""
    page = await call.open(name, browser, fragment=fragment)
    await page.wait_state(state)
    return page


async def made_link(page: Page, rights: str = "talk", hours: int = 1) -> str:
    """The link that a presenter makes in the panel."""
    await page.page.select_option("[name=rights]:visible", rights)
    await page.page.select_option("[name=hours]:visible", str(hours))
    await page.click("make-link")
    field = page.page.locator("[name=invite-link]:visible")
    await field.wait_for(state="visible")

    async def value() -> str:
        return str(await field.input_value())

    return await until_async(value, what="a link")


async def paste(page: Page, text: str) -> None:
    """Goes to another link to the same room, as the address bar does."""
    async with page.page.expect_event("load"):
        await page.page.evaluate("link => location.assign(link)", f"#key={text}")


def seconds_left(text: str) -> float:
    """How long a key is good from now on, as it says itself."""
    claims = text.split(".")[1]
    claims += "=" * (-len(claims) % 4)
    return float(json.loads(base64.urlsafe_b64decode(claims))["exp"]) - time.time()


@pairs
async def test_a_presenter_invites_mutes_and_removes(call: Call, host: str, guest: str) -> None:
    assert SETTINGS["KEYS"] == "1"
    pia = await join(call, "Pia", host, f"key={key(call.room, 'present')}")
    await pia.click("host")
    link = await made_link(pia)
    parts = urlsplit(link)
    assert link.startswith(call.step.url) and parts.query == f"room={call.room}"
    gus = await join(call, "Gus", guest, parts.fragment)
    await asyncio.gather(pia.wait_moving("Gus"), gus.wait_moving("Pia"))
    assert await gus.page.locator("[data-action=host]").count() == 0
    await pia.page.get_by_role("button", name="Mute Gus").click()
    await gus.wait_person("Gus", microphone="false")
    assert not await gus.pressed("microphone")
    told = gus.page.locator("call-notices [data-kind=muted]")
    await told.get_by_text("Pia has muted you.").wait_for()
    await told.locator("[data-action=dismiss]").click()
    await gus.click("microphone")
    await pia.wait_person("Gus", microphone="true")
    await pia.click("mute-all")
    await pia.wait_person("Gus", microphone="false")
    await told.get_by_text("Pia has muted you.").wait_for()  # again
    await gus.click("microphone")
    await told.wait_for(state="detached")
    assert await pia.pressed("microphone")
    gus.forgive(SOCKET_ERRORS)
    await pia.page.get_by_role("button", name="Remove Gus").click()
    await pia.page.get_by_text("Removing Gus also ends their link").wait_for()
    await pia.click("remove")  # not before a double click can be over
    await gus.wait_state("left")
    await gus.page.get_by_role("heading", name="You were removed from the call").wait_for()
    await pia.wait_gone("Gus")
    assert await examine(gus) == []
    assert await cut_off(gus) == []
    assert await gus.page.locator("[data-action=rejoin]").count() == 0  # it could only fail
    await gus.page.get_by_role("link", name="Back to the start page").click()
    await gus.wait_state("lobby")
    await gus.click("join")
    await gus.page.get_by_text("opens the room no more").wait_for()


@pytest.mark.parametrize("browser", [FIREFOX, CHROMIUM])  # which tells of what is not found
async def test_without_a_key_a_sentence_tells_what_to_do(call: Call, browser: str) -> None:
    eve = await join(call, "Eve", browser, "", "lobby")
    notice = eve.page.get_by_text("You need an invite link with a key to enter this room")
    await notice.wait_for()
    assert await eve.page.locator("[data-action=join]").is_visible()
    # A link comes, an old one, and at last a good one, and each is pasted into the address bar:
    # only the fragment is another.
    await paste(eve, key(call.room, seconds=-1))
    await eve.page.get_by_text("Your invite link has expired: ask whoever").wait_for()
    assert await eve.state() == "lobby"
    await paste(eve, key(call.room))
    await eve.wait_state("live")


@pytest.mark.parametrize("browser", [FIREFOX, CHROMIUM])
async def test_of_a_wrong_key_the_page_says_what_may_be_wrong(call: Call, browser: str) -> None:
    foreign = BAD["foreign"](call.room)  # as that of a presenter is once the server began anew
    eve = await join(call, "Eve", browser, f"key={foreign}", "lobby")
    notice = eve.page.locator("[data-kind=join] p")
    await notice.get_by_text("The terminal shows the new presenter's link.").wait_for()
    for text in (key(f"{call.room}-2"), key(call.room)[:-1], key(call.room)[:20]):
        await paste(eve, text)
        await notice.get_by_text("The key in this link does not open this room.").wait_for()
        assert "terminal" not in await notice.inner_text()
    await eve.page.goto(eve.page.url.replace("?", "?lang=de&", 1))
    await notice.get_by_text("Der Schlüssel in diesem Link öffnet diesen Raum nicht.").wait_for()
    await paste(eve, key(call.room))
    await eve.wait_state("live")


@pairs
async def test_a_watcher_s_link_and_a_locked_room(call: Call, host: str, guest: str) -> None:
    own = key(call.room, "present", seconds=2 * DAY)  # a guest's is good no longer than that
    pia = await join(call, "Pia", host, f"key={own}")
    await pia.click("host")
    fragment = urlsplit(await made_link(pia, "watch", hours=24)).fragment
    assert DAY - 60 < seconds_left(fragment) <= DAY
    wendy = await join(call, "Wendy", guest, fragment)
    await wendy.wait_moving("Pia")
    await pia.wait_person("Wendy", view="true")
    await wendy.click("chat")
    await wendy.page.get_by_text("lets you read this, and not write").wait_for()
    for way in ("[data-action=microphone]", "[data-action=hand]", "[data-action=react]", "form"):
        assert not await wendy.page.locator(f"call-room {way}:visible").count(), way
    await wendy.click("more")
    assert not await wendy.page.locator("[data-action=react]:visible").count()
    await pia.click("lock")
    await pia.page.get_by_text("The room is locked: nobody new can enter.").wait_for()
    assert await pia.pressed("lock")
    ned = await join(call, "Ned", guest, f"key={key(call.room)}", "lobby")
    await ned.page.get_by_text(re.compile("locked this room")).wait_for()
    await pia.click("lock")
    await ned.page.locator("[data-action=join]").click()
    await ned.wait_state("live")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_alone_a_presenter_s_own_link_is_not_offered_to_others(
    call: Call, browser: str
) -> None:
    pia = await join(call, "Pia", browser, f"key={key(call.room, 'present')}")
    await pia.page.get_by_text("Invite makes one, or says whom to ask.").wait_for()
    assert not await pia.page.locator("call-invite call-link").count()
    await pia.page.reload()
    await pia.wait_state("live")
    await pia.page.locator("[data-action=host]").wait_for()


@pairs
async def test_invite_makes_a_link_for_a_presenter_and_tells_a_guest_whom_to_ask(
    call: Call, host: str, guest: str
) -> None:
    pia = await join(call, "Pia", host, f"key={key(call.room, 'present')}")
    await pia.click("invite")
    dialog = pia.page.get_by_role("dialog", name="Invite people")
    await dialog.wait_for()
    assert await dialog.locator("input:visible").count() == 0  # no link yet
    link = await made_link(pia)
    await dialog.get_by_text("This address works on this computer only.").wait_for()
    code = dialog.get_by_role("img", name="QR code of this link")
    await code.wait_for()
    assert await code.locator("path").get_attribute("d") == qr_code(link)["path"]
    assert await cut_off(pia, "call-invite-dialog") == []
    gus = await join(call, "Gus", guest, urlsplit(link).fragment)
    await pia.page.keyboard.press("Escape")
    await gus.click("invite")
    await gus.page.get_by_text("Ask the presenter of this room to make one.").wait_for()
    assert await gus.page.locator("dialog input").count() == 0

"""Pages in German: no word of theirs is left in English, and a choice of language is kept."""

import pytest
from playwright.async_api import ViewportSize

from common.impairment import TcpRelay
from tests.bed import rack
from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.look import examine_look
from tests.bed.page import Page
from tests.bed.rack import lobby, wait_notice
from tests.bed.step import ROOT
from tests.bed.waiting import until_async
from tests.bed.zoom import cut_off

STEPS = [1, 4]  # the words are the same in all
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

NO_CAMERA = {"en": "The camera needs", "de": "Die Kamera braucht"}
UNKNOWN = {"code": "new", "field": "name", "message": "Your name must be new."}
FORBIDDEN = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(globalThis, name, { get() { throw new Error("forbidden"); } });"""
ENGLISH = (ROOT / "tests/bed/english.js").read_text(encoding="utf-8")


async def speaks_german(page: Page) -> None:
    """Fails with what the page shows or says in English."""
    assert await page.page.evaluate("document.documentElement.lang") == "de"
    assert await page.page.evaluate(ENGLISH, "de") == []


async def test_lobby_and_call_are_german(call: Call, browser: str) -> None:
    call.parameters = {"lang": "de"}
    ada = await call.open("", browser, autojoin=None)
    await ada.page.get_by_role("heading", name="Am Gespräch teilnehmen").wait_for()
    await ada.click("join")
    await ada.page.get_by_text("unter dem die anderen Sie sehen").wait_for()
    await speaks_german(ada)
    await ada.page.get_by_label("Ihr Name").fill("Ada")
    await ada.click("join")
    await ada.wait_state("live")
    await ada.page.get_by_text("Außer Ihnen ist noch niemand hier").wait_for()
    await speaks_german(ada)
    ben = await call.join("Ben")
    await ada.wait_moving("Ben")
    await ben.click("hand")
    await ben.click("microphone")
    await ada.wait_remote("Ben", hand="true", microphone="false")
    await ada.say("Hallo Ben!")
    for panel in ("people", "chat", "more"):
        await ada.click(panel)
        await speaks_german(ada)
    for action in ("invite", "shortcuts"):
        await ada.click(action)
        await ada.page.locator("dialog[open]").wait_for()
        await speaks_german(ada)
        await ada.page.keyboard.press("Escape")
    assert await examine(ada) == []
    await ada.page.keyboard.press("Escape")
    await ada.page.locator("[data-participant=Ben] .chip").click()
    await ada.page.locator("[data-participant=Ben] .numbers-explain").click()
    await speaks_german(ada)
    await ada.page.keyboard.press("Escape")  # on a phone they are a sheet over the rest
    await ada.page.locator("[data-participant=Ben] [data-action=menu]").click()
    await speaks_german(ada)
    await ada.page.keyboard.press("Escape")
    await ada.click("leave")
    await ada.page.get_by_text("Sie haben das Gespräch verlassen").wait_for()
    await speaks_german(ada)


async def test_a_chosen_language_stays_and_the_call_goes_on(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser, lang="en"), await call.join("Ben")
    await ada.wait_remote("Ben")
    await ada.click("more")
    await ada.page.get_by_label("Sprache").select_option("Deutsch")
    await ada.page.get_by_role("button", name="Gehen").wait_for()
    await ada.wait_remote("Ben")
    assert await ben.remotes() == ["Ada"]  # she has not left
    await ada.page.reload()
    await ada.wait_remote("Ben")
    await speaks_german(ada)
    await ada.click("more")
    await ada.page.get_by_label("Sprache").select_option("English")
    await ada.page.get_by_role("button", name="Leave").wait_for()
    assert await ada.page.evaluate("document.documentElement.lang") == "en"
    assert "Leave" in await ada.page.evaluate(ENGLISH, "de")


async def test_a_language_chosen_while_the_server_is_away_comes_with_it(
    call: Call, relay: TcpRelay, browser: str
) -> None:
    ada = await call.join("Ada", browser, lang="en", url=f"http://localhost:{relay.port}")
    ada.forgive("WebSocket|ERR_CONNECTION|can.t establish|interrupted while|healthz|NetworkError")
    ada.forgive("Failed to load resource|Cross-Origin Request Blocked|events")
    relay.cut()
    await ada.wait_state("reconnecting")
    await ada.click("more")
    async with ada.page.expect_event("requestfailed", lambda one: "/healthz" in one.url):
        await ada.page.get_by_label("Sprache").select_option("Deutsch")
    assert await ada.state() == "reconnecting", "the page stays for as long as there is no other"
    relay.restore()
    await ada.page.get_by_role("button", name="Gehen").wait_for()
    await ada.wait_state("live")


async def test_a_language_that_cannot_be_kept_is_in_the_address(call: Call, browser: str) -> None:
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.add_init_script(FORBIDDEN)
    await ada.page.reload()
    await ada.page.get_by_label("Sprache").select_option("Deutsch")
    await ada.page.get_by_role("button", name="Teilnehmen", exact=True).wait_for()
    await ada.page.get_by_label("Sprache").select_option("English")
    await ada.page.get_by_role("button", name="Join", exact=True).wait_for()


async def test_a_lobby_in_another_language_is_filled_in_and_switched_as_before(
    call: Call, browser: str
) -> None:
    ada = await lobby(call, browser, "rack.busy.add('front');")
    name, room = (ada.page.locator(f"input[name={field}]") for field in ("name", "room"))
    problem = ada.page.locator("#room-problem")
    await wait_notice(ada, "Your camera cannot be opened")
    await ada.click("microphone")
    await name.fill("Ada L.")
    await room.fill("tea & cake")
    for language, ruled in (("Deutsch", "Buchstaben"), ("English", "letters")):
        await ada.page.locator("[name=language]").select_option(language)
        await problem.get_by_text(ruled).wait_for()
        assert [await name.input_value(), await room.input_value()] == ["Ada L.", "tea & cake"]
    await wait_notice(ada, "Your camera cannot be opened")  # tried again: nobody has put it off
    assert not await ada.pressed("microphone")
    assert "name=Ada&" in ada.page.url  # the address is still what others were given
    await room.fill(call.room)
    await rack.tell(ada, "rack.busy.clear()")
    await ada.click("camera")
    await until_async(lambda: ada.pressed("camera"), what="a camera that is on")
    await ada.click("camera")
    await ada.page.locator("[name=language]").select_option("Deutsch")
    await ada.page.get_by_role("heading", name="Am Gespräch teilnehmen").wait_for()
    await ada.page.locator("call-self[data-camera=false]").wait_for()
    await ada.click("join")
    ben = await call.join("Ben")
    await ben.wait_remote("Ada L.", microphone="false", camera="false")


async def test_what_only_the_server_can_say_is_marked_as_english(call: Call, browser: str) -> None:
    page = await call.open("\u2063", browser, lang="de")  # a name that nobody could see
    problem = page.page.locator("#name-problem")
    await problem.get_by_text("Ein Name hat 1 bis 64 Zeichen").wait_for()
    assert await problem.get_attribute("lang") is None
    await page.page.locator("call-lobby").evaluate("(lobby, told) => lobby.complain(told)", UNKNOWN)
    await problem.get_by_text("Your name must be new.").wait_for()
    assert await problem.get_attribute("lang") == "en"
    await speaks_german(page)


async def test_the_pages_beside_the_call_are_german(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    page.forgive("ERR_CONNECTION_REFUSED|Failed to load resource|CORS")  # steps that do not run
    for path in ("/steps", "/lobby") if call.step.number == 4 else ("/steps",):
        await page.page.goto(f"{call.step.url}{path}?lang=de")
        await page.page.locator("[data-running], [data-line=live]").first.wait_for()
        await speaks_german(page)
        assert await examine(page) == []


async def test_longer_words_find_their_room(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.goto(f"{call.step.url}/styleguide?lang=de")
    await page.page.locator(".chapter .frame").last.wait_for()
    await page.page.get_by_text("Ben hat Sie aus diesem Raum entfernt.").wait_for()
    for width in (390, 1280):
        await page.page.set_viewport_size(ViewportSize(width=width, height=900))
        assert await examine_look(page.page, ".chapter") == []


@pytest.mark.parametrize(("language", "title"), NO_CAMERA.items(), ids=list(NO_CAMERA))
async def test_why_there_is_no_camera_is_told_with_two_ways_out(
    call: Call, browser: str, language: str, title: str
) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.add_init_script(
        "Object.defineProperty(globalThis, 'isSecureContext', { value: false })"
    )
    await page.page.goto(f"{call.step.url}/?room=tea&lang={language}#key=a.b.c")
    await page.page.get_by_role("heading", name=title).wait_for()
    ways = await page.page.locator("call-insecure li code").all_inner_texts()
    assert ways == [f"http://localhost:{call.step.port}/", f"make step-{call.step.number} LAN=1"]
    if language == "de":
        await speaks_german(page)
    assert await examine(page) == []
    assert await cut_off(page) == []
    assert (await page.page.title()).startswith(title)
    here = await page.page.locator("call-insecure li a").get_attribute("href")
    assert here == f"{ways[0]}?room=tea&lang={language}#key=a.b.c"
    watch = await page.page.locator("call-insecure a.button").get_attribute("href")
    assert watch == f"{call.step.url}/?room=tea&lang={language}&view=1#key=a.b.c"

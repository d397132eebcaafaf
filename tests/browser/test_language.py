"""Pages in German: no word of theirs is left in English, and a choice of language is kept."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.look import examine_look
from tests.bed.page import Page
from tests.bed.step import ROOT

STEPS = [1, 4]  # the words are the same in all
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.browser,
    pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX]),
]

UNKNOWN = {"code": "new", "field": "name", "message": "Your name must be new."}
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
    ben = await call.join("Ben", browser)
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
    ada, ben = await call.join("Ada", browser, lang="en"), await call.join("Ben", browser)
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


async def test_why_there_is_no_camera_is_told_in_german(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.add_init_script(
        "Object.defineProperty(globalThis, 'isSecureContext', { value: false })"
    )
    await page.page.goto(f"{call.step.url}/?lang=de")
    await page.page.get_by_role("heading", name="Die Kamera braucht").wait_for()
    await speaks_german(page)

"""The page looks as the system asks for it: light or dark, and still for who wants no motion."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.look import pixels

STEPS = [1]  # the look is the same in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
OWN_STYLE = "style-src-elem"  # Playwright's, for a picture; the policy keeps it out of Firefox
PREFERENCES = {"dark": 0, "light": 1}  # what Firefox calls them
GROUND = """() => {
    const [, ...parts] = /rgb\\((\\d+), (\\d+), (\\d+)\\)/.exec(
      getComputedStyle(document.body).backgroundColor);
    return Math.max(...parts.map(Number));
}"""


@pytest.mark.parametrize("scheme", PREFERENCES)
@pytest.mark.parametrize("browser", BROWSERS)
async def test_it_is_light_or_dark_as_the_system_is(call: Call, browser: str, scheme: str) -> None:
    call.options[CHROMIUM] = {"color_scheme": scheme}
    name = "layout.css.prefers-color-scheme.content-override"
    call.wishes = {name: PREFERENCES[scheme]}
    page = await call.open("Ada", browser, autojoin=None)
    await page.page.locator("call-lobby").wait_for()
    ground = await page.page.evaluate(GROUND)
    assert ground < 60 if scheme == "dark" else ground > 200


@pytest.mark.parametrize("browser", BROWSERS)
async def test_in_the_dark_what_scrolls_has_no_bright_strip(call: Call, browser: str) -> None:
    call.options[CHROMIUM] = {"color_scheme": "dark"}
    call.wishes = {"ui.systemUsesDarkTheme": 1}
    ada = await call.join("Ada", browser)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    await eve.send(type="chat", text="long " * 300)
    await ada.click("chat")
    await ada.page.locator("[data-chat-line]").wait_for()
    lines = ada.page.locator(".chat-lines")
    ada.forgive(OWN_STYLE)
    picture = pixels(await lines.screenshot())
    assert picture[:, -12:].max(axis=2).mean() < 60
    assert "rgba(0, 0, 0, 0)" in await lines.evaluate("one => getComputedStyle(one).scrollbarColor")
    await eve.leave()


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_reaction_moves_only_for_who_does_not_mind(
    call: Call, browser: str, motion: str
) -> None:
    call.options[CHROMIUM] = {"reduced_motion": motion}
    call.wishes = {"ui.prefersReducedMotion": int(motion == "reduce")}
    ada = await call.join("Ada", browser)
    await ada.click("reactions")
    await ada.page.locator("[data-action=react]:visible").first.click()
    shown = ada.page.locator(".reaction")
    await shown.first.wait_for(state="attached")
    name = await shown.first.evaluate("(one) => getComputedStyle(one).animationName")
    assert (name == "none") == (motion == "reduce")

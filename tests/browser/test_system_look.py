"""The page looks as the system asks for it: light or dark, and still for who wants no motion."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1]  # the look is the same in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
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

"""The style guide: photographed in both browsers and schemes, at the widths that people have."""

import re

import pytest
from playwright.async_api import Response, ViewportSize

from common.qr import qr_code
from tests.bed.axe import SCHEMES, WEAR, violations
from tests.bed.browsers import CHROMIUM, FIREFOX, Preferences
from tests.bed.call import Call
from tests.bed.keyed import SETTINGS as SETTINGS  # with keys a server refuses what it else does
from tests.bed.look import Pixels, blank_frames, examine_look, photograph
from tests.bed.page import Page
from tests.bed.step import ROOT
from tests.conftest import RESULTS

STEPS = [1]
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

CHAPTER, FRAME = ".chapter", ".chapter .frame"
WIDTHS = [390, 640, 1280, 1920]  # 640: a laptop's page at 200 %
PICTURES = RESULTS / "styleguide"
ELEMENTS = ROOT / "frontend/lib/elements"
DEFINED = re.compile(r'customElements\.define\("([\w-]+)"')
UNSEEN = {"call-announcer"}  # for screen readers alone
STATES = [
    *(f"call-tile[data-{state}]" for state in ("state=waiting", "hand=true", "speaking=true")),
    *["call-tile[data-microphone=false]", "call-tile[data-connected=false]"],
    "call-tile[data-forwarded=false]",
    *["call-tile[data-camera=false]", "call-tile[data-screen]"],
    *["call-tile[data-spotlight=true]", "[data-action=spotlight][aria-pressed=true]"],
    *[".tile-unreceived:not(:empty)", "call-tile[data-state=frozen]", "call-qr svg"],
    *["call-waiting [data-action=admit]", "call-waiting [data-action=admit-all]:enabled"],
    *[".stage > call-pager:not([hidden])", "call-link .link-told:not(:empty)"],
    *["[name=language]", "[data-action=ask-speaker]:not([hidden])"],
    *["[data-action=newest]:not([hidden])", "[data-action=asked]", ".host-told:not(:empty)"],
]
SENTENCES = [
    *["You are in the waiting room.", "You were removed", "goes on in another tab", "was idle"],
    *["The call has ended", "QR code cannot be drawn", "Nobody waits now", "wait to be let in"],
]
# A name that is cut while its way is not yet.
CUT = """() => [...document.querySelectorAll("call-tile")].filter((tile) => {
    const name = tile.querySelector(".tile-name"), route = tile.querySelector(".tile-route");
    return name.scrollWidth > name.clientWidth && route.clientWidth > 0;
}).map((tile) => tile.ariaLabel)"""
# What is amiss with a tile is told in words, or by a sign where these have no room.
UNTOLD = """() => [...document.querySelectorAll("call-tile")].filter((tile) => {
    const words = tile.querySelector(".tile-status"), sign = tile.querySelector(".tile-sign");
    const isSaid = getComputedStyle(words).clipPath === "none";
    const isSigned = (sign.querySelector(".icon")?.getBoundingClientRect().width ?? 0) >= 14;
    return words.textContent ? isSaid === isSigned : isSigned;
}).map((tile) => tile.ariaLabel)"""
OWN_STYLE = "style-src-elem"  # Playwright's, for a picture; the policy keeps it out of Firefox
# Firefox asks the system whether its theme is one for people who need contrast.
MORE_CONTRAST: Preferences = {
    "ui.useAccessibilityTheme": 1,
    "browser.display.document_color_use": 1,
}
LATER = "() => performance.now() % 700 > 400"
GROUNDS = """(selector) => new Set([...document.querySelectorAll(selector)]
    .map((one) => getComputedStyle(one).backgroundColor)).size"""
CODES = """async () => {
    const { drawn, ...links } = await import("/styleguide/links.js");
    return Promise.all(Object.values(links).map(async (link) => [link, await drawn(link)]));
}"""
BARS = """() => ["good", "fair", "poor"].map((quality) => {
    const bars = document.querySelectorAll(`call-tile[data-quality=${quality}] .bars path`);
    const full = [...bars].filter((bar) => getComputedStyle(bar).fill !== "none");
    return full.length / (bars.length / 3);
})"""

# The luminances of colours, as WCAG defines them.
LUMINANCES = """(names) => {
    const probe = document.body.appendChild(document.createElement("span"));
    return names.map((name) => {
      probe.style.color = `var(--${name})`;
      const [r, g, b] = getComputedStyle(probe).color.match(/[\\d.]+/g).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    });
}"""


async def open_guide(call: Call, browser: str, **media: str) -> Page:
    """The style guide, without anything that moves where Playwright can ask for it."""
    call.options[browser] = {"reduced_motion": "reduce", **media}
    page = await call.open("Ada", browser, autojoin=None)
    page.forgive(OWN_STYLE)
    await page.page.goto(f"{call.step.url}/styleguide")
    await is_drawn(page)
    return page


async def is_drawn(page: Page) -> None:
    """Waits until all of the guide is there."""
    await page.page.locator(FRAME).last.wait_for()
    await page.page.wait_for_function("!document.querySelector('.qr-space')")


async def look_at(page: Page, width: int) -> None:
    """Gives the page a width."""
    await page.page.set_viewport_size(ViewportSize(width=width, height=900))


async def unsound(page: Page) -> list[str]:
    """What geometry tells at each width, and axe-core on a phone and a laptop."""
    wrong = []
    for width in WIDTHS:
        await look_at(page, width)
        wrong += [f"{width}: {one}" for one in await examine_look(page.page, CHAPTER)]
        wrong += [f"{width}, untold: {name}" for name in await page.page.evaluate(UNTOLD)]
        wrong += [f"{width}, cut: {name}" for name in await page.page.evaluate(CUT)]
    for width, scheme in [(1280, "light"), (390, "dark")]:
        await look_at(page, width)
        await page.page.evaluate(WEAR, scheme)
        wrong += [f"{width}, {scheme}: {one}" for one in await violations(page)]
    return wrong


async def photographed(page: Page, name: str, scheme: str) -> Pixels:
    """A picture of the guide in a scheme, in which every element is to be seen."""
    await page.page.evaluate(WEAR, scheme)
    picture = await photograph(page.page, PICTURES / name)
    assert await blank_frames(page.page, picture, FRAME) == []
    return picture


async def test_no_element_and_no_state_is_left_out(call: Call) -> None:
    page = await open_guide(call, CHROMIUM)
    names = {name for file in ELEMENTS.iterdir() for name in DEFINED.findall(file.read_text())}
    wanted = [*STATES, *(f".frame {name}" for name in names - UNSEEN)]
    assert [one for one in wanted if await page.page.locator(one).count() == 0] == []
    shown = await page.page.locator("main").inner_text()
    assert [one for one in SENTENCES if one not in shown] == []


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_the_samples_ask_the_server_for_files_only(call: Call, browser: str) -> None:
    page = await open_guide(call, browser)
    answers: list[Response] = []
    page.page.on("response", lambda answer: answers.append(answer))
    await page.page.reload()
    await is_drawn(page)
    told = [(one.request.method, one.status, one.url) for one in answers]
    assert told and [one for one in told if one[0] != "GET" or one[1] >= 400] == []


async def test_the_codes_of_the_samples_are_what_the_server_would_draw(call: Call) -> None:
    page = await open_guide(call, CHROMIUM)
    codes = await page.page.evaluate(CODES)
    assert len(codes) == 4 and [code for link, code in codes if code != qr_code(link)] == []


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_each_element_looks_sound_at_each_width(call: Call, browser: str) -> None:
    page = await open_guide(call, browser)
    assert await unsound(page) == []


@pytest.mark.parametrize("width", [390, 1280, 1920])
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_each_element_is_to_be_seen_light_and_dark(
    call: Call, browser: str, width: int
) -> None:
    page = await open_guide(call, browser)
    await look_at(page, width)
    light, dark = [
        await photographed(page, f"{browser}-{width}-{scheme}", scheme) for scheme in SCHEMES
    ]
    assert light.mean() > dark.mean() + 60


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_what_moves_stands_still_for_who_wants_it(call: Call, browser: str) -> None:
    call.wishes = {"ui.prefersReducedMotion": 1}
    page = await open_guide(call, browser)
    pulse = page.page.locator("call-banner").first
    first = await pulse.screenshot()
    await page.page.wait_for_function(LATER)
    assert await pulse.screenshot() == first


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_forced_colours_leave_every_element_and_every_state(call: Call, browser: str) -> None:
    call.wishes = {"browser.display.document_color_use": 2}
    page = await open_guide(call, browser, forced_colors="active")
    assert await page.page.evaluate("matchMedia('(forced-colors: active)').matches")
    await look_at(page, 1280)
    await photographed(page, f"{browser}-1280-forced", "dark")
    assert await page.page.evaluate(BARS) == [3, 2, 1]
    assert await page.page.evaluate(GROUNDS, "[aria-pressed=true].bar:not(.device)") == 1


async def contrasts(page: Page, ground: str, *colours: str) -> list[float]:
    """How much each of these stands out from a ground: 1 is nothing, 21 black on white."""
    base, *found = await page.page.evaluate(LUMINANCES, [ground, *colours])
    return [(max(base, one) + 0.05) / (min(base, one) + 0.05) for one in found]


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_who_asks_for_more_contrast_has_it(call: Call, browser: str) -> None:
    call.wishes = MORE_CONTRAST
    page = await open_guide(call, browser, **({"contrast": "more"} if browser == CHROMIUM else {}))
    assert await page.page.evaluate("matchMedia('(prefers-contrast: more)').matches")
    assert not await page.page.evaluate("matchMedia('(forced-colors: active)').matches")
    for scheme in SCHEMES:
        await page.page.evaluate(WEAR, scheme)
        for ground in ("paper", "surface", "raised"):
            assert min(await contrasts(page, ground, "ink", "ink-soft", "edge")) > 10
            assert min(await contrasts(page, ground, "accent", "alarm")) > 7
            assert min(await contrasts(page, ground, "line")) > 4.5
        assert min(await contrasts(page, "accent", "accent-ink")) > 7

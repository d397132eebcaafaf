"""LAN=1 in browsers: a call over https at the address that others use, and whom to trust.

Firefox has our authority installed, as the page tells people to do. Chromium is let through the
warning, as by whoever does not.
"""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import key
from tests.bed.lan import LanStep, running_lan
from tests.bed.page import Page
from tests.bed.trusted import Authority

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2, 3, 4]
WARNED = {CHROMIUM: {"ignore_https_errors": True}}
ROUTES = {1: None, 2: "direct", 3: "relay-udp", 4: "relay-udp"}


@pytest.fixture(scope="module")
async def step(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
    authority: Authority,
) -> AsyncIterator[LanStep]:
    """A running step, for the network; it is in the place of the one that all tests have."""
    folder = tmp_path_factory.mktemp("lan")
    async with running_lan(request.param, folder, authority) as started:
        yield started


@pytest.fixture
def call(call: Call) -> Call:
    """The pages of a test, whose Chromium may go on despite its warning."""
    call.options = WARNED
    return call


@pytest.fixture
def browser(call: Call) -> str:
    """The browsers take turns: it is the same page in all steps."""
    return FIREFOX if call.step.number % 2 else CHROMIUM


def forgive(page: Page) -> None:
    """In step 4 a page asks for the presenter's buttons, which are on loopback only."""
    page.forgive("Failed to load resource.*404")


async def test_two_browsers_meet_at_the_address_of_the_network(call: Call, step: LanStep) -> None:
    fragment = f"key={key(call.room)}"
    if step.number == 3:
        call.parameters = {"relay": 1}
    ada = await call.join("Ada", CHROMIUM, fragment=fragment)
    ben = await call.join("Ben", FIREFOX, fragment=fragment)
    await asyncio.gather(ada.wait_moving("Ben"), ben.wait_moving("Ada"))
    for page in (ada, ben):
        forgive(page)
        assert page.page.url.startswith(f"{step.url}/?room=")
        assert await page.page.evaluate("isSecureContext && !!navigator.mediaDevices")
    if route := ROUTES[step.number]:
        await ada.wait_remote("Ben", route=route)
        await ben.wait_remote("Ada", route=route)


async def test_without_a_key_nobody_comes_in(call: Call, browser: str) -> None:
    eve = await call.open("Eve", browser)
    forgive(eve)
    await eve.wait_state("lobby")
    await eve.page.get_by_text("You need an invite link with a key").wait_for()


async def test_the_page_about_trust_breaks_no_rule(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    forgive(page)
    await page.page.goto(f"{call.step.url}/ca")
    await page.page.get_by_role("heading", name="Trust this computer").wait_for()
    await page.page.get_by_role("link", name="Diese Seite auf Deutsch").click()
    await page.page.get_by_role("heading", name="Diesem Computer vertrauen").wait_for()
    assert await page.page.evaluate("document.documentElement.lang") == "de"
    for system in await page.page.locator("summary").all():
        await system.click()
    assert await page.page.locator("details[open] li").count() > 15
    assert await examine(page) == []
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.page.evaluate(wide)

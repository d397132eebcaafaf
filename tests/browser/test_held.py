"""Devices that are switched off outside the page: a key of the headset, a shutter, the system."""

import pytest

from tests.bed import rack
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.keyed import SETTINGS as SETTINGS
from tests.bed.keyed import key
from tests.bed.page import Page
from tests.bed.rack import lobby, wait_notice
from tests.bed.waiting import until_async

STEPS = [1, 2, 3, 4]
SPREAD = True  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]
both = pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])

HELD = "is switched off outside this page"
OPEN = "rack.open.filter(({ readyState }) => readyState === 'live').map(({ rackId }) => rackId)"


async def ada_and_pia(call: Call, browser: str) -> tuple[Page, Page]:
    """Somebody with devices that can be held, and a presenter."""
    call.parameters["fragment"] = f"key={key(call.room)}"
    ada = await lobby(call, browser)
    await ada.click("join")
    await ada.wait_state("live")
    call.parameters["fragment"] = f"key={key(call.room, 'present')}"
    pia = await call.join("Pia", browser)
    await pia.wait_remote("Ada", microphone="true", camera="true")
    return ada, pia


async def hold(page: Page, device: str, *, muted: bool = True) -> None:
    """The system holds a device, or lets it go."""
    await rack.tell(page, f"rack.hold('{device}', {str(muted).lower()})")


async def wait_no_notice(page: Page, words: str) -> None:
    """Waits until no notice says so."""
    await page.page.locator("call-notices", has_text=words).wait_for(state="detached")


async def wait_seen(page: Page, kind: str, on: str) -> None:
    """Waits until Ada's microphone or camera is on, or off, to somebody else."""
    await page.page.locator(f"[data-participant=Ada][data-{kind}={on}]").wait_for()


async def wait_pressed(page: Page, kind: str) -> None:
    """Waits until the button says that it is on."""
    await until_async(lambda: page.pressed(kind), what=f"a {kind} that is on")


@both
async def test_what_the_system_holds_is_shown_as_off_to_everybody(call: Call, browser: str) -> None:
    ada, pia = await ada_and_pia(call, browser)
    for kind, device in (("microphone", "headset"), ("camera", "front")):
        await hold(ada, device)
        await wait_seen(pia, kind, "false")
        await wait_notice(ada, f"Your {kind} {HELD}")
        assert not await ada.pressed(kind)
        await hold(ada, device, muted=False)
        await wait_seen(pia, kind, "true")
        await wait_pressed(ada, kind)
        await wait_no_notice(ada, HELD)


@both
async def test_what_the_system_holds_can_be_kept_off(call: Call, browser: str) -> None:
    ada, pia = await ada_and_pia(call, browser)
    # A muted microphone stays open, for the meter; the light of a camera goes out.
    for kind, device, still_open in (
        ("microphone", "headset", ["front", "headset"]),
        ("camera", "front", ["headset"]),
    ):
        await hold(ada, device)
        await wait_notice(ada, f"Your {kind} {HELD}")
        await ada.click(kind)
        await wait_no_notice(ada, HELD)
        await hold(ada, device, muted=False)
        await ada.say(f"My {kind} is mine.")
        await pia.wait_chat("Ada", f"My {kind} is mine.")
        assert not await ada.pressed(kind)
        await wait_seen(pia, kind, "false")
        assert sorted(await rack.tell(ada, OPEN)) == still_open
        await ada.click(kind)
        await wait_seen(pia, kind, "true")


@both
async def test_a_presenter_can_mute_what_the_system_holds(call: Call, browser: str) -> None:
    ada, pia = await ada_and_pia(call, browser)
    await hold(ada, "headset")
    await pia.wait_remote("Ada", microphone="false")
    await pia.click("host")
    await pia.click("mute-all")
    await wait_notice(ada, "Pia has muted you.")
    await wait_no_notice(ada, HELD)
    await hold(ada, "headset", muted=False)
    await ada.say("As you wish.")
    await pia.wait_chat("Ada", "As you wish.")
    assert not await ada.pressed("microphone")
    await pia.wait_remote("Ada", microphone="false")

"""The page of somebody for whom a room has no place: it says so, and says when there is one."""

import pytest
from playwright.async_api import ViewportSize

from common import limits
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [2]
SIZES = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=844)
NOTICES = ".notice p"
COVERED = """() => [...document.querySelectorAll("call-bar button, .notice button")]
    .filter((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      const there = document.elementFromPoint(left + width / 2, top + height / 2);
      return width > 0 && !button.contains(there);
    }).map((button) => button.dataset.action)"""


async def is_told(page: Page, beginning: str) -> None:
    """Waits for a notice, which is the only one, and lies over no button."""

    async def shown() -> bool:
        texts = await page.page.locator(NOTICES).all_text_contents()
        return len(texts) == 1 and texts[0].startswith(beginning)

    await until_async(shown, what=f"{beginning!r} in {page.name}'s page")
    for size in SIZES:
        await page.page.set_viewport_size(size)
        assert await page.page.evaluate(COVERED) == []


async def leave(peer: RtcPeer) -> None:
    """Somebody leaves, and answers no offer any more."""
    peer.answers = False
    await peer.leave()


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_the_thirteenth_is_told_and_sends_when_somebody_leaves(
    call: Call, browser: str
) -> None:
    url, room = call.step.url, call.room
    names = [f"P{number}" for number in range(limits.PUBLISHERS_PER_ROOM)]
    people = [await RtcPeer.join(url, room, name) for name in names]
    people[1].publish()
    late = await call.join("Late", browser)
    await is_told(late, "12 people are sending already")
    assert await late.pressed("camera") and await late.pressed("microphone")
    watcher = await call.join("Wil", CHROMIUM, view=1)
    status = watcher.page.locator("[data-participant=Late][data-forwarded=false] .tile-status")
    await status.get_by_text("No place to send yet").wait_for()
    gone, *others = people
    await leave(gone)
    await is_told(late, "Somebody has left")
    await watcher.wait_remote("Late", "live", forwarded="true")
    ada, known = others[0], {person.id for person in people}

    def come() -> bool:
        tracks = [ssrc for (owner, _name), ssrc in ada.shown.items() if owner not in known]
        return len(tracks) == 2 and all(ada.media.recorder.arrived[ssrc] for ssrc in tracks)

    await until(come, what="the sound and the picture of the thirteenth")
    for person in others:
        await leave(person)

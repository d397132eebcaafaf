"""What a page does when it cannot send, or sends less: it says so, and goes on showing others."""

import asyncio
from typing import Any

import pytest

from steps.step1_websocket.fan_out import NO_PLACE as FULL
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Media, Participant
from tests.bed.page import Page
from tests.bed.waiting import until, until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
MOST_PUBLISHERS = 12
NO_RECORDER = "MediaRecorder.prototype.start = () => { throw new Error('no encoder'); };"
NO_TYPE = "MediaRecorder.isTypeSupported = () => false;"
BREAKING = """
    const start = MediaRecorder.prototype.start;
    let broken = false;
    MediaRecorder.prototype.start = function (timeslice) {
      start.call(this, timeslice);
      if (!broken) setTimeout(() => this.stop(), 3_000);
      broken = true;
    };
"""
COUNT_SOCKETS = """
    globalThis.opened = [];
    globalThis.WebSocket = class extends WebSocket {
      constructor(url, ...options) {
        super(url, ...options);
        opened.push(new URL(url).pathname);
      }
    };
"""


async def join_with(call: Call, browser: str, script: str) -> Page:
    """Ada, in whose page a script runs before everything else."""
    ada = await call.open("Ada", browser, autojoin=None)
    await ada.page.add_init_script(script)
    await ada.page.goto(f"{ada.page.url}&autojoin=1")
    await ada.wait_state("live")
    return ada


async def wait_notice(page: Page, kind: str, words: str) -> None:
    """Waits for a sentence about something."""
    notice = page.page.locator(f"[data-kind={kind}]", has_text=words)
    await until_async(notice.count, what=f"{words!r} in {page.name}'s page")


async def twelve_publishers(call: Call) -> list[Participant]:
    """As many people as a room lets send."""
    names = [f"P{number}" for number in range(MOST_PUBLISHERS)]
    people = [await Participant.join(call.step.url, call.room, name) for name in names]
    for person in people:
        await (await person.attach()).begin()
    return people


async def bills(media: Media, number: int) -> None:
    """Waits for so many more bills of the server, which come once a second."""

    def counted() -> int:
        return sum(message["type"] == "fan_out" for message in media.messages)

    enough = counted() + number
    await until(lambda: counted() >= enough, what=f"{number} bills")


def told_of(messages: list[dict[str, Any]], name: str) -> bool | None:
    """Whether somebody's media are forwarded, as the room was told last."""
    told = [m["participant"] for m in messages if "participant" in m]
    return next((one["forwarded"] for one in reversed(told) if one["name"] == name), None)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_thirteenth_sender_stays_a_viewer(call: Call, browser: str) -> None:
    people = await twelve_publishers(call)
    viewer = people[1].media
    assert viewer is not None
    ada = await join_with(call, browser, COUNT_SOCKETS)
    await wait_notice(ada, "media", FULL)
    await bills(viewer, 4)  # as many seconds: time for more errors than a connection survives
    assert await ada.page.locator("[data-kind=media] p").all_inner_texts() == [FULL]
    assert await ada.page.evaluate("opened.filter((path) => path === '/media').length") == 1
    known = people[1].messages
    await until(lambda: told_of(known, "Ada") is False, what="that Ada has no place")
    await people[0].leave()
    await ada.wait_gone("P0")
    await ada.click("camera")
    await viewer.expect("start")
    await until(lambda: told_of(known, "Ada") is True, what="that Ada has one")
    await asyncio.gather(*(person.leave() for person in people[1:]))


@pytest.mark.parametrize("script", [NO_RECORDER, NO_TYPE], ids=["no-encoder", "no-type"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_cannot_record_is_told_and_sees_the_others(
    call: Call, browser: str, script: str
) -> None:
    await call.join("Ben")
    ada = await join_with(call, browser, script)
    await wait_notice(ada, "media", "Your picture and sound cannot be sent")
    await ada.wait_moving("Ben")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_recorder_that_ends_by_itself_begins_anew(call: Call, browser: str) -> None:
    ben = await call.join("Ben", view=1)
    await join_with(call, browser, BREAKING)
    await ben.wait_moving("Ada", frames=15)
    await ben.wait_moving("Ada", frames=75)

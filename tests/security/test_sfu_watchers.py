"""A lecture: four people send, a hundred watch, and each of them shows some of the tiles only.

What is not shown is not sent, and what is shown is sent whole: so a hundred can watch.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.protocol import State

from tests.bed.rtc_bystander import rtc_bystander_call
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_peer import RtcPeer
from tests.bed.rtc_watcher import Lecturer, Watcher
from tests.bed.step import Step, running
from tests.bed.waiting import until
from tests.security.test_sfu_process import MEBIBYTE, numbers, only_the_bystanders

pytestmark = [pytest.mark.anyio, pytest.mark.security, pytest.mark.alone]

PUBLISHERS, WATCHERS, AT_ONCE = 4, 100, 10
ROOM = "lecture"
LOST = 0.01  # of what was sent to one watcher, at most
STRETCH = 90  # packets of each picture between two changes: three seconds
SOON = 60  # packets of a picture that may go by until it begins: two seconds of it
BYSTANDERS_TRACKS = 4


@dataclass
class Lecture:
    """Everybody, and what the server needed for them."""

    server: Step
    publishers: list[RtcPeer]
    watchers: list[Watcher]
    descriptors: int  # of the server before anybody came
    memory_bytes: int  # of the server, for each of them

    async def end(self) -> None:
        """All go who are still here."""
        publishers, watchers = self.publishers, self.watchers
        self.publishers, self.watchers = [], []
        await leave(publishers, watchers)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Step]:
    """Step 2 as a user starts it, with a call that must notice nothing."""
    async with running(2, tmp_path / "log") as started, rtc_bystander_call(started.url):
        yield started
    assert "Traceback" not in started.log


def tiles(publishers: list[RtcPeer], number: int, turn: int) -> list[RtcPeer]:
    """Whom a watcher shows: one publisher, each fifth shows two; somebody else at each turn."""
    count = 2 if number % 5 == 0 else 1
    return [publishers[(number + turn + more) % PUBLISHERS] for more in range(count)]


async def watch(url: str, publishers: list[RtcPeer], number: int) -> list[Watcher]:
    """So many watchers, a few at a time."""
    watchers: list[Watcher] = []
    for first in range(0, number, AT_ONCE):
        few = range(first, min(first + AT_ONCE, number))
        shown = [tiles(publishers, each, 0) for each in few]
        joins = [Watcher.join(url, ROOM, f"W{n}", s) for n, s in zip(few, shown, strict=True)]
        watchers += await asyncio.gather(*joins)
    return watchers


async def leave(publishers: list[RtcPeer], watchers: list[Watcher]) -> None:
    """All go at once; what they are offered meanwhile they do not answer any more."""
    people = publishers + [watcher.peer for watcher in watchers]
    for person in people:
        person.answers = False
    await asyncio.gather(*(person.leave() for person in people))


async def publish(url: str) -> list[RtcPeer]:
    """The publishers, who get what the others send."""
    names = [f"P{number}" for number in range(PUBLISHERS)]
    people: list[RtcPeer] = [(await Lecturer.join(url, ROOM, name)).publish() for name in names]
    for person in people:
        for other in people:
            for track in other.tracks if other is not person else ():
                await person.has(track)
    return people


@pytest.fixture
async def lecture(server: Step) -> AsyncIterator[Lecture]:
    """Four who send and a hundred who watch, from their coming until all have gone."""
    process = server.server
    memory, descriptors = process.memory_info().rss, process.num_fds()
    publishers = await publish(server.url)
    watchers = await watch(server.url, publishers, WATCHERS)
    for watcher in watchers:
        await watcher.sees()
    each = (process.memory_info().rss - memory) // (PUBLISHERS + WATCHERS)
    opened = Lecture(server, publishers, watchers, descriptors, each)
    yield opened
    await opened.end()


async def go_on(publishers: list[RtcPeer]) -> None:
    """Waits until each publisher has sent some seconds more."""
    wanted = [person.pictures.sent + STRETCH for person in publishers]

    def sent() -> bool:
        return all(p.pictures.sent >= w for p, w in zip(publishers, wanted, strict=True))

    await until(sent, seconds=60, what="some seconds of pictures")


async def check(watcher: Watcher, publishers: list[RtcPeer]) -> None:
    """All that is shown came, and each voice; what is shown began soon, and with a keyframe."""
    tally = await watcher.tally(publishers)
    assert tally.lost < LOST, tally
    for person in watcher.shown:
        assert watcher.pictures(person.pictures)[0].keyframe
        assert watcher.waited(person.pictures) <= SOON


def ended(watcher: Watcher, before: list[RtcPeer]) -> bool:
    """Whether nothing of the old pictures came after the first packet of the new ones."""
    new = [person.pictures for person in watcher.shown if person not in before]
    old = [person.pictures for person in before if person not in watcher.shown]
    begun = max(watcher.pictures(track)[0].at for track in new)
    return all(p.at <= begun for track in old for p in watcher.peer.received(track))


async def turn_to(watchers: list[Watcher], publishers: list[RtcPeer], turn: int) -> None:
    """Every watcher shows other tiles, which begin; those from before have ended by then."""
    before = [list(watcher.shown) for watcher in watchers]
    shown = [tiles(publishers, number, turn) for number in range(len(watchers))]
    await asyncio.gather(*(w.show(s) for w, s in zip(watchers, shown, strict=True)))
    for watcher in watchers:
        await watcher.sees()
    await go_on(publishers)
    for watcher, people in zip(watchers, before, strict=True):
        assert ended(watcher, people)


async def everybody_is_there(lecture: Lecture) -> None:
    """Nobody was sent away, was told of an error, or was made a second offer."""
    told = await numbers(lecture.server)
    everybody = PUBLISHERS + WATCHERS
    tracks = 2 * PUBLISHERS
    assert told["connections"] == everybody + 2
    assert told["subscriptions"] == BYSTANDERS_TRACKS + tracks * (everybody - 1)
    for watcher in lecture.watchers:
        signalling = watcher.peer.signalling
        assert signalling.websocket.state is State.OPEN
        assert not [m for m in signalling.messages if m["type"] in ("bye", "error")]
        assert len(watcher.peer.offers) == 1


async def test_a_hundred_watchers_get_what_they_show_and_nothing_else(
    lecture: Lecture, measured: Callable[[str, float, str], None]
) -> None:
    publishers, watchers = lecture.publishers, lecture.watchers
    await go_on(publishers)
    for watcher in watchers:
        await check(watcher, publishers)
        hidden = [person for person in publishers if person not in watcher.shown]
        assert not any(watcher.peer.received(person.pictures) for person in hidden)
    for turn in (1, 2, 0):  # others, and others again, and then the first
        await turn_to(watchers, publishers, turn)
        for watcher in watchers:
            await check(watcher, publishers)
    await everybody_is_there(lecture)
    measured("memory for each participant", lecture.memory_bytes / 1024, "KiB")
    assert lecture.memory_bytes < MEBIBYTE
    await lecture.end()
    await only_the_bystanders(lecture.server)
    process = lecture.server.server
    await until(lambda: process.num_fds() <= lecture.descriptors, what="the descriptors of before")


async def test_watchers_leave_no_task_behind(hall: Hall) -> None:
    tasks = len(asyncio.all_tasks())
    publishers = await publish(hall.url)
    watchers = await watch(hall.url, publishers, AT_ONCE)
    for watcher in watchers:
        await watcher.sees()
    await leave(publishers, watchers)
    await until(lambda: not hall.sfu.participants, what="an empty hall")
    await until(lambda: len(asyncio.all_tasks()) <= tasks, what="the end of all tasks")

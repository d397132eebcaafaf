"""Those who stop: in the middle of the set-up, in the middle of a call, without a word.

What becomes of them is watched once, for sixteen seconds, and the tests ask about it.
"""

import asyncio
import gc
import weakref
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, ExitStack

import psutil
import pytest

from bench import rtc_sdp
from tests.bed.client import clock
from tests.bed.rtc_bystander import RtcBystander, rtc_bystander_call
from tests.bed.rtc_hall import Hall, sfu_hall
from tests.bed.rtc_peer import RtcPeer
from tests.bed.stranger import Stranger, binding_request, stranger
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

EACH = 5  # people who do the same
SET_UP_SECONDS, SILENT_SECONDS, WATCHED_SECONDS = 15.0, 8.0, 16.0
LATE = 0.6  # seconds: the server looks twenty times a second, and this is a slow computer
HALF_OPEN = (
    "never answers",
    "answers and sends nothing",
    "finds the path and makes no keys",
    "finds the path and never answers",
)
DEAD = ("falls silent", "is killed")
HALF_DEAD = "has media and no signalling"


class Aftermath:
    """People by what they did, and when the last of each kind was gone."""

    def __init__(self, hall: Hall, watcher: RtcPeer) -> None:
        self.hall, self.watcher = hall, watcher
        self.people: dict[str, list[RtcPeer]] = {}
        self.gone: dict[str, float] = {}  # seconds after they stopped
        self.left: dict[str, float] = {}  # when the watcher had heard that the last has left
        self.shown_before: set[int] = set()  # whose tracks the watcher was offered
        self.descriptors = psutil.Process().num_fds()
        self.sockets = ExitStack()
        self._signs: list[tuple[Stranger, bytes]] = []

    async def begin(self) -> None:
        """Everybody does what they do."""
        for kind in DEAD:
            self.people[kind] = [await self.hall.join(kind) for _number in range(EACH)]
            for peer in self.people[kind]:
                await self.watcher.has(peer.publish().pictures)
        self.shown_before = {owner for owner, _name in self.watcher.shown}
        for kind in HALF_OPEN:
            self.people[kind] = await asyncio.gather(*(self._half_open(kind) for _n in range(EACH)))
        self.people[HALF_DEAD] = [await self.hall.join(HALF_DEAD)]
        await self.people[HALF_DEAD][0].signalling.drop()
        for peer in self.people["falls silent"]:
            peer.fall_silent()
        for peer in self.people["is killed"]:
            await peer.vanish()
            self.hall.peers.remove(peer)

    async def _half_open(self, kind: str) -> RtcPeer:
        peer = await self.hall.join(kind, answers=False)
        await until(lambda: peer.offers, what="an offer")
        offer = rtc_sdp.parse(peer.offers[0]["sdp"])
        if "never answers" not in kind:
            await peer.answer(peer.offers[0])
        if "finds the path" in kind:
            sign = binding_request(offer.ufrag, offer.password)
            self._signs.append((self.sockets.enter_context(stranger(self.hall.target)), sign))
        return peer

    async def watch(self) -> None:
        """Notes when the last of each kind is gone, and gives the signs of life of those who do."""
        begun, turn = clock(), 0
        while (passed := clock() - begun) < WATCHED_SECONDS:
            for somebody, sign in self._signs if turn % 10 == 0 else ():
                somebody.send(sign)
            for kind, people in self.people.items():
                if not any(peer.id in self.hall.sfu.participants for peer in people):
                    self.gone.setdefault(kind, passed)
                if {peer.id for peer in people} <= self.told().keys():
                    self.left.setdefault(kind, passed)
            turn += 1
            await asyncio.sleep(0.05)

    def told(self) -> dict[int, str]:
        """Who has left, as the watcher was told, and why."""
        heard = self.watcher.signalling.messages
        return {m["id"]: m["reason"] for m in heard if m["type"] == "participant_left"}

    async def end(self) -> None:
        """All of them leave who can."""
        self.sockets.close()
        await self.hall.empty()


@pytest.fixture(scope="module")
async def aftermath(anyio_backend: str) -> AsyncIterator[Aftermath]:
    """What becomes of those who stop."""
    async with AsyncExitStack() as stack:
        hall = await stack.enter_async_context(sfu_hall())
        await stack.enter_async_context(rtc_bystander_call(hall.url))
        watched = Aftermath(hall, await hall.join("Watcher"))
        await watched.begin()
        await watched.watch()
        yield watched
        await watched.end()


@pytest.mark.parametrize("kind", HALF_OPEN)
async def test_a_set_up_that_is_never_completed_is_over_in_15_seconds(
    aftermath: Aftermath, kind: str
) -> None:
    assert aftermath.gone.get(kind, 999.0) <= SET_UP_SECONDS + LATE


@pytest.mark.parametrize("kind", DEAD)
async def test_a_dead_publishers_tracks_are_gone_in_8_seconds(
    aftermath: Aftermath, kind: str
) -> None:
    ids = {peer.id for peer in aftermath.people[kind]}
    assert ids <= aftermath.shown_before
    assert SILENT_SECONDS - 1 < aftermath.gone[kind] <= SILENT_SECONDS + LATE
    assert not ids & {owner for owner, _name in aftermath.watcher.shown}
    watcher = aftermath.hall.media_of(aftermath.watcher)
    ssrcs = {track.ssrc for peer in aftermath.people[kind] for track in peer.tracks}
    assert not ssrcs & watcher.downlink.subscriptions.keys()
    assert not ssrcs & watcher.negotiation.agreed.keys()


async def test_who_is_killed_has_left_for_everybody_in_9_seconds(aftermath: Aftermath) -> None:
    killed = {peer.id for peer in aftermath.people["is killed"]}
    assert SILENT_SECONDS - 1 < aftermath.left["is killed"] <= SILENT_SECONDS + 1
    assert {aftermath.told()[number] for number in killed} == {"lost"}
    assert aftermath.told().keys() == killed  # whose WebSocket still answers is still in the room
    token = aftermath.people["is killed"][0].signalling.token
    back = await aftermath.hall.join("is killed", token=token)
    assert back.id not in killed and not back.signalling.welcome["resumed"]
    names = [person["name"] for person in back.signalling.welcome["participants"]]
    assert names.count("is killed") == 1  # no ghost has kept the name


async def test_who_has_only_lost_the_signalling_comes_back_as_the_same(
    aftermath: Aftermath,
) -> None:
    (peer,) = aftermath.people[HALF_DEAD]
    welcome = await peer.resume()
    assert welcome["resumed"] and welcome["you"] == peer.id
    assert peer.id in aftermath.hall.sfu.participants


async def test_all_that_they_held_is_given_back(aftermath: Aftermath) -> None:
    hall = aftermath.hall
    await aftermath.end()
    await until(lambda: len(hall.sfu.participants) == 2, what="the end of all but two")
    await until(lambda: psutil.Process().num_fds() <= aftermath.descriptors, what="the descriptors")
    assert set(hall.sfu.rooms) == {"bystander"}
    assert set(hall.sfu.port.by_ufrag.values()) == set(hall.sfu.participants.values())


async def test_nothing_of_a_participant_outlives_them(hall: Hall, bystanders: RtcBystander) -> None:
    """Neither an object nor a task, whether they leave, vanish or never came in."""
    gc.collect()
    tasks, remembered = len(asyncio.all_tasks()), []
    for number in range(6):
        cleo, dan = await hall.pair()
        erin = await hall.join("Erin", answers=False)
        remembered += [weakref.ref(hall.media_of(peer)) for peer in (cleo, dan, erin)]
        if number % 2:
            await cleo.vanish(signalling=False)
            await cleo.signalling.leave()
            hall.peers.remove(cleo)
        await hall.empty()
    await until(lambda: len(hall.sfu.participants) == 2, what="everybody's end")
    await until(lambda: len(asyncio.all_tasks()) <= tasks, what="the end of all tasks")
    del cleo, dan, erin

    def forgotten() -> bool:
        gc.collect()
        return not any(participant() for participant in remembered)

    await until(forgotten, seconds=3, what="the end of what they were")
    assert set(hall.sfu.rooms) == {"bystander"} and len(hall.sfu.port.by_ufrag) == 2

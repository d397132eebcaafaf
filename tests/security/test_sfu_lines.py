"""A full room in which all come, go, share and reload: everybody is shown, and nothing piles up."""

import asyncio

import pytest

from common import limits
from steps.step2_sfu.negotiation import INCOMING, MOST_LINES
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_peer import RtcPeer
from tests.bed.rtc_screen import SharedScreen
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

NAMES = [f"P{number}" for number in range(limits.PUBLISHERS_PER_ROOM)]
TRACKS = 2  # of each


def lines_of(hall: Hall, peer: RtcPeer) -> int:
    """How many m-lines somebody has for what the others send."""
    return len(hall.media_of(peer).negotiation.lines) - len(INCOMING)


async def speak(hall: Hall, people: list[RtcPeer]) -> None:
    """All send a little, and go on with it later."""

    def known() -> bool:
        for peer in people:
            for packet in peer.voice.next() + peer.pictures.next():
                peer.media.send_rtp(packet)
        return all(len(hall.media_of(peer).uplink.tracks) == TRACKS for peer in people)

    await until(known, what="the tracks of all")


async def get_all(hall: Hall, watcher: RtcPeer, people: list[RtcPeer]) -> None:
    """A watcher is offered what these people send, and nothing else, and gets it."""
    tracks = [track for peer in people for track in peer.tracks]
    ssrcs = {track.ssrc for track in tracks}
    await until(lambda: set(watcher.shown.values()) == ssrcs, what="an offer of all tracks")
    subscriptions = hall.media_of(watcher).downlink.subscriptions
    await until(lambda: subscriptions.keys() == ssrcs, what="the agreement to it")
    for peer in people:
        peer.pictures.wanted = True
    await speak(hall, people)
    for track in tracks:
        await watcher.has(track, track.sent - 1)


async def reload(hall: Hall, people: list[RtcPeer]) -> list[RtcPeer]:
    """These people load their pages anew, and send again."""
    for peer in people:
        hall.peers.remove(peer)
        await peer.vanish()
    tokens = [peer.signalling.token for peer in people]
    joins = [RtcPeer.join(hall.url, "hall", "Back", token=token) for token in tokens]
    back = await asyncio.gather(*joins)
    hall.peers += back
    await speak(hall, back)
    return back


async def test_all_share_their_screen_one_after_the_other(
    hall: Hall, bystanders: RtcBystander
) -> None:
    watcher = await hall.join("Watcher", publishes=False)
    people = [await hall.join(name) for name in NAMES]
    for number, person in enumerate(people):
        screen = SharedScreen(person)
        await screen.share()
        await screen.is_seen_by(watcher, people[number - 1])
        await screen.end()
        await screen.is_gone_for(watcher, people[number - 1])
    assert lines_of(hall, watcher) <= 2
    assert not any(hall.media_of(person).uplink.tracks for person in people)


async def test_who_shares_again_and_again_is_seen_each_time(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    screen = SharedScreen(cleo)
    for _time in range(10):
        await screen.share()
        await screen.is_seen_by(dan)
        await screen.end()
    await screen.is_gone_for(dan)
    for track in cleo.tracks:
        await dan.has(track)
    assert lines_of(hall, dan) <= TRACKS + 2
    assert len(hall.media_of(dan).downlink.subscriptions) == TRACKS


async def test_a_seventh_screen_is_seen_when_another_ends(
    hall: Hall, bystanders: RtcBystander
) -> None:
    watcher = await hall.join("Watcher", publishes=False)
    people = [await hall.join(name) for name in NAMES[: MOST_LINES["screen"] + 1]]
    first, *others = [SharedScreen(person) for person in people]
    for screen in [first, *others]:
        await screen.share()
        if screen is not others[-1]:
            await screen.is_seen_by(watcher)
    await until(lambda: hall.media_of(people[-1]).uplink.tracks, what="the seventh screen")
    await first.end()
    await others[-1].is_seen_by(watcher)
    await first.is_gone_for(watcher)
    for screen in others:
        await screen.end()


@pytest.mark.parametrize("reloads", [1, 2])
async def test_all_are_shown_to_who_answers_late_though_all_reload(
    hall: Hall, bystanders: RtcBystander, reloads: int
) -> None:
    watcher = await hall.join("Watcher", publishes=False)
    people = [await hall.join(name) for name in NAMES]
    await speak(hall, people)
    await get_all(hall, watcher, people)
    watcher.answers, offers = False, len(watcher.offers)
    for _time in range(reloads):
        people = await reload(hall, people)
    assert len(watcher.offers) == offers + 1, "another offer while one was out"
    watcher.answers = True
    await watcher.answer(watcher.offers[-1])
    await get_all(hall, watcher, people)
    for peer in people[:6]:
        hall.peers.remove(peer)
        await peer.leave()
    await get_all(hall, watcher, people[6:])
    assert lines_of(hall, watcher) <= MOST_LINES["microphone"] + MOST_LINES["camera"]

"""A bad network before one participant: their call goes on, and that of others is untouched."""

from collections.abc import AsyncIterator

import pytest

from common.impairment import UdpRelay
from common.rtcp import PictureLoss
from tests.bed.client import clock
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_camera import Numbered
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import longest_gap, places
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

SECONDS = 2.0
SLOW = 200_000  # bits a second


@pytest.fixture
async def link(hall: Hall) -> AsyncIterator[UdpRelay]:
    """A network before the media port that can be made bad."""
    async with UdpRelay(hall.target, seed=5) as relay:
        yield relay


async def passed(seconds: float) -> None:
    """Waits until so much of a call has passed."""
    begun = clock()
    await until(lambda: clock() - begun >= seconds, seconds=seconds + 5, what="the time")


async def call_over(hall: Hall, link: UdpRelay) -> tuple[RtcPeer, RtcPeer]:
    """Cleo, who is behind the link, and Dan, who is not; both send and receive."""
    cleo = await hall.join("Cleo", through=link.address)
    dan = await hall.join("Dan")
    for peer, other in ((cleo, dan), (dan, cleo)):
        peer.publish()
        for track in peer.tracks:
            await other.has(track)
    return cleo, dan


def share(peer: RtcPeer, track: Numbered, first: int, last: int) -> float:
    """Which part of a track's packets came, from 0 to 1."""
    came = set(places(peer.received(track)))
    return len(came & set(range(first, last))) / (last - first)


@pytest.mark.parametrize(("loss", "least"), [(0.1, 0.99), (0.3, 0.95)], ids=["10 %", "30 %"])
async def test_lost_pictures_are_repaired_both_ways(
    hall: Hall, bystanders: RtcBystander, link: UdpRelay, loss: float, least: float
) -> None:
    cleo, dan = await call_over(hall, link)
    media, offers = hall.media_of(cleo), [len(peer.offers) for peer in (cleo, dan)]
    link.up.loss = link.down.loss = loss
    firsts = [cleo.pictures.sent, dan.pictures.sent, cleo.voice.sent, dan.voice.sent]
    await passed(SECONDS)
    lasts = [cleo.pictures.sent, dan.pictures.sent, cleo.voice.sent, dan.voice.sent]
    await passed(1.0)
    assert share(dan, cleo.pictures, firsts[0], lasts[0]) >= least
    assert share(cleo, dan.pictures, firsts[1], lasts[1]) >= least
    assert share(dan, cleo.voice, firsts[2], lasts[2]) >= 1 - 1.5 * loss
    assert share(cleo, dan.voice, firsts[3], lasts[3]) >= 1 - 1.5 * loss
    assert link.up.counters.lost and link.down.counters.lost
    assert hall.media_of(cleo) is media
    assert [len(peer.offers) for peer in (cleo, dan)] == offers


async def test_half_a_second_of_jitter_costs_time_and_nothing_else(
    hall: Hall, bystanders: RtcBystander, link: UdpRelay
) -> None:
    cleo, dan = await call_over(hall, link)
    media, offers = hall.media_of(cleo), len(cleo.offers)
    link.up.jitter = link.down.jitter = 0.5
    await passed(SECONDS)
    ends = [
        (peer, track, track.sent)
        for peer, other in ((cleo, dan), (dan, cleo))
        for track in other.tracks
    ]
    await passed(1.5)
    for peer, track, last in ends:
        first = places(peer.received(track))[0]
        assert share(peer, track, first, last) == 1.0
    asked = [
        at for p in (cleo, dan) for at in p.media.recorder.times_of(PictureLoss, p.pictures.ssrc)
    ]
    assert len(asked) <= 2 * (SECONDS + 1.5)
    assert hall.media_of(cleo) is media and len(cleo.offers) == offers


async def test_an_outage_of_five_seconds_is_survived(
    hall: Hall, bystanders: RtcBystander, link: UdpRelay
) -> None:
    cleo, dan = await call_over(hall, link)
    media, shown = hall.media_of(cleo), dan.shown
    offers = [len(peer.offers) for peer in (cleo, dan)]
    link.stall()
    await passed(5.0)
    link.restore()
    for peer, other in ((cleo, dan), (dan, cleo)):
        for track in other.tracks:
            await peer.has(track, seconds=2.0)
    assert longest_gap(dan.received(cleo.voice)) > 4
    assert hall.media_of(cleo) is media and dan.shown == shown
    assert [len(peer.offers) for peer in (cleo, dan)] == offers


async def test_one_slow_subscriber_costs_the_others_nothing(
    hall: Hall, bystanders: RtcBystander, link: UdpRelay
) -> None:
    cleo, dan = await hall.pair()
    eve = await hall.join("Eve", publishes=False, through=link.address)
    await eve.has(cleo.pictures)
    link.down.rate, cleo.pictures.packets, cleo.pictures.octets = SLOW, 8, 1_000
    firsts = [track.sent for track in cleo.tracks]
    await passed(SECONDS)
    for first, track in zip(firsts, cleo.tracks, strict=True):
        last = track.sent
        await dan.has(track)
        assert share(dan, track, first, last) > 0.995
        assert longest_gap(dan.received(track)) < 1
    assert link.down.counters.overflowed > 100
    assert share(eve, cleo.pictures, firsts[1], cleo.pictures.sent) < 0.6
    link.down.rate = None
    cleo.pictures.packets, cleo.pictures.octets = 2, 600
    await eve.has(cleo.pictures)

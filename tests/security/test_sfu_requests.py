"""What a subscriber may ask for, and how often it is obeyed: lost packets, whole pictures."""

import asyncio
import time
from itertools import pairwise

import pytest

from common import rtcp
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import sent_again
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

ENTRIES = 280
BURST, PER_SECOND, MOST_TIMES, LEAST_APART = 128, 100, 3, 0.04
ROUNDS, APART = 30, 0.025  # of an attack


def bomb(ssrc: int, first: int, *, stride: int) -> bytes:
    """A NACK of 280 entries, 1,132 bytes, each of which names 17 packets (RFC 4585 6.2.1)."""
    numbers = [(first + stride * entry) & 0xFFFF for entry in range(ENTRIES)]
    entries = b"".join(number.to_bytes(2) + b"\xff\xff" for number in numbers)
    head = bytes([0x81, 205]) + (2 + ENTRIES).to_bytes(2) + (1).to_bytes(4) + ssrc.to_bytes(4)
    return head + entries


def full_intra_request(ssrc: int) -> bytes:
    """An FIR that names the same source a hundred times (RFC 5104 section 4.3.1)."""
    wishes = (ssrc.to_bytes(4) + bytes(4)) * 100
    return bytes([0x84, 206]) + (2 + 200).to_bytes(2) + (1).to_bytes(4) + bytes(4) + wishes


@pytest.mark.parametrize("stride", [0, 17], ids=["17 packets", "4760 packets"])
async def test_a_nack_bomb_is_answered_within_limits(
    hall: Hall, bystanders: RtcBystander, stride: int
) -> None:
    cleo, dan = await hall.pair()
    dan.repairs, cleo.pictures.packets = False, 10
    await dan.has(cleo.pictures, 160)
    arrived = dan.received(cleo.pictures)
    assert not sent_again(arrived)
    begun = time.monotonic()
    for _round in range(ROUNDS):
        first = arrived[-1].number - 150 if stride else arrived[-20].number
        dan.media.send_rtcp(bomb(cleo.pictures.ssrc, first, stride=stride))
        await asyncio.sleep(APART)
    await dan.has(cleo.pictures)
    again = sent_again(arrived)
    assert again and max(map(len, again.values())) <= MOST_TIMES
    gaps = [later - earlier for times in again.values() for earlier, later in pairwise(times)]
    assert min(gaps, default=1.0) >= LEAST_APART
    most = BURST + PER_SECOND * (time.monotonic() - begun)
    assert sum(map(len, again.values())) <= most


async def test_nack_bombs_at_many_tracks_are_answered_as_if_at_one(
    hall: Hall, bystanders: RtcBystander
) -> None:
    _cleo, dan = await hall.pair()
    cameras = [(await hall.join(f"P{number}")).publish().pictures for number in range(4)]
    dan.repairs = False
    for camera in cameras:
        camera.packets = 10
    for camera in cameras:
        await dan.has(camera, 160, seconds=20)
    begun = time.monotonic()
    for _round in range(ROUNDS):
        for camera in cameras:
            first = dan.received(camera)[-1].number - 150
            dan.media.send_rtcp(bomb(camera.ssrc, first, stride=17))
        await asyncio.sleep(APART)
    for camera in cameras:
        await dan.has(camera)
    again = sum(sum(map(len, sent_again(dan.received(c)).values())) for c in cameras)
    assert BURST <= again <= BURST + PER_SECOND * (time.monotonic() - begun)


async def flood_with_wishes(people: list[RtcPeer], ssrc: int) -> float:
    """Everybody asks for a whole picture all the time; gives the seconds that it took."""
    begun = time.monotonic()
    for number in range(60):
        wish = full_intra_request(ssrc) if number % 10 == 0 else rtcp.picture_loss(1, ssrc)
        for peer in people:
            for _time in range(2):
                peer.media.send_rtcp(wish)
        await asyncio.sleep(APART)
    return time.monotonic() - begun


@pytest.mark.parametrize("obeys", [True, False], ids=["obeyed", "not obeyed"])
async def test_a_flood_of_wishes_reaches_the_publisher_twice_a_second(
    hall: Hall, bystanders: RtcBystander, obeys: bool
) -> None:
    cleo, dan = await hall.pair()
    names = [f"P{number}" for number in range(9)]
    more = await asyncio.gather(*(hall.join(name, publishes=False) for name in names))
    for peer in more:
        await peer.has(cleo.pictures)
    cleo.pictures.obeys = obeys
    before = len(cleo.media.recorder.times_of(rtcp.PictureLoss, cleo.pictures.ssrc))
    seconds = await flood_with_wishes([dan, *more], cleo.pictures.ssrc)
    asked = cleo.media.recorder.times_of(rtcp.PictureLoss, cleo.pictures.ssrc)[before:]
    assert 1 <= len(asked) <= 2 * seconds + 1
    await dan.has(cleo.pictures)


async def test_nobody_gets_anything_out_of_a_room_that_they_are_not_in(
    hall: Hall, bystanders: RtcBystander
) -> None:
    mallory = await hall.join("Mallory")
    ada, ben = bystanders.peers
    asked = len(ada.media.recorder.times_of(rtcp.PictureLoss, ada.pictures.ssrc))
    number = ben.received(ada.pictures)[-1].number
    before = hall.sfu.port.received
    for _round in range(ROUNDS):
        mallory.media.send_rtcp(rtcp.picture_loss(1, ada.pictures.ssrc))
        mallory.media.send_rtcp(rtcp.nack(1, ada.pictures.ssrc, [number, number - 1]))
    await until(lambda: hall.sfu.port.received >= before + 2 * ROUNDS, what="the requests")
    await ben.has(ada.pictures)
    assert len(ada.media.recorder.times_of(rtcp.PictureLoss, ada.pictures.ssrc)) == asked
    assert not any(mallory.media.recorder.arrived.values())


async def test_a_flood_of_sender_reports_is_not_passed_on_to_everybody(
    hall: Hall, bystanders: RtcBystander
) -> None:
    """48 reports in each datagram: passed on, they would be 48 packets for every subscriber."""
    cleo, dan = await hall.pair()
    more = [await hall.join(f"P{number}", publishes=False) for number in range(9)]
    await more[-1].has(cleo.pictures)
    report = rtcp.SenderReport(cleo.pictures.ssrc, 1 << 40, 1, 1, 1)
    bomb = rtcp.sender_report(report) * 48
    source = cleo.pictures.ssrc
    before, begun = len(dan.media.recorder.times_of(rtcp.SenderReport, source)), time.monotonic()
    for _round in range(ROUNDS):
        for _time in range(10):
            cleo.media.send_rtcp(bomb)
        await asyncio.sleep(APART)
    await dan.has(cleo.pictures)
    told = len(dan.media.recorder.times_of(rtcp.SenderReport, source)) - before
    assert told <= 2 * (time.monotonic() - begun) + 2


async def test_more_reports_than_anybody_needs_are_not_read(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    dropped = hall.media_of(dan).dropped
    for _round in range(20):
        for _time in range(100):
            dan.media.send_rtcp(rtcp.picture_loss(1, cleo.pictures.ssrc))
        await asyncio.sleep(0.01)
    await until(lambda: dropped.excess >= 500, what="what was too much")
    await dan.has(cleo.pictures)

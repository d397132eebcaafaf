"""More people want to send than a room takes: they are told, and send when it is their turn."""

import asyncio

import pytest

from common import limits
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]


async def fill(hall: Hall) -> list[RtcPeer]:
    """As many people as may send in one room; the first two do, as this is one process."""
    names = [f"P{number}" for number in range(limits.PUBLISHERS_PER_ROOM)]
    people = [await hall.join(name) for name in names]
    for person in people:
        person.repairs = False
    first, second = (person.publish() for person in people[:2])
    await first.has(second.pictures)
    await second.has(first.pictures)
    return people


async def one_too_many(hall: Hall, name: str) -> RtcPeer:
    """Somebody who sends, and has been told that it is not taken."""
    peer = (await hall.join(name)).publish()
    peer.repairs = False
    await peer.signalling.expect("error", code="too_many_publishers")
    return peer


async def leave(hall: Hall, peer: RtcPeer) -> None:
    """Somebody leaves the hall for good."""
    hall.peers.remove(peer)
    peer.answers = False
    await peer.leave()


async def is_refused(hall: Hall, peer: RtcPeer) -> None:
    """Nothing that somebody sends is taken, though it comes."""
    uplink = hall.media_of(peer).uplink
    before = uplink.unknown
    await until(lambda: uplink.unknown > before + 60, what="a second of what is not taken")
    assert not uplink.tracks


def notices(peer: RtcPeer) -> list[str]:
    """What somebody was told, by code."""
    return [m["code"] for m in peer.signalling.messages if m["type"] == "error"]


async def test_the_thirteenth_sends_as_soon_as_somebody_leaves(
    hall: Hall, bystanders: RtcBystander
) -> None:
    people = await fill(hall)
    late = await one_too_many(hall, "Late")
    for person in people[:2]:
        for track in person.tracks:
            await late.has(track)
    await is_refused(hall, late)
    assert not any(owner == late.id for owner, _name in people[0].shown)
    await leave(hall, people.pop(1))
    await late.signalling.expect("error", code="your_turn")
    for person in people:
        for track in late.tracks:
            await person.has(track)
        arrived = person.received(late.pictures)
        assert arrived[0].keyframe
        assert not notices(person)
    assert notices(late) == ["too_many_publishers", "your_turn"]


async def test_who_has_waited_longest_is_next_and_a_viewer_never(
    hall: Hall, bystanders: RtcBystander
) -> None:
    people = await fill(hall)
    viewer = await hall.join("Viewer", publishes=False)
    gone, first, second = [await one_too_many(hall, name) for name in ("Gone", "First", "Second")]
    await leave(hall, gone)
    await leave(hall, people.pop())
    await viewer.has(first.pictures)
    await is_refused(hall, second)
    await leave(hall, people.pop())
    await viewer.has(second.pictures)
    assert not notices(viewer) and hall.media_of(viewer).uplink.closed
    assert notices(second) == ["too_many_publishers", "your_turn"]
    newcomer = await one_too_many(hall, "Newcomer")
    await is_refused(hall, newcomer)


async def test_who_reloads_the_page_keeps_the_place(hall: Hall, bystanders: RtcBystander) -> None:
    people = await fill(hall)
    late = await one_too_many(hall, "Late")
    page = await RtcPeer.join(hall.url, "hall", "P5", token=people[5].signalling.token)
    hall.peers.append(page)
    page.publish()
    for track in page.tracks:
        await late.has(track)
    await is_refused(hall, late)
    assert not notices(page) and notices(late) == ["too_many_publishers"]
    people[5].fall_silent()


async def test_all_who_wait_send_when_all_others_leave(
    hall: Hall, bystanders: RtcBystander
) -> None:
    people = await fill(hall)
    waiting = [await one_too_many(hall, f"W{number}") for number in range(3)]
    await asyncio.gather(*(leave(hall, person) for person in people))
    for peer in waiting:
        for other in waiting:
            if other is not peer:
                await peer.has(other.voice)
                await peer.has(other.pictures)

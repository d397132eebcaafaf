"""Signalling that breaks and comes back, and pictures that are hidden and shown again."""

import pytest

from common import rtcp
from steps.step2_sfu.subscription import State
from tests.bed.client import clock
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_camera import Numbered
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import Arrived, fresh, places
from tests.bed.rtc_peer import RtcPeer
from tests.bed.rtc_screen import SharedScreen
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

QUIET = 0.3  # seconds: four pictures


async def lose_signalling(hall: Hall, peer: RtcPeer) -> None:
    """Cuts a WebSocket, and waits until the server has noticed."""
    peer.signalling.websocket.transport.abort()
    await until(lambda: peer.id not in hall.meeting.present, what="the loss")


def numbers_follow(arrived: list[Arrived]) -> bool:
    """Whether each packet has the number after that of the one before it."""
    first = arrived[0].number
    return [p.number for p in arrived] == [first + n & 0xFFFF for n in range(len(arrived))]


async def test_who_comes_back_over_another_websocket_keeps_the_connection(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    media, offers = hall.media_of(dan), len(dan.offers)
    await lose_signalling(hall, dan)
    await dan.has(cleo.pictures)
    welcome = await dan.resume()
    assert welcome["resumed"] and welcome["participants"] is None and dan.id == media.id
    for track in cleo.tracks:
        await dan.has(track)
        assert numbers_follow(dan.received(track))
    assert hall.media_of(dan) is media and len(dan.offers) == offers
    await cleo.signalling.send(type="chat", text="welcome back")
    await dan.signalling.expect("chat", text="welcome back")


async def test_an_offer_that_was_lost_with_the_websocket_is_made_again(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    media = hall.media_of(dan)
    await lose_signalling(hall, dan)
    erin = (await hall.join("Erin")).publish()
    await until(lambda: media.negotiation.waiting, what="an offer to nobody")
    await dan.resume()
    for track in (*erin.tracks, *cleo.tracks):
        await dan.has(track)
    assert hall.media_of(dan) is media
    assert [offer["revision"] for offer in dan.offers] == sorted(
        {offer["revision"] for offer in dan.offers}
    )


async def test_a_publisher_who_comes_back_is_not_asked_for_another_track(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    shown = dan.shown
    await lose_signalling(hall, cleo)
    await cleo.resume()
    for track in cleo.tracks:
        await dan.has(track)
        assert numbers_follow(dan.received(track))
    assert dan.shown == shown


async def test_a_reloaded_page_gets_a_new_connection_and_the_old_one_ends(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    before = hall.media_of(cleo)
    page = await RtcPeer.join(hall.url, "hall", "Cleo", token=cleo.signalling.token)
    hall.peers.append(page)
    page.publish()
    for track in page.tracks:
        await dan.has(track)
    assert page.id == cleo.id and hall.media_of(page) is not before
    assert set(dan.shown) == {(cleo.id, "microphone"), (cleo.id, "camera")}
    assert set(dan.shown.values()) == {track.ssrc for track in page.tracks}
    cleo.fall_silent()


async def hidden(hall: Hall, dan: RtcPeer, track: Numbered) -> int:
    """Shows nobody's picture any more; gives how many packets of it had come."""
    await dan.signalling.send(type="visible", participants=[])
    subscription = hall.subscription(dan, track)
    await until(lambda: subscription.paused, what="the pause")
    begun = clock()
    await until(lambda: clock() - begun > QUIET, what="what was under way")
    return len(dan.received(track))


async def test_a_hidden_picture_stops_and_comes_back_with_a_keyframe(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    came = await hidden(hall, dan, cleo.pictures)
    for seconds in (2.2, 0.3):  # the kept group of pictures is too old, and then it is not
        place, begun = cleo.pictures.sent, clock()
        await until(lambda: clock() - begun > seconds, what="a while unseen")  # noqa: B023
        assert cleo.pictures.sent >= place + 2 * 15 * seconds - 4
        assert len(dan.received(cleo.pictures)) == came
        assert numbers_follow(dan.received(cleo.voice))
        await dan.signalling.send(type="visible", participants=[cleo.id])
        await dan.has(cleo.pictures)
        arrived = dan.received(cleo.pictures)
        assert arrived[came].keyframe and numbers_follow(arrived)
        shown = places(arrived[came:])
        assert shown == list(range(shown[0], shown[0] + len(shown)))
        came = await hidden(hall, dan, cleo.pictures)
    await dan.has(cleo.voice)


async def test_of_a_camera_and_a_screen_only_the_one_in_view_is_sent(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    screen = SharedScreen(cleo)
    await screen.share()
    await screen.is_seen_by(dan)
    ssrcs = {cleo.id: cleo.pictures.ssrc, f"{cleo.id}-screen": dan.shown[cleo.id, "screen"]}
    subscriptions = hall.media_of(dan).downlink.subscriptions
    for tile, other in (list(ssrcs), list(ssrcs)[::-1], list(ssrcs)):
        await dan.signalling.send(type="visible", participants=[tile])
        hidden, shown = subscriptions[ssrcs[other]], subscriptions[ssrcs[tile]]
        await until(lambda: hidden.paused and not shown.paused, what="the change")  # noqa: B023
        before = hidden.packets, shown.packets
        await until(lambda: shown.packets > before[1] + 10, what="what is in view")  # noqa: B023
        assert hidden.packets == before[0]
    await screen.end()


async def test_a_request_for_old_packets_does_not_break_the_return_of_a_picture(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    dan.repairs = False
    begun = clock()
    await until(lambda: clock() - begun > 2.2, what="the kept group's being too old")
    came = await hidden(hall, dan, cleo.pictures)
    arrived = dan.received(cleo.pictures)
    subscription = hall.subscription(dan, cleo.pictures)
    cleo.pictures.obeys = False
    await dan.signalling.send(type="visible", participants=[cleo.id])
    await until(lambda: subscription.state is State.WAITING, what="the wait for a keyframe")
    before = hall.sfu.port.received
    old = [arrived[-1].number, arrived[-3].number]
    dan.media.send_rtcp(rtcp.nack(1, cleo.pictures.ssrc, old))
    await until(lambda: hall.sfu.port.received > before + 5, what="the request's arrival")
    cleo.pictures.obeys = True
    await until(lambda: any(p.keyframe for p in fresh(arrived[came:])), what="a keyframe")
    await dan.has(cleo.pictures)
    new = [packet for packet in fresh(arrived[came:]) if not packet.again]
    assert new[0].keyframe and numbers_follow(fresh(arrived[:came]) + new)


async def test_who_enters_hidden_from_is_heard_and_not_seen(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    await dan.signalling.send(type="visible", participants=[cleo.id])
    erin = (await hall.join("Erin")).publish()
    await dan.has(erin.voice)
    begun = clock()
    await until(lambda: clock() - begun > QUIET, what="pictures that must not come")
    assert dan.received(erin.pictures) == []
    await dan.signalling.send(type="visible", participants=[erin.id, 10**12])
    await dan.has(erin.pictures)
    assert dan.received(erin.pictures)[0].keyframe

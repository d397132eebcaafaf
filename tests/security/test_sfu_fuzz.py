"""Bad packets from somebody who is in the call: correctly protected, and anything within."""

import asyncio
import time
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from pylibsrtp import Error

from common.rtp import FIXED
from steps.step2_sfu import ingress
from steps.step2_sfu.sdp import MID_ID, TRANSPORT_NUMBER_ID, Answer, AnsweredLine
from steps.step2_sfu.uplink import MOST_SOURCES, Uplink
from tests.bed.fuzz import Fuzz
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import places
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

CASES = 5_000  # of RTP, and as many of RTCP
AT_ONCE, APART = 25, 0.004


def protected(make: Callable[[], bytes], protect: Callable[[bytes], bytes]) -> Iterator[bytes]:
    """What the library that protects packets would not take is not counted."""
    while True:
        try:
            datagram = protect(make())
        except Error:
            continue
        yield datagram


async def send_all(peer: RtcPeer, datagrams: Iterator[bytes], number: int) -> None:
    """Sends so many, as fast as a socket's buffer bears."""
    for index, datagram in enumerate(islice(datagrams, number)):
        peer.media.send_raw(datagram)
        if index % AT_ONCE == 0:
            await asyncio.sleep(APART)


def element(identifier: int, value: bytes) -> bytes:
    """A one-byte header extension (RFC 8285 section 4.2)."""
    return bytes([identifier << 4 | len(value) - 1]) + value


def rtp(ssrc: int, number: int, *elements: bytes, kind: int = 96) -> bytes:
    """An RTP packet with these header extensions."""
    told = b"".join(elements)
    told += bytes(-len(told) % 4)
    head = FIXED.pack(0x90, kind, number & 0xFFFF, 3_000 * number & 0xFFFFFFFF, ssrc)
    return head + b"\xbe\xde" + (len(told) // 4).to_bytes(2) + told + b"\x10\x00picture"


async def test_ten_thousand_bad_packets_through_a_good_session_harm_nobody(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    mallory = await hall.join("Mallory")
    own = [track.ssrc for track in mallory.tracks]
    fuzz = Fuzz(7, own + [cleo.pictures.ssrc, 0, 1, 0xFFFFFFFF])
    media, before = hall.media_of(mallory), hall.sfu.port.received
    await send_all(mallory, protected(fuzz.rtp, mallory.media.protect), CASES)
    await send_all(mallory, protected(fuzz.rtcp, mallory.media.protect_rtcp), CASES)
    await until(lambda: hall.sfu.port.received >= before + 2 * CASES, what="all cases")
    for track in cleo.tracks:
        await dan.has(track)
    assert hall.media_of(mallory) is media and media.dtls.connected
    assert media.dropped.malformed > 100
    await mallory.has(cleo.voice)


async def test_more_sources_than_signalled_are_not_forwarded(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    mallory = await hall.join("Mallory")
    media = hall.media_of(mallory)
    strange = (rtp(0x1000_0000 + number, number) for number in range(2_000))
    sneaky = (rtp(0x2000_0000 + n, n, element(MID_ID, b"%d" % (n % 3))) for n in range(2_000))
    for packets in (strange, sneaky):
        await send_all(mallory, map(mallory.media.protect, packets), 2_000)

    def refused() -> int:
        return media.uplink.unknown + media.dropped.srtp

    await until(lambda: refused() >= 4_000 - MOST_SOURCES, what="all sources")
    assert len(media.uplink.tracks) <= MOST_SOURCES
    await dan.has(cleo.voice)
    await dan.has(cleo.pictures)
    await until(lambda: not hall.media_of(dan).negotiation.waiting, what="the last answer")
    assert sum(owner == mallory.id for owner, _name in dan.shown) <= MOST_SOURCES
    assert dan.offers[-1]["sdp"].count("m=") <= 3 + 2 + MOST_SOURCES


async def test_a_flood_of_good_packets_is_cut_and_costs_only_the_one_who_sends_it(
    hall: Hall, bystanders: RtcBystander, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleo, dan = await hall.pair()
    monkeypatch.setattr(ingress, "PACKETS_PER_SECOND", 200.0)
    monkeypatch.setattr(ingress, "PACKET_BURST", 200.0)
    begun, mallory = time.monotonic(), (await hall.join("Mallory")).publish()
    await dan.has(mallory.pictures)
    media, firsts = hall.media_of(mallory), [track.sent for track in cleo.tracks]
    flood = (rtp(0x1000_0000, number) for number in range(2_000))
    await send_all(mallory, map(mallory.media.protect, flood), 2_000)
    await until(lambda: media.dropped.excess > 1_000, what="packets that are not taken")
    taken = sum(track.packets for track in media.uplink.tracks.values())
    assert taken + media.uplink.unknown <= 200 + 200 * (time.monotonic() - begun)
    for first, each in zip(firsts, cleo.tracks, strict=True):
        await dan.has(each)
        assert set(range(first, each.sent)) <= set(places(dan.received(each)))
    await dan.has(mallory.voice)


async def test_who_leaves_leaves_no_state_behind_with_those_who_saw_them(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    session = hall.media_of(dan).dtls._dtls._tx_srtp
    ssrcs = [track.ssrc for track in cleo.tracks]
    hall.peers.remove(cleo)
    await cleo.leave()
    await until(lambda: not hall.media_of(dan).downlink.subscriptions, what="the end of all")
    for ssrc in ssrcs:
        with pytest.raises(Error):  # there is nothing left to be removed
            session.remove_stream(ssrc)
    erin = (await hall.join("Erin")).publish()
    await dan.has(erin.pictures)


async def test_two_publishers_with_the_same_source_are_told_apart(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    thief = await hall.join("Thief")
    await send_all(
        thief,
        map(
            thief.media.protect,
            (rtp(cleo.pictures.ssrc, n, element(MID_ID, b"1")) for n in range(1, 400)),
        ),
        200,
    )
    await until(lambda: (thief.id, "camera") in dan.shown, what="the thief's picture")
    assert dan.shown[thief.id, "camera"] != dan.shown[cleo.id, "camera"] == cleo.pictures.ssrc
    await dan.has(cleo.pictures)
    came = [packet.packet for packet in dan.received(cleo.pictures)]
    assert not [packet for packet in came if packet.endswith(b"picture")]


def test_numbers_of_packets_that_are_not_forwarded_do_not_stop_the_clock() -> None:
    """Packets of an unknown source are not reported; ten seconds later they are too old to be."""
    up = Uplink(7, lambda track: None)
    up.learn(Answer(lines=[AnsweredLine(), AnsweredLine(mid="1", ssrcs=[20])]))
    up.receive(rtp(99, 1, element(TRANSPORT_NUMBER_ID, b"\0\1")), 0.0)
    assert list(up.feedback(0.1, 0.1)) == []
    up.receive(rtp(20, 1, element(TRANSPORT_NUMBER_ID, b"\0\2")), 10.0)
    assert list(up.feedback(10.1, 0.1))

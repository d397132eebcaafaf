"""Datagrams from strangers, before, during and after a call is set up: they reach nobody."""

import asyncio
from itertools import cycle, repeat

import pytest

from common import stun
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import fresh
from tests.bed.rtc_peer import RtcPeer
from tests.bed.stranger import (
    CLOSE_NOTIFY,
    FATAL_ALERT,
    Stranger,
    binding_request,
    client_hello,
    garbage,
    stranger,
)
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MEBIBYTE = 1024 * 1024
SPRAY_SECONDS = 0.01


async def spray(somebody: Stranger, datagrams: list[bytes]) -> None:
    """One datagram each hundredth of a second, until cancelled."""
    for datagram in cycle(datagrams):
        somebody.send(datagram)
        await asyncio.sleep(SPRAY_SECONDS)


async def test_garbage_during_a_call_and_its_set_up_reaches_nobody(
    hall: Hall, bystanders: RtcBystander
) -> None:
    port = hall.sfu.port
    with stranger(hall.target) as somebody:
        dropped = port.dropped
        sent, (cleo, dan) = await asyncio.gather(somebody.flood(garbage(2_000)), hall.pair())
        sent += await somebody.flood(garbage(2_000, seed=2))
        await dan.has(cleo.voice)
        await dan.has(cleo.pictures)
        await until(lambda: port.dropped - dropped >= sent, what="the end of the flood")
        assert somebody.heard == []
    assert port.dropped - dropped == sent
    assert not any(media.dropped.srtp for media in hall.sfu.participants.values())


async def test_twenty_of_twenty_connect_while_handshakes_are_raced(
    hall: Hall, bystanders: RtcBystander
) -> None:
    with stranger(hall.target) as somebody:
        hostile = [client_hello(), FATAL_ALERT, CLOSE_NOTIFY, b""]
        spraying = asyncio.create_task(spray(somebody, hostile))
        for number in range(20):
            peer = await hall.join(f"P{number}", room=f"race-{number % 4}")
            assert hall.media_of(peer).dtls.connected
        spraying.cancel()
        assert somebody.heard == []


async def test_a_datagram_from_the_right_host_and_the_wrong_port_is_a_strangers(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    dropped = hall.media_of(cleo).dropped.srtp
    with stranger(hall.target) as somebody:
        before = hall.sfu.port.dropped
        forged = cleo.media.protect(cleo.voice.next()[0])
        sent = await somebody.flood(repeat(forged, 100))
        await until(lambda: hall.sfu.port.dropped - before >= sent, what="the end of the flood")
    assert hall.media_of(cleo).dropped.srtp == dropped
    await dan.has(cleo.voice)


async def test_replayed_packets_are_not_forwarded(hall: Hall, bystanders: RtcBystander) -> None:
    cleo, dan = await hall.pair()
    before = hall.media_of(cleo).dropped.srtp
    packet = cleo.voice.next()[0]
    protected = cleo.media.protect(packet)
    for _time in range(101):
        cleo.media.send_raw(protected)
    await until(lambda: hall.media_of(cleo).dropped.srtp >= before + 100, what="100 refused")
    await dan.has(cleo.voice)
    number = int.from_bytes(packet[2:4])
    came = [p for p in dan.received(cleo.voice) if p.number == number]
    assert len(came) == 1 and len(fresh(dan.received(cleo.voice))) == len(dan.received(cleo.voice))


async def test_a_wrong_password_gets_a_short_refusal_and_no_state(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    media = hall.media_of(cleo)
    validated = media.ice.validated
    request = binding_request(media.ice.credentials.ufrag, "guess")
    with stranger(hall.target) as somebody:
        for _time in range(10):
            somebody.send(request)
        answers = await until(lambda: somebody.heard, what="an answer")
        refused = stun.parse(answers[0])
        assert refused.get(stun.Attribute.ERROR_CODE)[0] == 401
        assert max(map(len, answers)) <= 2 * len(request)
    assert media.ice.validated == validated
    await dan.has(cleo.pictures)


async def signs_of_life(peer: RtcPeer, seconds: float) -> tuple[int, int]:
    """How many signs of life somebody gave in so many seconds, and how many were answered."""
    clock = asyncio.get_running_loop().time
    given, before, end = 0, len(peer.media.responses), clock() + seconds
    while clock() < end:
        peer.media.check()
        given += 1
        await asyncio.sleep(0.1)
    return given, len(peer.media.responses) - before


@pytest.mark.parametrize("whose", ["their own", "the victim's"])
async def test_a_flood_of_binding_requests_costs_nobody_an_answer(
    hall: Hall, bystanders: RtcBystander, whose: str
) -> None:
    """In the name of one who takes part, or of one whose user fragment was overheard."""
    mallory = await hall.join("Mallory")
    ada, _ben = bystanders.peers
    named = hall.media_of(mallory if whose == "their own" else ada)
    request = binding_request(named.ice.credentials.ufrag, "guess")
    before = hall.sfu.port.sent
    with stranger(hall.target) as somebody:
        flooding = asyncio.create_task(somebody.flood(repeat(request, 20_000)))
        given, answered = await signs_of_life(ada, 1.5)
        flooding.cancel()
    # Of the port, not of the stranger, whose buffer would be full. Two people's media are in it.
    assert hall.sfu.port.sent - before - given <= 500
    assert answered >= 0.9 * given

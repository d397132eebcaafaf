"""The paths to a participant: they may change, and nobody else may change them (RFC 8445)."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from common import stun
from common.stun import Attribute, Class
from tests.bed.client import clock
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_media import places
from tests.bed.rtc_peer import RtcPeer
from tests.bed.stranger import Stranger, stranger
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]


async def test_a_client_in_the_wrong_role_is_told_487(hall: Hall, bystanders: RtcBystander) -> None:
    cleo, dan = await hall.pair()
    validated = hall.media_of(dan).ice.validated
    with stranger(hall.target) as other_address:
        other_address.send(dan.media.request(role=Attribute.ICE_CONTROLLED))
        answer = stun.parse((await until(lambda: other_address.heard, what="a 487"))[0])
    assert answer.message_class is Class.ERROR and answer.get(Attribute.ERROR_CODE)[0] == 487
    assert answer.is_signed_with(hall.media_of(dan).ice.credentials.password.encode())
    assert hall.media_of(dan).ice.validated == validated
    await dan.has(cleo.voice)


async def test_who_changes_their_address_goes_on_receiving_and_sending(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    media = [hall.media_of(peer) for peer in (cleo, dan)]
    for peer in (dan, cleo, dan):
        peer.media.roam()
        await dan.has(cleo.voice, seconds=2)
        await dan.has(cleo.pictures, seconds=2)
        selected = hall.media_of(peer).ice.selected
        assert selected is not None and selected.remote == peer.media.address
    assert [hall.media_of(peer) for peer in (cleo, dan)] == media
    last = cleo.pictures.sent - 1
    first = dan.received(cleo.pictures)[0].place
    wanted = set(range(first, last + 1))
    await until(lambda: wanted <= set(places(dan.received(cleo.pictures))), what="each picture")


@pytest.fixture
def addresses(hall: Hall) -> Iterator[list[Stranger]]:
    """Twenty more sockets of somebody's."""
    with ExitStack() as stack:
        yield [stack.enter_context(stranger(hall.target)) for _number in range(20)]


async def test_a_participant_has_eight_addresses_at_most(
    hall: Hall, bystanders: RtcBystander, addresses: list[Stranger]
) -> None:
    cleo, dan = await hall.pair()
    ice = hall.media_of(dan).ice
    for address in addresses:
        address.send(dan.media.request(nominate=False))
        await until(lambda address=address: address.heard, what="a success")  # type: ignore[misc]
        assert len(ice.validated) <= 8
    assert ice.selected is not None and ice.selected.remote == dan.media.address
    assert ice.selected in ice.validated
    before = hall.sfu.port.dropped
    addresses[0].send(dan.media.protect_rtcp(bytes([0x80, 201, 0, 1]) + bytes(4)))
    await until(
        lambda: hall.sfu.port.dropped > before, what="an address that is not known any more"
    )
    await dan.has(cleo.voice)
    await dan.has(cleo.pictures)


async def restarted(peer: RtcPeer, **told: bool) -> None:
    """Asks for an ICE restart as soon as that is allowed, and waits for the offer."""
    begun, offers, apart = clock(), len(peer.offers), 4.1 if told else 1.1
    await until(lambda: clock() - begun > apart, what="the time between two restarts")
    await peer.signalling.send(type="restart", **told)
    await until(lambda: len(peer.offers) > offers, what="another offer")


async def test_an_ice_restart_brings_new_credentials_and_media_go_on(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    before, media = hall.media_of(dan).ice.credentials, hall.media_of(dan)
    dtls = media.dtls
    await restarted(dan)
    after = hall.media_of(dan).ice.credentials
    assert after.ufrag != before.ufrag and after.password != before.password
    assert f"a=ice-ufrag:{after.ufrag}" in dan.offers[-1]["sdp"]
    answered = len(dan.media.responses)
    dan.media.roam()
    await until(lambda: len(dan.media.responses) > answered, what="an answer to new credentials")
    assert dan.media.responses[-1].is_signed_with(after.password.encode())
    await dan.has(cleo.voice)
    await dan.has(cleo.pictures)
    assert hall.media_of(dan) is media and media.dtls is dtls
    arrived = dan.received(cleo.voice)
    assert len(set(places(arrived))) == len(arrived)


async def test_whose_search_has_failed_begins_anew_but_not_many_times_a_second(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    before = hall.media_of(dan)
    dan.answers = False
    await restarted(dan, failed=True)
    after, offer = hall.media_of(dan), dan.offers[-1]
    assert after is not before and offer["revision"] == 1
    assert f"a=ice-ufrag:{after.transport.ufrag}" in offer["sdp"]
    for _time in range(3):
        await dan.signalling.send(type="restart", failed=True)
    await cleo.signalling.send(type="chat", text="after them")
    await dan.signalling.expect("chat")
    assert hall.media_of(dan) is after


async def test_a_restart_during_an_unanswered_offer_comes_after_it(
    hall: Hall, bystanders: RtcBystander
) -> None:
    cleo, dan = await hall.pair()
    dan.answers = False
    erin = (await hall.join("Erin")).publish()
    await until(lambda: (erin.id, "microphone") in dan.shown, what="the offer of Erin")
    begun, offers = clock(), len(dan.offers)
    await until(lambda: clock() - begun > 1.1, what="the time between two restarts")
    before, old_request = hall.media_of(dan).ice.credentials, dan.media.request(nominate=False)
    await dan.signalling.send(type="restart")
    await cleo.signalling.send(type="chat", text="after the restart")
    await dan.signalling.expect("chat")
    assert len(dan.offers) == offers and hall.media_of(dan).ice.credentials == before
    dan.answers = True
    await dan.answer(dan.offers[-1])
    await until(lambda: len(dan.offers) > offers, what="the offer of the restart")
    after = hall.media_of(dan).ice.credentials
    assert after != before and f"a=ice-ufrag:{after.ufrag}" in dan.offers[-1]["sdp"]
    for request, credentials in ((old_request, before), (dan.media.request(), after)):
        heard = len(dan.media.responses)
        dan.media.send_raw(request)
        await until(lambda heard=heard: len(dan.media.responses) > heard, what="a response")  # type: ignore[misc]
        assert dan.media.responses[-1].message_class is Class.SUCCESS
        assert dan.media.responses[-1].is_signed_with(credentials.password.encode())
    await dan.has(erin.pictures)


async def test_a_participant_cannot_take_anothers_address(
    hall: Hall, bystanders: RtcBystander
) -> None:
    """Mallory's requests, with the sender's address forged: here they really come from there."""
    cleo, dan = await hall.pair()
    mallory = await hall.join("Mallory")
    first = cleo.voice.sent
    begun = clock()
    while clock() - begun < 1:
        cleo.media.send_raw(mallory.media.request(nominate=False))
        await asyncio.sleep(0.02)
    await dan.has(cleo.voice)
    came = [place for place in places(dan.received(cleo.voice)) if place >= first]
    assert came[:30] == list(range(first, first + 30))
    assert hall.media_of(mallory).dropped.srtp == 0

"""Programs in a call over WHIP and WHEP: their packets, the players, and their end."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from steps.step2_sfu import participant
from tests.bed.fuzz import Fuzz
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_camera import VP8
from tests.bed.rtc_hall import Hall
from tests.bed.waiting import until
from tests.bed.whip_media import MARKER, NUMBERS, WhipMedia, present, problem, tracks

pytestmark = [pytest.mark.anyio, pytest.mark.security]


@pytest.fixture
async def otto(hall: Hall) -> AsyncIterator[WhipMedia]:
    """Somebody who publishes over WHIP in the hall."""
    session = WhipMedia(hall.url, "sendonly")
    yield await session.open("/whip/hall", name="Otto")
    await session.http.delete(session.session)
    await session.close()


async def test_a_publisher_with_its_own_numbers_is_forwarded_with_ours(
    hall: Hall, otto: WhipMedia
) -> None:
    dan = await hall.join("Dan")
    for track in (otto.voice, otto.pictures):
        await dan.has(track)
    first = dan.received(otto.pictures)[0]
    assert first.keyframe and first.packet[1] & 0x7F == VP8
    presence = present(hall)["Otto"].participant.presence
    assert (presence.microphone, presence.camera, presence.view) == (True, True, False)
    assert otto.media.recorder.feedback  # the transport-wide numbers were read


async def test_a_player_gets_one_publisher_under_its_own_numbers(hall: Hall) -> None:
    cleo, ada = (await hall.join("Cleo")).publish(), (await hall.join("Ada")).publish()
    await ada.has(cleo.pictures)
    player = await WhipMedia(hall.url, "recvonly").open("/whep/hall", participant="Cleo")
    arrived = player.media.recorder.arrived[cleo.pictures.ssrc]
    await until(lambda: len(arrived) > 20, what="pictures of Cleo")
    assert f"a=ssrc:{cleo.pictures.ssrc} " in player.answer
    assert arrived[0].packet[1] & 0x7F == NUMBERS[VP8] and not arrived[0].packet[0] & 0x10
    assert set(player.media.recorder.arrived) == {cleo.pictures.ssrc, cleo.voice.ssrc}
    await cleo.leave()
    hall.peers.remove(cleo)
    await until(lambda: set(present(hall)) == {"Ada"}, what="the end of the player")
    assert (await player.http.delete(player.session)).status_code == 404
    await player.close()


async def test_who_cannot_begin_the_handshake_is_waited_for_to_listen(hall: Hall) -> None:
    session = WhipMedia(hall.url, "sendonly")
    session.offer = session.offer.replace("setup:actpass", "setup:passive")
    await session.open("/whip/hall")
    assert "a=setup:active" in session.answer
    dan = await hall.join("Dan")
    await dan.has(session.pictures)
    await session.close()


async def test_a_picture_that_comes_later_takes_its_place_with_the_player(hall: Hall) -> None:
    cleo = await hall.join("Cleo")
    cleo.media.send_rtp(cleo.voice.next()[0])
    await until(lambda: tracks(hall) == ["microphone"], what="a voice")
    player = await WhipMedia(hall.url, "recvonly").open("/whep/hall")
    assert f"a=ssrc:{cleo.voice.ssrc} " in player.answer
    assert f"a=ssrc:{cleo.pictures.ssrc} " not in player.answer
    cleo.publish()
    arrived = player.media.recorder.arrived
    await until(lambda: len(arrived[cleo.pictures.ssrc]) > 5, what="the picture")
    assert arrived[cleo.pictures.ssrc][0].keyframe
    await player.close()


async def test_bad_packets_of_a_program_harm_nobody(
    hall: Hall, otto: WhipMedia, bystanders: RtcBystander
) -> None:
    dan = await hall.join("Dan")
    await dan.has(otto.pictures)
    fuzz = Fuzz(7, [*otto.sources.values(), 99])
    for number in range(3_000):
        packet = bytearray(fuzz.rtp())
        packet[1] = packet[1] & MARKER | (120, 121, 96, packet[1] & 0x7F)[number % 4]
        otto.media.send_rtp(bytes(packet))
        otto.media.send_rtcp(fuzz.rtcp())
        if number % 50 == 0:
            await asyncio.sleep(0.01)
    assert set(present(hall)) == {"Otto", "Dan"}
    assert (await otto.http.delete(otto.session)).status_code == 200


async def test_an_ice_restart_gives_new_credentials_and_the_media_go_on(
    hall: Hall, otto: WhipMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    restart = "a=ice-ufrag:another\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
    response = await otto.patch(restart, **{"If-Match": "*"})
    assert problem(response)["status"] == 429  # just after the beginning
    monkeypatch.setattr(participant, "RESTARTS_APART", 0.0)
    response = await otto.patch(restart, **{"If-Match": "*"})
    assert response.status_code == 200 and response.headers["etag"] != otto.etag
    media = present(hall)["Otto"]
    assert f"a=ice-ufrag:{media.transport.ufrag}" in response.text
    dan = await hall.join("Dan")
    await dan.has(otto.pictures)


async def test_who_begins_and_never_connects_is_forgotten(
    hall: Hall, bystanders: RtcBystander, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(participant, "SET_UP_SECONDS", 0.2)
    session = WhipMedia(hall.url, "sendonly")
    for _time in range(5):
        assert (await session.post("/whip/hall")).status_code == 201
    await until(lambda: not present(hall), what="the end of five sessions")
    assert "hall" not in hall.meeting.rooms.by_name
    await session.close()

"""WHIP and WHEP (RFC 9725): what is answered to whom, and what a stranger may not do."""

import re
from collections.abc import AsyncIterator

import httpx
import pytest

from common import limits
from tests.bed.rtc_bystander import RtcBystander, rtc_bystander_call
from tests.bed.rtc_hall import Hall, sfu_hall
from tests.bed.waiting import until, until_async
from tests.bed.whip_media import SDP, WhipMedia, problem, tracks

pytestmark = [pytest.mark.anyio, pytest.mark.security]

LINE = "m=audio 9 UDP/TLS/RTP/SAVPF 111\n"
HEAD = "v=0\na=ice-ufrag:abcd\na=ice-pwd:abcdefghijklmnopqrstuv\na=fingerprint:sha-256 00\n"
BAD = {
    "another type": ("application/json", "{}", 415),
    "no type": ("", LINE, 415),
    "nothing": ("application/sdp", "", 400),
    "words": ("application/sdp", "an offer", 400),
    "no text": ("application/sdp", b"\xff\xfe\x00", 400),
    "no fingerprint": ("application/sdp", "v=0\na=ice-ufrag:abcd\n" + LINE, 400),
    "many lines": ("application/sdp", HEAD + "a=x\n" * 2_500, 400),
    "many m-lines": ("application/sdp", HEAD + LINE * 500, 400),
    "no codec": ("application/sdp; charset=utf-8", HEAD + LINE, 406),
    "many tracks": ("application/sdp", HEAD + LINE * 100, 406),
}


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """A server of the test's own: it counts who has offered, and how often."""
    async with sfu_hall() as opened:
        yield opened


@pytest.fixture
async def bystanders(hall: Hall) -> AsyncIterator[RtcBystander]:
    """Two people in another room of it, who must notice nothing."""
    async with rtc_bystander_call(hall.url) as call:
        yield call


@pytest.fixture
async def otto(hall: Hall) -> AsyncIterator[WhipMedia]:
    """Somebody who publishes over WHIP in the hall."""
    session = WhipMedia(hall.url, "sendonly")
    yield await session.open("/whip/hall", name="Otto")
    await session.close()


@pytest.mark.parametrize(("kind", "body", "status"), BAD.values(), ids=BAD)
@pytest.mark.parametrize("path", ["/whip/hall", "/whep/hall"])
async def test_a_bad_offer_is_answered_by_a_sentence(
    hall: Hall, http: httpx.AsyncClient, path: str, kind: str, body: str | bytes, status: int
) -> None:
    headers = {"Content-Type": kind} if kind else {}
    response = await http.post(path, content=body, headers=headers)
    assert problem(response)["status"] == status
    assert not hall.sfu.participants and not hall.meeting.rooms.participants


async def test_a_bomb_ends_only_its_own_connection(hall: Hall, bystanders: RtcBystander) -> None:
    async with httpx.AsyncClient(base_url=hall.url) as bomber:
        with pytest.raises(httpx.TransportError):
            await bomber.post("/whip/hall", content=HEAD + "a=x\n" * 100_000, headers=SDP)


async def test_names_must_be_names(hall: Hall) -> None:
    session = WhipMedia(hall.url, "sendonly")
    for path, query in {
        "/whip/a%20b": {},
        "/whip/%F0%9F%8E%A5": {},
        "/whip/" + "x" * 65: {},
        "/whip/hall": {"name": "\u202e"},
        "/whip/ok": {"name": "x" * 65},
    }.items():
        assert problem(await session.post(path, **query))["status"] == 400
    assert not hall.sfu.participants
    await session.close()


async def test_each_address_knows_its_methods(hall: Hall, otto: WhipMedia) -> None:
    for path in ("/whip/hall", "/whep/hall", otto.session):
        assert (await otto.http.get(path)).status_code == 204  # RFC 9725 section 4.1
        response = await otto.http.put(path)
        assert response.status_code == 405 and "OPTIONS" in response.headers["allow"]
    options = await otto.http.options("/whip/hall")
    assert (options.status_code, options.headers["accept-post"]) == (200, "application/sdp")
    assert (await otto.http.post(otto.session)).status_code == 405


async def test_a_stranger_cannot_end_a_session_and_its_owner_can_once(
    hall: Hall, otto: WhipMedia
) -> None:
    secret = otto.session.rpartition("/")[2]
    assert len(secret) >= 20
    for path in (
        "/whip/hall/x",
        f"/whip/hall/{secret[:-1]}",
        f"/whip/other/{secret}",
        f"/whep/hall/{secret}",
        f"/whip/hall/{otto.etag[1:-1]}",
    ):
        assert problem(await otto.http.delete(path))["status"] == 404
        assert (await otto.http.patch(path)).status_code == 404
    assert len(hall.sfu.participants) == 1
    assert (await otto.http.delete(otto.session)).status_code == 200
    assert not hall.sfu.participants and not hall.meeting.rooms.participants
    assert problem(await otto.http.delete(otto.session))["status"] == 404


async def test_ice_is_patched_as_the_rfc_says(hall: Hall, otto: WhipMedia) -> None:
    ufrag = re.findall("a=ice-ufrag:(.*)\r", otto.offer)[0]
    candidate = f"a=ice-ufrag:{ufrag}\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
    match = {"If-Match": otto.etag}
    assert (await otto.patch(candidate, **match)).status_code == 204
    assert problem(await otto.patch(candidate))["status"] == 428
    assert problem(await otto.patch(candidate, **{"If-Match": '"old"'}))["status"] == 412
    assert problem(await otto.patch("hello", **match))["status"] == 400
    other = {**match, "Content-Type": "application/sdp"}
    assert problem(await otto.patch(candidate, **other))["status"] == 415


async def test_an_ice_restart_is_answered_with_a_piece_of_a_description(
    hall: Hall, otto: WhipMedia
) -> None:
    wish = "a=ice-ufrag:another\r\na=ice-pwd:abcdefghijklmnopqrstuv\r\n"
    answer = await until_async(lambda: restarted(otto, wish), what="a second after the beginning")
    rows = answer.split("\r\n")
    line = rows.index(next(row for row in rows if row.startswith("m=")))
    candidates = [number for number, row in enumerate(rows) if row.startswith("a=candidate:")]
    assert rows[0] == "a=ice-lite" and rows[line + 1].startswith("a=mid:")
    assert candidates and min(candidates) > line  # they belong to it: RFC 8840 section 9


async def restarted(otto: WhipMedia, wish: str) -> str:
    """The answer to a wish for an ICE restart, "" if it was too soon."""
    response = await otto.patch(wish, **{"If-Match": otto.etag})
    return response.text if response.status_code == 200 else ""


async def test_there_is_nothing_to_watch_before_somebody_publishes(
    hall: Hall, otto: WhipMedia
) -> None:
    player = WhipMedia(hall.url, "recvonly")
    for path, query in {"/whep/empty": {}, "/whep/hall": {"participant": "Nobody"}}.items():
        response = await player.post(path, **query)
        assert problem(response)["status"] == 409 and response.headers["retry-after"]
    await until(lambda: hall.sfu.publisher("hall", None), what="the first packet")
    player.offer = player.offer.replace("VP8", "VP9")
    await until(lambda: len(tracks(hall)) == 2, what="both tracks")
    assert "VP8" in problem(await player.post("/whep/hall"))["detail"]
    assert len(hall.sfu.participants) == 1
    await player.close()


async def test_a_full_room_is_full_for_programs_too(
    hall: Hall, otto: WhipMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PARTICIPANTS_PER_ROOM", 1)
    late = WhipMedia(hall.url, "sendonly")
    response = await late.post("/whip/hall")
    assert problem(response)["status"] == 503 and response.headers["retry-after"]
    await late.close()


async def test_who_would_be_one_too_many_to_send_is_told_to_come_again(
    hall: Hall, otto: WhipMedia, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PUBLISHERS_PER_ROOM", 1)
    late = WhipMedia(hall.url, "sendonly")
    response = await late.post("/whip/hall")
    assert problem(response)["status"] == 503 and int(response.headers["retry-after"]) > 0
    assert "are sending in this room already" in problem(response)["detail"]
    assert len(hall.sfu.participants) == len(hall.meeting.rooms.participants) == 1
    assert (await otto.http.delete(otto.session)).status_code == 200
    assert (await late.post("/whip/hall")).status_code == 201
    await late.close()


async def test_a_flood_of_offers_is_slowed_down(hall: Hall, bystanders: RtcBystander) -> None:
    async with httpx.AsyncClient(base_url=hall.url) as flooder:
        statuses = [(await flooder.post("/whip/hall", headers=SDP)).status_code for _ in range(90)]
    assert statuses[:50] == [400] * 50  # a class may come in at once
    assert statuses.count(429) >= 10


async def test_a_page_of_another_origin_is_refused_unless_it_is_named(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = {"Origin": "https://player.example"}
    for method in ("OPTIONS", "POST", "GET"):
        response = await http.request(method, "/whep/hall", headers=foreign | SDP)
        assert problem(response)["status"] == 403
        assert "access-control-allow-origin" not in response.headers
    monkeypatch.setenv("ORIGINS", "https://other.example https://player.example")
    async with sfu_hall() as other, httpx.AsyncClient(base_url=other.url) as client:
        preflight = await client.options("/whep/hall", headers=foreign)
        assert preflight.headers["access-control-allow-origin"] == foreign["Origin"]
        assert "POST" in preflight.headers["access-control-allow-methods"]
        response = await client.post("/whep/hall", headers=foreign)
        assert response.status_code == 415
        assert response.headers["access-control-allow-origin"] == foreign["Origin"]
        refused = await client.post("/whep/hall", headers={"Origin": "https://evil.example"})
        assert problem(refused)["status"] == 403

"""WHIP and WHEP where rooms have keys: the key is a bearer token (RFC 9725 section 4.7)."""

from collections.abc import AsyncIterator

import httpx
import pytest

from common.key_settings import keys_of
from tests.bed.keyed import BAD, SECRET, enter, key
from tests.bed.rtc_hall import Hall, sfu_hall
from tests.bed.waiting import until
from tests.bed.whip_media import SDP, WhipMedia, problem

pytestmark = [pytest.mark.anyio, pytest.mark.security]


def with_key(text: str | None) -> dict[str, str]:
    """The headers of an offer with a key."""
    return SDP if text is None else SDP | {"Authorization": f"Bearer {text}"}


@pytest.fixture
async def hall() -> AsyncIterator[Hall]:
    """A server of step 2 whose rooms have keys."""
    async with sfu_hall(keys=keys_of(SECRET)) as opened:
        yield opened


@pytest.fixture
async def otto(hall: Hall) -> AsyncIterator[WhipMedia]:
    """Somebody who publishes over WHIP in the hall, by a guest's key."""
    session = WhipMedia(hall.url, "sendonly")
    session.http.headers["Authorization"] = f"Bearer {key('hall')}"
    yield await session.open("/whip/hall", name="Otto")
    await session.close()


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "oversized"])
@pytest.mark.parametrize("path", ["whip", "whep"])
async def test_without_a_good_key_nobody_begins_and_nothing_is_told(
    hall: Hall, http: httpx.AsyncClient, otto: WhipMedia, path: str, kind: str
) -> None:
    answers = []
    for room in ("hall", "nowhere"):
        answer = await http.post(
            f"/{path}/{room}", content="v=0", headers=with_key(BAD[kind](room))
        )
        assert answer.headers["www-authenticate"] == "Bearer"
        answers.append(problem(answer))
    assert answers[0] == answers[1] and answers[0]["status"] == 401
    assert set(hall.meeting.rooms.by_name) == {"hall"} and len(hall.sfu.participants) == 1


async def test_another_scheme_is_no_key(http: httpx.AsyncClient) -> None:
    headers = SDP | {"Authorization": f"Basic {key('hall')}"}
    assert (await http.post("/whip/hall", content="v=0", headers=headers)).status_code == 401


async def test_a_watcher_may_watch_and_not_publish(hall: Hall, otto: WhipMedia) -> None:
    watcher = WhipMedia(hall.url, "sendonly")
    watcher.http.headers["Authorization"] = f"Bearer {key('hall', 'watch')}"
    assert problem(await watcher.post("/whip/hall"))["status"] == 403
    assert len(hall.sfu.participants) == 1
    await watcher.close()
    player = WhipMedia(hall.url, "recvonly")
    player.http.headers["Authorization"] = f"Bearer {key('hall', 'watch')}"
    await until(lambda: hall.sfu.publisher("hall", "Otto"), what="Otto's packets")
    assert (await player.post("/whep/hall")).status_code == 201
    await player.close()


async def test_a_session_is_managed_with_a_key_to_the_room(
    hall: Hall, http: httpx.AsyncClient, otto: WhipMedia
) -> None:
    for headers in ({}, {"Authorization": f"Bearer {key('nowhere')}"}):
        assert (await http.delete(otto.session, headers=headers)).status_code == 401
    assert len(hall.sfu.participants) == 1
    assert (await otto.http.delete(otto.session)).status_code == 200
    assert not hall.sfu.participants


async def test_a_presenter_removes_a_program_for_good(hall: Hall, otto: WhipMedia) -> None:
    pia = await enter(hall.url, "hall", "Pia", "present")
    (other,) = (p for p in pia.welcome["participants"] if p["name"] == "Otto")
    await pia.send(type="mute", participant=other["id"])
    assert "has no page" in (await pia.expect("error"))["message"]
    await pia.send(type="remove", participant=other["id"])
    assert (await pia.expect("participant_left"))["reason"] == "removed"
    await until(lambda: len(hall.sfu.participants) == 1, what="the end of the program's media")
    assert (await otto.http.delete(otto.session)).status_code == 404
    assert (await otto.post("/whip/hall")).status_code == 401
    await pia.leave()


async def test_a_locked_room_takes_no_program(hall: Hall) -> None:
    pia = await enter(hall.url, "hall", "Pia", "present")
    await pia.send(type="lock", locked=True)
    await pia.expect("locked")
    late = WhipMedia(hall.url, "sendonly")
    late.http.headers["Authorization"] = f"Bearer {key('hall')}"
    answer = await late.post("/whip/hall")
    assert problem(answer)["status"] == 403 and "locked" in problem(answer)["detail"]
    await late.close()
    await pia.leave()


async def test_media_of_a_watcher_are_not_taken(hall: Hall) -> None:
    wendy = await enter(hall.url, "hall", "Wendy", "watch", camera=True, microphone=True)
    await until(lambda: wendy.id in hall.sfu.participants, what="a connection")
    assert hall.sfu.participants[wendy.id].uplink.closed
    await wendy.leave()


async def test_a_program_cannot_wait_to_be_let_in_and_is_told_so(
    hall: Hall, otto: WhipMedia
) -> None:
    pia = await enter(hall.url, "hall", "Pia", "present")
    await pia.send(type="waiting_room", on=True)
    await pia.expect("waiting_room")
    await until(lambda: hall.sfu.publisher("hall", "Otto"), what="Otto's packets")
    for path, direction in (("whip", "sendonly"), ("whep", "recvonly")):
        late = WhipMedia(hall.url, direction)
        late.http.headers["Authorization"] = f"Bearer {key('hall')}"
        told = problem(await late.post(f"/{path}/hall"))
        assert told["status"] == 403 and "come by the page" in told["detail"]
        await late.close()
    assert len(hall.sfu.participants) == 2
    await pia.leave()

"""Rooms with keys, in every step: strangers, rights, and what a presenter may do."""

import re
from typing import Any

import httpx
import pytest

from tests.bed.client import Participant
from tests.bed.keyed import BAD, SETTINGS, enter, is_untouched, key, turned_away
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [1, 2, 3, 4]

TALKING: list[dict[str, Any]] = [
    {"type": "media", "microphone": True, "camera": True, "screen": False},
    {"type": "chat", "text": "psst"},
    {"type": "hand", "raised": True},
    {"type": "reaction", "reaction": "like"},
    {"type": "speaking", "speaking": True},
]
HOSTING: list[dict[str, Any]] = [
    {"type": "mute"},
    {"type": "mute", "participant": 1},
    {"type": "remove", "participant": 1},
    {"type": "lock", "locked": True},
    {"type": "invite", "rights": "talk", "seconds": 3_600},
    {"type": "waiting_room", "on": True},
    {"type": "admit"},
    {"type": "turn_away", "waiting": 1},
    {"type": "spotlight", "participant": 1},
]


@pytest.mark.parametrize("kind", BAD)
async def test_a_stranger_learns_nothing_of_a_room(
    step: Step, room: str, pia: Participant, kind: str
) -> None:
    there = await turned_away(step.url, room, key=BAD[kind](room))
    nowhere = await turned_away(step.url, f"{room}-x", key=BAD[kind](f"{room}-x"))
    messages, code = there
    assert there == nowhere and code == 1008
    assert [message["type"] for message in messages] == ["error", "bye"]
    assert (messages[0]["code"], messages[0]["field"]) == ("no_entry", "key")
    sentence = messages[0]["message"]
    assert sentence == messages[1]["message"] and sentence.endswith(".") and room not in sentence
    assert ("expired" in sentence) == (kind == "expired")
    await is_untouched(pia)


async def test_a_token_is_no_key(step: Step, room: str, pia: Participant) -> None:
    for more in ({}, {"key": key("elsewhere")}, {"key": "x"}):
        messages, code = await turned_away(step.url, room, token=pia.token, **more)
        assert (messages[0]["code"], code) == ("no_entry", 1008)
    await is_untouched(pia)


async def test_a_link_is_drawn_for_whoever_has_a_key(step: Step, room: str) -> None:
    async with httpx.AsyncClient(base_url=step.url, trust_env=False) as client:
        for own, status in ((key(room), 200), (key(f"{room}-x"), 403)):
            headers = {"Authorization": f"Bearer {own}"}
            answer = await client.post(f"/rooms/{room}/qr", headers=headers, content="http://x/")
            assert answer.status_code == status and ("path" in answer.json()) == (status == 200)


async def test_the_page_is_for_everybody_and_tells_nothing(
    step: Step, room: str, pia: Participant
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        page = await client.get(step.url, params={"room": room})
        assert page.status_code == 200 and room not in page.text


async def test_the_step_tells_the_presenter_s_link_once(step: Step) -> None:
    links = re.findall(r"http://localhost:\d+/\?room=lobby#key=(\S+)", step.log)
    assert len(links) == 1 and step.log.count("#key=") == 1
    presenter = await Participant.join(step.url, "lobby", "Pia", key=links[0])
    assert presenter.welcome["rights"] == "present"
    assert SETTINGS["KEYS_SECRET"] not in step.log
    await presenter.leave()


@pytest.mark.parametrize("rights", ["watch", "talk", "present"])
async def test_everybody_is_told_their_rights(step: Step, room: str, rights: str) -> None:
    somebody = await enter(step.url, room, "Ada", rights, camera=True)
    assert (somebody.welcome["rights"], somebody.welcome["locked"]) == (rights, False)
    (ada,) = somebody.welcome["participants"]
    assert (ada["view"], ada["camera"]) == (rights == "watch", rights != "watch")
    await somebody.leave()


@pytest.mark.parametrize("message", TALKING + HOSTING, ids=str)
async def test_a_watcher_may_only_watch(
    step: Step, room: str, pia: Participant, message: dict[str, Any]
) -> None:
    wendy = await enter(step.url, room, "Wendy", "watch", microphone=True, camera=True)
    await wendy.send(**message)
    assert (await wendy.expect("error"))["code"] == "forbidden"
    await is_untouched(pia, wendy)
    await wendy.leave()


@pytest.mark.parametrize("message", HOSTING, ids=str)
async def test_a_guest_may_not_host(
    step: Step, pia: Participant, gus: Participant, message: dict[str, Any]
) -> None:
    named = message | ({"participant": pia.id} if "participant" in message else {})
    await gus.send(**named)
    assert (await gus.expect("error"))["code"] == "forbidden"
    await is_untouched(pia, gus)
    hosted = ("mute", "locked", "invitation", "waiting_room", "spotlight")
    assert not [m for m in pia.messages if m["type"] in hosted]


@pytest.mark.parametrize("message", TALKING, ids=str)
async def test_a_guest_may_talk(
    step: Step, pia: Participant, gus: Participant, message: dict[str, Any]
) -> None:
    await gus.send(**message)
    await gus.send(type="chat", text="done")
    await pia.expect("chat", text="done")
    assert not [m for m in gus.messages if m["type"] == "error"]

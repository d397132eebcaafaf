"""What a presenter may do to a room with keys, in every step: mute, remove, show, lock, invite."""

import asyncio

import pytest

from tests.bed.client import Participant
from tests.bed.keyed import SETTINGS as SETTINGS
from tests.bed.keyed import enter, is_untouched, key, turned_away
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

STEPS = [1, 2, 3, 4]


async def test_a_presenter_mutes_one_and_all_others(
    step: Step, room: str, pia: Participant, gus: Participant
) -> None:
    ida = await enter(step.url, room, "Ida", microphone=True)
    await pia.send(type="mute", participant=gus.id)
    assert (await gus.expect("mute"))["by"] == "Pia"
    await pia.send(type="mute")
    assert (await ida.expect("mute"))["by"] == "Pia"
    await is_untouched(pia, gus, ida)  # whether a microphone is on, its page alone tells
    assert not [m for m in pia.messages if m["type"] == "mute"]
    await ida.leave()


async def test_who_was_away_is_asked_to_mute_on_the_return_and_not_again(
    step: Step, room: str, pia: Participant
) -> None:
    own = key(room)
    ida = await Participant.join(step.url, room, "Ida", key=own, microphone=True)
    await ida.drop()
    await pia.expect("participant_updated")
    await pia.send(type="mute", participant=ida.id)
    await pia.send(type="chat", text="asked")
    await pia.expect("chat", text="asked")
    back = await Participant.join(step.url, room, "Ida", key=own, token=ida.token)
    assert back.id == ida.id
    await back.expect("mute")
    await back.send(type="media", microphone=False, camera=False, screen=False)
    await back.expect("participant_updated")
    again = await Participant.join(step.url, room, "Ida", key=own, token=ida.token)
    await again.send(type="chat", text="here")
    await again.expect("chat", text="here")
    assert not [m for m in again.messages if m["type"] == "mute"]
    await again.leave()
    await back.close()


async def test_who_was_removed_comes_in_by_neither_key_nor_token(
    step: Step, room: str, pia: Participant
) -> None:
    own = key(room)
    mal = await Participant.join(step.url, room, "Mal", key=own)
    await pia.send(type="remove", participant=mal.id)
    bye = await mal.expect("bye")
    assert (bye["reason"], bye["by"]) == ("removed", "Pia") and "Pia" in bye["message"]
    assert await mal.closed() == 4000
    assert (await pia.expect("participant_left"))["reason"] == "removed"
    for more in ({}, {"token": mal.token}, {"token": mal.token, "last_event": 1}):
        messages, code = await turned_away(step.url, room, key=own, **more)
        assert (messages[0]["code"], code) == ("no_entry", 1008)
        assert "opens the room no more" in messages[0]["message"]
    other = await enter(step.url, room, "Mal")  # a new link is a new decision
    await asyncio.gather(other.leave(), mal.close())


async def test_a_removed_person_s_key_stays_barred_when_the_room_has_ended(
    step: Step, room: str
) -> None:
    own, presenter = key(room), await enter(step.url, room, "Pia", "present")
    mal = await Participant.join(step.url, room, "Mal", key=own)
    await presenter.send(type="remove", participant=mal.id)
    await mal.expect("bye")
    await presenter.leave()
    await mal.close()
    messages, _code = await turned_away(step.url, room, key=own)
    assert messages[0]["code"] == "no_entry"


async def test_others_who_came_by_the_same_link_stay_and_may_come_back(
    step: Step, room: str, pia: Participant
) -> None:
    shared = key(room)
    mal = await Participant.join(step.url, room, "Mal", key=shared)
    ida = await Participant.join(step.url, room, "Ida", key=shared)
    await pia.send(type="remove", participant=mal.id)
    await mal.expect("bye")
    await ida.drop()
    back = await Participant.join(step.url, room, "Ida", key=shared, token=ida.token)
    assert back.id == ida.id and back.welcome["resumed"]
    await asyncio.gather(back.leave(), mal.close())


async def test_a_presenter_is_removed_but_not_barred_and_nobody_removes_themselves(
    step: Step, room: str, pia: Participant
) -> None:
    own = key(room, "present")
    second = await Participant.join(step.url, room, "Pia", key=own)
    await pia.send(type="remove", participant=pia.id)
    assert "leave instead" in (await pia.expect("error"))["message"]
    await pia.send(type="remove", participant=second.id)
    await second.expect("bye", reason="removed")
    again = await Participant.join(step.url, room, "Pia", key=own)
    await asyncio.gather(again.leave(), second.close())
    await pia.send(type="remove", participant=second.id)
    assert "not in this room" in (await pia.expect("error"))["message"]


async def test_nobody_new_enters_a_locked_room(step: Step, room: str, pia: Participant) -> None:
    own = key(room)
    ida = await Participant.join(step.url, room, "Ida", key=own)
    await pia.send(type="lock", locked=True)
    for one in (pia, ida):
        assert (await one.expect("locked"))["locked"] is True
    messages, code = await turned_away(step.url, room, key=own)
    assert (messages[0]["code"], code) == ("locked", 1008)
    assert "nobody new can enter" in messages[0]["message"]
    stranger, _code = await turned_away(step.url, room)
    assert stranger[0]["code"] == "no_entry"  # that it is locked is not for strangers
    await ida.drop()
    back = await Participant.join(step.url, room, "Ida", key=own, token=ida.token)
    assert back.id == ida.id and back.welcome["locked"] is True
    second = await enter(step.url, room, "Pia", "present")
    await pia.send(type="lock", locked=False)
    await second.expect("locked", locked=False)
    newcomer = await enter(step.url, room, "Ned")
    await asyncio.gather(back.leave(), second.leave(), newcomer.leave())


async def test_one_person_is_in_the_spotlight_for_all_until_they_leave_or_it_is_turned_off(
    step: Step, room: str, pia: Participant, gus: Participant
) -> None:
    wendy = await enter(step.url, room, "Wendy", "watch")
    await pia.send(type="spotlight", participant=gus.id)
    for one in (pia, gus, wendy):
        assert (await one.expect("spotlight"))["participant"] == gus.id
    await pia.send(type="spotlight", participant=gus.id)  # it is so already
    for bad, code in ((wendy.id, "unsupported"), (10**9, "not_found"), ("x", "invalid")):
        await pia.send(type="spotlight", participant=bad)
        assert (await pia.expect("error"))["code"] == code
    ned = await enter(step.url, room, "Ned")
    assert ned.welcome["spotlight"] == gus.id
    await pia.send(type="spotlight", participant=pia.id)
    assert (await ned.expect("spotlight"))["participant"] == pia.id
    await pia.send(type="spotlight")
    assert (await ned.expect("spotlight"))["participant"] is None
    await pia.send(type="spotlight", participant=ned.id)
    await gus.expect("spotlight", participant=ned.id)
    await ned.leave()
    await gus.expect("participant_left")
    last = await enter(step.url, room, "Lea")
    assert last.welcome["spotlight"] is None
    turns = [m["participant"] for m in gus.messages if m["type"] == "spotlight"]
    assert turns == [gus.id, pia.id, None, ned.id]
    await asyncio.gather(wendy.leave(), last.leave())


@pytest.mark.parametrize("rights", ["watch", "talk"])
async def test_a_presenter_makes_links_for_others(
    step: Step, room: str, pia: Participant, rights: str
) -> None:
    await pia.send(type="invite", rights=rights, seconds=7 * 24 * 3600)
    made = await pia.expect("invitation", rights=rights)
    guest = await Participant.join(step.url, room, "Gil", key=made["key"])
    assert guest.welcome["rights"] == rights
    assert made["expires"] <= (guest.welcome["participants"][0]["since"] + 3_700_000)
    await guest.leave()
    for wish in ({"rights": "present", "seconds": 3_600}, {"rights": "talk", "seconds": 10**9}):
        await pia.send(type="invite", **wish)
        assert (await pia.expect("error"))["code"] == "invalid"


async def test_who_sent_does_not_go_on_with_a_watcher_s_key(
    step: Step, room: str, pia: Participant
) -> None:
    ida = await enter(step.url, room, "Ida", camera=True)
    watching = await enter(step.url, room, "Ida", "watch", token=ida.token)
    assert watching.id != ida.id and not watching.welcome["resumed"]
    assert watching.welcome["participants"][-1]["view"] is True
    await asyncio.gather(watching.leave(), ida.leave())

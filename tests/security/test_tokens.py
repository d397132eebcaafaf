"""Tokens: whose they are, where they count, how long; and that two never share one."""

import asyncio

import pytest

from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Media, Participant, open_websocket
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]


def forged(token: str) -> list[str]:
    """Tokens that are nearly right."""
    number, _, secret = token.partition(".")
    return [
        number,
        f"{number}.",
        f"{number}.{secret[:-1]}",
        f"{number}.{secret}x",
        f"{number}.{secret.swapcase()}",
        f"{int(number) + 1}.{secret}",
        f"0{token}",
        f"\u0661.{secret}",
        "x" * 128,
    ]


async def test_a_forged_token_makes_a_stranger_of_whoever_brings_it(
    step: Step, bystander: Bystander, room: str
) -> None:
    ada = await Participant.join(step.url, room, "Ada")
    for token in forged(ada.token):
        eve = await Participant.join(step.url, room, "Ada", token=token, last_event=1)
        assert eve.id != ada.id and not eve.welcome["resumed"]
        assert eve.welcome["participants"][-1]["name"] == "Ada (2)"
        await eve.leave()
    await ada.leave()


async def test_a_token_counts_in_its_own_room_only(
    step: Step, bystander: Bystander, room: str
) -> None:
    ada = await Participant.join(step.url, room, "Ada")
    eve = await Participant.join(step.url, "elsewhere", "Eve", token=ada.token)
    assert eve.id != ada.id and not eve.welcome["resumed"]
    await ada.send(type="chat", text="untouched")
    await ada.expect("chat", text="untouched")
    await asyncio.gather(ada.leave(), eve.leave())


async def test_a_token_is_worth_nothing_after_its_owner_left(step: Step, room: str) -> None:
    ada = await Participant.join(step.url, room, "Ada")
    await ada.leave()
    eve = await Participant.join(step.url, room, "Eve", token=ada.token)
    assert eve.id != ada.id and not eve.welcome["resumed"]
    media = await eve.attach(ada.token)
    assert (await media.expect("error"))["code"] == "expired"
    await media.websocket.wait_closed()
    assert media.websocket.close_code == 4001
    await eve.leave()


@pytest.mark.parametrize("first", ["forged", "epoch", "nonsense", "chunk"])
async def test_media_without_a_token_are_refused(
    step: Step, bystander: Bystander, room: str, first: str
) -> None:
    ada = await Participant.join(step.url, room, "Ada")
    media = await ada.attach(forged(ada.token)[3]) if first == "forged" else await other(ada, first)
    assert (await media.expect("error"))["code"] == "expired"
    await media.websocket.wait_closed()
    assert media.websocket.close_code == 4001
    await ada.leave()


async def other(ada: Participant, first: str) -> Media:
    """A media WebSocket whose first message is something else than attach."""
    media = Media(await open_websocket(f"{ada.url}/media", "polycloud.chunks.v1"))
    if first == "epoch":
        await media.begin()
    elif first == "chunk":
        await media.websocket.send(Camera().next_chunk())
    else:
        await media.websocket.send("{")
    return media


async def test_the_owner_of_a_token_in_a_second_tab_replaces_the_first(
    step: Step, bystander: Bystander, room: str
) -> None:
    ben = await Participant.join(step.url, room, "Ben")
    ada = await Participant.join(step.url, room, "Ada")
    first_media = await ada.attach()
    again = await Participant.join(step.url, room, "Ada", token=ada.token)
    assert again.id == ada.id and again.welcome["resumed"]
    assert (await ada.expect("bye"))["reason"] == "replaced"
    assert await ada.closed() == 4000
    await again.attach()
    await first_media.websocket.wait_closed()
    assert first_media.websocket.close_code == 4000
    names = [p["name"] for p in again.welcome["participants"]]
    assert sorted(names) == ["Ada", "Ben"]
    assert not [m for m in ben.messages if m["type"] == "participant_left"]
    await asyncio.gather(again.leave(), ben.leave(), ada.close())


async def test_who_was_cut_off_hears_what_was_missed_in_order(step: Step, room: str) -> None:
    ben = await Participant.join(step.url, room, "Ben")
    ada = await Participant.join(step.url, room, "Ada")
    await ada.send(type="chat", text="before")
    last_event = (await ada.expect("chat"))["event"]
    await ada.drop()
    await ben.expect("participant_updated")
    for number in range(5):
        await ben.send(type="chat", text=f"missed {number}")
        await ben.expect("chat", text=f"missed {number}")
    back = await Participant.join(step.url, room, "Ada", token=ada.token, last_event=last_event)
    assert back.id == ada.id and back.welcome["participants"] is None
    await back.expect("chat", text="missed 4")
    events = [m["event"] for m in back.messages if m["type"] not in ("ping", "welcome")]
    assert events == list(range(last_event + 1, back.welcome["event"] + 1))
    await asyncio.gather(back.leave(), ben.leave())

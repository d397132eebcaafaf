"""Whoever does not receive somebody says so, and only that one is told: in each step."""

import pytest

from tests.bed.client import Participant
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

STEPS = [1, 2, 3, 4]


async def miss(listener: Participant, *senders: Participant | int | str) -> None:
    """Says that nothing comes of these."""
    ids = [sender.id if isinstance(sender, Participant) else sender for sender in senders]
    await listener.send(type="missing", participants=ids)


def told(person: Participant) -> list[list[int]]:
    """By whom somebody was told that they are not received, each time."""
    return [m["by"] for m in person.messages if m["type"] == "unreceived"]


async def test_only_the_one_who_is_not_received_is_told(step: Step, room: str) -> None:
    ada, ben, cid = [await Participant.join(step.url, room, n) for n in ("Ada", "Ben", "Cid")]
    stranger = await Participant.join(step.url, f"{room}-x", "Eve")
    await miss(ada, ben, ada, stranger, 2**50)
    await ben.expect("unreceived", by=[ada.id])
    await miss(cid, ben)
    await ben.expect("unreceived", by=[ada.id, cid.id])
    await miss(ada)
    await ben.expect("unreceived", by=[cid.id])
    assert not told(ada) + told(cid) + told(stranger)
    # Who comes back is told again; who does not receive and is gone does not count.
    token = ben.token
    await ben.drop()
    ben = await Participant.join(step.url, room, "Ben", token=token)
    await ben.expect("unreceived", by=[cid.id])
    await cid.drop()
    await ben.expect("unreceived", by=[])
    assert not [m for p in (ada, ben, stranger) for m in p.messages if m["type"] == "error"]
    for person in (ada, ben, stranger):
        await person.leave()


async def test_whose_screen_alone_is_missing_is_told_so(step: Step, room: str) -> None:
    ada, ben = [await Participant.join(step.url, room, name) for name in ("Ada", "Ben")]
    await miss(ada, f"{ben.id}-screen", f"{ada.id}-screen", "77-screen")
    await ben.expect("unreceived", by=[], screen_by=[ada.id])
    await miss(ada, ben)
    await ben.expect("unreceived", by=[ada.id], screen_by=[])
    assert not told(ada) and not [m for m in ada.messages if m["type"] == "error"]
    await ada.leave()
    await ben.leave()


async def test_who_says_so_all_the_time_costs_the_other_two_messages_a_second(
    step: Step, room: str
) -> None:
    ada, ben = [await Participant.join(step.url, room, name) for name in ("Ada", "Ben")]
    for _ in range(40):
        await miss(ada, ben)
        await miss(ada)
    await miss(ada, ben)
    await ada.send(type="chat", text="that was all")
    await ben.expect("chat")
    await until(lambda: told(ben) and told(ben)[-1] == [ada.id], what="the last word")
    assert len(told(ben)) <= 5
    await ada.leave()
    await ben.leave()

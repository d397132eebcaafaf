"""Ten people in one room: the server makes 90 copies of each chunk, a page shows nine pictures."""

import asyncio
from collections.abc import Callable

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant, clock
from tests.bed.mirror import join_as_mirror
from tests.bed.page import Page
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

OTHERS = ["Cid", "Dea", "Eli", "Fay", "Gil", "Hal", "Ida", "Jan"]


async def sees(page: Page, names: list[str]) -> None:
    """Waits until a page shows these people, moving."""
    await asyncio.gather(*(page.wait_moving(name, frames=5, seconds=60) for name in names))


async def test_ten_people_in_one_room_see_each_other(
    call: Call, measured: Callable[[str, float, str], None]
) -> None:
    begun = clock()
    # Two cores draw eighteen pictures here: small ones, few a second.
    ada, ben = await call.join("Ada", CHROMIUM, fps=8), await call.join("Ben", FIREFOX, fps=8)
    for page in (ada, ben):
        await page.page.set_viewport_size({"width": 640, "height": 360})
    scout = await Participant.join(call.step.url, call.room, "Scout", view=True)
    ids = {person["name"]: person["id"] for person in scout.welcome["participants"]}
    sources = [ids["Ada"], ids["Ben"]]  # both browsers' recordings, in turn
    people = [
        await join_as_mirror(call.step.url, call.room, name, sources[index % 2])
        for index, name in enumerate(OTHERS)
    ]
    await asyncio.gather(sees(ada, ["Ben", *OTHERS]), sees(ben, ["Ada", *OTHERS]))
    measured("ten people see each other after", clock() - begun, "s")
    await asyncio.gather(sees(ada, ["Ben", *OTHERS]), sees(ben, ["Ada", *OTHERS]))
    await scout.leave()
    media = people[0].media
    assert media is not None
    await until(
        lambda: [m for m in media.messages if m["type"] == "fan_out" and m["copies"] == 10 * 9],
        what="the bill for 90 copies",
    )
    await asyncio.gather(*(person.leave() for person in people))
    await asyncio.gather(*(ada.wait_gone(name) for name in OTHERS))

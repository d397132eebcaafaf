"""A tab that is duplicated: the call goes on in the new one, and nobody is here twice."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

STEPS = [1]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_duplicated_tab_takes_the_call_over_and_the_first_offers_no_other(
    call: Call, browser: str
) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben")
    async with ada.page.expect_popup() as opening:
        await ada.page.evaluate("void open(location.href)")  # with what this tab remembers
    second = await opening.value
    await second.wait_for_selector("body[data-state=live]")
    await ada.wait_state("left")
    await ada.page.get_by_role("heading", name="This call goes on in another tab").wait_for()
    assert await ada.page.locator("[data-action=rejoin]").count() == 0
    assert await ada.page.get_by_role("link", name="Back to the start page").count() == 1
    assert await ben.remotes() == ["Ada"]

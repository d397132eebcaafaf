"""Tiles and what can be done with them, in the tests that need somebody on one, but no pictures."""

from playwright.async_api import Locator

from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.page import Page


def tool(page: Page, name: str, action: str) -> Locator:
    """A button on somebody's tile."""
    return page.page.locator(f"[data-participant='{name}'] [data-action={action}]")


async def people(call: Call, *names: str) -> list[Participant]:
    """Some who are in the room and send nothing."""
    return [await Participant.join(call.step.url, call.room, name) for name in names]

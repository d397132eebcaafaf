"""What is heard of somebody in another's page: their decoded sound, or silence."""

from tests.bed.page import Page
from tests.bed.waiting import until_async

SILENCE = 0.001


async def wait_silent(page: Page, name: str) -> None:
    """Waits until nothing more is heard of a participant."""

    async def silent() -> bool:
        return await page.loudness(name) < SILENCE

    await until_async(silent, seconds=20, what=f"silence of {name} in {page.name}'s page")


async def wait_heard(page: Page, name: str) -> None:
    """Waits until a participant is heard."""

    async def heard() -> bool:
        return await page.loudness(name) > SILENCE

    await until_async(heard, seconds=20, what=f"the sound of {name} in {page.name}'s page")

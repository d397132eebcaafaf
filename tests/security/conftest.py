"""What the tests of the SFU may ask for: a server in this process, and a call beside the attack.

Both live as long as a module; after each test the server is emptied, and the call is checked.
"""

from collections.abc import AsyncIterator

import pytest

from tests.bed.rtc_bystander import RtcBystander, rtc_bystander_call
from tests.bed.rtc_hall import Hall, sfu_hall


@pytest.fixture(scope="module")
async def open_hall(anyio_backend: str) -> AsyncIterator[Hall]:
    """A running SFU."""
    async with sfu_hall() as opened:
        yield opened


@pytest.fixture(scope="module")
async def bystander_pair(open_hall: Hall) -> AsyncIterator[RtcBystander]:
    """Two people in another room of the SFU."""
    async with rtc_bystander_call(open_hall.url) as call:
        yield call


@pytest.fixture
async def hall(open_hall: Hall) -> AsyncIterator[Hall]:
    """A running SFU, whose hall is empty."""
    yield open_hall
    await open_hall.empty()


@pytest.fixture
async def bystanders(hall: Hall, bystander_pair: RtcBystander) -> AsyncIterator[RtcBystander]:
    """Two people in another room of the SFU, who must notice nothing."""
    yield bystander_pair
    await bystander_pair.check()

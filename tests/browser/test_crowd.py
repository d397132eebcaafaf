"""In a crowd each page sends fewer pictures, whether they are painted or come from a camera."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SECONDS = 3
MOST = 8  # as frontend/lib/crowd.js says
# A busy computer can only make fewer: nothing here depends on its speed.
PICTURES_PER_SECOND = f"""async (video) => {{
    let [frames, begun] = [0, performance.now()];
    const count = () => {{ frames += 1; video.requestVideoFrameCallback(count); }};
    count();
    await new Promise((resolve) => setTimeout(resolve, {SECONDS * 1000}));
    return (1000 * frames) / (performance.now() - begun);
}}"""


# Firefox's synthetic camera keeps its first rate, whatever constraints it is given later.
SOURCES = {
    "painted-chromium": (CHROMIUM, 1),
    "painted-firefox": (FIREFOX, 1),
    "camera-chromium": (CHROMIUM, None),
}


@pytest.mark.parametrize(("browser", "fake"), SOURCES.values(), ids=SOURCES)
async def test_a_crowd_is_sent_fewer_pictures(call: Call, browser: str, fake: int | None) -> None:
    ada = await call.join("Ada", browser, fake=fake)
    people = [await Participant.join(call.step.url, call.room, f"P{n}") for n in range(7)]
    await ada.wait_remote("P6", state="waiting")
    rate = await ada.page.locator("call-self video").evaluate(PICTURES_PER_SECOND)
    assert 0 < rate <= MOST + 1
    for person in people:
        await person.leave()

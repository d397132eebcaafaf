"""Names and lines of scripts that are read from the right: each in its own direction."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.host_panel import HEAR, joined, open_panel

STEPS = [1]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
ALEF, SHALOM = "\N{HEBREW LETTER ALEF}", "\u05e9\u05dc\u05d5\u05dd!"
LONG = f"{ALEF * 62}!"
# Where the first and the last character of a text are, and the box that shows it.
ENDS = """(one) => {
    const text = one.firstChild, range = document.createRange();
    const edges = (index) => {
      range.setStart(text, index);
      range.setEnd(text, index + 1);
      const { left, right } = range.getBoundingClientRect();
      return [left, right];
    };
    const { left, right } = one.getBoundingClientRect();
    return [edges(0), edges(text.length - 1), [left, right]];
}"""
DIRECTION = "(one) => getComputedStyle(one).direction"


async def from_the_right(call: Call, selector: str) -> bool:
    """Whether a text begins at its right, where it can be seen, and goes on to its left."""
    one = call.pages[0].page.locator(selector).first
    await one.wait_for()
    (first, first_end), (last, _), (left, right) = await one.evaluate(ENDS)
    return bool(left - 1 <= first and first_end <= right + 1 and last < first)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_is_read_from_the_right_keeps_the_beginning(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    eve, dan = [await Participant.join(call.step.url, call.room, name) for name in (LONG, SHALOM)]
    await ada.click("people")
    for name in (LONG, SHALOM):
        assert await from_the_right(call, f"[data-participant='{name}'] .tile-name")
        assert await from_the_right(call, f"[data-person='{name}'] .person-name")
    await dan.send(type="chat", text=SHALOM)
    await ada.click("chat")
    await ada.wait_chat(SHALOM, SHALOM)
    for part in (".chat-from", "p"):
        assert await from_the_right(call, f"[data-chat-line] {part}")
    await dan.leave()
    await eve.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_presenter_reads_names_from_the_right(call: Call, browser: str) -> None:
    pia = await open_panel(call, browser)
    waiting = {"id": 7, "name": SHALOM}
    await pia.page.evaluate(HEAR, {"type": "waiting_list", "people": [waiting]})
    assert await from_the_right(call, "call-waiting .host-name")
    await pia.page.evaluate(HEAR, joined(3, SHALOM))
    assert await from_the_right(call, "call-host > .host-body > .host-people li:last-child span")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_is_written_has_the_direction_of_its_script(call: Call, browser: str) -> None:
    page = await call.open("Ada", browser, autojoin=None)
    name = page.page.locator("input[name=name]")
    for text, direction in ((SHALOM, "rtl"), ("Ada", "ltr")):
        await name.fill(text)
        assert await name.evaluate(DIRECTION) == direction
    await page.click("join")
    await page.wait_state("live")
    await page.click("chat")
    written = page.page.locator("input[name=text]")
    for text, direction in ((SHALOM, "rtl"), ("Look!", "ltr")):
        await written.fill(text)
        assert await written.evaluate(DIRECTION) == direction

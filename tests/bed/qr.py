"""What there is to see of the QR code on a page: its modules, and the light margin around them."""

import segno
from playwright.async_api import Locator

MARGIN = 4  # ISO/IEC 18004
# In the middle of each module: the path, or what is behind it. No screenshot, for which Playwright
# would give the page a style that our policy forbids.
SEEN = """(picture, whole) => {
    picture.scrollIntoView();
    const { left, top, width, height } = picture.getBoundingClientRect();
    const count = [...Array(whole).keys()];
    return count.map((y) => count.map((x) => {
      const at = [left + ((x + 0.5) * width) / whole, top + ((y + 0.5) * height) / whole];
      const there = document.elementFromPoint(...at);
      return there === picture ? 0 : there.parentNode === picture ? 1 : -1;
    }));
}"""
COLOURS = """(picture) => [getComputedStyle(picture.querySelector("path")).fill,
    getComputedStyle(picture).backgroundColor]"""
BLACK_ON_WHITE = ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


async def shows(picture: Locator, text: str) -> None:
    """Checks that a picture is the code of a text, black on white, with its margin."""
    wanted = [list(row) for row in segno.make_qr(text, error="l").matrix_iter(border=MARGIN)]
    assert await picture.evaluate(SEEN, len(wanted)) == wanted
    assert await picture.evaluate(COLOURS) == BLACK_ON_WHITE

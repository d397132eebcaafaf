"""How a page looks, in what can be told without a golden picture: edges, words, targets, pixels."""

from io import BytesIO
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray
from playwright.async_api import Page, ViewportSize

Pixels = NDArray[np.uint8]

EXAMINE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").rstrip().rstrip(";")
STRETCH = 4_000  # pixels
FRAMES = """(selector) => [...document.querySelectorAll(selector)].map((frame) => {
    const { left, top, width, height } = frame.getBoundingClientRect();
    const caption = frame.previousElementSibling?.textContent ?? "";
    return [caption, left + scrollX, top + scrollY, width, height];
})"""


# Until nothing has moved on the stage for some frames.
STILL = """() => new Promise((resolve) => {
    let before = "", still = 0;
    const look = () => {
      const all = [...document.querySelectorAll("call-stage, call-stage *")];
      const now = JSON.stringify(all.map((one) => one.getBoundingClientRect()));
      still = now === before ? still + 1 : 0;
      before = now;
      if (still < 5) requestAnimationFrame(look); else resolve();
    };
    requestAnimationFrame(look);
})"""


async def examine_look(page: Page, selector: str) -> list[str]:
    """What is too wide, cut off, on top of something else, or too small for a finger."""
    found: Any = await page.locator(selector).evaluate_all(
        f"(roots) => roots.flatMap((root) => ({EXAMINE})(root))"
    )
    return sorted({str(one) for one in found})


async def examine_still(page: Page, selector: str) -> list[str]:
    """The same as soon as nothing moves, and before anything that comes then can."""
    found: Any = await page.evaluate(
        f"""async (selector) => {{
            await ({STILL})();
            return [...document.querySelectorAll(selector)].flatMap((root) => ({EXAMINE})(root));
        }}""",
        selector,
    )
    return sorted({str(one) for one in found})


async def photograph(page: Page, path: Path) -> Pixels:
    """The whole page, in stretches that a browser paints at once; the pictures are kept."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width = await page.evaluate("innerWidth")
    await page.set_viewport_size(ViewportSize(width=width, height=STRETCH))
    height = await page.evaluate("document.documentElement.scrollHeight")
    stretches = []
    for number, top in enumerate(range(0, height, STRETCH)):
        begun = await page.evaluate("top => { scrollTo(0, top); return scrollY; }", top)
        file = path.with_name(f"{path.name}-{number}.jpg")
        picture = pixels(await page.screenshot(path=file, type="jpeg", quality=80))
        stretches.append(picture[top - round(begun) :])
    await page.evaluate("scrollTo(0, 0)")
    return np.concatenate(stretches)


def pixels(picture: bytes) -> Pixels:
    """A picture's rows of red, green, blue."""
    with av.open(BytesIO(picture), "r") as container:
        frame = next(container.decode(video=0))
        return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


async def blank_frames(page: Page, picture: Pixels, selector: str) -> list[str]:
    """The captions of the frames in which a picture of the whole page shows one colour."""
    blank = []
    for caption, left, top, width, height in await page.evaluate(FRAMES, selector):
        part = picture[round(top) : round(top + height), round(left) : round(left + width)]
        if part.size == 0 or part.std(axis=(0, 1)).max() < 1:
            blank.append(str(caption))
    return blank

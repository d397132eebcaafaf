"""axe-core in a page of the tests: which rules of WCAG 2.1 AA the page breaks as it is now."""

from functools import cache
from typing import Any

from playwright.async_api import ViewportSize

from tests.bed.page import Page
from tests.bed.step import ROOT

SOURCE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
MISSING = "axe-core is missing: `make test` installs it, or npm ci in frontend/"
# Whole rules, as people ask for them; what axe only recommends is not among them.
RUN = """async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];
    const { violations } = await axe.run(document, { runOnly, resultTypes: ["violations"],
      preload: false });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) =>
      `${id}: ${html.slice(0, 200)} (${failureSummary})`));
}"""

SIZES = [ViewportSize(width=1280, height=720), ViewportSize(width=390, height=844)]
SCHEMES = ["light", "dark"]
# The style sheets ask for the scheme in light-dark() only, and that asks the root element.
# A colour is examined once it has come to rest.
WEAR = """async (scheme) => {
    document.documentElement.style.colorScheme = scheme;
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(moving.map(({ finished }) => finished));
}"""


@cache
def source() -> str:
    """The program of axe-core, as npm has installed it for the tests only."""
    assert SOURCE.exists(), MISSING
    return SOURCE.read_text(encoding="utf-8")


async def violations(page: Page) -> list[str]:
    """What axe-core finds in a page: a rule, the element, and how to mend it."""
    if not await page.page.evaluate("'axe' in globalThis"):
        await page.page.evaluate(f"() => {{ {source()} }}")
    found: Any = await page.page.evaluate(RUN)
    return [str(one) for one in found]


async def examine(page: Page) -> list[str]:
    """What is wrong with a page, in each scheme and size."""
    wrong = []
    for scheme in SCHEMES:
        await page.page.evaluate(WEAR, scheme)
        for size in SIZES:
            await page.page.set_viewport_size(size)
            found = await violations(page)
            wrong += [f"{scheme}, {size['width']}: {one}" for one in found]
    return wrong

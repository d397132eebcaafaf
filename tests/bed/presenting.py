"""The presenter's panel in a page of step 4: its buttons, and what the page then tells."""

from tests.bed.page import Page
from tests.bed.waiting import until_async

STATES = """() => Object.fromEntries([...document.querySelectorAll(".stage-nodes > [data-node]")]
    .map(({ dataset }) => [dataset.node, dataset.state]))"""


async def node_of(page: Page) -> str:
    """The node that holds the page's room."""
    return str(await page.page.evaluate("document.body.dataset.node"))


async def open_panel(page: Page) -> None:
    """Opens the panel as soon as it is offered."""
    await page.click("presenter")
    await page.page.wait_for_selector(".stage-nodes [data-action=kill]")


async def press(page: Page, action: str, node: str = "") -> None:
    """Presses a button of the panel: of a node, or of all."""
    of_node = f"[data-node='{node}']" if node else ""
    await page.page.locator(f"call-presenter button[data-action={action}]{of_node}").click()


async def states(page: Page) -> dict[str, str]:
    """What the panel says of each node."""
    told: dict[str, str] = await page.page.evaluate(STATES)
    return told


async def wait_said(page: Page, words: str, *, seconds: float = 20.0) -> None:
    """Waits until the panel says that something was done."""
    await _wait_text(page, ".stage-done", words, seconds)


async def wait_button(page: Page, action: str, words: str, *, seconds: float = 10.0) -> None:
    """Waits until a button of the panel is called so."""
    await _wait_text(page, f"call-presenter button[data-action={action}]", words, seconds)


async def wait_notice(page: Page, kind: str, words: str, *, seconds: float = 15.0) -> None:
    """Waits for a sentence over the pictures, in the region that screen readers follow."""
    await _wait_text(page, f"call-notices[role=status] [data-kind={kind}]", words, seconds)


async def wait_moved(page: Page, before: str) -> None:
    """Waits until the call is on another node, and the page has said so."""
    await wait_notice(page, "node", "The call has moved to node ")
    after = await node_of(page)
    assert after != before
    assert f"moved to node {after}." in await page.page.inner_text("[data-kind=node]")


async def _wait_text(page: Page, selector: str, words: str, seconds: float) -> None:
    async def said() -> bool:
        texts = await page.page.locator(selector).all_inner_texts()
        return any(words in text for text in texts)

    await until_async(said, seconds=seconds, what=f"{words!r} in {page.name}'s page")

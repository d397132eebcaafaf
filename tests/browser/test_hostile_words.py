"""Names and chat that are code to somebody: on the page they are text, and nothing else."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.security]

BROWSERS = [CHROMIUM, FIREFOX]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>hacked=1</script>',
    "</span><style>*{display:none}</style>",
    "javascript:alert(1)",
    "' onmouseover='alert(1)",
    "${alert(1)} {{7*7}}",
    "constructor",
    "__proto__",
    "[data-participant]",
    "\N{PILE OF POO}\u0301" * 30,
]


async def wait_names(page: Page, names: set[str]) -> None:
    """Waits until exactly these people are listed."""

    async def listed() -> bool:
        return set(await page.people()) == names

    await until_async(listed, what=f"the names {names}")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_hostile_names_and_lines_are_shown_as_text(call: Call, browser: str) -> None:
    page = await call.join("Ada", browser)
    page.page.on("dialog", lambda dialog: page.problems.append(f"dialog: {dialog.message}"))
    people = [await Participant.join(call.step.url, call.room, name) for name in HOSTILE]
    await wait_names(page, {"Ada", *HOSTILE})
    for person, text in zip(people, HOSTILE, strict=True):
        await person.send(type="chat", text=f"{text}\n<b>bold</b> https://evil.example/")
    await page.click("chat")
    for name in HOSTILE:
        await page.wait_chat(name, f"{name}\n<b>bold</b> https://evil.example/")
    await page.click("people")
    markup = "main :is(img, script, style), main b:not(call-numbers b)"
    assert await page.page.locator(markup).count() == 0
    assert await page.page.evaluate("globalThis.hacked") is None
    for person in people:
        await person.send(type="media", microphone=True, camera=True, screen=False)
        await person.leave()
    await wait_names(page, {"Ada"})
    assert await page.state() == "live"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_hostile_address_is_no_code_either(call: Call, browser: str) -> None:
    evil = "<svg onload=alert(1)>"
    page = await call.open(evil, browser, view='"><script>', xray=evil, width=evil, fps=-1)
    await page.wait_state("live")
    assert await page.people() == [evil]
    assert await page.page.locator("main script, main svg[onload]").count() == 0


async def test_nothing_may_put_the_page_into_a_frame_or_run_inline(call: Call) -> None:
    page = await call.join("Ada")
    page.forgive("Content Security Policy|script-src|style-src")
    await page.page.evaluate(
        """() => {
          const script = document.createElement("script");
          script.textContent = "globalThis.hacked = 1";
          document.body.append(script);
        }"""
    )

    async def refused() -> bool:
        return bool(await page.page.evaluate("globalThis.violations.length"))

    await until_async(refused, what="a refusal of the inline script")
    assert await page.page.evaluate("globalThis.hacked") is None

"""Names and chat that are code to somebody: on the page they are text, and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from random import Random

import pytest
from playwright.async_api import Error
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from common.fields import display_name
from common.serving import serving
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
GENERATED, AT_ONCE = 10_000, 1_000
FRAGMENTS = [
    *("<img src=x onerror=hacked=1>", "<script>", "</script>", "<svg/onload=", "<a href=", "</p>"),
    *("<!--", "-->", "<![CDATA[", "]]>", "&lt;", "&#x3c;", "&amp;", "&", "<", ">", '"', "'", "`"),
    *("javascript:hacked=1", "data:text/html,", "http://", "https://evil.example/", "//", "@", "#"),
    *("\\u003c", "%3Cscript%3E", "${hacked=1}", "{{7*7}}", "__proto__", "constructor", "toString"),
    *(
        "\N{HEBREW LETTER ALEF}",
        "\N{ARABIC LETTER BEH}",
        "\N{COMBINING ACUTE ACCENT}",
        "\N{PILE OF POO}",
    ),
    *(
        "\N{ZERO WIDTH JOINER}",
        "\N{MAN}",
        "a",
        "Z",
        "0",
        " ",
        "=",
        "/",
        "\\",
        ";",
        ":",
        "[",
        "]",
        "(",
    ),
]
# What the elements of the page make of people and of what they said; what is not text is told.
SHOW = """(texts) => {
    const chat = document.body.appendChild(document.createElement("call-chat"));
    const people = document.body.appendChild(document.createElement("call-people"));
    const said = texts.map((text, index) => ({ event: index + 1, id: 1, name: text, text, at: 0 }));
    const there = texts.map((name, id) => [id, { id, name, connected: true }]);
    chat.room = { you: -1, chat: said };
    people.room = { you: -1, participants: new Map(there) };
    const wrong = [];
    const are = (text, ...found) => found.every((one) => one === text) || wrong.push(text);
    const lines = [...chat.querySelectorAll("[data-chat-line]")];
    const rows = [...people.querySelectorAll("[data-person]")];
    texts.forEach((text, index) => {
      const [line, row] = [lines[index], rows[index]];
      are(text, line.dataset.from, line.querySelector(".chat-from").textContent);
      // A link shows the address that it opens: written otherwise, but never more.
      if (!line.querySelector("a")) are(text, line.querySelector("p").textContent);
      are(text, row.dataset.person, row.querySelector(".person-name").textContent);
      if (line.querySelector(":not(span, time, p, a)")) wrong.push(`markup: ${text}`);
      if (row.querySelector(".person-text :not(span)")) wrong.push(`markup: ${text}`);
      for (const { href } of line.querySelectorAll("a"))
        if (!/^https?:/.test(href)) wrong.push(`link: ${text}`);
    });
    const Tile = customElements.get("call-tile");
    for (const [id, person] of there.slice(0, 100)) {
      const tile = document.body.appendChild(new Tile(person, { xray: false }));
      are(person.name, tile.dataset.participant, tile.querySelector(".tile-name").textContent);
      if (tile.querySelector("script, img, iframe, object, a")) wrong.push(`tile: ${id}`);
      tile.remove();
    }
    chat.remove();
    people.remove();
    return { wrong, shown: Math.min(lines.length, rows.length) };
}"""


def generated(dice: Random) -> Iterator[str]:
    """Names that a server lets in, made of what is code to somebody."""
    while True:
        try:
            yield display_name("".join(dice.choices(FRAGMENTS, k=dice.randint(1, 8))))
        except ValueError:
            continue


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
async def test_ten_thousand_generated_names_and_lines_are_text(call: Call, browser: str) -> None:
    page = await call.join("Ada", browser)
    page.page.on("dialog", lambda dialog: page.problems.append(f"dialog: {dialog.message}"))
    names = generated(Random(6))
    for _ in range(GENERATED // AT_ONCE):
        seen = await page.page.evaluate(SHOW, [next(names) for _ in range(AT_ONCE)])
        assert seen == {"wrong": [], "shown": AT_ONCE}
    assert await page.page.evaluate("globalThis.hacked") is None
    assert await page.state() == "live"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_hostile_address_is_no_code_either(call: Call, browser: str) -> None:
    evil = "<svg onload=alert(1)>"
    page = await call.open(evil, browser, view='"><script>', xray=evil, width=evil, fps=-1)
    await page.wait_state("live")
    assert await page.people() == [evil]
    assert await page.page.locator("main script, main svg[onload]").count() == 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_nothing_may_put_the_page_into_a_frame_or_run_inline(
    call: Call, browser: str
) -> None:
    page = await call.join("Ada", browser)
    page.forgive("Content Security Policy|script-src|style-src|frame-ancestors")
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
    frame = f"<iframe src='{call.step.url}/?room={call.room}'></iframe>"

    async def evil(_request: Request) -> HTMLResponse:
        return HTMLResponse(f"<link rel='icon' href='data:,'>{frame}")

    async def blocked() -> bool:
        with suppress(Error):  # asked between the empty frame and what it shows
            shown = str(await page.page.frames[1].evaluate("document.documentURI"))
            return shown.startswith(("chrome-error:", "about:neterror?e=cspBlocked"))
        return False

    # As near as we are: from further away Chromium lets no page in here at all.
    async with serving(Starlette(routes=[Route("/", evil)]), lambda: None) as foreign:
        await page.page.goto(foreign)
        await until_async(blocked, what="a refusal of the frame")

"""The chat: new lines are told of, none lies on another, and links say where they lead."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.look import examine_look, pixels

STEPS = [1]
pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.security]

BROWSERS = [CHROMIUM, FIREFOX]
OWN_STYLE = "style-src-elem"  # Playwright's, for a picture; the policy keeps it out of Firefox
HEAP = "\N{COMBINING ACUTE ACCENT}" * 600
ATTRIBUTES = ("href", "rel", "target", "referrerpolicy")
OPENED = "() => [opener === null, document.referrer]"
SCROLL = "(top) => document.querySelector('.chat-lines').scrollTo(0, top)"
LEFT = """() => {
    const { scrollHeight, scrollTop, clientHeight } = document.querySelector(".chat-lines");
    return scrollHeight - scrollTop - clientHeight;
}"""
# Backwards on the screen, if the text around it had its way.
SIDES = """(link) => {
    const range = document.createRange();
    const edge = (index) => {
      range.setStart(link.firstChild, index);
      range.setEnd(link.firstChild, index + 1);
      return range.getBoundingClientRect().left;
    };
    return [edge(0), edge(4)];
}"""


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_reads_old_lines_is_told_of_new_ones(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    await ada.click("chat")
    newest = ada.page.get_by_role("button", name="New messages")

    async def said(text: str) -> None:
        await eve.send(type="chat", text=text)
        await ada.wait_chat("Eve", text)

    await said("long " * 300)
    await said("at the end")
    assert not await newest.is_visible()
    for leave in ('[data-action="newest"]', ""):
        await ada.page.evaluate(SCROLL, 0)
        await said("below")
        await newest.wait_for()
        if leave:
            await ada.page.press(leave, "Enter")
        else:
            await ada.page.evaluate(SCROLL, 9_999)
        await newest.wait_for(state="hidden")
        assert await ada.page.evaluate(LEFT) < 1
    assert await ada.page.evaluate("document.activeElement.className") == "chat-lines"
    await eve.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_heap_of_accents_paints_over_no_other_line(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    ada.forgive(OWN_STYLE)
    above = ada.page.locator("[data-chat-line]").first
    await ada.click("chat")
    pictures = []
    for text in ("\u00c5ngstr\u00f6m, \u1ea4y gjpqy " * 9, f"e{HEAP}"):
        await eve.send(type="chat", text=text.strip())
        await ada.wait_chat("Eve", text.strip())
        pictures.append(pixels(await above.screenshot()))
    before, after = pictures
    assert (before == after).all()
    assert await examine_look(ada.page, "call-chat") == []
    await eve.leave()


@pytest.mark.parametrize("browser", BROWSERS)
async def test_an_address_in_the_chat_is_a_link(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser)
    address = f"{call.step.url}/healthz"
    line = f"Look: ({address}), <b>really</b>."
    await ben.say(line)
    await ada.click("chat")
    await ada.wait_chat("Ben", line)
    link = ada.page.locator("[data-chat-line] a")
    assert await link.inner_text() == address
    told = [await link.get_attribute(name) for name in ATTRIBUTES]
    assert told == [address, "noopener noreferrer nofollow ugc", "_blank", "no-referrer"]
    await link.focus()
    async with ada.context.expect_page() as opening:
        await ada.page.keyboard.press("Enter")
    opened = await opening.value
    await opened.wait_for_url(address)
    assert await opened.evaluate(OPENED) == [True, ""]
    assert await ada.state() == "live"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_deceives_is_no_link_or_shows_what_it_opens(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    eve = await Participant.join(call.step.url, call.room, "Eve")
    await ada.click("chat")
    for text in ("javascript:alert(1)", "https://bank.example@evil.example/", "data:text/html,x"):
        await eve.send(type="chat", text=text)
        await ada.wait_chat("Eve", text)
    assert await ada.page.locator("[data-chat-line] a").count() == 0
    await eve.send(type="chat", text="https://\u0430pple.example/ \u202e https://evil.example/")
    link = ada.page.locator("[data-chat-line] a").last
    await link.wait_for()
    first = ada.page.locator("[data-chat-line] a").first
    assert await first.inner_text() == "https://xn--pple-43d.example/"
    start, later = await link.evaluate(SIDES)
    assert start < later
    await eve.leave()

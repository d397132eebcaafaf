"""A presenter's panel in a page without a call, whose wishes a test answers as a server would."""

from typing import Any

from playwright.async_api import Locator

from tests.bed.call import Call
from tests.bed.page import Page

OPEN = """async () => {
    const { src } = document.querySelector("script[type=module]");
    const { attendHost } = await import(new URL("../lib/host.js", src));
    const { attendInvite } = await import(new URL("../lib/inviting.js", src));
    const hear = (detail) => signaling.dispatchEvent(new CustomEvent("message", { detail }));
    const lose = () => signaling.dispatchEvent(new CustomEvent("lost", { detail: {} }));
    globalThis.host = { sent: [], connected: true, escaped: 0, hear, lose };
    addEventListener("keydown", ({ key, defaultPrevented }) => {
      host.escaped += key === "Escape" && !defaultPrevented;
    });
    const signaling = new EventTarget();
    signaling.send = (wish) => host.connected && host.sent.push(wish) > 0;
    const button = Object.assign(document.createElement("button"), { textContent: "Invite" });
    button.dataset.action = "invite";
    const addPanel = (name, panel) => screen.append(panel);
    const notices = { show() {} };
    const options = { room: "tea", invite: "" };
    const screen = Object.assign(document.querySelector("main"), { addPanel, notices, options });
    screen.replaceChildren(button);
    attendInvite({ signaling, screen });
    attendHost({ signaling, screen });
    const person = (id, name) => ({ id, name, view: false, microphone: true });
    const participants = [person(1, "Pia"), person(2, "Gus")];
    hear({ type: "welcome", rights: "present", you: 1, participants, chat: [], locked: false });
}"""
HEAR = "(message) => host.hear(message)"
MADE = {"type": "invitation", "key": "a.b.c", "rights": "talk", "expires": 2e12}


async def open_panel(call: Call, browser: str) -> Page:
    """A page with Pia's panel, in a room where Gus is."""
    page = await call.open("Pia", browser, autojoin=None)
    await page.wait_state("lobby")
    await page.page.evaluate(OPEN)
    await page.page.locator("call-host").wait_for()  # it is loaded for presenters only
    return page


def joined(number: int, name: str) -> dict[str, Any]:
    """What the room tells of somebody who comes."""
    person = {"id": number, "name": name, "view": False, "microphone": True}
    return {"type": "participant_joined", "participant": person}


def button(page: Page, name: str) -> Locator:
    """The button of this name."""
    return page.page.get_by_role("button", name=name, exact=True)


async def sent(page: Page) -> Any:
    """What was asked of the server."""
    return await page.page.evaluate("host.sent")

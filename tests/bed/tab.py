"""A tab of a browser, told what to do by the browser's own protocol, and a finger on it.

The Chrome DevTools Protocol in Chromium, WebDriver BiDi (W3C) in Firefox. Not one event is asked
for, and a finger is what Playwright does not bring to a page of Firefox.
"""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection

ANSWER_SECONDS = 30.0
STEP_MS = 20  # of a finger that moves

Answer = dict[str, Any]
Point = tuple[float, float]


class RemoteError(Exception):
    """A browser did not do what it was told."""


class Remote:
    """A browser's own protocol: commands with a number, and the answers to them."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0

    async def tell(self, method: str, session: str = "", **parameters: object) -> Answer:
        """Sends one command, and returns the result."""
        self._last += 1
        command = {"id": self._last, "method": method, "params": parameters}
        async with asyncio.timeout(ANSWER_SECONDS):
            return await self._answer(method, command | ({"sessionId": session} if session else {}))

    async def _answer(self, method: str, command: Answer) -> Answer:
        await self._socket.send(json.dumps(command))
        while True:
            answer = json.loads(await self._socket.recv())
            if answer.get("id") != self._last:
                continue
            if "result" not in answer:
                raise RemoteError(f"{method}: {answer}")
            return dict(answer["result"])


class ChromiumTab:
    """A tab of a new profile, by the Chrome DevTools Protocol."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    async def open(self) -> None:
        """Makes the profile and its tab."""
        made = await self._remote.tell("Target.createBrowserContext")
        self._profile = made["browserContextId"]
        about = {"url": "about:blank", "browserContextId": self._profile}
        tab = await self._remote.tell("Target.createTarget", **about)
        target = tab["targetId"]
        seen = await self._remote.tell("Target.attachToTarget", targetId=target, flatten=True)
        self._session = seen["sessionId"]

    async def go(self, url: str) -> None:
        """Begins to navigate."""
        await self._remote.tell("Page.navigate", self._session, url=url)

    async def ask(self, expression: str) -> str:
        """The text that an expression comes to in the page."""
        answer = await self._remote.tell(
            "Runtime.evaluate",
            self._session,
            expression=expression,
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RemoteError(f"{answer}")
        return str(answer["result"]["value"])

    async def resize(self, width: int, height: int) -> None:
        """Gives the page the size of a screen that has no mouse."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await self._remote.tell("Emulation.setDeviceMetricsOverride", self._session, **size)
        await self._remote.tell("Emulation.setTouchEmulationEnabled", self._session, enabled=True)

    async def touch(self, path: Sequence[Point]) -> None:
        """Puts a finger down on the first point, moves it along the others, and lifts it."""
        for number, point in enumerate(path):
            await self._finger("touchMove" if number else "touchStart", point)
            await asyncio.sleep(STEP_MS / 1_000)
        await self._finger("touchEnd")

    async def _finger(self, kind: str, *points: Point) -> None:
        where = [{"x": x, "y": y} for x, y in points]
        wish = {"type": kind, "touchPoints": where}
        await self._remote.tell("Input.dispatchTouchEvent", self._session, **wish)

    async def write(self, text: str) -> None:
        """Types into what has the focus, as the keyboard of a phone does."""
        await self._remote.tell("Input.insertText", self._session, text=text)

    async def close(self) -> None:
        """Ends the profile with its tab."""
        await self._remote.tell("Target.disposeBrowserContext", browserContextId=self._profile)


class FirefoxTab:
    """A tab of a new profile, by WebDriver BiDi."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote

    async def open(self) -> None:
        """Makes the profile and its tab."""
        self._profile = (await self._remote.tell("browser.createUserContext"))["userContext"]
        profile = self._profile
        made = await self._remote.tell("browsingContext.create", type="tab", userContext=profile)
        self._tab = made["context"]

    async def go(self, url: str) -> None:
        """Begins to navigate."""
        await self._remote.tell("browsingContext.navigate", context=self._tab, url=url, wait="none")

    async def ask(self, expression: str) -> str:
        """The text that an expression comes to in the page."""
        where = {"context": self._tab}
        answer = await self._remote.tell(
            "script.evaluate", expression=expression, target=where, awaitPromise=True
        )
        if answer["type"] != "success":
            raise RemoteError(f"{answer}")
        return str(answer["result"]["value"])

    async def resize(self, width: int, height: int) -> None:
        """Gives the page the size of a screen."""
        size = {"width": width, "height": height}
        await self._remote.tell("browsingContext.setViewport", context=self._tab, viewport=size)

    async def touch(self, path: Sequence[Point]) -> None:
        """Puts a finger down on the first point, moves it along the others, and lifts it."""
        moves = [_move(*point, STEP_MS) for point in path[1:]]
        down = [_move(*path[0], 0), {"type": "pointerDown", "button": 0}]
        actions = [*down, *moves, {"type": "pointerUp", "button": 0}]
        touching = {"parameters": {"pointerType": "touch"}, "actions": actions}
        await self._act({"type": "pointer", "id": "finger", **touching})

    async def write(self, text: str) -> None:
        """Types into what has the focus."""
        kinds = ("keyDown", "keyUp")
        keys = [{"type": kind, "value": letter} for letter in text for kind in kinds]
        await self._act({"type": "key", "id": "keys", "actions": keys})

    async def _act(self, source: Answer) -> None:
        await self._remote.tell("input.performActions", context=self._tab, actions=[source])

    async def close(self) -> None:
        """Ends the profile with its tab."""
        await self._remote.tell("browser.removeUserContext", userContext=self._profile)


Tab = ChromiumTab | FirefoxTab


def _move(x: float, y: float, duration: int) -> Answer:
    return {"type": "pointerMove", "x": round(x), "y": round(y), "duration": duration}

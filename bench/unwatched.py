"""Browsers that nobody watches while they load a page, and that are asked afterwards how it went.

Playwright is told of every request: in Firefox a page then takes half as long again. Here a page is
opened by the browser's own protocol, in a profile that has never been anywhere, with not one event
wanted: by the Chrome DevTools Protocol, and by WebDriver BiDi (W3C) in Firefox.
"""

import asyncio
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from bench.browsers import CHROMIUM
from runner import browsers
from tests.bed.browsers import CHROMIUM_ARGUMENTS, FIREFOX_PREFERENCES
from tests.bed.waiting import until_async

BEGIN_SECONDS = ANSWER_SECONDS = 30.0
QUIET_SECONDS = 1.5  # after a navigation, in which the page has its computer for itself
CHROMIUM_OPTIONS = ["--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0"]
FIREFOX_OPTIONS = ["--headless", "--no-remote", "--remote-debugging-port=0"]
PREFERENCES = FIREFOX_PREFERENCES | {
    "services.settings.server": "",  # it asks nobody what it should try
    "messaging-system.rsexperimentloader.enabled": False,
}

Answer = dict[str, Any]


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

    async def close(self) -> None:
        """Ends the profile with its tab."""
        await self._remote.tell("browser.removeUserContext", userContext=self._profile)


Tab = ChromiumTab | FirefoxTab


class Unwatched:
    """A browser with its protocol."""

    def __init__(self, name: str, remote: Remote) -> None:
        self.name = name
        self._remote = remote

    @asynccontextmanager
    async def newcomer(self) -> AsyncIterator[Tab]:
        """A tab of somebody who has never been here."""
        tab = (ChromiumTab if self.name == CHROMIUM else FirefoxTab)(self._remote)
        await tab.open()
        try:
            yield tab
        finally:
            await tab.close()


@asynccontextmanager
async def unwatched(name: str) -> AsyncIterator[Unwatched]:
    """Runs a browser without windows, with synthetic devices."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = _command(name, Path(folder))
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = await _address(name, Path(folder))
            async with connect(address, max_size=None, proxy=None) as socket:
                remote = Remote(socket)
                if name != CHROMIUM:
                    await remote.tell("session.new", capabilities={})
                yield Unwatched(name, remote)
        finally:
            process.terminate()
            process.wait()


async def visit(tab: Tab, url: str, expression: str) -> Any:
    """Opens a page, leaves it alone until it must be there, then asks it: for JSON."""
    await tab.go("about:blank")  # the same address again would be a reload
    await tab.go(url)
    await asyncio.sleep(QUIET_SECONDS)
    return json.loads(await tab.ask(expression))


def _command(name: str, folder: Path) -> list[str]:
    program = browsers.find(name)
    if program is None or not Path(program).is_file():
        raise RemoteError(f"{name} is not installed on this system; `make doctor` tells more.")
    if name == CHROMIUM:
        return [program, *CHROMIUM_OPTIONS, *CHROMIUM_ARGUMENTS, f"--user-data-dir={folder}"]
    wishes = "".join(
        f"user_pref({json.dumps(wish)}, {json.dumps(value)});\n"
        for wish, value in PREFERENCES.items()
    )
    (folder / "user.js").write_text(wishes)
    return [program, *FIREFOX_OPTIONS, "--profile", str(folder)]


async def _address(name: str, folder: Path) -> str:
    """Where the browser listens: it writes that into its profile."""
    file = folder / ("DevToolsActivePort" if name == CHROMIUM else "WebDriverBiDiServer.json")
    await until_async(lambda: _is_whole(file), seconds=BEGIN_SECONDS, what=f"{name}'s protocol")
    text = file.read_text()
    if name == CHROMIUM:
        port, path = text.split()
        return f"ws://127.0.0.1:{port}{path}"
    return f"ws://127.0.0.1:{json.loads(text)['ws_port']}/session"


async def _is_whole(file: Path) -> bool:
    return file.exists() and len(file.read_text().split()) > 1

"""Browsers that nobody watches while they work, and that are asked afterwards how it went.

Playwright is told of every request: in Firefox a page then takes half as long again. Here a page is
opened in a profile that has never been anywhere, by the browser's own protocol (tab.py).
"""

import asyncio
import json
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from websockets.asyncio.client import connect

from bench.servers import stop
from runner import browsers
from tests.bed.browsers import CHROMIUM_ARGUMENTS, FIREFOX_PREFERENCES
from tests.bed.tab import ChromiumTab, FirefoxTab, Remote, RemoteError, Tab
from tests.bed.waiting import until_async

BEGIN_SECONDS = 30.0
CHROMIUM_OPTIONS = ["--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0"]
FIREFOX_OPTIONS = ["--headless", "--no-remote", "--remote-debugging-port=0"]
PREFERENCES = FIREFOX_PREFERENCES | {
    "services.settings.server": "",  # it asks nobody what it should try
    "messaging-system.rsexperimentloader.enabled": False,
}


class Unwatched:
    """A browser with its protocol."""

    def __init__(self, name: str, remote: Remote) -> None:
        self.name = name
        self._remote = remote

    @asynccontextmanager
    async def newcomer(self) -> AsyncIterator[Tab]:
        """A tab of somebody who has never been here."""
        tab = (ChromiumTab if self.name == browsers.CHROMIUM else FirefoxTab)(self._remote)
        await tab.open()
        try:
            yield tab
        finally:
            await tab.close()


@asynccontextmanager
async def unwatched(name: str) -> AsyncIterator[Unwatched]:
    """Runs a browser without windows, with synthetic devices; runner/browsers.py names it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = _command(name, Path(folder))
        process = subprocess.Popen(
            command, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            address = await _address(name, Path(folder))
            async with connect(address, max_size=None, proxy=None) as socket:
                remote = Remote(socket)
                if name != browsers.CHROMIUM:
                    await remote.tell("session.new", capabilities={})
                yield Unwatched(name, remote)
        finally:
            await asyncio.to_thread(stop, process)


def _command(name: str, folder: Path) -> list[str]:
    program = browsers.find(name)
    if program is None or not Path(program).is_file():
        raise RemoteError(f"{name} is not installed on this system; `make doctor` tells more.")
    if name == browsers.CHROMIUM:
        return [program, *CHROMIUM_OPTIONS, *CHROMIUM_ARGUMENTS, f"--user-data-dir={folder}"]
    wishes = "".join(
        f"user_pref({json.dumps(wish)}, {json.dumps(value)});\n"
        for wish, value in PREFERENCES.items()
    )
    (folder / "user.js").write_text(wishes)
    return [program, *FIREFOX_OPTIONS, "--profile", str(folder)]


async def _address(name: str, folder: Path) -> str:
    """Where the browser listens: it writes that into its profile."""
    file = folder / (
        "DevToolsActivePort" if name == browsers.CHROMIUM else "WebDriverBiDiServer.json"
    )
    await until_async(lambda: _is_whole(file), seconds=BEGIN_SECONDS, what=f"{name}'s protocol")
    text = file.read_text()
    if name == browsers.CHROMIUM:
        port, path = text.split()
        return f"ws://127.0.0.1:{port}{path}"
    return f"ws://127.0.0.1:{json.loads(text)['ws_port']}/session"


async def _is_whole(file: Path) -> bool:
    return file.exists() and len(file.read_text().split()) > 1

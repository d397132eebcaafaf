"""The two browsers that the call is made for: finding them, and opening a page in one.

Looked for are what the system has, then what Playwright has downloaded.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import webbrowser
from collections.abc import Iterator
from pathlib import Path

from runner.console import say

CHROMIUM, FIREFOX = "Chromium", "Firefox"
NAMES = {
    CHROMIUM: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
    FIREFOX: ["firefox-esr", "firefox"],
}
MAC_PLACES = {
    CHROMIUM: [
        "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Chromium.app/Contents/MacOS/Chromium",
    ],
    FIREFOX: ["Firefox.app/Contents/MacOS/firefox"],
}
WINDOWS_PLACES = {
    CHROMIUM: [r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe"],
    FIREFOX: [r"Mozilla Firefox\firefox.exe"],
}
HEADLESS_SHELL = "chromium-headless-shell"
DOWNLOADED = {CHROMIUM: "chromium-[0-9]*", FIREFOX: "firefox-[0-9]*"}


def find(browser: str) -> str | None:
    """The path of a browser on this machine."""
    return next((path for path in _places(browser) if path), None)


def headless_chromium() -> str | None:
    """Chromium's own program for pages that nobody looks at, else the browser with its windows.

    Each page is opened with two thirds of the work: there is no window to draw around it.
    """
    return shutil.which(HEADLESS_SHELL) or find(CHROMIUM)


def _places(browser: str) -> Iterator[str | None]:
    """Everywhere a browser may be, with what is really there."""
    for name in NAMES[browser]:
        yield shutil.which(name)
    if sys.platform == "darwin":
        for place in MAC_PLACES[browser]:
            for folder in (Path("/Applications"), Path.home() / "Applications"):
                yield _if_there(folder / place)
    if sys.platform == "win32":
        for variable in ("ProgramFiles", "ProgramFiles(x86)", "LocalAppData"):
            for place in WINDOWS_PLACES[browser]:
                yield _if_there(Path(os.environ.get(variable, "C:\\"), place))
    downloads = sorted(_playwright_folder().glob(DOWNLOADED[browser]))
    yield str(downloads[-1]) if downloads else None


def _if_there(path: Path) -> str | None:
    return str(path) if path.exists() else None


def _playwright_folder() -> Path:
    """Where Playwright keeps the browsers that it downloads."""
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen and chosen != "0":
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "")) / "ms-playwright"
    return Path.home() / ".cache" / "ms-playwright"


def show(address: str) -> None:
    """Opens an address in the person's browser, or says that there is none to open."""
    try:
        opened = webbrowser.open(address)
    except webbrowser.Error:
        opened = False
    if not opened:
        say(f"OPEN=1 found no browser to start here: open {address} in one yourself.")


def version(path: str) -> str:
    """What a browser says its version is; empty if it cannot be asked."""
    if sys.platform == "win32" or Path(path).is_dir():  # on Windows it would open a window
        return ""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return ""
    found = re.search(r"\d+(\.\d+)+", asked.stdout)
    return found.group() if found else ""

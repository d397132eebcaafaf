"""The browsers of the tests: those of the system, else those that Playwright has downloaded.

Both are given a synthetic camera and microphone, and no question about using them. Firefox gets a
mock sound device too: on a machine without one its audio clock would stand still.
"""

import os
from typing import Any

from playwright.async_api import Browser, Playwright

from runner import browsers

CHROMIUM, FIREFOX = "chromium", "firefox"
NAMES = {CHROMIUM: browsers.CHROMIUM, FIREFOX: browsers.FIREFOX}
CHROMIUM_ARGUMENTS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
]
FIREFOX_PREFERENCES: dict[str, str | float | bool] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.cubeb.force_mock_context": True,
}


class Browsers:
    """Both browsers, each launched when first asked for and kept for the session."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._launched: dict[str, Browser] = {}

    async def get(self, name: str) -> Browser:
        """A running browser."""
        if name not in self._launched or not self._launched[name].is_connected():
            self._launched[name] = await self._launch(name)
        return self._launched[name]

    async def close(self) -> None:
        """Ends them all."""
        for browser in self._launched.values():
            await browser.close()

    async def _launch(self, name: str) -> Browser:
        found = browsers.find(NAMES[name])
        assert found, f"{NAMES[name]} is missing: `make test` installs it, `make doctor` tells more"
        is_system = os.path.isfile(found)
        options: dict[str, Any] = {"executable_path": found} if is_system else {}
        if name == CHROMIUM:
            return await self._playwright.chromium.launch(args=CHROMIUM_ARGUMENTS, **options)
        if is_system:
            options["channel"] = "moz-firefox"  # WebDriver BiDi, which an unpatched Firefox speaks
        return await self._playwright.firefox.launch(
            firefox_user_prefs=FIREFOX_PREFERENCES, **options
        )

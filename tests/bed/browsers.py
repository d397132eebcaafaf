"""The browsers of the tests: those of the system, else those that Playwright has downloaded.

Both are given a synthetic camera and microphone, and no question about using them. Firefox gets a
sound device too: without one its audio clock would stand still.
"""

import os
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Playwright

from runner import browsers
from tests.bed.sound import sound_device
from tests.bed.trusted import Authority

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
    "intl.accept_languages": "en-US, en",  # as Playwright's Chromium, whatever the computer speaks
}
MOCK_SOUND = "media.cubeb.force_mock_context"


class Browsers:
    """Both browsers, each launched when first asked for and kept for the session.

    They trust the authority, if one is given.
    """

    def __init__(self, playwright: Playwright, authority: Authority | None = None) -> None:
        self._playwright = playwright
        self._authority = authority
        self._launched: dict[str, Browser] = {}
        self._devices = ExitStack()
        self._sound = self._devices.enter_context(sound_device())

    async def get(self, name: str) -> Browser:
        """A running browser."""
        if name not in self._launched or not self._launched[name].is_connected():
            self._launched[name] = await launch(
                self._playwright, name, self._sound, self._authority
            )
        return self._launched[name]

    async def close(self) -> None:
        """Ends them all."""
        for browser in self._launched.values():
            await browser.close()
        self._devices.close()


async def launch(
    playwright: Playwright, name: str, sound: dict[str, str], authority: Authority | None = None
) -> Browser:
    """A new browser, whose environment names a sound device; if empty, Firefox mocks one."""
    found = browsers.find(NAMES[name])
    assert found, f"{NAMES[name]} is missing: `make test` installs it, `make doctor` tells more"
    is_system = os.path.isfile(found)
    options: dict[str, Any] = {"executable_path": found} if is_system else {}
    if name == CHROMIUM:
        trusting = authority.chromium_arguments if authority else []
        return await playwright.chromium.launch(args=[*CHROMIUM_ARGUMENTS, *trusting], **options)
    if is_system:
        options["channel"] = "moz-firefox"  # WebDriver BiDi, which an unpatched Firefox speaks
    preferences = FIREFOX_PREFERENCES | ({} if sound else {MOCK_SOUND: True})
    if authority:
        program = authority.firefox(
            Path(found if is_system else playwright.firefox.executable_path)
        )
        options["executable_path"] = str(program)
    return await playwright.firefox.launch(
        env={**os.environ, **sound}, firefox_user_prefs=preferences, **options
    )

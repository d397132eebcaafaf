"""The browsers of the tests: those of the system, else those that Playwright has downloaded.

Both are given a synthetic camera and microphone, and no question about using them. Firefox gets a
sound device too: without one its audio clock would stand still. Of Chromium the program without
windows is taken where there is one.
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
PLAY_ALL = "--autoplay-policy=no-user-gesture-required"
CHROMIUM_ARGUMENTS = [
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    PLAY_ALL,
]
Preferences = dict[str, str | float | bool]
AUTOPLAY_RULE: Preferences = {"media.autoplay.default": 1}  # no sound before a click: as delivered
FIREFOX_PREFERENCES: Preferences = {
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
        self._launched: dict[tuple[str, str, bool], Browser] = {}
        self._devices = ExitStack()
        self._sound = self._devices.enter_context(sound_device())

    async def get(
        self, name: str, wishes: Preferences | None = None, *, windows: bool = False
    ) -> Browser:
        """A running browser; one with wishes, or a Chromium with windows, is another one."""
        without = name == CHROMIUM and not windows
        key = (name, repr(wishes or {}), without)
        if key not in self._launched or not self._launched[key].is_connected():
            self._launched[key] = await launch(
                self._playwright,
                name,
                self._sound,
                authority=self._authority,
                wishes=wishes,
                path=browsers.headless_chromium() if without else None,
            )
        return self._launched[key]

    async def close(self) -> None:
        """Ends them all."""
        for browser in self._launched.values():
            await browser.close()
        self._devices.close()


async def launch(
    playwright: Playwright,
    name: str,
    sound: dict[str, str],
    *,
    authority: Authority | None = None,
    wishes: Preferences | None = None,
    path: str | None = None,
) -> Browser:
    """A new browser, or another program of its kind, and what it is to be told.

    Its environment names a sound device; if that is empty, Firefox mocks one.
    """
    found = path or browsers.find(NAMES[name])
    assert found, f"{NAMES[name]} is missing: `make test` installs it, `make doctor` tells more"
    is_system = os.path.isfile(found)
    options: dict[str, Any] = {"executable_path": found} if is_system else {}
    if name == CHROMIUM:
        trusting = authority.chromium_arguments if authority else []
        given = [one for one in CHROMIUM_ARGUMENTS if one != PLAY_ALL or wishes != AUTOPLAY_RULE]
        return await playwright.chromium.launch(args=[*given, *trusting], **options)
    if is_system:
        options["channel"] = "moz-firefox"  # WebDriver BiDi, which an unpatched Firefox speaks
    preferences = FIREFOX_PREFERENCES | ({} if sound else {MOCK_SOUND: True}) | (wishes or {})
    if authority:
        program = authority.firefox(
            Path(found if is_system else playwright.firefox.executable_path)
        )
        options["executable_path"] = str(program)
    return await playwright.firefox.launch(
        env={**os.environ, **sound}, firefox_user_prefs=preferences, **options
    )

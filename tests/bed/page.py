"""One participant's browser page, told and asked in the words of the page's contract.

Whatever a page must never do is noted while it lives: errors in its console, violations of its
Content-Security-Policy, requests to any other host.
"""

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request
from playwright.async_api import Page as BrowserPage

from tests.bed.waiting import until_async

SMALL = {"fake": 1, "width": 320, "height": 180}
WATCH_VIOLATIONS = """
    globalThis.violations = [];
    addEventListener("securitypolicyviolation", (event) =>
      violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
LISTEN = """async (video) => {
    const capture = () => video.captureStream ? video.captureStream() : video.mozCaptureStream();
    const rest = () => new Promise((resolve) => setTimeout(resolve, 100));
    let stream = capture();
    // The first recording may be without sound: it begins when the browser's sound device does.
    for (let round = 0; round < 50 && !stream.getAudioTracks().length; round++) {
      await rest();
      stream = capture();
    }
    if (!stream.getAudioTracks().length) return 0;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(new MediaStream(stream.getAudioTracks())).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    let peak = 0;
    for (let round = 0; round < 30 && peak < 0.001; round++) {
      await rest();
      analyser.getFloatTimeDomainData(samples);
      peak = Math.max(peak, ...samples.map(Math.abs));
    }
    await context.close();
    return peak;
}"""
EXAMINE = """() => [...document.querySelectorAll("[data-participant]")].map((tile) => {
    const video = tile.querySelector("video");
    const { buffered, currentTime, error, paused, readyState, seeking } = video;
    const stretches = Array.from({ length: buffered.length }, (_, index) =>
      [buffered.start(index), buffered.end(index)]);
    const media = { stretches, currentTime, error: error?.message, paused, readyState, seeking };
    return { ...tile.dataset, ...media };
})"""


class Page:
    """A page in a browser context of its own: its own storage, its own devices."""

    def __init__(self, context: BrowserContext, page: BrowserPage, name: str) -> None:
        self.context = context
        self.page = page
        self.name = name
        self.problems: list[str] = []
        self.console: list[str] = []
        self.hosts = {"localhost", "127.0.0.1"}  # and the one that it is opened at
        self._forgiven: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.problems.append(f"uncaught: {error}"))
        page.on("request", self._see)
        page.on("websocket", lambda socket: self._check_host(socket.url))
        page.on("crash", lambda _page: self.problems.append("the page crashed"))

    async def go(self, url: str, room: str, **parameters: Any) -> None:
        """Opens the call; parameters override those of a small picture, `fragment` is behind #."""
        self.hosts.add(urlsplit(url).hostname or "")
        await self.page.add_init_script(WATCH_VIOLATIONS)
        fragment = parameters.pop("fragment", "")
        query = {"room": room, "name": self.name, "autojoin": 1, **SMALL, **parameters}
        given = {key: value for key, value in query.items() if value is not None}
        await self.page.goto(f"{url}/?{urlencode(given)}{fragment and f'#{fragment}'}")

    def forgive(self, pattern: str) -> None:
        """Expects console errors that match, because the test causes them."""
        self._forgiven.append(pattern)

    async def state(self) -> str:
        """The state of the call in this page."""
        return str(await self.page.evaluate("document.body.dataset.state"))

    async def wait_state(self, *states: str, seconds: float = 15.0) -> None:
        """Waits until the page is in one of these states."""

        async def reached() -> bool:
            return await self.state() in states

        what = f"{' or '.join(states)} in {self.name}'s page"
        await until_async(reached, seconds=seconds, what=what)

    async def remote(self, name: str) -> dict[str, str] | None:
        """What a remote participant's tile says of itself; None if there is no tile."""
        return await self._dataset(f"[data-participant={json.dumps(name)}]")

    async def remotes(self) -> list[str]:
        """The names on the tiles."""
        return await self._all("[data-participant]", "tile.dataset.participant")

    async def wait_remote(
        self, name: str, state: str = "live", *, seconds: float = 15.0, **values: str
    ) -> None:
        """Waits until a tile is in a state and says these things."""
        wanted = {"state": state, **values}
        tile: dict[str, str] = {}

        async def reached() -> bool:
            nonlocal tile
            return wanted.items() <= (tile := await self.remote(name) or {}).items()

        try:
            await until_async(reached, seconds=seconds, what=f"{name} {wanted}")
        except AssertionError as problem:
            raise AssertionError(f"{problem}; {self.name}'s tile says {tile}") from None

    async def wait_gone(self, name: str, *, seconds: float = 10.0) -> None:
        """Waits until a participant has no tile."""

        async def gone() -> bool:
            return await self.remote(name) is None

        await until_async(gone, seconds=seconds, what=f"{name}'s end in {self.name}'s page")

    async def frames(self, name: str) -> int:
        """How many frames of a participant's video were decoded so far."""
        # Firefox counts the frames of a MediaStream under its own name only.
        script = """video => Math.max(
            video.getVideoPlaybackQuality().totalVideoFrames, video.mozPaintedFrames ?? 0)"""
        return int(await self._video(name).evaluate(script))

    async def wait_moving(self, name: str, *, frames: int = 10, seconds: float = 15.0) -> None:
        """Waits until a participant's video has shown so many more frames, and is live."""
        await self.wait_remote(name, seconds=seconds)
        first = await self.frames(name)

        async def moved() -> bool:
            return await self.frames(name) >= first + frames

        await until_async(moved, seconds=seconds, what=f"moving {name} in {self.name}'s page")

    async def latency(self, name: str, *, seconds: float = 15.0) -> int:
        """The milliseconds from glass to glass that the stamp in the picture tells."""

        async def told() -> str | None:
            return (await self.remote(name) or {}).get("latencyMs")

        what = f"latency of {name} in {self.name}'s page"
        return int(await until_async(told, seconds=seconds, what=what) or 0)

    async def loudness(self, name: str) -> float:
        """The peak of a participant's decoded sound; 0 is silence. Listens for 3 s at most."""
        return float(await self._video(name).evaluate(LISTEN))

    async def click(self, action: str) -> None:
        """Clicks the button that means an action."""
        await self.page.locator(f"[data-action={action}]:visible").first.click()

    async def pressed(self, action: str) -> bool:
        """Whether a toggle button is on."""
        button = self.page.locator(f"[data-action={action}]:visible").first
        return bool(await button.evaluate("one => (one.ariaPressed ?? one.dataset.on) === 'true'"))

    async def person(self, name: str) -> dict[str, str] | None:
        """What the list of people says of somebody."""
        return await self._dataset(f"[data-person={json.dumps(name)}]")

    async def people(self) -> list[str]:
        """The names in the list of people."""
        return await self._all("[data-person]", "tile.dataset.person")

    async def wait_person(self, name: str, *, seconds: float = 5.0, **values: str) -> None:
        """Waits until the list of people says these things of somebody."""

        async def told() -> bool:
            person = await self.person(name)
            return person is not None and values.items() <= person.items()

        what = f"{name} {values} among {self.name}'s people"
        await until_async(told, seconds=seconds, what=what)

    async def say(self, text: str) -> None:
        """Writes a line of chat."""
        field = self.page.locator("form[data-form=chat] input[name=text]")
        if not await field.is_visible():
            await self.click("chat")
        await field.fill(text)
        await field.press("Enter")

    async def chat(self) -> list[tuple[str, str]]:
        """The lines of the chat: from whom, and what."""
        value = "[tile.dataset.from, tile.querySelector('p').textContent]"
        return [(name, text) for name, text in await self._all("[data-chat-line]", value)]

    async def wait_chat(self, name: str, text: str, *, seconds: float = 5.0) -> None:
        """Waits for a line of chat."""

        async def there() -> bool:
            return (name, text) in await self.chat()

        await until_async(there, seconds=seconds, what=f"{text!r} in {self.name}'s chat")

    async def check(self) -> None:
        """Nothing happened in this page that must not happen."""
        if not self.page.is_closed():
            self.problems += await self.page.evaluate("globalThis.violations ?? []")
        pattern = "|".join(self._forgiven)
        bad = [p for p in self.problems if not (pattern and re.search(pattern, p))]
        assert not bad, f"{self.name}'s page: {bad}"

    async def keep_evidence(self, folder: Path, test: str) -> None:
        """Writes screenshot, console and the state of each video, for whoever looks into it."""
        stem = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{test}-{self.name}")[:120]
        (folder / f"{stem}.log").write_text("\n".join(self.console), encoding="utf-8")
        if not self.page.is_closed():
            videos = json.dumps(await self.page.evaluate(EXAMINE), indent=1)
            (folder / f"{stem}.json").write_text(videos, encoding="utf-8")
            await self.page.screenshot(path=folder / f"{stem}.png", timeout=5_000)

    def _video(self, name: str) -> Any:
        return self.page.locator(f"[data-participant={json.dumps(name)}] video")

    async def _dataset(self, selector: str) -> dict[str, str] | None:
        script = "selector => ({...document.querySelector(selector)?.dataset})"
        found: dict[str, str] = await self.page.evaluate(script, selector)
        return found or None

    async def _all(self, selector: str, value: str) -> list[Any]:
        script = f"selector => [...document.querySelectorAll(selector)].map(tile => {value})"
        return list(await self.page.evaluate(script, selector))

    def _hear(self, message: ConsoleMessage) -> None:
        self.console.append(f"{message.type}: {message.text}")
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _see(self, request: Request) -> None:
        self._check_host(request.url)

    def _check_host(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in self.hosts:
            self.problems.append(f"request to a foreign host: {url}")

"""Following the file of a configuration: what is broken or empty changes nothing."""

import asyncio
import logging
import traceback
from collections.abc import Mapping
from pathlib import Path

from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.dataplane_config import StunnerConfig
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.gateway import Gateway

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0


class Watcher:
    """A file, and the gateway that follows it.

    The file is read again and again, as it may be replaced in many ways: by an editor, by a
    rename, by a link that points elsewhere (which is how Kubernetes does it). Whoever writes it by
    program should rename it into its place: half a file may be a configuration too.
    """

    def __init__(self, path: Path, gateway: Gateway, environment: Mapping[str, str]) -> None:
        self._path = path
        self._gateway = gateway
        self._environment = environment
        self._seen = ""
        self.read: StunnerConfig | None = None  # the newest that makes sense, followed or not

    async def until_read(self, seconds: float = LOOK_SECONDS) -> None:
        """Waits for a configuration that makes sense, and follows none."""
        while self.read is None:
            await self.look(follow=False)
            await asyncio.sleep(seconds)

    async def run(self, seconds: float = LOOK_SECONDS) -> None:
        """Looks again and again, until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(seconds)

    async def look(self, *, follow: bool = True) -> None:
        """Follows the file if something new stands in it."""
        try:
            text = self._path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as problem:
            self._pass_over(f"cannot be read: {getattr(problem, 'strerror', None) or 'no UTF-8'}")
            return
        if not text.strip():
            self._pass_over("is empty")
        elif text != self._seen or self._gateway.config is None:  # at first its port may be taken
            await self._take(text, follow=follow)

    async def _take(self, text: str, *, follow: bool) -> None:
        is_new, self._seen = text != self._seen, text
        try:
            self.read, warnings = parse_config(text, self._environment)
            if is_new:
                for warning in warnings:
                    logger.warning("%s: %s", self._path.name, warning)
            if follow:
                await self._gateway.reconcile(self.read)
        except ConfigError as problem:
            self._tell(str(problem))
        except Exception as problem:  # a fault of ours: no reason to end the calls of others
            self._tell(f"cannot be followed: {_place_of(problem)}")
        else:
            self._gateway.problem = ""

    def _pass_over(self, why: str) -> None:
        self._seen = ""
        self._tell(why)

    def _tell(self, why: str) -> None:
        problem = f"{self._path.name}: {why}"
        if problem != self._gateway.problem:
            kept = "the last good configuration stays" if self._gateway.config else "nothing runs"
            logger.error("%s; %s", problem, kept)
        self._gateway.problem = problem


def _place_of(problem: Exception) -> str:
    """What kind of error, and where in the code; what it says may have a password in it."""
    place = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} in {Path(place.filename).name}, line {place.lineno}"

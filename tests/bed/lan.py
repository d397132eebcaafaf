"""A step that was started with LAN=1: its address in the network of this computer, over https.

Nothing goes any further than this computer's own address.
"""

import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from common.addresses import local_addresses
from common.authority import authority
from tests.bed import keyed, step
from tests.bed.step import Step
from tests.bed.trusted import Authority

NO_ADDRESS = "this computer has no address but loopback: there is no LAN to serve"


def lan_address() -> str:
    """The address of this computer that others would use; skips the test if there is none."""
    first = local_addresses()[0]
    if ipaddress.ip_address(first).is_loopback:
        pytest.skip(NO_ADDRESS)
    return first


@dataclass
class LanStep(Step):
    """A running step, as others on the network see it."""

    state: Path
    host: str

    @property
    def url(self) -> str:
        """The address of the call."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"https://{host}:{self.port}"

    @property
    def address(self) -> tuple[str, int]:
        """Where the step listens."""
        return self.host, self.port

    @property
    def trust(self) -> ssl.SSLContext:
        """The TLS settings of somebody who trusts the step's authority, and nobody else."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        authority(self.state / "polycloud").configure_trust(context)
        return context

    async def health(self) -> dict[str, int | str] | None:
        """What /healthz says, or None when nobody answers."""
        if self.process.poll() is not None:
            raise AssertionError(f"the step ended by itself:\n{self.log}")
        try:
            async with httpx.AsyncClient(trust_env=False, verify=self.trust) as client:
                answer: dict[str, int | str] = (await client.get(f"{self.url}/healthz")).json()
                return answer
        except httpx.TransportError:
            return None


@asynccontextmanager
async def running_lan(
    number: int, folder: Path, trusted: Authority | None = None
) -> AsyncIterator[LanStep]:
    """A step with LAN=1, and the keys of the tests, until its clean end.

    Its authority is its own, unless there is one that the browsers of the tests trust.
    """
    host, state = lan_address(), folder / "state"
    if trusted:
        trusted.keep(state / "polycloud")
    settings = {"LAN": "1", "KEYS_SECRET": keyed.SECRET, "XDG_STATE_HOME": str(state)}
    begun = step.start(number, step.free_port(), folder / "log", **settings)
    started = LanStep(number, begun.port, begun.process, begun.log_path, state, host)
    try:
        await step.answers(started)
        yield started
        if started.process.poll() is None:
            assert await started.interrupt() == 0, started.log
        assert "Traceback" not in started.log
    finally:
        step.kill(started)

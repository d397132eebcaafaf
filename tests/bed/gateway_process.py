"""The data plane of step 4 as a process of its own, and the file that it follows."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import yaml

from common.stun_attributes import Address
from tests.bed.gateway_bed import ADA, BACKEND, HOST, STATIC, at, cluster, listener, ports
from tests.bed.step import ROOT
from tests.bed.waiting import until

LISTENER = "demo/gateway/udp"


@dataclass
class GatewayProcess:
    """A data plane, its log, and its file."""

    file: Path
    log_path: Path
    door: Address
    health: int
    metrics: int
    process: "subprocess.Popen[bytes]" = field(init=False)

    @property
    def log(self) -> str:
        """What it has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def tell(self, *backend_ports: int) -> None:
        """Writes a configuration with a route to these ports of loopback."""
        self.write(yaml.safe_dump(self.configuration(*backend_ports)))

    def configuration(self, *backend_ports: int) -> dict[str, Any]:
        """One listener, one route, one user."""
        return {
            "version": "v1",
            "admin": {
                "healthcheck_endpoint": f"http://:{self.health}",
                "metrics_endpoint": f"http://:{self.metrics}/metrics",
            },
            "auth": {**STATIC, "credentials": ADA},
            "listeners": [listener(self.door[1], BACKEND)],
            "clusters": [cluster(*(at(port) for port in backend_ports))],
        }

    def write(self, text: str) -> None:
        """Puts a text into the place of the file, whole."""
        part = self.file.with_suffix(".part")
        part.write_text(text, encoding="utf-8")
        os.replace(part, self.file)

    def start(self, **settings: str) -> None:
        """Starts the process."""
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "steps.step4_gateway.dataplane", str(self.file)],
                cwd=ROOT,
                env=os.environ | {"PYTHONUNBUFFERED": "1"} | settings,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    async def says(self, word: str) -> None:
        """Waits until the log has a word."""
        await until(lambda: word in self.log, seconds=20, what=f"{word!r} in the log: {self.log}")

    async def ended(self, seconds: float = 10.0) -> int:
        """Its exit status, once it has ended."""
        await until(lambda: self.process.poll() is not None, seconds=seconds, what="its end")
        return self.process.returncode

    async def get(self, path: str) -> tuple[int, dict[str, Any]]:
        """What it tells an operator."""
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.get(f"http://127.0.0.1:{self.health}{path}")
        return answer.status_code, answer.json()


@asynccontextmanager
async def gateway_process(folder: Path) -> AsyncIterator[GatewayProcess]:
    """A data plane to be told something and to be started; nothing of it is left at the end."""
    door, health, metrics = ports(3)
    prepared = GatewayProcess(
        folder / "dataplane.yaml", folder / "dataplane.log", (HOST, door), health, metrics
    )
    try:
        yield prepared
        assert "Traceback" not in prepared.log, prepared.log
    finally:
        prepared.process.kill()
        prepared.process.wait()

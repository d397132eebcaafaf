"""A node of step 4 as a process of its own, and something in the place of the front it tells."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from common.http_protocol import LongHttpProtocol
from common.rooms import Rooms
from common.serving import StepServer, open_sockets
from common.signaling import Join
from steps.step4_gateway.heartbeat import PURPOSE, Heart, Identity
from steps.step4_gateway.node import RESTORE
from steps.step4_gateway.signed import Sealed, seal, unseal
from tests.bed.step import ROOT, START_SECONDS, free_port
from tests.bed.waiting import until

SECRET = "correct horse battery staple"
NODE_HOST = "127.0.1.1" if sys.platform == "linux" else "127.0.0.1"
IDENTITY = Identity("sfu-1", "b007", "http://127.0.1.1:8002", "127.0.1.1:8002")


@dataclass
class Recorder:
    """Something that takes heartbeats as a front does, and keeps them."""

    url: str = ""
    beats: list[Sealed] = field(default_factory=list)
    wants: list[str] = field(default_factory=list)  # asked for in the next answer
    refuses: bool = False
    answers: asyncio.Lock = field(default_factory=asyncio.Lock)  # who holds it delays them
    _seen: int = 0

    async def take(self, request: Request) -> Response:
        """POST /nodes; Forged is an error of the test."""
        if self.refuses:
            return PlainTextResponse("Not today.", 403)
        self.beats.append(unseal(SECRET.encode(), PURPOSE, await request.body(), time.time()))
        async with self.answers:
            wanted, self.wants = self.wants, []
        return JSONResponse({"wanted": wanted})

    async def told(
        self, condition: Callable[[dict[str, Any]], object], *, seconds: float = 10.0
    ) -> dict[str, Any]:
        """The next heartbeat of which something is true; those before it count as seen."""

        def look() -> dict[str, Any] | None:
            for number in range(self._seen, len(self.beats)):
                if condition(self.beats[number].data):
                    self._seen = number + 1
                    return self.beats[number].data
            return None

        return await until(look, seconds=seconds, what="a heartbeat") or {}


def heart(*rooms: str) -> Heart:
    """What is told of a node with somebody in each of these rooms."""
    made = Heart(IDENTITY, capacity=200, rooms=Rooms())
    for room in rooms:
        made.rooms.enter(Join(room, "Ada"), "secret", clock_ms=1)
    return made


@asynccontextmanager
async def recorder(port: int = 0) -> AsyncIterator[Recorder]:
    """A recorder on loopback."""
    front = Recorder()
    app = Starlette(routes=[Route("/nodes", front.take, methods=["POST"])])
    server = StepServer(app, lambda: None, signals=False)
    server.config.http = LongHttpProtocol
    (door,) = open_sockets("127.0.0.1", port)
    front.url = f"http://127.0.0.1:{door.getsockname()[1]}"
    task = asyncio.create_task(server.serve([door]))
    await until(lambda: server.started, what="a front")
    try:
        yield front
    finally:
        server.should_exit = True
        await task


def snapshot_in(beat: dict[str, Any], room: str) -> dict[str, Any] | None:
    """The snapshot of a room in a heartbeat."""
    return next((one for one in beat["snapshots"] if one["room"] == room), None)


async def post_room(url: str, snapshot: object, secret: str = SECRET) -> tuple[int, str]:
    """Asks a node to take a room over, as a front does: the status and the sentence."""
    data: Any = snapshot
    body = seal(secret.encode(), RESTORE, data, time.time())
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}/rooms", content=body)
    return answer.status_code, json.loads(answer.text or "{}").get("message", "")


@dataclass
class NodeProcess:
    """A running node."""

    url: str
    log_path: Path
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> str:
        """What the node has printed."""
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    async def kill(self) -> None:
        """Ends it as a computer does that fails: without a word."""
        self.process.kill()
        await self.ended()

    async def ended(self, seconds: float = 10.0) -> int:
        """Its exit status, once it has ended."""
        await until(lambda: self.process.poll() is not None, seconds=seconds, what="its end")
        return self.process.returncode


def start(port: int, front: str, log_path: Path, **settings: str) -> "subprocess.Popen[bytes]":
    """Starts a node, with settings in its environment."""
    told = {"PORT": str(port), "ADVERTISE": NODE_HOST, "FRONT": front, "NODE": "sfu-1"}
    with log_path.open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "steps.step4_gateway.node"],
            cwd=ROOT,
            env=os.environ | told | {"HEARTBEAT_SECRET": SECRET} | settings,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


@asynccontextmanager
async def node(folder: Path, front: str, **settings: str) -> AsyncIterator[NodeProcess]:
    """A node from its first word to its end, which is not by an error."""
    port = free_port()
    log_path = folder / f"node-{port}.log"
    process = start(port, front, log_path, **settings)
    running = NodeProcess(f"http://{NODE_HOST}:{port}", log_path, process)
    try:
        await until(lambda: "is on" in running.log, seconds=START_SECONDS, what="a node")
        yield running
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            assert await running.ended() == 0, running.log
        assert "Traceback" not in running.log, running.log
        assert SECRET not in running.log
    finally:
        process.kill()
        process.wait()

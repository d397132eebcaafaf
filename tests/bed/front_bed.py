"""A front of step 4 in the test's own event loop, and nodes as processes or as mere heartbeats."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx

from common.serving import open_sockets, serving
from steps.step4_gateway.fleet import GATHER_SECONDS
from steps.step4_gateway.front import Front, public_app
from steps.step4_gateway.front_settings import FrontSettings
from steps.step4_gateway.heartbeat import BEAT_SECONDS, PURPOSE
from steps.step4_gateway.signed import seal
from tests.bed.client import Participant
from tests.bed.node_bed import SECRET, NodeProcess, node
from tests.bed.waiting import until

BEATS = count(1)
TURN_SECRET = "a secret of the gateway"
TURN_URLS = ("turn:192.0.2.1:3478?transport=udp", "turns:turn.example.org:5349?transport=tcp")
SETTINGS = FrontSettings(
    host="127.0.0.1",
    port=0,
    internal_host="127.0.0.1",
    internal_port=0,
    secret=SECRET.encode(),
    auth_service="",
    tls_name="",
    turn_secret=TURN_SECRET,
    turn_urls=TURN_URLS,
    turn_realm="polycloud",
    stage="",
    stage_token="",
)


@dataclass
class RunningFront:
    """A front, and its two doors."""

    front: Front
    url: str
    internal: str

    async def hears(self, *names: str, state: str = "up") -> None:
        """Waits until these nodes are known and in this state, and the front has begun."""
        fleet = self.front.fleet

        def there() -> bool:
            now = time.monotonic()
            states = {node.name: fleet.state(node, now) for node in fleet.nodes.values()}
            return not fleet.is_gathering(now) and all(states.get(n) == state for n in names)

        await until(there, seconds=10 + GATHER_SECONDS, what=f"{names} {state}")

    async def confirmed(self, room: str, people: int = 1) -> str:
        """The node that announces a room with so many people, and of which a snapshot is kept."""
        fleet = self.front.fleet

        def look() -> str:
            home = fleet.home(room, time.monotonic())
            announced = home and home.rooms.get(room)
            kept = fleet.kept.by_name.get(room)
            if not home or not announced or kept is None or len(announced.people) != people:
                return ""
            return home.name if kept.event == announced.event else ""

        return await until(look, what=f"the room {room} in a heartbeat")


@asynccontextmanager
async def running_front(internal_port: int = 0, **changes: Any) -> AsyncIterator[RunningFront]:
    """A front from its first answer to its end."""
    sockets = open_sockets("127.0.0.1", internal_port)
    internal = f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    front = Front(replace(SETTINGS, **changes))
    async with serving(public_app(front, sockets), front.goodbye) as url:
        yield RunningFront(front, url, internal)


@asynccontextmanager
async def two_nodes(folder: Path, front: str, **settings: str) -> AsyncIterator[list[NodeProcess]]:
    """Nodes sfu-1 and sfu-2, as processes."""
    async with (
        node(folder, front, NODE="sfu-1", **settings) as first,
        node(folder, front, NODE="sfu-2", **settings) as second,
    ):
        yield [first, second]


def beat_data(name: str = "ghost", **changes: Any) -> dict[str, Any]:
    """What a node could say of itself; nobody listens at its address."""
    data = {
        "node": name,
        "boot": "1",
        "beat": next(BEATS),
        "url": "http://127.0.0.1:9",
        "media": "127.0.0.1:9",
        "draining": False,
        "capacity": 200,
        "participants": 0,
        "cpu": 0.0,
        "packets": 0,
        "rooms": [],
        "snapshots": [],
    }
    return data | changes


async def post(internal: str, body: bytes) -> tuple[int, dict[str, Any]]:
    """Sends bytes as a heartbeat: the status and the answer."""
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{internal}/nodes", content=body)
    return answer.status_code, answer.json()


async def beat(
    internal: str, data: dict[str, Any], at: float | None = None, secret: str = SECRET
) -> tuple[int, dict[str, Any]]:
    """Sends a heartbeat."""
    return await post(internal, seal(secret.encode(), PURPOSE, data, at or time.time()))


async def keep_telling(fronts: Iterable[RunningFront], nodes: dict[str, str]) -> None:
    """Announces nodes, given by name and URL, to several fronts as the nodes themselves do."""
    while True:
        for front in fronts:
            for name, url in nodes.items():
                await beat(front.internal, beat_data(name, url=url))
        await asyncio.sleep(BEAT_SECONDS)


async def rooms_on_both(front: RunningFront) -> dict[str, Participant]:
    """Somebody in a room on each of the nodes sfu-1 and sfu-2, by node."""
    found: dict[str, Participant] = {}
    for number in count():
        somebody = await Participant.join(front.url, f"room-{number}", "Ada")
        name = somebody.welcome["way"]["node"]
        if name in found:
            await somebody.leave()
        else:
            found[name] = somebody
        if len(found) == 2:
            return found
    raise AssertionError

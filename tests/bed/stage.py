"""Step 4 as it runs on one computer: its programs, its presenter's buttons, its gateway."""

import time
from typing import Any

import httpx
import psutil

from common.stun_attributes import Address
from steps.step3_turn.credentials import Credentials
from tests.bed.step import Step

PREFIX = "steps.step4_gateway."


def programs(step: Step) -> dict[str, list[psutil.Process]]:
    """What the supervisor runs, by the name of the module; nodes by theirs, as sfu-1."""
    found: dict[str, list[psutil.Process]] = {}
    for process in step.server.children(recursive=True):
        try:
            words = process.cmdline()
            module = next(word for word in words if word.startswith(PREFIX)).removeprefix(PREFIX)
            name = process.environ()["NODE"] if module == "node" else module
        except (psutil.Error, StopIteration, KeyError):  # it ends, or has just begun
            continue
        found.setdefault(name, []).append(process)
    return found


def setting(step: Step, name: str) -> str:
    """A setting of the front, among them secrets."""
    return str(programs(step)["front"][0].environ()[name])


def door(step: Step) -> Address:
    """Where the gateway listens for UDP."""
    host, port = setting(step, "TURN_URLS").split("?")[0].removeprefix("turn:").rsplit(":", 1)
    return host, int(port)


def media_of(step: Step, node: str) -> Address:
    """Where a node says that its media are: the gateway leads there, and knows where that is."""
    told = programs(step)[node][0].environ()
    return told["ADVERTISE"], int(told["PORT"])


def place_of(step: Step, node: str) -> Address:
    """Where a node really is, with its media as well as its HTTP."""
    told = programs(step)[node][0].environ()
    return told["HOST"], int(told["PORT"])


def password(step: Step, who: str = "7") -> tuple[str, str]:
    """A user name and a password for the gateway."""
    secret = setting(step, "TURN_SECRET")
    return Credentials("polycloud", secret=secret, unix_time=time.time().__add__).issue(who, 0.0)


async def state(step: Step) -> dict[str, Any]:
    """What the presenter sees: the nodes by name, and whether there is a route."""
    async with httpx.AsyncClient(trust_env=False) as client:
        told = (await client.get(f"{step.url}/stage")).json()
    return {"route": told["route"]} | {node["name"]: node["state"] for node in told["nodes"]}


async def act(step: Step, action: str, node: str = "") -> tuple[int, dict[str, Any]]:
    """Presses a button; gives the status and the answer."""
    wish = {"action": action} | ({"node": node} if node else {})
    async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
        answer = await client.post(f"{step.url}/stage", json=wish, headers={"Origin": step.url})
    return answer.status_code, answer.json()

"""Another listener of a running gateway, with a route of its own to a backend of its own: an echo.

Whoever talks through it shares the gateway's process with a call, and none of its routes.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import yaml

from common.stun_attributes import Address
from tests.bed.stage import door, password, programs
from tests.bed.step import Step, free_port
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.turn_process import HOST, TurnBystander
from tests.bed.waiting import until, until_async

NAME = "neighbour"
NAMESPACE = {"namespace": "polycloud"}


@dataclass
class Neighbour:
    """The listener, its backend, and who talks through it."""

    door: Address
    backend: Address
    bystander: TurnBystander

    async def loses_nothing(self) -> None:
        """All that was sent has come back, once and in order, however busy the computer is."""
        talk, wanted = self.bystander, self.bystander.sent + 1
        await until(lambda: len(talk.arrived) >= wanted, what="every packet, and one more")
        assert [number for _time, number in talk.arrived] == list(range(len(talk.arrived)))


def manifests(step: Step) -> Path:
    """The folder that the control plane follows."""
    words = programs(step)["control"][0].cmdline()
    return Path(words[words.index("steps.step4_gateway.control") + 1])


def write(folder: Path, kind: str, name: str, **parts: object) -> None:
    """Writes one more object, as `kubectl apply` would; in one step, as the folder is followed."""
    thing = {"kind": kind, "metadata": NAMESPACE | {"name": name}, **parts}
    path = folder / f"{kind}-{name}.yaml".lower()
    part = path.with_suffix(".part")
    part.write_text(yaml.safe_dump(thing), encoding="utf-8")
    part.replace(path)


def add_listener(folder: Path, port: int, backend: int) -> None:
    """A listener more, and a route from it to a port of this computer."""
    gateway = yaml.safe_load((folder / "gateway-gateway.yaml").read_text(encoding="utf-8"))
    gateway["spec"]["listeners"] += [{"name": NAME, "port": port, "protocol": "TURN-UDP"}]
    stunner = {"apiVersion": "stunner.l7mp.io/v1"}
    write(folder, "StaticService", NAME, **stunner, spec={"prefixes": [f"{HOST}/32"]})
    reference = {"group": "stunner.l7mp.io", "kind": "StaticService", "name": NAME}
    rules = [{"backendRefs": [reference | {"port": backend}]}]
    parents = [{"name": "gateway", "sectionName": NAME}]
    write(folder, "UDPRoute", NAME, **stunner, spec={"parentRefs": parents, "rules": rules})
    write(folder, "Gateway", "gateway", **{k: gateway[k] for k in ("apiVersion", "spec")})


@asynccontextmanager
async def neighbour(step: Step) -> AsyncIterator[Neighbour]:
    """The listener, with somebody who talks to its backend all the time."""
    there, port = door(step)[0], free_port()
    async with echo() as backend:
        add_listener(manifests(step), port, backend)
        await until_async(lambda: is_open(step, (there, port)), seconds=20, what="a listener")
        async with turn_client((there, port), *password(step, NAME)) as client:
            bystander = TurnBystander(client)
            await bystander.begin(backend)
            talking = asyncio.create_task(bystander.talk())
            yield Neighbour((there, port), (HOST, backend), bystander)
            talking.cancel()


async def is_open(step: Step, address: Address) -> bool:
    """Whether somebody relays at an address."""
    async with turn_client(address, *password(step, "early")) as client:
        try:
            async with asyncio.timeout(0.3):
                return code_of(await client.allocate()) is None
        except TimeoutError:
            return False

"""The supervisor of a stage: starts its programs, watches them, and ends them.

It plays what Kubernetes would do: it tells the control plane where the nodes are, starts again
what dies, and ends what it is told to end. It carries no media and no signalling itself.
"""

import asyncio
from asyncio import TaskGroup
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from common.serving import PORT_BUSY
from steps.step4_gateway.local_cluster import LocalCluster
from steps.step4_gateway.networks import MOST_NODES
from steps.step4_gateway.processes import ASK, INTERRUPT, KILL, Hopeless, Program
from steps.step4_gateway.programs import Programs
from steps.step4_gateway.waiting import until

FIRST_NODES = 2
START_SECONDS, ROUTED_SECONDS = 35.0, 5.0
FRONT_SECONDS, OTHERS_SECONDS = 4.0, 3.0  # to end in


class Refused(Exception):
    """An action that makes no sense now: the status of HTTP, and a sentence."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


@dataclass
class Node:
    """A node of the stage, running or not."""

    number: int
    program: Program
    draining: bool = False
    down: bool = False

    @property
    def name(self) -> str:
        """What it is called."""
        return self.program.name

    @property
    def state(self) -> str:
        """up, starting (also again, after it has died by itself), draining or down."""
        if self.down or self.draining:
            return "down" if self.down else "draining"
        return "up" if self.program.serving else "starting"


class Supervisor:
    """The programs of a stage, and what a presenter may do to them."""

    def __init__(self, programs: Programs, cluster: LocalCluster, group: TaskGroup) -> None:
        self.nodes: dict[int, Node] = {}
        self._programs = programs
        self._cluster = cluster
        self._group = group
        self._started = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._front: Program | None = None
        self._others: list[Program] = []

    def start(self, url: str) -> None:
        """Starts everything; `url` is where the front reaches the stage."""
        self._cluster.write_endpoints(())
        self._front = self._programs.front(url)
        control = self._programs.control(self._cluster)
        dataplane = self._programs.dataplane(self._cluster)
        self._others = [control, dataplane]
        for _number in range(FIRST_NODES):
            self.add()
        self._run(control.run())
        self._run(self._run_when(self._cluster.config.exists, dataplane))
        self._run(self._front.run())

    async def ready(self) -> None:
        """Waits until people can come; Hopeless if that takes too long."""
        assert self._front is not None
        needed = [*(node.program for node in self.nodes.values()), self._others[1], self._front]
        try:
            async with asyncio.timeout(START_SECONDS):
                for program in needed:
                    await program.ready.wait()
                await self._programs.until_the_front_knows(len(self.nodes))
        except TimeoutError:
            late = next((one for one in needed if not one.ready.is_set()), self._front)
            said = f"{late.name} did not start in time: {late.last_line or 'it says nothing'}"
            raise Hopeless(said, PORT_BUSY) from None
        self._started = True

    async def end(self) -> None:
        """Ends everything: the front first, as it says goodbye to everybody."""
        assert self._front is not None
        programs = [*self._others, *(node.program for node in self.nodes.values())]
        for program in programs:
            program.shows = lambda _line: False  # that the front has gone is no news
        await self._front.end(ASK, FRONT_SECONDS)
        await asyncio.gather(*(one.end(INTERRUPT, OTHERS_SECONDS) for one in programs))
        for task in self._tasks:
            task.cancel()

    def state(self) -> dict[str, Any]:
        """What the presenter sees."""
        nodes = [node for _number, node in sorted(self.nodes.items())]
        told = [{"name": node.name, "state": node.state} for node in nodes]
        return {"nodes": told, "route": self._cluster.has_route}

    def kill(self, name: str) -> None:
        """Kills a node as a power cut would; it stays down."""
        node = self._living(name)
        node.program.signal(KILL)
        self._is_down(node)

    def drain(self, name: str) -> None:
        """Tells a node to end when its last participant has gone."""
        node = self._living(name)
        if node.draining:
            raise Refused(409, f"{name} is draining already.")
        node.draining = True
        node.program.signal(ASK)

    def add(self) -> None:
        """Starts a new node, in the place of the first one that is down."""
        free = (n for n in range(1, MOST_NODES + 1) if n not in self.nodes or self.nodes[n].down)
        number = next(free, None)
        if number is None:
            raise Refused(409, f"There are {MOST_NODES} nodes already, which is the most here.")
        node = self.nodes[number] = Node(number, self._programs.node(number))
        self._tell_endpoints()
        self._run(self._run_node(node))

    def set_route(self, *, present: bool) -> None:
        """Takes the gateway's only route away, or brings it back."""
        self._cluster.set_route(present=present)

    def _living(self, name: str) -> Node:
        node = next((one for one in self.nodes.values() if one.name == name), None)
        if node is None:
            raise Refused(404, f"There is no node {name[:64]!r}.")
        if node.down:
            raise Refused(409, f"{name} is down already.")
        return node

    def _is_down(self, node: Node) -> None:
        node.down = True
        self._tell_endpoints()

    def _tell_endpoints(self) -> None:
        """Whoever drains is still an endpoint: people talk there."""
        living = [number for number, node in self.nodes.items() if not node.down]
        self._cluster.write_endpoints(map(self._programs.network.node, living))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._group.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run_when(self, condition: Callable[[], object], program: Program) -> None:
        await until(condition)
        await program.run()

    async def _run_node(self, node: Node) -> None:
        try:
            if self._started:
                await self._until_routed(node)
            await node.program.run()
        except Hopeless as problem:
            if not self._started:
                raise
            self._programs.say(f"{node.name} cannot run: {problem}")
        if not node.down:
            self._is_down(node)

    async def _until_routed(self, node: Node) -> None:
        """A node that is added begins when the gateway leads there: rooms will be put on it."""
        address = self._programs.network.node(node.number)
        with suppress(TimeoutError):  # without a route, it would be for ever
            async with asyncio.timeout(ROUTED_SECONDS):
                await until(lambda: self._cluster.leads_to(address))

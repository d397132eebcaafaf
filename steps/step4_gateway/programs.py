"""How each program of a stage is started: its command, and the settings in its environment."""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx

from common.serving import Door
from steps.step4_gateway.local_cluster import LocalCluster
from steps.step4_gateway.networks import Network
from steps.step4_gateway.processes import Program, python
from steps.step4_gateway.stage_settings import Ports, Secrets

REALM = "polycloud"  # as deploy/kubernetes/gateway.yaml has it
LOOK_SECONDS = 0.25  # how often the control plane looks
IS_FINE = re.compile(r".+: \w+ True \(\w+\)$")  # a condition that holds


@dataclass(frozen=True)
class Programs:
    """The programs of one stage, none of which runs yet."""

    door: Door
    ports: Ports
    network: Network
    secrets: Secrets
    say: Callable[[str], None]

    def control(self, cluster: LocalCluster) -> Program:
        """The control plane: manifests in, configuration of the data plane out."""
        command = [*python("control"), str(cluster.manifests), "--write", str(cluster.dataplane)]
        command += ["--watch", "--every", str(LOOK_SECONDS)]
        command += ["--relay-address", self.network.relay]
        for told, real in self.network.stand_ins().items():
            command += ["--stand-in", "{}:{}={}:{}".format(*told, *real)]
        command += ["--health", f"http://127.0.0.1:{self.ports.health}"]
        command += ["--metrics", f"http://127.0.0.1:{self.ports.metrics}/metrics"]
        return self._program("control", command, {}, shows=lambda line: not IS_FINE.match(line))

    def dataplane(self, cluster: LocalCluster) -> Program:
        """The data plane: the gateway."""
        command = self.network.inside([*python("dataplane"), str(cluster.config)])
        told = {"STUNNER_ADDR": self.network.listen}
        return self._program(
            "gateway",
            command,
            told,
            sign="Gateway is on",
            shows=lambda line: not line.startswith("INFO"),
        )

    def front(self, stage: str) -> Program:
        """The front, at the public port that is open already; `stage` is our own address."""
        inherited = [] if sys.platform == "win32" else [one.fileno() for one in self.door.sockets]
        words = [word for number in inherited for word in ("--fd", str(number))]
        told = {
            "PORT": str(self.door.port),
            "INTERNAL_HOST": self.network.front,
            "INTERNAL_PORT": str(self.ports.internal),
            "HEARTBEAT_SECRET": self.secrets.heartbeat,
            "AUTH_SERVICE": "",  # there is none: the front makes the passwords
            "TURN_SECRET": self.secrets.turn,
            "TURN_URLS": ",".join(self.turn_urls()),
            "TURN_REALM": REALM,
            "KEYS_SECRET": self.secrets.keys,
            "STAGE": stage,
            "STAGE_TOKEN": self.secrets.stage,
        }
        command = self.network.inside([*python("front"), "--host", self.door.host, *words])
        return self._program("front", command, told, descriptors=inherited)

    def node(self, number: int) -> Program:
        """A node."""
        address, port = self.network.node(number)
        told = {
            "NODE": f"sfu-{number}",
            "HOST": self.network.place(number)[0],
            "PORT": str(port),
            "ADVERTISE": address,
            "FRONT": f"http://{self.network.front}:{self.ports.internal}",
            "HEARTBEAT_SECRET": self.secrets.heartbeat,
            "KEYS_SECRET": self.secrets.keys,
        }
        return self._program(told["NODE"], self.network.in_node(number, python("node")), told)

    def turn_urls(self) -> list[str]:
        """Where browsers find the gateway, in the order in which they should try."""
        return self.ports.turn.urls(self.network.public)

    async def until_the_front_knows(self, nodes: int) -> None:
        """Waits until so many nodes have announced themselves: before, there is no room."""
        verify = self.door.lan.trusting() if self.door.lan else True
        async with httpx.AsyncClient(trust_env=False, verify=verify) as client:
            while True:
                answer = await client.get(f"{self.door.url}healthz")
                if answer.json().get("nodes", 0) >= nodes:
                    return
                await asyncio.sleep(LOOK_SECONDS)

    def _program(
        self,
        name: str,
        command: list[str],
        told: Mapping[str, str],
        *,
        sign: str = " is on http",
        shows: Callable[[str], bool] = bool,
        descriptors: list[int] | None = None,
    ) -> Program:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"} | dict(told)
        return Program(name, command, environment, self.say, sign, shows, tuple(descriptors or ()))

"""The stage: step 4 as a whole on one computer, a cluster in small.

Control plane, gateway, front and nodes are programs of their own, as on Kubernetes; here they are
started, and told of each other.
"""

import asyncio
import logging
import sys
from asyncio import TaskGroup
from pathlib import Path
from typing import NoReturn

from common.key_settings import keys_of
from common.serving import BAD_SETTING, Door, listen
from steps.step4_gateway.local_cluster import Doors, LocalCluster
from steps.step4_gateway.netns import Unusable
from steps.step4_gateway.networks import Network
from steps.step4_gateway.processes import Hopeless
from steps.step4_gateway.programs import Programs
from steps.step4_gateway.run_folder import run_folder
from steps.step4_gateway.stage_api import stage_api
from steps.step4_gateway.stage_settings import Ports, Secrets, certificate, network_of, ports_of
from steps.step4_gateway.supervisor import Supervisor
from steps.step4_gateway.waiting import first, on_signals

STEP = 4
STOPPING = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGBREAK")


def main() -> None:
    """Runs the stage until Ctrl-C."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    door = listen(STEP)
    ports, secrets = ports_of(door.port, lan=door.lan), Secrets()
    try:
        with network_of(ports) as network, run_folder() as folder:
            asyncio.run(run(door, ports, network, folder, secrets))
    except Unusable as problem:
        _end(str(problem), BAD_SETTING)
    except ExceptionGroup as problems:
        hopeless = problems.subgroup(Hopeless)
        if hopeless is None:
            raise
        found = _first_of(hopeless)
        _end(str(found), found.code)


async def run(door: Door, ports: Ports, network: Network, folder: Path, secrets: Secrets) -> None:
    """The life of the stage."""
    stop = asyncio.Event()
    on_signals(STOPPING, stop.set)
    doors = Doors(ports.turn.port, ports.turn.tls_port)
    cluster = LocalCluster(folder, doors)
    names = [network.public, *ports.turn.names]
    cluster.write_secrets(secrets.turn, *certificate(names))
    async with TaskGroup() as group:
        programs = Programs(door, ports, network, secrets, say)
        supervisor = Supervisor(programs, cluster, group)
        async with stage_api(supervisor, network.outside, secrets.stage) as url:
            supervisor.start(url)
            await first(supervisor.ready(), stop.wait())
            if not stop.is_set():
                say(door.greeting(keys_of(secrets.keys)))
            await stop.wait()
            await supervisor.end()


def say(line: str) -> None:
    """One line on the terminal, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _first_of(group: ExceptionGroup[Hopeless]) -> Hopeless:
    one = group.exceptions[0]
    return _first_of(one) if isinstance(one, ExceptionGroup) else one


def _end(said: str, code: int) -> NoReturn:
    sys.stderr.write(said + "\n")
    sys.exit(code)

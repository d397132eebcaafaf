"""NETNS=1: the stage in network namespaces of Linux, so that the isolation is real.

    outside 10.204.1.1 --- 10.204.1.2 polycloud 10.204.0.1 --- 10.204.0.11 polycloud-1
                                                           --- 10.204.0.12 polycloud-2 ...

The namespace `polycloud` is the cluster: gateway and front run there. It forwards nothing, and
nobody outside has a route to 10.204.0.0/24: a node is reached through the gateway, or not at all.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from common.stun_attributes import Address
from steps.step4_gateway.networks import MOST_NODES, NODE_PORT, Network

CLUSTER, NODE = "polycloud", "polycloud-{}"
OUTSIDE, INSIDE = "polycloud-out", "public"  # the two ends of the gateway's cable
NOWHERE = ("unreachable", "10.204.0.0/24")  # or the default route would be asked for the nodes
FORWARD = "echo 0 > /proc/sys/net/ipv4/ip_forward"
SECONDS = 20  # that `ip` may take


class Unusable(Exception):
    """Why there can be no namespaces here; the text is a sentence for whoever asked for them."""


class Namespaces:
    """The addresses of a stage in namespaces."""

    listen, public, relay, front = "10.204.1.2", "10.204.1.2", "10.204.0.1", "10.204.0.1"
    outside = "10.204.1.1"

    def node(self, number: int) -> Address:
        """10.204.0.11 and so on."""
        return f"10.204.0.{10 + number}", NODE_PORT

    def place(self, number: int) -> Address:
        """There."""
        return self.node(number)

    def stand_ins(self) -> dict[Address, Address]:
        """None: everything is where it says."""
        return {}

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command in the cluster's namespace."""
        return ["ip", "netns", "exec", CLUSTER, *command]

    def in_node(self, number: int, command: Sequence[str]) -> list[str]:
        """The command in a node's namespace."""
        return ["ip", "netns", "exec", NODE.format(number), *command]


@contextmanager
def namespaces() -> Iterator[Network]:
    """Namespaces for the block's time; what an earlier run has left there goes first."""
    require_namespaces()
    remove()
    try:
        _make_cluster()
        for number in range(1, MOST_NODES + 1):
            _make_node(number)
        yield Namespaces()
    finally:
        remove()


def require_namespaces() -> None:
    """Unusable, if this system, this user or another stage does not let us."""
    if sys.platform != "linux":
        raise Unusable("NETNS=1 needs Linux: only there are network namespaces.")
    if os.geteuid() != 0:
        raise Unusable("NETNS=1 needs root: sudo NETNS=1 make step-4, or leave NETNS away.")
    if shutil.which("ip") is None:
        raise Unusable("NETNS=1 needs the command ip (Debian: apt install iproute2).")
    for name in existing():
        if inhabitants := _ip("netns", "pids", name).split():
            at = f"process {inhabitants[0]} runs in the namespace {name}"
            raise Unusable(f"Another step 4 has NETNS=1 already: {at}. Stop it first.")


def existing() -> list[str]:
    """Our namespaces that are there."""
    ours = [CLUSTER, *(NODE.format(number) for number in range(1, MOST_NODES + 1))]
    there = {line.split()[0] for line in _ip("netns", "list").splitlines() if line.split()}
    return [name for name in ours if name in there]


def remove() -> None:
    """Takes everything away that is there; with the namespaces go their cables."""
    for name in existing():
        _ip("netns", "delete", name)
    # A namespace lives on until the last packet in it is gone, and the cable with it.
    for words in (["link", "delete", OUTSIDE], ["route", "delete", *NOWHERE]):
        with suppress(Unusable):  # it has gone meanwhile, or was never there
            _ip(*words)


def _make_cluster() -> None:
    _ip("netns", "add", CLUSTER)
    _ip("link", "add", OUTSIDE, "type", "veth", "peer", "name", INSIDE, "netns", CLUSTER)
    _ip("address", "add", f"{Namespaces.outside}/30", "dev", OUTSIDE)
    _ip("link", "set", OUTSIDE, "up")
    _ip("route", "add", *NOWHERE)
    _in(CLUSTER, "link", "set", "lo", "up")
    _in(CLUSTER, "address", "add", f"{Namespaces.public}/30", "dev", INSIDE)
    _in(CLUSTER, "link", "set", INSIDE, "up")
    # Firefox asks from the address of this computer's default route, which wants an answer, too.
    _in(CLUSTER, "route", "add", "default", "via", Namespaces.outside)
    _in(CLUSTER, "link", "add", "nodes", "type", "bridge")
    _in(CLUSTER, "address", "add", f"{Namespaces.relay}/24", "dev", "nodes")
    _in(CLUSTER, "link", "set", "nodes", "up")
    _ip("netns", "exec", CLUSTER, "sh", "-c", FORWARD)


def _make_node(number: int) -> None:
    name, cable = NODE.format(number), f"node-{number}"
    address, _port = Namespaces().node(number)
    _ip("netns", "add", name)
    _in(CLUSTER, "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
    _in(CLUSTER, "link", "set", cable, "master", "nodes", "up")
    _in(name, "link", "set", "lo", "up")
    _in(name, "address", "add", f"{address}/24", "dev", "eth0")
    _in(name, "link", "set", "eth0", "up")


def _in(namespace: str, *words: str) -> str:
    return _ip("-n", namespace, *words)


def _ip(*words: str) -> str:
    """What `ip` prints; Unusable if it cannot do as it is told."""
    command = ["ip", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        why = " ".join(done.stderr.split())
        raise Unusable(f"NETNS=1 does not work here: `{' '.join(command)}` says: {why}")
    return done.stdout

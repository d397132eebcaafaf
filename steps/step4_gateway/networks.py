"""Where the parts of a stage stand: all on this computer, or see `netns.py`."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from common.addresses import local_addresses
from common.stun_attributes import Address

MOST_NODES = 6
NODE_PORT = 8002  # as on Kubernetes


class Network(Protocol):
    """The addresses of a stage, and how a program is started where it belongs."""

    listen: str  # of the gateway's listeners; empty: all addresses
    public: str  # at which browsers reach the gateway
    relay: str  # from which the gateway relays
    front: str  # at which nodes reach the front
    outside: str  # of the stage itself, for the front

    def node(self, number: int) -> Address:
        """What a node tells of where it is; the first has the number 1."""

    def place(self, number: int) -> Address:
        """Where it really is, for whoever is not the gateway."""

    def stand_ins(self) -> dict[Address, Address]:
        """The addresses for which the gateway must know better."""

    def inside(self, command: Sequence[str]) -> list[str]:
        """A command of the cluster: the gateway, or the front."""

    def in_node(self, number: int, command: Sequence[str]) -> list[str]:
        """A command of one node."""


class OneComputer:
    """Everything on this computer: the nodes on loopback, under addresses that are nowhere.

    Only Linux has all of 127.0.0.0/8; elsewhere the nodes differ by their ports.
    """

    listen, front, outside = "", "127.0.0.1", "127.0.0.1"

    def __init__(self, public: str = "", node_port: int = NODE_PORT) -> None:
        self.relay = local_addresses()[0]
        self.public = public or self.relay
        self._port = node_port
        self._apart = 0 if sys.platform == "linux" else 1

    def node(self, number: int) -> Address:
        """10.204.0.11 and so on, as in namespaces."""
        return f"10.204.0.{10 + number}", self._port + self._apart * (number - 1)

    def place(self, number: int) -> Address:
        """127.0.1.1 and so on, or one address and several ports."""
        host = "127.0.0.1" if self._apart else f"127.0.1.{number}"
        return host, self.node(number)[1]

    def stand_ins(self) -> dict[Address, Address]:
        """All of them, as the gateway cannot learn of another without a restart."""
        return {self.node(n): self.place(n) for n in range(1, MOST_NODES + 1)}

    def inside(self, command: Sequence[str]) -> list[str]:
        """The command as it is."""
        return list(command)

    def in_node(self, number: int, command: Sequence[str]) -> list[str]:
        """The command as it is."""
        return list(command)


@contextmanager
def one_computer(public: str, node_port: int) -> Iterator[Network]:
    """A network that is there anyway."""
    yield OneComputer(public, node_port)

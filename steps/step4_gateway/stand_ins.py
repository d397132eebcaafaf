"""Addresses that only a gateway knows, and where they really are. [pure]

On one computer there is no private network. A gateway can act as if there were one: the nodes tell
addresses that nobody else can reach, since they are nowhere, and it alone knows better. So a
browser beside it reaches the nodes through it or not at all. (Loopback could not be told: Firefox
takes no relayed address there, and pairs no other with a candidate there.)
"""

from collections.abc import Mapping

from common.stun_attributes import Address


class StandIns:
    """A table of transport addresses, read both ways."""

    def __init__(self, real: Mapping[Address, Address]) -> None:
        self._real = dict(real)
        self._told = {real: told for told, real in self._real.items()}

    def real(self, told: Address) -> Address:
        """Where to send what is for an address."""
        return self._real.get(told, told)

    def told(self, real: Address) -> Address:
        """Under which address somebody is known."""
        return self._told.get(real, real)


def parse_address(text: str) -> Address:
    """A transport address as 10.204.0.11:8002 or [fd00::1]:8002; ValueError if it is none."""
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not (colon and host and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"{text!r} is no address and port, as 10.0.0.7:8002 is")
    return host, int(port)

"""The endpoints of a cluster, as STUNner writes them. [pure]

`10.0.0.7` is a host, `10.0.1.0/24` a network, `10.0.0.9:<10000-20000>` a host and some of its
ports; in a cluster of type STRICT_DNS, names stand in the place of addresses.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import ip_network

from steps.step3_turn.policy import Network

WITH_PORTS = re.compile(r"(.+):<(\d{1,5})-(\d{1,5})>")
NAME = re.compile(r"(?=.{1,253}\.?$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\.[A-Za-z0-9_-]{1,63})*\.?")
ALL_PORTS = range(1, 65_536)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Hosts that a cluster consists of, by address or by name, and their ports."""

    network: Network | None  # None until the name is resolved
    name: str
    ports: range


def parse_endpoint(text: str, *, by_name: bool = False) -> Endpoint:
    """An endpoint from its text; ValueError says what is wrong with it."""
    found = WITH_PORTS.fullmatch(text)
    host, ports = (found[1], _ports(found[2], found[3])) if found else (text, ALL_PORTS)
    if by_name:
        if not NAME.fullmatch(host):
            raise ValueError(f"{host!r} is not a name that DNS could know")
        return Endpoint(None, host, ports)
    try:
        return Endpoint(ip_network(host, strict=False), "", ports)
    except ValueError:
        raise ValueError(
            f"{text!r} is no endpoint, as 10.0.0.7, 10.0.1.0/24 or 10.0.0.9:<10000-20000>"
        ) from None


def resolved(endpoint: Endpoint, addresses: Iterable[str]) -> list[Endpoint]:
    """What an endpoint with a name stands for, given the addresses of that name."""
    networks = [ip_network(address) for address in addresses if "%" not in address]
    return [Endpoint(network, endpoint.name, endpoint.ports) for network in networks]


def _ports(low: str, high: str) -> range:
    ports = range(int(low), int(high) + 1)
    if not ports or ports.start < 1 or ports.stop > ALL_PORTS.stop:
        raise ValueError(f"<{low}-{high}> is not a range of ports, as <10000-20000>")
    return ports

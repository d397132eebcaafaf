"""The addresses of this computer at which others may reach it."""

import ipaddress
import socket
from typing import TypeAlias

import ifaddr

Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
BRIDGES = ("docker", "br-", "virbr", "veth", "podman", "cni", "vmnet", "vboxnet")  # names begin so
TUNNELS = (
    "tun",
    "utun",
    "tap",
    "wg",
    "ppp",
    "ipsec",
    "tailscale",
)  # to another network than this one
ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: nobody's address, to which nothing is sent


def local_addresses() -> list[str]:
    """All unicast addresses: the one of the way out first, loopback last; none that is link-local.

    Firefox never pairs with 127.0.0.1, so it must not be the only one. A computer that has bridges
    of its own, as for containers, has more addresses than its network knows; and those of tunnels
    are known in other networks only, even where a tunnel is the way out.
    """
    found = {
        ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0]): adapter.name
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    }
    first = way_out()

    def place(one: Address) -> tuple[bool, bool, bool, bool, int, str]:
        tunnel, bridge = found[one].startswith(TUNNELS), found[one].startswith(BRIDGES)
        return one.is_loopback, tunnel, str(one) != first, bridge, one.version, str(one)

    usable = [address for address in found if not address.is_link_local]
    return [str(address) for address in sorted(usable, key=place)]


def way_out() -> str:
    """The address from which packets leave for other networks; empty if there is no way."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(ELSEWHERE)
            return str(probe.getsockname()[0])
    except OSError:
        return ""

"""To whom may be relayed: to the peers that this server is there for, and to nobody else. [pure]

A TURN server sits inside a network and sends what strangers ask it to, so an open one is a door
to everything behind it: to the services on its own loopback, to the metadata service of a cloud,
to the printer. The rule is the same for permissions, channels and each single datagram.
"""

from collections.abc import Iterable, Iterator
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import TypeAlias

from common.stun_attributes import Address

IpAddress: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

VERDICTS_KEPT = 4_096

# Not one peer: nothing opens these.
NEVER = [
    ip_network(net) for net in ("0.0.0.0/8", "224.0.0.0/4", "255.255.255.255", "::", "ff00::/8")
]

# Special by RFC 6890, and one more: opened only by a network inside one of them, on purpose.
SPECIAL = [
    ip_network(network)
    for network in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",  # a public address at which Azure answers its own virtual machines
        "169.254.0.0/16",  # link-local, and where clouds answer questions about passwords
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "240.0.0.0/4",
        "::1/128",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/32",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "::/3",  # with the next two: all that is not global unicast (RFC 4291 section 2.4)
        "4000::/2",
        "8000::/1",
    )
]
NAT64 = IPv6Network("64:ff9b::/96")
COMPATIBLE = IPv6Network("::/96")


class PeerPolicy:
    """Which peers may be relayed to: certain endpoints, and networks opened on purpose."""

    def __init__(self, endpoints: Iterable[Address] = (), networks: Iterable[Network] = ()) -> None:
        self._endpoints = {(str(_canonical(host)), port) for host, port in endpoints}
        self._hosts = {host for host, _port in self._endpoints}
        self._networks = list(networks)
        self._closed: set[Address] = set()
        self._verdicts: dict[Address, bool] = {}

    def close(self, endpoints: Iterable[Address]) -> None:
        """Closes endpoints inside an open network: the server's own doors."""
        self._closed.update((str(_canonical(host)), port) for host, port in endpoints)
        self._verdicts.clear()

    def allows_host(self, host: str) -> bool:
        """Whether a permission for this address may be given."""
        return str(_canonical(host)) in self._hosts or self._is_open(host)

    def allows(self, peer: Address) -> bool:
        """Whether a datagram may go to this peer, or come from it."""
        verdict = self._verdicts.get(peer)
        if verdict is None:
            if len(self._verdicts) >= VERDICTS_KEPT:
                self._verdicts.clear()
            verdict = self._verdicts[peer] = self._judge(peer)
        return verdict

    def _judge(self, peer: Address) -> bool:
        endpoint = str(_canonical(peer[0])), peer[1]
        if endpoint in self._closed or peer[1] == 0:
            return False
        return endpoint in self._endpoints or self._is_open(peer[0])

    def _is_open(self, host: str) -> bool:
        return all(self._has_network(form) for form in _forms(host))

    def _has_network(self, address: IpAddress) -> bool:
        if any(address in never for never in NEVER):
            return False
        special = next((net for net in SPECIAL if address in net), None)
        opening = (net for net in self._networks if address in net)
        return any(special is None or _within(net, special) for net in opening)


def outward(endpoints: Iterable[Address]) -> list[Address]:
    """Those that are not on loopback: nobody needs a relay to there. If there is no other, all."""
    every = list(endpoints)
    return [one for one in every if not _canonical(one[0]).is_loopback] or every


def _within(network: Network, special: Network) -> bool:
    inside = network.network_address in special and network.broadcast_address in special
    return network.version == special.version and inside


def _canonical(host: str) -> IpAddress:
    """An address in its shortest form: an IPv4 address may be dressed as IPv6 (RFC 4291 2.5.5)."""
    address = ip_address(host.partition("%")[0])  # a zone is ours; no peer can name one
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in COMPATIBLE and int(address) > 1:
            return IPv4Address(int(address))
    return address


def _forms(host: str) -> Iterator[IpAddress]:
    """All addresses at which a packet to this one might arrive: each must be allowed."""
    address = _canonical(host)
    yield address
    if isinstance(address, IPv6Address):
        if address.sixtofour is not None:  # RFC 3056
            yield address.sixtofour
        if address.teredo is not None:  # RFC 4380: a server and a client
            yield from address.teredo
        if address in NAT64:  # RFC 6052
            yield IPv4Address(int(address) & 0xFFFFFFFF)

"""One solution: each address in its shortest form, and wherever a packet to it may come out.

The server's own is `steps/step3_turn/policy.py`.
"""

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from steps.step3_turn.exercise.peers import INSIDE

COMPATIBLE = IPv6Network("::/96")  # an IPv4 address behind 96 zeros (RFC 4291 section 2.5.5.1)
NAT64 = IPv6Network("64:ff9b::/96")  # and behind this (RFC 6052)


class Peers:
    """Whom clients may reach: everybody outside, and inside one port of our SFU."""

    def __init__(self, sfu: tuple[str, int]) -> None:
        self.sfu = shortest(sfu[0]), sfu[1]

    def allows_host(self, host: str) -> bool:
        """Whether a client may have a permission for this address."""
        address = shortest(host)
        return address == self.sfu[0] or is_outside(address)

    def allows(self, peer: tuple[str, int]) -> bool:
        """Whether a datagram may go to this address and port, or come from there."""
        address = shortest(peer[0])
        return (address, peer[1]) == self.sfu or is_outside(address)


def is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Whether no packet to an address comes out inside."""
    return not any(end in network for end in ends(address) for network in INSIDE)


def shortest(host: str) -> IPv4Address | IPv6Address:
    """An address in the form that the operating system sees: as IPv4, if it is one in disguise."""
    address = ip_address(host)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in COMPATIBLE and int(address) > 1:
            return IPv4Address(int(address))
    return address


def ends(address: IPv4Address | IPv6Address) -> Iterator[IPv4Address | IPv6Address]:
    """The address itself, and those at which a tunnel to it may end."""
    yield address
    if isinstance(address, IPv6Address):
        if address.sixtofour is not None:  # RFC 3056
            yield address.sixtofour
        if address.teredo is not None:  # RFC 4380: a server, and a client behind NAT
            yield from address.teredo
        if address in NAT64:
            yield IPv4Address(int(address) & 0xFFFFFFFF)

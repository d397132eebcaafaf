"""The check of the exercise: asks for permissions as somebody would who wants to get in.

    python -m steps.step3_turn.exercise.check             your peers.py
    python -m steps.step3_turn.exercise.check solution    ours

It looks at verdicts, not at source text. The exit status is 0 only if everything is as it must be.
"""

import importlib
import sys
from collections.abc import Callable
from typing import Protocol

from common.exercise import Unfit, problems_of, tell

SFU = ("10.0.0.5", 8003)  # inside, and the one thing there that clients are meant to reach
OUTSIDE = ("93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e")
INSIDE = {
    "127.0.0.1": "whatever listens on the server's own loopback, and trusts who comes from there",
    "10.0.0.9": "the neighbour of your SFU",
    "192.168.0.1": "your router, whose SNMP asks nobody inside for more than the word public",
    "169.254.169.254": "the metadata service of your cloud, which tells only those inside",
    "224.0.0.1": "all computers of your network at once",
    "0.0.0.0": "127.0.0.1 again, as Linux sends it there (CVE-2020-26262)",
    "::": "::1 again, as Linux sends it there (CVE-2020-26262)",
    "::1": "the server's own loopback, over IPv6",
    "fd00::7": "a private network of IPv6",
    "fe80::1": "the next computer on the wire",
}
MAPPED = ("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:7f00:1", "0:0:0:0:0:ffff:a00:9")
COMPATIBLE = ("::127.0.0.1", "::10.0.0.9", "::a9fe:a9fe")
TUNNELS = {
    "2002:7f00:1::": "6to4, which packs 127.0.0.1 into the bits after 2002 (RFC 3056)",
    "2002:c0a8:1::1": "6to4, which packs 192.168.0.1 into the bits after 2002 (RFC 3056)",
    "64:ff9b::a9fe:a9fe": "NAT64, which ends in the IPv4 address 169.254.169.254 (RFC 6052)",
    "2001:0:5db8:d70e:0:0:f5ff:fff6": "Teredo, with 10.0.0.9 in its last bits, inverted (RFC 4380)",
}
SPELLINGS = ("10.0.0.5", "::ffff:10.0.0.5", "::ffff:a00:5")


class Peers(Protocol):
    """What the learner writes."""

    def allows_host(self, host: str) -> bool:
        """Whether a client may have a permission for this address."""

    def allows(self, peer: tuple[str, int]) -> bool:
        """Whether a datagram may go to this address and port, or come from there."""


Make = Callable[[tuple[str, int]], Peers]


def verdict(peers: Peers, host: str) -> bool:
    """What is decided about an address, which must be the same at both places."""
    permission, datagram = peers.allows_host(host), peers.allows((host, 443))
    if permission and not datagram:
        raise Unfit(
            f"{host} gets a permission, but its port 443 no datagram: the call comes up, and stays"
            " silent. Who is outside may be reached on all ports."
        )
    if datagram and not permission:
        raise Unfit(f"A datagram may go to {host}, which may not even have a permission.")
    return permission


def outside_is_reached(make: Make) -> None:
    """That is what the server is there for."""
    for host in OUTSIDE:
        if not verdict(make(SFU), host):
            raise Unfit(
                f"{host} is a server on the Internet, and refused. So much is safe, but of no use."
            )


def inside_is_not(make: Make) -> None:
    """The server sends from inside: to its neighbours, it is one of them."""
    for host, prize in INSIDE.items():
        if verdict(make(SFU), host):
            raise Unfit(
                f"A stranger asks for a permission for {host}, and gets it. That is {prize}."
            )


def no_ipv4_dressed_as_ipv6(make: Make) -> None:
    """An IPv4-mapped address is the same address, and so the same host."""
    for host in MAPPED:
        if make(SFU).allows_host(host):
            raise Unfit(
                f"{host} gets a permission. It is an IPv4 address in the notation of IPv6 (RFC 4291"
                " section 2.5.5.2), and a socket for both sends it as IPv4. A list of networks does"
                " not notice: no IPv6 address lies in a network of IPv4. (CVE-2026-27624 in"
                " coturn.) Undress it first: ipv4_mapped."
            )
    if not make(SFU).allows_host("::ffff:93.184.215.14"):
        raise Unfit(
            "::ffff:93.184.215.14 is refused, 93.184.215.14 is not, and they are one host. Judge by"
            " what an address means, not by how it is written."
        )


def nor_the_old_way(make: Make) -> None:
    """IPv4-compatible addresses are deprecated, which does not keep anybody from writing one."""
    for host in COMPATIBLE:
        if make(SFU).allows_host(host):
            raise Unfit(
                f"{host} gets a permission. Before ::ffff: an IPv4 address was written behind 96"
                " zeros alone (RFC 4291 section 2.5.5.1). Nobody needs it any more, and some"
                " systems still understand it."
            )


def no_tunnel_that_ends_inside(make: Make) -> None:
    """Some networks of IPv6 are tunnels to an address of IPv4, which they contain."""
    for host, tunnel in TUNNELS.items():
        if make(SFU).allows_host(host):
            raise Unfit(
                f"{host} gets a permission. It is an address of {tunnel}. If there is such a tunnel"
                " where your server stands, the packet comes out inside. Look at sixtofour and"
                " teredo of an IPv6Address, or refuse these networks whole."
            )


def the_sfu_under_each_spelling(make: Make) -> None:
    """One address inside is there to be reached, however a browser writes it."""
    for own in SPELLINGS:
        for host in SPELLINGS:
            if not make((own, SFU[1])).allows_host(host):
                raise Unfit(
                    f"The SFU is at {own}, and {host} is refused: they are the same. No text may be"
                    " compared, only addresses in one form."
                )


def and_one_port_of_it(make: Make) -> None:
    """A permission is for an address; that host has other ports."""
    peers = make(SFU)
    for host in SPELLINGS:
        if not peers.allows((host, SFU[1])):
            raise Unfit(f"No datagram may go to the SFU itself, {host} port {SFU[1]}.")
        if peers.allows((host, 11211)):
            raise Unfit(
                f"A datagram may go to {host} port 11211: that is the computer of the SFU, but a"
                " cache that asks nobody for a password. A permission knows no port (RFC 8656"
                " section 9), so this is the business of allows, for each single datagram."
            )


CHECKS = (
    outside_is_reached,
    inside_is_not,
    no_ipv4_dressed_as_ipv6,
    nor_the_old_way,
    no_tunnel_that_ends_inside,
    the_sfu_under_each_spelling,
    and_one_port_of_it,
)


def problems(make: Make) -> list[str]:
    """What is wrong, in the order in which one repairs it; one line for each check, or ''."""
    return problems_of(CHECKS, make)


def main() -> int:
    """Checks one module and tells; stops at the first problem, as the later ones follow from it."""
    name = sys.argv[1] if len(sys.argv) > 1 else "peers"
    module = importlib.import_module(f"steps.step3_turn.exercise.{name}")
    return tell(CHECKS, module.Peers, "Nobody gets in. Compare with policy.py.")


if __name__ == "__main__":
    sys.exit(main())

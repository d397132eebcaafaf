"""Your part: to whom a TURN server may relay that serves the whole Internet from inside a network.

This first version is naive, and the check says who gets in. `ipaddress` of the standard library
knows all about addresses: https://docs.python.org/3/library/ipaddress.html
"""

from ipaddress import ip_address, ip_network

# Of this computer, of this network, of the cloud that it runs in, and nobody's.
INSIDE = [
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/128",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
]


class Peers:
    """Whom clients may reach: everybody outside, and inside one port of our SFU."""

    def __init__(self, sfu: tuple[str, int]) -> None:
        self.sfu = sfu  # its address, which is one inside, and its port

    def allows_host(self, host: str) -> bool:
        """Whether a client may have a permission for this address, written as IPv4 or IPv6."""
        # Not in the list, so it is outside. Is it?
        address = ip_address(host)
        return host == self.sfu[0] or not any(address in network for network in INSIDE)

    def allows(self, peer: tuple[str, int]) -> bool:
        """Whether a datagram may go to this address and port, or come from there."""
        return self.allows_host(peer[0])

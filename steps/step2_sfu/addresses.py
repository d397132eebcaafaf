"""The addresses of this computer at which a browser may reach it."""

import ipaddress

import ifaddr


def local_addresses() -> list[str]:
    """All unicast addresses, those of real networks first, loopback last; IPv6 without link-local.

    Firefox never pairs with 127.0.0.1, so it must not be the only one.
    """
    found = [
        ipaddress.ip_address(ip.ip if isinstance(ip.ip, str) else ip.ip[0])
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
    ]
    usable = {address for address in found if not address.is_link_local}
    order = sorted(usable, key=lambda address: (address.is_loopback, address.version, str(address)))
    return [str(address) for address in order]

"""The addresses that a browser is told in place of those of this computer."""

import ipaddress
import re

from common.stun_attributes import Address

BRACKETED = re.compile(r"\[([^][]+)\](?::(.*))?")


def parse_advertise(setting: str, port: int) -> list[Address]:
    """The addresses of ADVERTISE, "192.0.2.1,[2001:db8::1]:9000"; without a port of its own, ours.

    These are told instead of the local ones, where a browser does not see those: behind NAT, in a
    container. ValueError says what is wrong.
    """
    return [_advertised(word.strip(), port) for word in setting.split(",") if word.strip()]


def _advertised(word: str, port: int) -> Address:
    host, number = _parts(word, port)
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise ValueError(f"{word!r} is not an IP address, with or without a port.") from None
    if "%" in host:
        raise ValueError(f"{word!r} has a zone, which means nothing to another computer.")
    if address.is_unspecified or address.is_multicast:
        raise ValueError(f"{word!r} is not the address of one computer.")
    if not (number.isascii() and number.isdigit() and 0 < int(number) < 65_536):
        raise ValueError(f"{word!r} has a port that is none.")
    return str(address), int(number)


def _parts(word: str, port: int) -> tuple[str, str]:
    if bracketed := BRACKETED.fullmatch(word):
        host, number = bracketed.groups()
    elif word.count(":") == 1:
        host, number = word.split(":")
    else:
        host, number = word, None
    return host, str(port) if number is None else number

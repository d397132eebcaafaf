"""UDP sockets of the load generator: with much room, and with a count of what did not fit."""

import socket
from contextlib import suppress

from bench.rtc_client import BUFFER, MEMINFO, MEMINFO_BYTES, MEMINFO_DROPS, RCVBUFFORCE

HOST = "127.0.0.1"


def host_of(number: int) -> str:
    """An address for each client, as people have: servers count what comes from one address."""
    return f"127.0.{1 + number // 250}.{1 + number % 250}"


def open_udp(host: str) -> socket.socket:
    """A socket on a port of its own."""
    udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    udp.bind((host, 0))
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
    with suppress(OSError):  # more than the system's limit: for root only
        udp.setsockopt(socket.SOL_SOCKET, RCVBUFFORCE, BUFFER)
    return udp


def dropped(udp: socket.socket) -> int:
    """The datagrams for which there was no room in the socket's buffer (Linux)."""
    try:
        told = udp.getsockopt(socket.SOL_SOCKET, MEMINFO, MEMINFO_BYTES)
    except OSError:
        return 0
    return int.from_bytes(told[MEMINFO_DROPS : MEMINFO_DROPS + 4], "little")

"""A TURN peer that sends back what it gets, on two neighbouring ports, as for RTP and RTCP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

ATTEMPTS = 50
BATCH = 64  # datagrams before others have their turn


def _pair(host: str) -> list[socket.socket]:
    """Two sockets whose ports differ by one."""
    for _ in range(ATTEMPTS):
        with ExitStack() as undone:
            first = undone.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            second = undone.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            first.bind((host, 0))
            try:
                second.bind((host, first.getsockname()[1] + 1))
            except (OSError, OverflowError):
                continue
            undone.pop_all()
            return [first, second]
    raise AssertionError("there are no two neighbouring free ports")


def _echo(sock: socket.socket) -> None:
    for _ in range(BATCH):
        try:
            data, address = sock.recvfrom(65_536)
            sock.sendto(data, address)
        except BlockingIOError:
            return


@asynccontextmanager
async def echo(host: str = "127.0.0.1") -> AsyncIterator[int]:
    """The lower port of a peer."""
    loop, sockets = asyncio.get_running_loop(), _pair(host)
    for sock in sockets:
        sock.setblocking(False)
        loop.add_reader(sock, _echo, sock)
    yield int(sockets[0].getsockname()[1])
    for sock in sockets:
        loop.remove_reader(sock)
        sock.close()

"""An office whose firewall lets no UDP through but DNS: a network namespace of Linux.

It is joined to this computer by a pair of virtual interfaces. What runs in it reaches this computer
over TCP, at `host` or NAME, and the step at localhost, where browsers allow a camera. A datagram
gets lost silently, both ways, as behind most firewalls. Only root on Linux can make one.
"""

import asyncio
import ctypes
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from pathlib import Path
from secrets import choice
from subprocess import PIPE
from tempfile import NamedTemporaryFile
from typing import TypeVar
from unittest.mock import patch

import ifaddr
from playwright._impl._driver import compute_driver_executable
from playwright.async_api import Playwright, async_playwright

Value = TypeVar("Value")

TOOLS = ("ip", "unshare", "nsenter")
CLONE_NEWNET = 0x40000000
# RFC 2544 keeps 198.18.0.0/15 for tests of networks: nobody else's address is in it.
HOST, OFFICE, NOBODY = "198.18.{}.1", "198.18.{}.2", "198.18.{}.3"
NAME, HOSTS = "polycloud.test", Path("/etc/hosts")
# Without a server for names, those that are not in the file are unknown at once.
MOUNT = f'mount --bind "$0" {HOSTS} && mount --bind /dev/null /etc/resolv.conf'
KEEP = f"{MOUNT} && echo made && exec cat"
NOBODYS_MAC = "02:00:00:00:00:01"
# Rules are asked by their number. What comes in must be DNS or no UDP before it is taken for ours;
# what goes out, else it is sent to a neighbour who does not exist.
SET_UP = """
link set lo up
addr add {office}/29 dev {inside}
link set {inside} addrgenmode none up
route add default via {host}
neigh add {nobody} lladdr {mac} nud permanent dev {inside}
route add default via {nobody} src {office} table 99
rule add pref 10 iif {inside} ipproto udp sport 53 lookup local
rule add pref 11 iif {inside} ipproto udp blackhole
rule add pref 12 lookup local
rule del pref 0
rule add pref 13 ipproto udp dport 53 lookup main
rule add pref 14 ipproto udp lookup 99
"""


def why_not() -> str:
    """Why there can be no such network here; empty if there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can block UDP for a browser"
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        return f"{' and '.join(missing)} missing: apt install iproute2 util-linux"
    tried = subprocess.run(["unshare", "--net", "--mount", "true"], capture_output=True, text=True)
    return tried.stderr.strip()


class Office:
    """The network; `host` is this computer's address in it, known as NAME, `address` its own."""

    def __init__(self, pid: int, host: str, office: str) -> None:
        self.pid, self.host, self.address = pid, host, office

    @property
    def prefix(self) -> list[str]:
        """What to put before a command so that it runs in the office."""
        return ["nsenter", f"--target={self.pid}", "--net", "--mount", "--wd"]

    def inside(self, call: Callable[[], Value]) -> Value:
        """What a function returns that is called in the office, as for a socket opened there."""
        returned: list[Value] = []
        thread = threading.Thread(target=self._enter, args=(call, returned))
        thread.start()
        thread.join()
        return returned[0]

    def _enter(self, call: Callable[[], Value], returned: list[Value]) -> None:
        # The namespace is the thread's, which ends with the call.
        with Path(f"/proc/{self.pid}/ns/net").open("rb") as space:
            entered = ctypes.CDLL(None, use_errno=True).setns(space.fileno(), CLONE_NEWNET)
            assert entered == 0, os.strerror(ctypes.get_errno())
        returned.append(call())

    @asynccontextmanager
    async def localhost(self, port: int) -> AsyncIterator[None]:
        """Lets localhost in the office be localhost here, on one TCP port."""
        listener = self.inside(partial(socket.create_server, ("127.0.0.1", port)))
        async with await asyncio.start_server(partial(_join, port), sock=listener):
            yield

    @contextmanager
    def without_tcp(self, port: int) -> Iterator[None]:
        """Lets TCP to one port get lost too, as silently."""
        rule = f"pref 5 ipproto tcp dport {port} lookup 99"
        _ip(self.prefix, f"rule add {rule}")
        try:
            yield
        finally:
            _ip(self.prefix, f"rule del {rule}")

    @asynccontextmanager
    async def playwright(self, folder: Path) -> AsyncIterator[Playwright]:
        """A Playwright whose browsers run in the office, as does its driver, which they talk to."""
        node, _script = compute_driver_executable()
        wrapped = folder / "node"
        wrapped.write_text(f'#!/bin/sh\nexec {shlex.join([*self.prefix, node])} "$@"\n')
        wrapped.chmod(0o755)
        with patch.dict(os.environ, {"PLAYWRIGHT_NODEJS_PATH": str(wrapped)}):
            opened = await async_playwright().start()
        try:
            yield opened
        finally:
            await opened.stop()


@contextmanager
def office() -> Iterator[Office]:
    """An office, which ends with the test even if that is killed."""
    taken = {ip.ip for adapter in ifaddr.get_adapters() for ip in adapter.ips}
    number = choice([number for number in range(256) if HOST.format(number) not in taken])
    addresses = {"host": HOST.format(number), "office": OFFICE.format(number)}
    with _keeper(f"{addresses['host']} {NAME}\n") as pid:
        made = Office(pid, **addresses)
        outside, inside = f"office{pid}", "eth0"
        _ip([], f"link add {outside} type veth peer name {inside} netns {pid}")
        try:
            _ip(
                [], f"addr add {made.host}/29 dev {outside}\nlink set {outside} addrgenmode none up"
            )
            words = {"inside": inside, "nobody": NOBODY.format(number), "mac": NOBODYS_MAC}
            _ip(made.prefix, SET_UP.format(**addresses, **words))
            yield made
        finally:
            _ip([], f"link del {outside}")


@contextmanager
def _keeper(names: str) -> Iterator[int]:
    """A process in new namespaces, which end with it; it ends with our end of its pipe."""
    with NamedTemporaryFile() as hosts:
        hosts.write(HOSTS.read_bytes() + b"\n" + names.encode())
        hosts.flush()
        command = ["unshare", "--net", "--mount", "sh", "-c", KEEP, hosts.name]
        with subprocess.Popen(command, stdin=PIPE, stdout=PIPE) as process:
            assert process.stdout and process.stdout.readline(), "there is no namespace"
            yield process.pid


def _ip(prefix: list[str], commands: str) -> None:
    subprocess.run([*prefix, "ip", "-batch", "-"], input=commands.encode(), check=True)


async def _join(port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        back, forth = await asyncio.open_connection("localhost", port)
    except OSError:
        writer.close()
        return
    await asyncio.gather(_pump(reader, forth), _pump(back, writer))


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()

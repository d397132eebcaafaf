"""Ports: whether one is free, and who holds it if that can be told.

Linux tells through /proc, macOS through lsof, Windows through netstat; other users' processes
stay hidden from people who are not root, then only the user is named, or nothing.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

TCP, UDP = "tcp", "udp"
OURS = range(8011, 65536)  # from the first that the steps do not use
LISTENING = {TCP: "0A", UDP: "07"}  # states of /proc/net/tcp and /proc/net/udp


def is_free(port: int, kind: str = TCP, *, everywhere: bool = False) -> bool:
    """Whether nobody on this machine answers on the port, so that we can, on every address even."""
    if not _can_bind("127.0.0.1", port, kind):
        return False
    if everywhere:
        here = _can_bind("0.0.0.0", port, kind) or _only_nodes_have(port, kind)
        return here and _can_bind("::", port, kind)
    # A listener on ::1 leaves 127.0.0.1 free, but a browser tries ::1 first for `localhost`.
    return kind == UDP or not any(_answers(host, port) for host in ("127.0.0.1", "::1"))


def _can_bind(host: str, port: int, kind: str) -> bool:
    style = socket.SOCK_STREAM if kind == TCP else socket.SOCK_DGRAM
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        probe = socket.socket(family, style)
    except OSError:  # no IPv6 on this computer
        return True
    with probe:
        if family == socket.AF_INET6:
            probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        if kind == TCP and sys.platform != "win32":
            # As servers do: connections of a server that has just ended do not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error.errno not in (errno.EADDRINUSE, errno.EACCES)
    return True


def _only_nodes_have(port: int, kind: str) -> bool:
    """Whether a port is held on 127.0.1.x alone, as by step 4's nodes: no other step is there."""
    if not sys.platform.startswith("linux"):
        return False
    hosts = [host for host, _inode, _user in _sockets(port, kind)]
    return bool(hosts) and all(re.fullmatch("[0-9A-F]{2}01007F", host) for host in hosts)


def _answers(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.5)
            return probe.connect_ex((host, port)) == 0
    except OSError:
        return False


def port_instead_of(port: int) -> int:
    """A free port to move to: ten further on, or near our own where there is none."""
    candidates = chain(range(port + 10, 65536), OURS)
    return next(other for other in candidates if is_free(other) and is_free(other, UDP))


def free_port() -> int:
    """Any free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def holder(port: int, kind: str = TCP) -> str:
    """Who holds a port, in words."""
    pid, user = _find_holder(port, kind)
    if pid:
        return f"{command_of(pid) or 'a program'} (process {pid}) holds it"
    if user:
        return f"a process of the user {user} holds it"
    return "another program holds it"


def _find_holder(port: int, kind: str) -> tuple[int | None, str | None]:
    if sys.platform.startswith("linux"):
        return _holder_in_proc(port, kind)
    if sys.platform == "win32":
        return pid_in_netstat(_output(["netstat", "-ano"]), port, kind), None
    if shutil.which("lsof"):
        only = ["-sTCP:LISTEN"] if kind == TCP else []
        listed = _output(["lsof", "-nP", f"-i{kind.upper()}:{port}", *only, "-t"])
        return next((int(word) for word in listed.split() if word.isdigit()), None), None
    return None, None


def pid_in_netstat(listed: str, port: int, kind: str) -> int | None:
    """The process of a listener in what `netstat -ano` prints on Windows."""
    for line in listed.splitlines():
        words = line.split()
        ours = len(words) > 2 and words[0].lower() == kind and words[1].endswith(f":{port}")
        # The far address of a listener has port 0 (TCP) or is a star (UDP), in every language.
        if ours and words[2].endswith((":0", "*")) and words[-1].isdigit():
            return int(words[-1])
    return None


def _holder_in_proc(port: int, kind: str) -> tuple[int | None, str | None]:
    user = None
    for _host, inode, uid in _sockets(port, kind):
        for link in Path("/proc").glob("[0-9]*/fd/*"):
            try:
                if os.readlink(link) == f"socket:[{inode}]":
                    return int(link.parts[2]), None
            except OSError:
                continue
        user = _user_name(uid)
    return None, user


def _sockets(port: int, kind: str) -> Iterator[tuple[str, str, int]]:
    """The host (as the kernel writes it), inode and user of every socket that listens on a port."""
    for name in (kind, kind + "6"):
        try:
            rows = Path("/proc/net", name).read_text().splitlines()[1:]
        except OSError:
            continue
        for row in rows:
            columns = row.split()
            host, _colon, at = columns[1].rpartition(":")
            if at == f"{port:04X}" and columns[3] == LISTENING[kind]:
                yield host, columns[9], int(columns[7])


def _user_name(uid: int) -> str:
    if sys.platform != "win32":
        import pwd

        try:
            return pwd.getpwuid(uid).pw_name
        except KeyError:
            pass
    return str(uid)


def command_of(pid: int) -> str:
    """The command line of a process, cut to what fits into a sentence; empty if hidden."""
    if sys.platform == "win32":
        row = _output(["tasklist", "/FI", f"PID eq {pid}", "/FO", "CSV", "/NH"])
        name = re.match(r'"([^"]+)"', row.strip())
        return name.group(1) if name else ""
    try:
        said = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
        words = said.rstrip("\0").split("\0")
    except OSError:
        words = _output(["ps", "-o", "command=", "-p", str(pid)]).strip().split(" ")
    # A program's text may have lines, and a sentence has none.
    line = " ".join(" ".join([os.path.basename(words[0]), *words[1:]]).split())
    return line if len(line) <= 60 else line[:57] + "..."


def _output(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return ""

"""What else a talk needs of the machine: addresses, a camera, UDP, the package system."""

from __future__ import annotations

import os
import re
import shutil
import socket
import struct
import subprocess
import sys
from pathlib import Path

SIOCGIFADDR = 0x8915  # Linux: the IPv4 address of a network interface


def addresses() -> list[str]:
    """The IPv4 addresses under which others reach this machine."""
    found = _interface_addresses() if sys.platform.startswith("linux") else _named_addresses()
    return [address for address in found if not address.startswith("127.")]


def _interface_addresses() -> list[str]:
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, name in socket.if_nameindex():
            if sys.platform.startswith("linux"):
                import fcntl

                request = struct.pack("256s", name.encode()[:15])
                try:
                    answer = fcntl.ioctl(probe.fileno(), SIOCGIFADDR, request)
                except OSError:  # an interface without address
                    continue
                found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _named_addresses() -> list[str]:
    """The addresses of this machine's name, and the one of its way out; no packet is sent."""
    found = set()
    try:
        for entry in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET):
            found.add(str(entry[4][0]))
    except OSError:
        pass
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.connect(("192.0.2.1", 9))  # RFC 5737: an address that is nobody's
            found.add(str(probe.getsockname()[0]))
    except OSError:
        pass
    return sorted(found)


def udp_works() -> bool:
    """Whether a datagram to ourselves arrives."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            probe.settimeout(2)
            probe.sendto(b"polycloud", probe.getsockname())
            return probe.recv(64) == b"polycloud"
    except OSError:
        return False


def cameras() -> list[str] | None:
    """The cameras that the system shows; None where it cannot be told without opening one."""
    if sys.platform.startswith("linux"):
        return sorted(str(path) for path in Path("/dev").glob("video*"))
    if sys.platform == "darwin" and shutil.which("system_profiler"):
        told = output(["system_profiler", "SPCameraDataType"])
        return re.findall(r"^    (\S.*):$", told, re.MULTILINE)
    return None


def output(command: list[str]) -> str:
    """What a command prints; empty if it does not run."""
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.SubprocessError):
        return ""
    return ran.stdout.strip()


def is_root() -> bool:
    """Whether we may do everything here; never so on Windows."""
    return getattr(os, "geteuid", lambda: 1)() == 0


def can_apt() -> bool:
    """Whether Debian's packages can be installed without asking: root, on Debian or its like."""
    if not shutil.which("apt-get") or not is_root():
        return False
    try:
        release = Path("/etc/os-release").read_text(encoding="utf-8")
    except OSError:
        return False
    return re.search(r"^ID(_LIKE)?=.*(debian|ubuntu)", release, re.MULTILINE) is not None

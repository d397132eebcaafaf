"""The settings of step 3: TURN_PORT, TURNS_PORT, TURN_NAME, and TLS_CERT with TLS_KEY."""

import errno
import os
import re
import ssl
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple, NoReturn

from common.authority import Unusable, authority
from common.certificates import context_from, server_context
from common.lan import Lan
from common.serving import BAD_SETTING, PORT_BUSY

PORT, TLS_PORT = 3478, 5349  # RFC 8656 section 3.2.1


class TurnDoors(NamedTuple):
    """Where the TURN server listens: for UDP and TCP, and for TLS, perhaps under names."""

    port: int
    tls_port: int
    name: str = ""
    lan_name: str = ""

    @property
    def names(self) -> list[str]:
        """The names that its certificate must bear."""
        return [name for name in (self.name, self.lan_name) if name]

    def urls(self, address: str) -> list[str]:
        """Where browsers find it: each way is slower, and passes more firewalls."""
        host = f"[{address}]" if ":" in address else address
        urls = [
            f"turn:{host}:{self.port}?transport=udp",
            f"turn:{host}:{self.port}?transport=tcp",
            # Firefox wants a name here, and takes no notice of an address.
            f"turns:{self.name or host}:{self.tls_port}?transport=tcp",
        ]
        if self.lan_name:  # besides: nobody finds it where there is no multicast DNS
            urls.append(f"turns:{self.lan_name}:{self.tls_port}?transport=tcp")
        return urls


def turn_doors(settings: Mapping[str, str] = os.environ, lan: Lan | None = None) -> TurnDoors:
    """The doors that the settings name; ends the process if one of them is none."""
    name = settings.get("TURN_NAME", "")
    if name and not re.fullmatch(r"[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", name):
        _refuse(f"TURN_NAME={name} is not the name of a computer.")
    port, tls_port = _port(settings, "TURN_PORT", PORT), _port(settings, "TURNS_PORT", TLS_PORT)
    return TurnDoors(port, tls_port, name, lan.name if lan and not name else "")


def _port(settings: Mapping[str, str], name: str, default: int) -> int:
    word = settings.get(name) or str(default)
    if not (word.isascii() and word.isdigit() and 0 < int(word) < 65_536):
        _refuse(f"{name}={word} is not a port: take a number from 1024 to 65535.")
    return int(word)


def _refuse(problem: str) -> NoReturn:
    sys.stderr.write(problem + "\n")
    sys.exit(BAD_SETTING)


@contextmanager
def exit_if_turn_taken(doors: TurnDoors) -> Iterator[None]:
    """Ends the process with one sentence if a port of the TURN server cannot be had inside."""
    try:
        yield
    except OSError as problem:
        if problem.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        moved = f"TURN_PORT={doors.port + 10} TURNS_PORT={doors.tls_port + 10} make step-3"
        taken = f"TURN port {doors.port}, or {doors.tls_port}, is taken."
        sys.stderr.write(f"{taken} {moved} moves it.\n")
        sys.exit(PORT_BUSY)


def tls_context(names: Sequence[str], settings: Mapping[str, str] = os.environ) -> ssl.SSLContext:
    """The certificate for TLS: the one that TLS_CERT and TLS_KEY name, else one of our own."""
    certificate, key = settings.get("TLS_CERT", ""), settings.get("TLS_KEY", "")
    if not certificate and not key:
        try:
            return server_context(authority(), ["localhost", *names])
        except Unusable as problem:
            _refuse(str(problem))
    try:
        return context_from(certificate, key)
    except OSError as problem:  # ssl.SSLError is one
        _refuse(f"TLS_CERT={certificate} TLS_KEY={key}: {problem}")

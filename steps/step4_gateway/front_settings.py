"""The settings of a front, from its arguments and the environment.

`--fd N` gives it a listening socket that was opened elsewhere, in the place of PORT: for the
network namespace in which step 4 puts the front, where no browser is.
"""

import argparse
import errno
import os
import re
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

import httpx

from common.key_settings import read_keys
from common.keys import Keys
from common.lan import read_lan
from common.serving import BAD_SETTING, Door, exit_if_taken, open_sockets
from steps.step4_gateway.endpoints import NAME
from steps.step4_gateway.ice import AuthService, OwnPasswords, Passwords, is_turn_url

STEP, PORT, INTERNAL_PORT = 4, 8004, 8104
REALM = "polycloud"
HOST_NAME = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,10}")


@dataclass(frozen=True, slots=True)
class FrontSettings:
    """Where a front listens, and with whom it shares a secret."""

    host: str
    port: int
    internal_host: str
    internal_port: int
    secret: bytes = field(repr=False)
    auth_service: str
    tls_name: str
    turn_secret: str = field(repr=False)
    turn_urls: tuple[str, ...]
    turn_realm: str
    stage: str
    stage_token: str = field(repr=False)
    descriptors: tuple[int, ...] = ()
    names: tuple[str, ...] = ()  # public ones of the page
    keys: Keys = field(default_factory=Keys, repr=False)

    def passwords(self, client: httpx.AsyncClient) -> Passwords:
        """Where the participants' passwords come from."""
        if self.auth_service:
            return AuthService(self.auth_service, client, self.tls_name)
        return OwnPasswords(self.turn_secret, self.turn_realm, self.turn_urls)

    def public_door(self) -> Door:
        """The sockets for browsers; ends the process if the port is taken."""
        if self.descriptors:
            sockets = [_inherited(number) for number in self.descriptors]
        else:
            with exit_if_taken("Port", self.port, STEP):
                sockets = _open("HOST", self.host, self.port)
        return Door(STEP, self.host, sockets[0].getsockname()[1], sockets, lan=read_lan())

    def internal_sockets(self) -> list[socket.socket]:
        """The sockets for nodes; ends the process if the port is taken."""
        with exit_if_taken("Internal port", self.internal_port, STEP):
            return _open("INTERNAL_HOST", self.internal_host, self.internal_port)


def read_settings(
    arguments: Sequence[str] | None = None, settings: Mapping[str, str] = os.environ
) -> FrontSettings:
    """The settings; ends the process with a sentence if one of them is wrong."""
    parser = argparse.ArgumentParser(description="Polycloud, the front of step 4")
    parser.add_argument("--host", default=settings.get("HOST") or "localhost")
    parser.add_argument("--fd", type=int, action="append", default=[], help="a listening socket")
    options = parser.parse_args(arguments)
    urls = _turn_urls(settings)
    if not settings.get("HEARTBEAT_SECRET"):
        _refuse("HEARTBEAT_SECRET is missing: front and nodes share it.")
    if not settings.get("AUTH_SERVICE") and not (settings.get("TURN_SECRET") and urls):
        _refuse("AUTH_SERVICE is missing, or else TURN_SECRET and TURN_URLS.")
    return FrontSettings(
        host=options.host,
        port=_port(settings, "PORT", PORT),
        internal_host=settings.get("INTERNAL_HOST") or "127.0.0.1",
        internal_port=_port(settings, "INTERNAL_PORT", INTERNAL_PORT),
        secret=settings["HEARTBEAT_SECRET"].encode(errors="surrogateescape"),
        auth_service=_url(settings, "AUTH_SERVICE"),
        tls_name=settings.get("TURN_NAME", ""),
        turn_secret=settings.get("TURN_SECRET", ""),
        turn_urls=urls,
        turn_realm=settings.get("TURN_REALM") or REALM,
        stage=_url(settings, "STAGE"),
        stage_token=settings.get("STAGE_TOKEN", ""),
        descriptors=tuple(options.fd),
        names=_names(settings),
        keys=read_keys(settings, shared=True),
    )


def _inherited(number: int) -> socket.socket:
    try:
        door = socket.socket(fileno=number)
        if door.type == socket.SOCK_STREAM and door.family in (socket.AF_INET, socket.AF_INET6):
            return door
        door.detach()  # whatever it is, it is not ours
    except (OSError, ValueError):  # a ValueError: less than none
        pass
    _refuse(f"--fd {number} is not a listening socket that was passed on.")


def _open(name: str, host: str, port: int) -> list[socket.socket]:
    try:
        return open_sockets(host, port)
    except (OSError, UnicodeError) as problem:
        if getattr(problem, "errno", None) in (errno.EADDRINUSE, errno.EACCES):
            raise  # it is the port
        _refuse(f"{name}={host} is not an address of this computer.")


def _words(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in settings.get(name, "").split(",") if word.strip())


def _turn_urls(settings: Mapping[str, str]) -> tuple[str, ...]:
    urls = _words(settings, "TURN_URLS")
    for url in urls:
        if not is_turn_url(url):
            _refuse(f"TURN_URLS={url} is not a URL as turn:192.0.2.1:3478?transport=udp is.")
    return urls


def _url(settings: Mapping[str, str], name: str) -> str:
    word = settings.get(name, "")
    try:
        url = httpx.URL(word)
    except httpx.InvalidURL:
        url = httpx.URL("")
    host, port = url.raw_host.decode(), 80 if url.port is None else url.port
    there = NAME.fullmatch(host) or ":" in host  # IPv6, which httpx has looked at
    if word and not (url.scheme in ("http", "https") and there and 0 < port < 65_536):
        _refuse(f"{name}={word} is not a URL as http://127.0.0.1:8088 is.")
    return word


def _names(settings: Mapping[str, str]) -> tuple[str, ...]:
    names = _words(settings, "NAMES")
    for name in names:
        if not HOST_NAME.fullmatch(name):
            _refuse(
                f"NAMES={name} is not a host name, as call.example.org is: no https://, no port."
            )
    return tuple(name.lower() for name in names)


def _port(settings: Mapping[str, str], name: str, default: int) -> int:
    word = settings.get(name) or str(default)
    if not (word.isascii() and word.isdigit() and len(word) < 6 and int(word) < 65_536):
        _refuse(f"{name}={word} is not a port: take a number from 1024 to 65535.")
    return int(word)


def _refuse(problem: str) -> NoReturn:
    sys.stderr.write(problem + "\n")
    sys.exit(BAD_SETTING)

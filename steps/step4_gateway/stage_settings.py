"""The settings of a stage: NETNS, its ports, and its certificate for TLS."""

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from common.authority import Unusable, authority
from common.certificates import context_from, server_pem
from common.key_settings import is_on, key_secret
from common.lan import Lan
from common.serving import BAD_SETTING
from steps.step2_sfu.settings import advertised
from steps.step3_turn.settings import TurnDoors, turn_doors
from steps.step4_gateway.netns import namespaces
from steps.step4_gateway.networks import NODE_PORT, Network, one_computer

INTERNAL, HEALTH, METRICS = 100, 8086, 8080  # the first is added to the public port


@dataclass(frozen=True)
class Ports:
    """Where the parts of the stage listen, beside its public HTTP port."""

    turn: TurnDoors
    internal: int
    health: int
    metrics: int
    node: int


@dataclass(frozen=True)
class Secrets:
    """What only the parts of one stage know; new in each run.

    `keys` signs the keys of invite links, and is empty if rooms are open.
    """

    turn: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    heartbeat: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    stage: str = field(default_factory=lambda: secrets.token_hex(32), repr=False)
    keys: str = field(default_factory=key_secret, repr=False)


def ports_of(http: int, settings: Mapping[str, str] = os.environ, lan: Lan | None = None) -> Ports:
    """The ports that the settings name; ends the process if one of them is none."""
    return Ports(
        turn=turn_doors(settings, lan),
        internal=_port(settings, "INTERNAL_PORT", internal_port(http)),
        health=_port(settings, "HEALTH_PORT", HEALTH),
        metrics=_port(settings, "METRICS_PORT", METRICS),
        node=_port(settings, "NODE_PORT", NODE_PORT),
    )


def internal_port(http: int) -> int:
    """The port for heartbeats, where no setting says otherwise."""
    return http + INTERNAL if http + INTERNAL < 65_536 else http - INTERNAL


def network_of(
    ports: Ports, settings: Mapping[str, str] = os.environ
) -> AbstractContextManager[Network]:
    """Where the parts stand: on this computer, or with NETNS=1 in namespaces."""
    if is_on("NETNS", settings):
        if is_on("LAN", settings):
            refuse("NETNS=1 hides the gateway from the network that LAN=1 is for: take one.")
        return namespaces()
    told = advertised(ports.turn.port, settings)
    return one_computer(told[0][0] if told else "", ports.node)


def certificate(names: Sequence[str], settings: Mapping[str, str] = os.environ) -> list[bytes]:
    """Certificate and key of the TLS listener: those of TLS_CERT and TLS_KEY, else our own."""
    files = [settings.get(name, "") for name in ("TLS_CERT", "TLS_KEY")]
    if not any(files):
        try:
            return list(server_pem(authority(), ["localhost", *names]))
        except Unusable as problem:
            refuse(str(problem))
    try:
        context_from(*files)
        return [Path(file).read_bytes() for file in files]
    except OSError as problem:  # an ssl.SSLError is one
        refuse(f"TLS_CERT={files[0]} TLS_KEY={files[1]}: {problem.strerror or problem}.")


def refuse(problem: str) -> NoReturn:
    """Ends the process with a sentence about a setting."""
    sys.stderr.write(problem + "\n")
    sys.exit(BAD_SETTING)


def _port(settings: Mapping[str, str], name: str, default: int) -> int:
    word = settings.get(name) or str(default)
    if not (word.isascii() and word.isdigit() and 0 < int(word) < 65_536):
        refuse(f"{name}={word} is not a port: take a number from 1024 to 65535.")
    return int(word)

"""The ports that a step takes, and what to do when one of them is busy."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from runner import ports
from runner.console import Problem
from runner.machine import is_root

FIRST_PORT, GATEWAY_STEP = 8001, 4
INTERNAL, HEALTH_PORT, METRICS_PORT = 100, 8086, 8080  # the first is added to the step's port
TURN_PORT, TURNS_PORT = 3478, 5349  # RFC 8656 section 3.2.1


NAMES = {
    "PORT": "port",
    "TURN_PORT": "TURN port",
    "TURNS_PORT": "TURN port for TLS",
    "INTERNAL_PORT": "port for heartbeats",
    "HEALTH_PORT": "port for /ready",
    "METRICS_PORT": "port for /metrics",
}


@dataclass(frozen=True)
class Door:
    """A port, and the setting that moves it."""

    port: int
    kind: str
    setting: str = "PORT"

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        name = NAMES[self.setting]
        if self.kind == ports.UDP:
            name = "UDP " + name
        return name[0].upper() + name[1:]

    @property
    def is_free(self) -> bool:
        """Whether nobody else has it; media, TURN and with LAN=1 pages too are on all addresses."""
        everywhere = self.kind == ports.UDP or self.setting in ("TURN_PORT", "TURNS_PORT")
        everywhere = everywhere or (self.setting == "PORT" and is_on("LAN"))
        return ports.is_free(self.port, self.kind, everywhere=everywhere)


def doors_of(number: int, port: int) -> list[Door]:
    """The ports of a step: UDP for media in steps 2 and 3, from step 3 on those of TURN."""
    doors = [Door(port, ports.TCP)]
    if number == GATEWAY_STEP and is_on("NETNS"):
        return doors  # the others are in a network of their own
    if 2 <= number < GATEWAY_STEP:
        doors.append(Door(port, ports.UDP))
    if number >= 3:
        turn = wanted_port("TURN_PORT", TURN_PORT)
        doors += [Door(turn, kind, "TURN_PORT") for kind in (ports.UDP, ports.TCP)]
        doors.append(Door(wanted_port("TURNS_PORT", TURNS_PORT), ports.TCP, "TURNS_PORT"))
    if number == GATEWAY_STEP:
        doors += [
            Door(wanted_port(setting, default), ports.TCP, setting)
            for setting, default in inner_ports(port).items()
        ]
    return doors


def is_on(name: str) -> bool:
    """Whether a setting is switched on in the environment."""
    return os.environ.get(name, "") not in ("", "0")


def inner_ports(port: int) -> dict[str, int]:
    """The ports at which only programs on this computer talk to the gateway and the front."""
    internal = port + INTERNAL if port + INTERNAL <= 65535 else port - INTERNAL
    return {
        "INTERNAL_PORT": internal,
        "HEALTH_PORT": HEALTH_PORT,
        "METRICS_PORT": METRICS_PORT,
    }


def wanted_port(setting: str, default: int) -> int:
    """The port that a setting names, else the default."""
    word = os.environ.get(setting) or str(default)
    port = plain_number(word)
    if not 1 <= port <= 65535:
        raise Problem(f"{setting}={word} is not a port: take a number from 1024 to 65535.")
    if port < 1024 and os.name != "nt" and not is_root():
        raise Problem(f"{setting}={word} is reserved for root: take a number from 1024 to 65535.")
    return port


def plain_number(word: str) -> int:
    """The number that a word of up to five ASCII digits writes; 0 if it is none."""
    return int(word) if re.fullmatch("[0-9]{1,5}", word) else 0


def require_free(doors: list[Door], number: int) -> None:
    """Stops with the line that names the port, its holder, and the way round."""
    for door in doors:
        if not door.is_free:
            raise Problem(busy_sentence(door, number))


def busy_sentence(door: Door, number: int) -> str:
    """What to do about a busy port."""
    move = f"{door.setting}={ports.port_instead_of(door.port)}"
    command = f"{move} make step-{number}"
    if os.name == "nt":
        command = f"set {move} and run py polycloud.py step {number}"
    holder = ports.holder(door.port, door.kind)
    return f"{door.name} {door.port} is busy: {holder}. Stop that, or move this step: {command}"

"""The settings of step 2, from the environment: ADVERTISE and ORIGINS."""

import os
import sys
from collections.abc import Mapping

from common.serving import BAD_SETTING
from common.stun_attributes import Address
from steps.step2_sfu.addresses import parse_advertise


def advertised(port: int, settings: Mapping[str, str] = os.environ) -> list[Address]:
    """The addresses that ADVERTISE tells instead of ours; ends the process if they are none."""
    try:
        return parse_advertise(settings.get("ADVERTISE", ""), port)
    except ValueError as problem:
        sys.stderr.write(f"ADVERTISE: {problem}\n")
        sys.exit(BAD_SETTING)


def origins(settings: Mapping[str, str] = os.environ) -> str:
    """The other sites whose pages may use WHIP and WHEP, as ORIGINS names them."""
    return settings.get("ORIGINS", "")

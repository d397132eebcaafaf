"""What each browser is told of the TURN server: where it is, and a password of its own.

The password expires after five minutes, so a new one follows over signalling in time.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from common.beside import beside
from common.meeting import Meeting
from common.presence import Participant
from steps.step3_turn.credentials import LIFETIME, Credentials
from steps.step3_turn.settings import TurnDoors

RENEWED_AFTER = LIFETIME / 2  # seconds


class IceServers:
    """The TURN server as RTCIceServer dictionaries (W3C webrtc-pc section 4.2.4)."""

    def __init__(self, credentials: Credentials, address: str, doors: TurnDoors) -> None:
        self.urls = doors.urls(address)
        self._credentials = credentials

    def of(self, participant: Participant) -> list[dict[str, Any]]:
        """What a participant is told."""
        username, password = self._credentials.issue(owner_of(participant), time.monotonic())
        return [{"urls": self.urls, "username": username, "credential": password}]

    @asynccontextmanager
    async def renewed(self, meeting: Meeting) -> AsyncIterator[None]:
        """Sends everybody new passwords for as long as it lasts."""
        async with beside(_renew(meeting)):
            yield


def owner_of(participant: Participant) -> str:
    """By which name the TURN server knows a participant."""
    return str(participant.id)


async def _renew(meeting: Meeting) -> None:
    while True:
        await asyncio.sleep(RENEWED_AFTER)
        meeting.renew_ice_servers()

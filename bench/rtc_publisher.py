"""What a client of the load generator sends: a picture thirty times a second, and a voice.

Each packet is 1,150 or 120 bytes long and ends with the time at which it was sent. The first
packet of a picture holds a small VP8 picture, the others are filled up: so it can be decoded by
whoever must (an SFU need not). The header extensions are those that a browser sends.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from random import Random
from struct import Struct

from bench.rtc_client import RtcClient
from bench.rtc_receiver import STAMP, WORD
from bench.rtc_sdp import AUDIO, AUDIO_LEVEL_ID, SEND_TIME_ID, TRANSPORT_NUMBER_ID, VIDEO
from bench.shapes import (
    AUDIO_BYTES,
    PACKETS_PER_PICTURE,
    PICTURES_PER_SECOND,
    SOUNDS_PER_SECOND,
    VIDEO_BYTES,
)
from common.rtcp import SenderReport, sender_report

HEAD = Struct("!BBHIIHH")  # RTP header, then the profile and length of the extensions
EXTENSIONS_AT, PAYLOAD_AT = 16, 24
FIRST_BYTE, MARKER, PROFILE = 0x90, 0x80, 0xBEDE  # version 2 with extensions
VP8_START, VP8_ON = b"\x10", b"\x00"  # the payload descriptor (RFC 7741 section 4.2)
OPUS = b"\xf8"  # full band, 20 ms, one frame (RFC 6716 section 3.1); noise may follow
UNIX_TO_NTP = 2_208_988_800
PICTURE_CLOCK, SOUND_CLOCK = 90_000, 48_000
PICTURE_ROOM = VIDEO_BYTES - PAYLOAD_AT - len(VP8_START) - STAMP.size  # bytes of coded picture


class Publisher:
    """A camera and a microphone without either."""

    def __init__(self, client: RtcClient, sources: dict[str, int], pictures: list[bytes]) -> None:
        self.sent = 0
        self.late = 0.0  # seconds behind the schedule, at worst
        self._client = client
        self._audio, self._video = sources["audio"], sources["video"]
        self._pictures = [_packets_of(picture) for picture in pictures]
        self._sound = (OPUS + bytes(AUDIO_BYTES - PAYLOAD_AT - len(OPUS) - STAMP.size),)
        self._numbers = {self._audio: 0, self._video: 0}
        self._times = {self._audio: 0, self._video: 0}
        self._transport_number = 0
        self._shown = 0
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def start(self, times: float, dice: Random, pictures: int = PICTURES_PER_SECOND) -> None:
        """Begins to send at so many times the usual rate, each stream somewhere in its turn.

        People do not press their buttons in step, so their packets are not to come in step either.
        `pictures` is the usual number of them in a second.
        """
        for ssrc, rate, act in (
            (self._video, pictures, self._send_picture),
            (self._audio, SOUNDS_PER_SECOND, self._send_sound),
        ):
            gap = 1 / (rate * times)
            self._every(gap, asyncio.get_running_loop().time() + gap * dice.random(), ssrc, act)

    def stop(self) -> None:
        """Sends no more."""
        for timer in self._timers.values():
            timer.cancel()

    def report(self) -> None:
        """Sends the sender reports that a browser would send."""
        ntp = int((time.time() + UNIX_TO_NTP) * 2**32)
        for ssrc in (self._audio, self._video):
            number = self._numbers[ssrc]
            report = SenderReport(ssrc, ntp, self._times[ssrc] & 0xFFFFFFFF, number, 1_000 * number)
            self._client.send_rtcp(sender_report(report))

    def _every(self, gap: float, due: float, key: int, act: Callable[[float], None]) -> None:
        loop = asyncio.get_running_loop()

        def turn() -> None:
            nonlocal due
            self.late = max(self.late, loop.time() - due)
            act(gap)
            due += gap
            self._timers[key] = loop.call_at(due, turn)

        self._timers[key] = loop.call_at(due, turn)

    def _send_picture(self, gap: float) -> None:
        self._times[self._video] += round(PICTURE_CLOCK * gap)
        payloads = self._pictures[self._shown % len(self._pictures)]
        self._shown += 1
        self._send(self._video, VIDEO, payloads)

    def _send_sound(self, gap: float) -> None:
        self._times[self._audio] += round(SOUND_CLOCK * gap)
        self._send(self._audio, AUDIO, self._sound)

    def _send(self, ssrc: int, kind: int, payloads: Sequence[bytes]) -> None:
        timestamp, send = self._times[ssrc] & 0xFFFFFFFF, self._client.send_rtp
        number, last = self._numbers[ssrc], len(payloads) - 1
        for place, payload in enumerate(payloads):
            now = time.monotonic_ns()
            second = kind | MARKER if place == last else kind
            head = HEAD.pack(FIRST_BYTE, second, number & 0xFFFF, timestamp, ssrc, PROFILE, 2)
            send(head + self._extensions(kind, now) + payload + STAMP.pack(WORD, now))
            number += 1
        self._numbers[ssrc] = number
        self.sent += len(payloads)

    def _extensions(self, kind: int, now: int) -> bytes:
        self._transport_number = (self._transport_number + 1) & 0xFFFF
        number = bytes([TRANSPORT_NUMBER_ID << 4 | 1]) + self._transport_number.to_bytes(2)
        if kind == AUDIO:
            return bytes([AUDIO_LEVEL_ID << 4, 30]) + number + bytes(3)
        clock = ((now << 18) // 1_000_000_000) & 0xFFFFFF  # seconds with 18 bits of fraction
        return bytes([SEND_TIME_ID << 4 | 2]) + clock.to_bytes(3) + number + bytes(1)


def _packets_of(picture: bytes) -> list[bytes]:
    """The payloads of one picture, without their stamps."""
    if len(picture) > PICTURE_ROOM:
        raise ValueError(f"A picture of {len(picture)} bytes does not fit into one packet.")
    first = VP8_START + picture + bytes(PICTURE_ROOM - len(picture))
    return [first] + [VP8_ON + bytes(PICTURE_ROOM)] * (PACKETS_PER_PICTURE - 1)

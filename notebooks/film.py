"""What Ada sends in notebook 2: pictures in VP8, cut to RTP packets (RFC 7741).

Imported first, it lets Python find `bench`, `common` and `steps`.
"""

import sys
from collections.abc import Iterable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from common.ebml import elements
from common.rtp import FIXED, MARKER, ONE_BYTE_PROFILE
from steps.step1_websocket.exercise.recording import recorded
from steps.step2_sfu.sdp import MID_ID, SEND_TIME_ID, TRANSPORT_NUMBER_ID

ADA = 0xADA  # the SSRC of Ada's camera
CAMERA, VP8 = b"1", 96  # the mid of a camera's line, and the payload type, in every offer
FIRST_TIME = 1_000_000
# A browser throws dice for its first number, but below 32,768: SRTP counts how often the numbers
# begin anew, and who misses all that came before never knows (RFC 3711 section 3.3.1).
USUAL_START, NEAR_THE_END = 1_000, 65_500
SMALL, USUAL = 100, 1_100  # bytes of a picture in one packet
CLOCK = 90  # timestamp units in a millisecond
WIDTH, HEIGHT, PICTURES, RATE, BITRATE = 640, 360, 60, 30, 1_500_000

Picture = tuple[int, bytes]  # milliseconds, and what the encoder made of it


class Shot(NamedTuple):
    """A packet, and the millisecond at which it is sent."""

    at: int
    packet: bytes


def recorded_film(first: int = USUAL_START) -> list[Shot]:
    """Step 1's recording of Chromium. Its pictures are small, so the packets are made small too."""
    return list(_packets(_recorded_pictures(recorded("chromium").byte_stream), SMALL, first))


def camera_film() -> list[Shot]:
    """Two seconds that look like a camera's: everything moves, and there is noise."""
    return list(_packets(_camera_pictures(), USUAL, USUAL_START))


def _recorded_pictures(data: bytes) -> Iterator[Picture]:
    cluster = 0
    for element in elements(data):
        start = element.offset + element.header_length
        body = data[start : start + (element.size or 0)]
        if element.name == "Timestamp":
            cluster = int.from_bytes(body)
        elif element.name == "SimpleBlock" and body[0] == 0x81:  # the track with the pictures
            yield cluster + int.from_bytes(body[1:3]), body[4:]


def _camera_pictures() -> Iterator[Picture]:
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.bit_rate, encoder.time_base = BITRATE, Fraction(1, RATE)
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "g": "999"}
    dice, x, y = np.random.default_rng(1), np.arange(WIDTH), np.arange(HEIGHT)[:, None]
    for number in range(PICTURES):
        light = 110 + 60 * np.sin((x + 7 * number) / 40) * np.cos((y - 3 * number) / 30)
        grey = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        grey[:HEIGHT] = light + dice.normal(0, 4, light.shape)
        frame = av.VideoFrame.from_ndarray(grey, "yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            yield number * 1000 // RATE, bytes(packet)


def _packets(pictures: Iterable[Picture], piece: int, first: int) -> Iterator[Shot]:
    index = 0
    for at, picture in pictures:
        for start in range(0, len(picture), piece):
            descriptor = b"\x00" if start else b"\x10"  # RFC 7741 section 4.2: S, a start
            payload = descriptor + picture[start : start + piece]
            last = start + piece >= len(picture)
            yield Shot(at, _packet(first, index, at, payload, last=last))
            index += 1


def _packet(first: int, index: int, at: int, payload: bytes, *, last: bool) -> bytes:
    number, timestamp = first + index & 0xFFFF, FIRST_TIME + at * CLOCK
    second = VP8 | MARKER if last else VP8
    told = bytes([SEND_TIME_ID << 4 | 2]) + ((at << 18) // 1000).to_bytes(3)
    told += bytes([TRANSPORT_NUMBER_ID << 4 | 1]) + (index + 1).to_bytes(2)
    told += bytes([MID_ID << 4]) + CAMERA
    told += bytes(-len(told) % 4)
    extension = ONE_BYTE_PROFILE.to_bytes(2) + (len(told) // 4).to_bytes(2) + told
    return FIXED.pack(0x90, second, number, timestamp, ADA) + extension + payload

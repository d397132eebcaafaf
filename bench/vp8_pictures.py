"""One second of moving VP8 pictures, each so small that it fits into one packet.

What follows a picture's data is ignored by its decoder, so they can be filled up to any size.
"""

from fractions import Fraction

import av

WIDTH, HEIGHT, BAR = 640, 360, 32
GROUND, LIGHT, GREY = b"\x80", b"\xdc", b"\x80"
OPTIONS = {"deadline": "realtime", "cpu-used": "8", "auto-alt-ref": "0"}


def pictures(count: int) -> list[bytes]:
    """A keyframe and the pictures that follow it: a bar that moves over a grey ground."""
    encoder = av.CodecContext.create("libvpx", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.framerate, encoder.time_base = Fraction(count), Fraction(1, count)
    encoder.options = {**OPTIONS, "g": str(count + 1)}
    coded = []
    for number in range(count):
        frame = _frame(number * (WIDTH - BAR) // count)
        frame.pts = number
        coded += [bytes(packet) for packet in encoder.encode(frame)]
    return coded


def _frame(left: int) -> av.VideoFrame:
    frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
    for plane in frame.planes:
        plane.update(GREY * plane.buffer_size)
    row = GROUND * left + LIGHT * BAR + GROUND * (frame.planes[0].line_size - left - BAR)
    frame.planes[0].update(row * HEIGHT)
    return frame

"""Frames, checked against the parser of the websockets library."""

import pytest
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from common.frames import binary_frame, text_frame


def parsed(data: bytes) -> Frame:
    """What an independent implementation reads."""
    reader = StreamReader()
    reader.feed_data(data)
    steps = Frame.parse(reader.read_exact, mask=False)
    try:
        while True:
            next(steps)
    except StopIteration as end:
        frame: Frame = end.value
        return frame


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65_535, 65_536, 1_000_000])
def test_a_binary_frame_is_read_back_whatever_its_size(size: int) -> None:
    frame = parsed(binary_frame(b"x" * (size // 2), b"y" * (size - size // 2)))
    assert frame.opcode is Opcode.BINARY and frame.fin
    assert bytes(frame.data) == b"x" * (size // 2) + b"y" * (size - size // 2)


def test_a_text_frame_is_utf_8() -> None:
    frame = parsed(text_frame("Zo\u00eb"))
    assert frame.opcode is Opcode.TEXT and bytes(frame.data).decode() == "Zo\u00eb"

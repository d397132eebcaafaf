"""What is kept of one publisher's byte stream, and when a recorder is asked to begin anew."""

from itertools import pairwise

import pytest

from common.webm import WebmError
from steps.step1_websocket.byte_stream import (
    MOST_PATIENCE_SECONDS,
    PATIENCE_SECONDS,
    ByteStream,
)
from steps.step1_websocket.messages import WEBM, Epoch
from tests.bed.camera import Camera


def test_a_recorder_that_stays_late_is_asked_ever_more_rarely_but_never_given_up() -> None:
    stream = ByteStream(1)

    def late_from(begun: float, seconds: int) -> list[float]:
        """Runs that are late after half a second; gives when a new epoch was asked for."""
        asked = []
        for now in (begun + half / 2 for half in range(2 * seconds)):
            stream.begin(Epoch(stream.epoch + 1, WEBM))
            stream.feed(Camera().next_chunk())
            assert not stream.late(now)
            if stream.late(now + 1.5):
                asked.append(now)
        return asked

    asked = late_from(1.0, 300)
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits[:4] == [PATIENCE_SECONDS * times for times in (1, 2, 4, 8)]
    assert set(waits[4:]) == {MOST_PATIENCE_SECONDS}
    asked = late_from(asked[-1] + 2 * MOST_PATIENCE_SECONDS + 1, 10)
    assert asked[1] - asked[0] == PATIENCE_SECONDS, "after a calm while it is asked soon again"


def test_a_new_epoch_is_measured_against_its_own_beginning() -> None:
    stream = ByteStream(1)
    for epoch, begun in ((1, 0.0), (2, 50.0)):
        stream.begin(Epoch(epoch, WEBM))
        camera = Camera()
        for tenth in range(10):
            stream.feed(camera.next_chunk())
            assert not stream.late(begun + tenth * 0.1)


def test_an_epoch_that_is_not_media_is_refused_once_and_then_ignored() -> None:
    stream = ByteStream(1)
    stream.begin(Epoch(1, WEBM))
    with pytest.raises(WebmError):
        stream.feed(b"nonsense")
    assert stream.feed(b"more nonsense") == [] and stream.group == []
    with pytest.raises(WebmError):
        stream.begin(Epoch(1, WEBM))
    stream.begin(Epoch(2, WEBM))
    assert stream.feed(Camera().next_chunk())[0].random_access


def test_an_mp4_file_is_an_epoch_of_its_own() -> None:
    stream = ByteStream(1)
    stream.begin(Epoch(1, "video/mp4"))
    data = b"\0\0\0\x08ftyp"
    assert stream.feed(data)[0].data == data and stream.init == b"" and stream.group == [data]

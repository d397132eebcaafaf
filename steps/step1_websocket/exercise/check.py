"""The check of the exercise: plays a late joiner, and says what the joiner's player would do.

    python -m steps.step1_websocket.exercise.check             your late_joiner.py
    python -m steps.step1_websocket.exercise.check solution    ours

It looks at bytes, not at source text. The exit status is 0 only if everything is as it must be.
"""

import importlib
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from common import ebml
from common.ebml import elements
from common.exercise import Unfit, problems_of, tell
from common.webm import WebmError
from steps.step1_websocket.byte_stream import ByteStream
from steps.step1_websocket.exercise.recording import Recording, recorded
from steps.step1_websocket.messages import Epoch


class Keeper(Protocol):
    """What the learner writes."""

    def feed(self, chunk: bytes) -> None:
        """Takes the next chunk."""

    def first_bytes(self) -> bytes:
        """What somebody who joins now is sent before the live chunks."""


class Block(NamedTuple):
    """One frame of video or audio: its track, its time in milliseconds, whether it is a key."""

    track: int
    time: int
    keyframe: bool


Make = Callable[[], Keeper]
EBML_ID = ebml.EBML.to_bytes(4)
VIDEO = 1  # the number of the video track in both recordings


def blocks(data: bytes) -> Iterator[Block]:
    """The blocks of a byte stream, with their times from its beginning."""
    base = 0
    for element in elements(data):
        body = element.offset + element.header_length
        if element.id == ebml.TIMESTAMP:
            base = int.from_bytes(data[body : body + (element.size or 0)])
        elif element.id == ebml.SIMPLE_BLOCK and body + 4 <= len(data):
            relative = int.from_bytes(data[body + 1 : body + 3], signed=True)
            yield Block(data[body] & 0x7F, base + relative, data[body + 3] >= 0x80)


def joined_after(make: Make, chunks: list[bytes]) -> bytes:
    """What the learner's code gives to somebody who joins after these chunks."""
    keeper = make()
    for chunk in chunks:
        keeper.feed(chunk)
    return keeper.first_bytes()


def kept_by_the_server(recording: Recording, count: int) -> ByteStream:
    """What the server of step 1 keeps after so many chunks of a recording."""
    byte_stream = ByteStream(publisher=1)
    byte_stream.begin(Epoch(1, recording.mime))
    for chunk in recording.chunks[:count]:
        byte_stream.feed(chunk)
    return byte_stream


def nothing_before_the_first_chunk(make: Make) -> None:
    """A joiner who is there before the publisher is sent nothing yet."""
    if make().first_bytes():
        raise Unfit("Nothing has been recorded yet, but first_bytes() is not empty.")


def begins_with_an_init_segment(make: Make) -> None:
    """A player must first be told which tracks there are and how they are coded."""
    recording = recorded("chromium")
    data = joined_after(make, recording.chunks[:8])
    if not data.startswith(EBML_ID):
        raise Unfit(
            f"Your bytes begin with {data[:4].hex(' ') or 'nothing'}, a WebM byte stream with"
            f" {EBML_ID.hex(' ')}. And the first chunk of this recording has"
            f" {len(recording.chunks[0])} byte: a chunk is a cut, not a segment."
        )
    if "Tracks" not in [element.name for element in readable(data)]:
        raise Unfit(
            "Your bytes have no Tracks, by which a player finds its decoders. WebmReader.feed() in"
            " common/webm.py gives the whole InitSegment, once it is there."
        )


def first_picture_is_a_keyframe(make: Make) -> None:
    """A decoder can begin only with a frame that refers to no other."""
    data = joined_after(make, recorded("chromium").chunks[:13])
    pictures = [block for block in readable_blocks(data) if block.track == VIDEO]
    if not pictures:
        raise Unfit(
            "There is no frame of video in your bytes: the joiner looks at a black tile until the"
            " next keyframe, which may take a second (Chromium, as asked) or eight (Firefox)."
        )
    if not pictures[0].keyframe:
        raise Unfit(
            "The first picture is a delta frame: it says only what has changed since a frame that"
            " this joiner never had. Begin with a MediaPiece whose random_access is True."
        )


def nothing_of_the_past(make: Make) -> None:
    """What lies before the last keyframe only costs the joiner time and bytes."""
    data = joined_after(make, recorded("chromium").chunks)
    keys = [block for block in readable_blocks(data) if block.track == VIDEO and block.keyframe]
    if len(keys) > 1:
        raise Unfit(
            f"After four seconds you send {len(keys)} keyframes, the oldest"
            f" {keys[-1].time - keys[0].time} ms older than the newest. After an hour it would be"
            " the whole hour. Forget what was before, each time a piece with random_access comes."
        )


def nothing_is_missing(make: Make) -> None:
    """From that keyframe until now the joiner gets each block: frames build on one another."""
    for name in ("chromium", "firefox"):
        recording = recorded(name)
        for count in (5, 13, 20, len(recording.chunks)):
            data = joined_after(make, recording.chunks[:count])
            compare(data, kept_by_the_server(recording, count), f"{name}, {count} chunks")


def cut_anywhere(make: Make) -> None:
    """The cuts between chunks mean nothing, so other cuts must give the same bytes."""
    recording = recorded("chromium")
    data = recording.byte_stream
    for size in (1, 7, 1000, len(data)):
        chunks = [data[start : start + size] for start in range(0, len(data), size)]
        kept = kept_by_the_server(recording, len(recording.chunks))
        compare(joined_after(make, chunks), kept, f"chunks of {size} bytes")


def compare(data: bytes, kept: ByteStream, case: str) -> None:
    """Compares the blocks of some first bytes with those which the server of step 1 keeps."""
    expected = list(blocks(kept.init + b"".join(kept.group)))
    found = list(readable_blocks(data))
    missing = [block for block in expected if block not in found]
    if missing:
        raise Unfit(
            f"{case}: {len(missing)} of {len(expected)} blocks since the last keyframe are missing,"
            f" the first at {missing[0].time} ms. A frame builds on all before it: with a hole the"
            " picture freezes or falls apart until the next keyframe."
        )
    if len(found) > len(expected):
        raise Unfit(f"{case}: {len(found)} blocks, of which only {len(expected)} are of any use.")


def readable(data: bytes) -> list[ebml.Element]:
    """The elements of what the learner's code gave."""
    try:
        return list(elements(data))
    except WebmError as problem:
        raise Unfit(
            f"Your bytes cannot be read: {problem} This is what comes of bytes put together that do"
            " not follow each other. Only a MediaPiece with random_access may follow the init"
            " segment; a chunk does not even begin where a cluster begins."
        ) from None


def readable_blocks(data: bytes) -> list[Block]:
    """The blocks of what the learner's code gave."""
    readable(data)
    return list(blocks(data))


CHECKS = (
    nothing_before_the_first_chunk,
    begins_with_an_init_segment,
    first_picture_is_a_keyframe,
    nothing_of_the_past,
    nothing_is_missing,
    cut_anywhere,
)


def problems(make: Make) -> list[str]:
    """What is wrong, in the order in which one repairs it; one line for each check, or ''."""
    return problems_of(CHECKS, make)


def main() -> int:
    """Checks one module and tells; stops at the first problem, as the later ones follow from it."""
    name = sys.argv[1] if len(sys.argv) > 1 else "late_joiner"
    module = importlib.import_module(f"steps.step1_websocket.exercise.{name}")
    return tell(
        CHECKS, module.Keeper, "A late joiner sees a picture at once. Compare with byte_stream.py."
    )


if __name__ == "__main__":
    sys.exit(main())

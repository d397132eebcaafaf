"""Complete MP4 files, as browsers record them that cannot record WebM. [pure]

ISO/IEC 14496-12 section 4.2: a file is a sequence of boxes, each with a 32-bit size and a type.
Nothing inside a box is looked at. Left out: 64-bit sizes, which no short recording has.
"""

from common.webm import InitSegment, MediaPiece, WebmError


def whole_file(data: bytes) -> list[InitSegment | MediaPiece]:
    """A message that is one complete file, as a piece of media that can be played by itself."""
    if data[4:8] != b"ftyp":
        raise WebmError("An MP4 file begins with an ftyp box; this message does not.")
    position = 0
    while position < len(data):
        size = int.from_bytes(data[position : position + 4])
        if size < 8 or position + size > len(data):
            raise WebmError(f"The MP4 box at byte {position} does not fit into its message.")
        position += size
    return [InitSegment(b""), MediaPiece(data, random_access=True, timestamp=0)]

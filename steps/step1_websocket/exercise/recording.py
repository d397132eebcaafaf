"""Recordings of MediaRecorder, with the cuts that the browser made.

One byte stream of Chromium and one of Firefox, both asked for a chunk every 100 ms. The `.webm`
file is the byte stream, and plays; the `.json` file beside it tells when each chunk came, and
how many bytes it had.
"""

import json
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Recording:
    """One run of MediaRecorder."""

    browser: str
    mime: str
    chunks: list[bytes]
    times: list[int]  # of the chunks, in milliseconds since the recorder was started

    @property
    def byte_stream(self) -> bytes:
        """All chunks in a row: one WebM byte stream."""
        return b"".join(self.chunks)


def recorded(name: str) -> Recording:
    """The recording of "chromium" or "firefox"."""
    facts = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    rest = (DATA / f"{name}.webm").read_bytes()
    chunks = []
    for _, size in facts["chunks"]:
        chunks.append(rest[:size])
        rest = rest[size:]
    return Recording(facts["browser"], facts["mime"], chunks, [at for at, _ in facts["chunks"]])

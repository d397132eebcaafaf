"""Fanning out: each chunk of each publisher is copied to every other viewer in the room. [pure]

N people who all send cost the server N x (N-1) copies. Each copy is the same frame, encoded
once; what differs from viewer to viewer is only from where on they get it.
"""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from common import limits
from common.fields import ProtocolError
from common.frames import binary_frame, text_frame
from common.signaling import encode
from common.webm import MediaPiece
from steps.step1_websocket.byte_stream import ByteStream
from steps.step1_websocket.messages import SCREEN, Epoch, FanOutBill, Stop, owner_of
from steps.step1_websocket.viewer import FrameSink, Viewer

Pieces: TypeAlias = list[MediaPiece]

NO_SCREEN = f"Only {limits.SCREENS_PER_ROOM} screens can be shared at the same time."
NO_PLACE = (
    f"All {limits.PUBLISHERS_PER_ROOM} places to send are taken: nobody sees or hears you. Once "
    "somebody has left, switch your camera off and on, or reload this page."
)


@dataclass(slots=True)
class FanOut:
    """The media of one room: its publishers' byte streams and its viewers."""

    streams: dict[int, ByteStream] = field(default_factory=dict)
    viewers: dict[int, Viewer] = field(default_factory=dict)
    screens: dict[int, Viewer] = field(default_factory=dict)  # who share one: they watch nothing
    bytes_in: int = 0
    bytes_out: int = 0

    def add_viewer(self, participant_id: int, sink: FrameSink) -> None:
        """A viewer, who gets at once what is kept of each publisher."""
        viewer = self.viewers[participant_id] = Viewer(participant_id, sink)
        for stream in self.streams.values():
            if owner_of(stream.publisher) != participant_id:
                self._start(viewer, stream)

    def add_screen(self, publisher: int, sink: FrameSink) -> None:
        """The end of a WebSocket that brings a screen; only the bill goes there."""
        self.screens[publisher] = Viewer(publisher, sink)

    def remove(self, publisher: int) -> None:
        """Ends what came over a WebSocket, and what went."""
        self.stop(publisher)
        self.viewers.pop(publisher, None)
        self.screens.pop(publisher, None)

    @property
    def empty(self) -> bool:
        """Whether nobody is left."""
        return not self.viewers and not self.screens

    def begin(self, publisher: int, epoch: Epoch) -> None:
        """A publisher's recorder begins a run."""
        if publisher not in self.streams:
            self._check_room_for(publisher)
        stream = self.streams.setdefault(publisher, ByteStream(publisher))
        stream.begin(epoch)
        for viewer in self.viewers.values():
            viewer.playing.discard(publisher)

    def feed(self, publisher: int, chunk: bytes, now: float) -> bool:
        """Copies a publisher's chunk to every other viewer who keeps up.

        True asks for a new epoch: the recorder is late, or its group of pictures too large.
        """
        stream = self.streams.get(publisher)
        if stream is None:
            raise ProtocolError("invalid", "A chunk came before the first epoch.")
        self.bytes_in += len(chunk)
        if pieces := stream.feed(chunk):
            self._fan_out(stream, pieces, now)
        if not stream.overfull:
            return stream.late(now)
        stream.forget_group()
        return True

    def stop(self, publisher: int) -> None:
        """The end of a publisher's media."""
        if self.streams.pop(publisher, None):
            frame = text_frame(encode(Stop(publisher)))
            for viewer in self.viewers.values():
                viewer.playing.discard(publisher)
                viewer.known.pop(publisher, None)
                if viewer.has_room_for(len(frame)):
                    viewer.sink.write(frame)

    def bill(self, seconds: float) -> FanOutBill:
        """What was done since the last bill, `seconds` ago."""
        copies = sum(len(self.viewers.keys() - {owner_of(stream)}) for stream in self.streams)
        received, sent = self.bytes_in, self.bytes_out
        self.bytes_in = self.bytes_out = 0
        return FanOutBill(
            publishers=len(self.streams),
            viewers=len(self.viewers),
            copies=copies,
            in_bps=round(8 * received / seconds),
            out_bps=round(8 * sent / seconds),
            skipped=sum(viewer.skipped for viewer in self.viewers.values()),
        )

    def send_all(self, message: Any) -> None:
        """One text message for everybody."""
        frame = text_frame(encode(message))
        for viewer in (*self.viewers.values(), *self.screens.values()):
            if viewer.has_room_for(len(frame)):
                viewer.sink.write(frame)

    def _check_room_for(self, publisher: int) -> None:
        is_screen = publisher >= SCREEN
        most = limits.SCREENS_PER_ROOM if is_screen else limits.PUBLISHERS_PER_ROOM
        if sum((other >= SCREEN) == is_screen for other in self.streams) >= most:
            raise ProtocolError("too_many_publishers", NO_SCREEN if is_screen else NO_PLACE)

    def _fan_out(self, stream: ByteStream, pieces: Pieces, now: float) -> None:
        publisher, data = stream.publisher, _frames(stream.publisher, pieces)
        owner = owner_of(publisher)
        begins = any(piece.random_access for piece in pieces)
        for viewer in self.viewers.values():
            if viewer.id == owner or not viewer.keeps_up(now):
                continue
            if publisher in viewer.playing:
                viewer.sink.write(data)
                self.bytes_out += len(data)
            elif begins or _reason(viewer, stream) != "skipped":
                self._start(viewer, stream)

    def _start(self, viewer: Viewer, stream: ByteStream) -> None:
        """Gives a viewer the init segment and the current group of pictures, if there is room."""
        if not stream.group or not viewer.has_room_for(len(stream.init) + stream.group_bytes):
            return
        reason = _reason(viewer, stream)
        viewer.sink.write(text_frame(encode(stream.start(reason))))
        for data in (stream.init, *stream.group):
            if data:
                frame = media_frame(stream.publisher, data)
                viewer.sink.write(frame)
                self.bytes_out += len(frame)
        viewer.playing.add(stream.publisher)
        viewer.known[stream.publisher] = stream.epoch


def _frames(publisher: int, pieces: Pieces) -> bytes:
    """A chunk as one frame, or as two, so that its last Cluster stands at a beginning."""
    starts = [index for index, piece in enumerate(pieces) if piece.random_access]
    cut = starts[-1] if starts else 0
    parts = [part for part in (pieces[:cut], pieces[cut:]) if part]
    return b"".join(media_frame(publisher, *(piece.data for piece in part)) for part in parts)


def _reason(viewer: Viewer, stream: ByteStream) -> str:
    known = viewer.known.get(stream.publisher)
    if known is None:
        return "joined"
    return "skipped" if known == stream.epoch else "epoch"


def media_frame(publisher: int, *data: bytes) -> bytes:
    """The binary WebSocket frame that brings a publisher's next bytes to any viewer."""
    return binary_frame(publisher.to_bytes(4), *data)

"""The load generator of the fan-out benchmark: everybody in the room, in one process.

    python -m bench.crowd step1|ws PORT PLAN

It warms the server up, prints "ready", waits for a line, sends what the plan says at an even
pace, waits until everything has arrived everywhere, and prints what it saw as JSON.
"""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bench.rates import Plan, Rate
from bench.recording import chunks
from bench.sockets import Reader, connect, masked_binary, masked_text

MIME = "video/webm;codecs=vp8,opus"
SIGNALLING, MEDIA = "polycloud.v1", "polycloud.chunks.v1"
RECEIVE_BYTES = 1024 * 1024
ARRIVE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Seen:
    """What a crowd saw of one run."""

    sent_bytes: int  # by all publishers
    expected_bytes: int  # at all receivers
    received_bytes: int
    frames: int
    latest_ms: float  # how far behind its schedule the generator was at worst


class Seat:
    """One member of the crowd: a media socket, and with step 1 a signalling socket."""

    def __init__(self, media: socket.socket, signalling: socket.socket | None) -> None:
        self.media, self.signalling = media, signalling
        self.reader, self.signals = Reader(), Reader()

    def answer_pings(self) -> None:
        """Sends the pong to each ping of the signalling, or the server takes us for dead."""
        for text in self.signals.texts:
            message = json.loads(text)
            if message["type"] == "ping" and self.signalling:
                pong = {"type": "pong", "sent": message["sent"]}
                self.signalling.sendall(masked_text(json.dumps(pong)))
        self.signals.texts.clear()


def next_text(connection: socket.socket, reader: Reader) -> dict[str, object]:
    """The next text message, waited for."""
    while not reader.texts:
        data = connection.recv(1)
        if not data or reader.closed:
            raise ConnectionError("The server closed the WebSocket.")
        reader.feed(memoryview(data))
    message: dict[str, object] = json.loads(reader.texts.pop(0))
    return message


def take_seat_in_step1(port: int, name: str) -> Seat:
    """Joins a room of step 1 and attaches a media socket."""
    signalling = connect(port, "/ws", SIGNALLING)
    join = {"type": "join", "room": "bench", "name": name, "camera": True, "microphone": True}
    signalling.sendall(masked_text(json.dumps(join)))
    seat = Seat(connect(port, "/media", MEDIA), signalling)
    welcome = next_text(signalling, seat.signals)
    attach = {"type": "attach", "token": welcome["token"]}
    seat.media.sendall(masked_text(json.dumps(attach)))
    if (answer := next_text(seat.media, seat.reader))["type"] != "attached":
        raise ConnectionError(str(answer))
    return seat


def take_seat(kind: str, port: int, name: str) -> Seat:
    """Enters the only room of the `ws` server, or a room of step 1."""
    if kind == "ws":
        return Seat(connect(port, "/", ""), None)
    return take_seat_in_step1(port, name)


class Crowd:
    """Everybody in the room; the first of them publish."""

    def __init__(self, kind: str, port: int, plan: Plan) -> None:
        self.plan = plan
        count = plan.publishers + plan.viewers
        self.seats = [take_seat(kind, port, f"Guest {number}") for number in range(count)]
        self.publishers = self.seats[: plan.publishers]
        self.latest = 0.0
        self._selector = selectors.DefaultSelector()
        self._buffer = memoryview(bytearray(RECEIVE_BYTES))
        self._sent = 0
        for seat in self.seats:
            self._selector.register(seat.media, selectors.EVENT_READ, (seat, seat.reader))
            if seat.signalling:
                self._selector.register(seat.signalling, selectors.EVENT_READ, (seat, seat.signals))

    def begin(self) -> None:
        """Announces the publishers' recordings."""
        for seat in self.publishers:
            seat.media.sendall(masked_text(json.dumps({"type": "epoch", "epoch": 1, "mime": MIME})))

    def play(self, chunks_to_send: Iterator[tuple[int, bytes]], rounds: int) -> None:
        """Sends `rounds` chunks from each publisher, one publisher after the other, in step."""
        gap = 1 / self.plan.rate.per_second / len(self.publishers)
        due = time.monotonic()
        for _round in range(rounds):
            size, frame = next(chunks_to_send)
            for seat in self.publishers:
                self._read_until(due)
                self.latest = max(self.latest, time.monotonic() - due)
                seat.media.sendall(frame)
                self._sent += size
                due += gap
        self._wait_for_all()

    def seen(self) -> Seen:
        """The totals since the last call."""
        seen = Seen(
            sent_bytes=self._sent,
            expected_bytes=self._sent // self.plan.publishers * self.plan.copies,
            received_bytes=self._received(),
            frames=sum(seat.reader.binary_frames for seat in self.seats),
            latest_ms=round(1000 * self.latest, 2),
        )
        self._sent, self.latest = 0, 0.0
        for seat in self.seats:
            seat.reader.binary_bytes = seat.reader.binary_frames = 0
        return seen

    def _received(self) -> int:
        """The media bytes that arrived, without the publisher's number before each piece."""
        readers = [seat.reader for seat in self.seats]
        return sum(reader.binary_bytes - 4 * reader.binary_frames for reader in readers)

    def _wait_for_all(self) -> None:
        deadline = time.monotonic() + ARRIVE_SECONDS
        expected = self._sent // self.plan.publishers * self.plan.copies
        while self._received() < expected and time.monotonic() < deadline:
            self._read_until(time.monotonic() + 0.01)

    def _read_until(self, when: float) -> None:
        while True:
            for key, _events in self._selector.select(max(0.0, when - time.monotonic())):
                self._read(key)
            if time.monotonic() >= when:
                return

    def _read(self, key: selectors.SelectorKey) -> None:
        seat, reader = key.data
        assert isinstance(key.fileobj, socket.socket)
        size = key.fileobj.recv_into(self._buffer)
        if not size:
            raise ConnectionError(f"The server closed a connection: {reader.texts[-1:]}")
        reader.feed(self._buffer[:size])
        if seat.signals.texts:
            seat.answer_pings()
        seat.reader.texts.clear()


def main() -> None:
    """Plays one plan against one server."""
    kind, port, text = sys.argv[1:]
    plan = Plan(**{**json.loads(text), "rate": Rate(**json.loads(text)["rate"])})
    total = plan.warm_up_messages + plan.messages
    frames = iter([(len(data), masked_binary(data)) for data in chunks(plan.rate, total)])
    crowd = Crowd(kind, int(port), plan)
    if kind == "step1":
        crowd.begin()
    crowd.play(frames, plan.warm_up_messages)
    crowd.seen()
    print("ready", flush=True)
    sys.stdin.readline()
    crowd.play(frames, plan.messages)
    print(json.dumps(asdict(crowd.seen())), flush=True)


if __name__ == "__main__":
    main()

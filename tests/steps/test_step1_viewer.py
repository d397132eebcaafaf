"""A viewer who keeps up is never skipped; one who does not is, until its socket is empty."""

from dataclasses import dataclass, field

from steps.step1_websocket.viewer import BACKLOG_BYTES, BEHIND_SECONDS, Viewer


@dataclass
class Socket:
    """A frame sink whose backlog the test decides."""

    waiting: int = 0
    frames: list[bytes] = field(default_factory=list)

    def backlog(self) -> int:
        """What the test says."""
        return self.waiting

    def write(self, frames: bytes) -> None:
        """Keeps the frame."""
        self.frames.append(frames)


def test_a_socket_that_empties_in_time_keeps_up() -> None:
    sink = Socket()
    viewer = Viewer(1, sink)
    for tenth in range(100):
        sink.waiting = 40_000 if tenth % 5 else 0
        assert viewer.keeps_up(tenth / 10)
    assert viewer.skipped == 0


def test_a_socket_that_is_never_empty_for_a_second_is_behind() -> None:
    sink = Socket(waiting=1)
    viewer = Viewer(1, sink, playing={7, 8})
    assert viewer.keeps_up(0.0) and viewer.keeps_up(BEHIND_SECONDS)
    assert not viewer.keeps_up(BEHIND_SECONDS + 0.01)
    assert viewer.playing == set() and viewer.skipped == 1


def test_who_is_behind_stays_so_until_the_socket_is_empty() -> None:
    sink = Socket(waiting=BACKLOG_BYTES + 1)
    viewer = Viewer(1, sink)
    assert viewer.keeps_up(0.0)
    assert not viewer.keeps_up(0.1)
    sink.waiting = 1
    assert not viewer.keeps_up(0.2) and viewer.skipped == 1
    sink.waiting = 0
    assert viewer.keeps_up(0.3)


def test_a_full_backlog_counts_at_once() -> None:
    viewer = Viewer(1, Socket(waiting=BACKLOG_BYTES))
    assert viewer.has_room_for(0) and not viewer.has_room_for(1)

"""Packets leave whole, in their order, whether together or one by one."""

import errno
import socket
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.step2_sfu.egress import MOST_BYTES, MOST_SEGMENTS, Egress, runs

SO_NO_CHECK = 11  # asm-generic/socket.h; Python has no name for it
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux cuts up a run")
PACKETS = [
    bytes([n]) * size for n, size in enumerate([1200] * 12 + [700, 80, 1200, 1200, 90, 1100])
]


@pytest.fixture
def sockets() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two UDP sockets on this computer."""
    pair = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _each in range(2)]
    for one in pair:
        one.bind(("127.0.0.1", 0))
        one.settimeout(5.0)
    yield pair[0], pair[1]
    for one in pair:
        one.close()


@pytest.mark.parametrize("segments", [True, False], ids=["together", "one by one"])
def test_every_packet_arrives_as_it_was(
    sockets: tuple[socket.socket, socket.socket], segments: bool
) -> None:
    one, other = sockets
    egress = Egress(one)
    egress.segments &= segments
    egress.send(PACKETS, other.getsockname())
    assert [other.recv(2048) for _packet in PACKETS] == PACKETS
    assert (egress.sent, egress.dropped) == (len(PACKETS), 0)


@pytest.mark.parametrize("segments", [True, False], ids=["together", "one by one"])
def test_a_run_arrives_as_the_packets_it_is_made_of(
    sockets: tuple[socket.socket, socket.socket], segments: bool
) -> None:
    one, other = sockets
    egress = Egress(one)
    egress.segments &= segments
    packets = [bytes([n]) * size for n, size in enumerate([1200] * 20 + [700])]
    egress.send_run(memoryview(b"".join(packets)), 1200, other.getsockname())
    egress.send_run(memoryview(b"alone"), 5, other.getsockname())
    egress.send_run(memoryview(bytes(70_000)), 70_000, other.getsockname())
    assert [other.recv(2048) for _packet in packets] == packets
    assert other.recv(2048) == b"alone"
    assert (egress.sent, egress.dropped) == (len(packets) + 1, 1)


@linux_only
def test_packets_that_cannot_go_together_go_one_by_one(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    one, other = sockets
    one.setsockopt(socket.SOL_SOCKET, SO_NO_CHECK, 1)  # without checksums Linux cuts nothing up
    egress = Egress(one)
    egress.send(PACKETS, other.getsockname())
    assert [other.recv(2048) for _packet in PACKETS] == PACKETS
    egress.send_run(memoryview(b"onetwo"), 3, other.getsockname())
    assert [other.recv(2048), other.recv(2048)] == [b"one", b"two"]
    assert (egress.sent, egress.dropped) == (len(PACKETS) + 2, 0)


class Card:
    """A socket over a network card that refuses runs."""

    def __init__(self, udp: socket.socket, refusal: int) -> None:
        self.refusal, self.refused = refusal, 0
        self.setsockopt, self.sendto = udp.setsockopt, udp.sendto

    def sendmsg(self, *_run: object) -> int:
        """Fails."""
        self.refused += 1
        raise OSError(self.refusal, "refused")


@linux_only
@pytest.mark.parametrize(
    ("refusal", "times", "arrive", "dropped"),
    [(errno.EIO, 1, 4, 0), (errno.EINVAL, 2, 4, 0), (errno.ENOBUFS, 2, 0, 4)],
    ids=["never with this card", "not this run", "too much for now"],
)
def test_a_run_that_is_refused_goes_one_by_one_or_is_lost(
    sockets: tuple[socket.socket, socket.socket],
    refusal: int,
    times: int,
    arrive: int,
    dropped: int,
) -> None:
    one, other = sockets
    card = Card(one, refusal)
    egress = Egress(card)  # type: ignore[arg-type]
    for run in (b"onetwo", b"sixten"):
        egress.send_run(memoryview(run), 3, other.getsockname())
    assert card.refused == times, "a card that cannot is not asked again"
    assert (egress.sent, egress.dropped) == (arrive, dropped)
    assert [other.recv(2048) for _packet in range(arrive)] == [b"one", b"two", b"six", b"ten"][
        :arrive
    ]


def test_what_the_socket_does_not_take_is_counted(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    egress = Egress(sockets[0])
    egress.send([bytes(70_000)], sockets[1].getsockname())
    assert (egress.sent, egress.dropped) == (0, 1)


@settings(max_examples=300, derandomize=True)
@given(st.lists(st.sampled_from([1, 80, 1150, 1151, 1200, 40_000]), max_size=200))
def test_runs_are_what_the_kernel_takes(sizes: list[int]) -> None:
    packets = [bytes(size) for size in sizes]
    found = list(runs(packets))
    assert [packet for run in found for packet in run] == packets
    for run in found:
        assert 1 <= len(run) <= MOST_SEGMENTS
        assert len(run) == 1 or sum(map(len, run)) <= MOST_BYTES
        assert {len(packet) for packet in run[:-1]} <= {len(run[0])} and len(run[-1]) <= len(run[0])

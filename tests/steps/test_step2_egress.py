"""Packets leave whole, in their order, whether together or one by one."""

import socket
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steps.step2_sfu.egress import MOST_BYTES, MOST_SEGMENTS, Egress, runs

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


def test_packets_that_cannot_go_together_go_one_by_one(
    sockets: tuple[socket.socket, socket.socket],
) -> None:
    one, other = sockets
    egress = Egress(one)
    too_long = [bytes(40_000), bytes(25_000)]  # segments longer than the path takes: refused
    egress.send(too_long, other.getsockname())
    assert [len(other.recv(65_536)) for _packet in too_long] == [40_000, 25_000]


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

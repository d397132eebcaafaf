"""Many datagrams in one call arrive as single ones, each where it belongs."""

from contextlib import ExitStack

import pytest

from bench.turn_batch import SLOT, Batch, can_batch
from bench.turn_sockets import HOST, open_udp

pytestmark = pytest.mark.skipif(not can_batch(), reason="recvmmsg is of Linux")
COUNT, LENGTH, LEAD = 5, 100, 4
WORD = int.from_bytes(b"poly.abc", "little")


def test_a_batch_leaves_as_single_datagrams() -> None:
    batch = Batch(COUNT, lead=LEAD, length=LENGTH)
    batch.write(bytes(range(LENGTH)))
    batch.fill(8, WORD)
    with open_udp(HOST) as sender, open_udp(HOST) as receiver:
        sender.connect(receiver.getsockname())
        assert batch.send(sender.fileno(), COUNT) == COUNT
        datagrams = [receiver.recv(SLOT) for _datagram in range(COUNT)]
    assert {len(datagram) for datagram in datagrams} == {LENGTH}
    assert {datagram[8 - LEAD :][:8] for datagram in datagrams} == {b"poly.abc"}


def test_a_batch_tells_how_many_came_how_long_and_what_is_in_a_column() -> None:
    batch = Batch(COUNT, lead=LEAD, length=LENGTH)
    with open_udp(HOST) as sender, open_udp(HOST) as receiver:
        assert batch.receive(receiver.fileno()) == 0
        for size in (10, 20, LENGTH + 50):
            sender.sendto(b"1234poly.abc".ljust(size, b".")[:size], receiver.getsockname())
        assert batch.receive(receiver.fileno()) == 3
    assert batch.sizes(3) == [10, 20, LENGTH]
    assert batch.column(8, 3)[1:] == [WORD, WORD]


@pytest.mark.parametrize("segments", [False, True])
def test_what_was_received_goes_back_to_each_sender(segments: bool) -> None:
    batch = Batch(10, lead=0, length=LENGTH, named=True)
    send = batch.send_runs if segments else batch.send
    with ExitStack() as stack:
        middle, *clients = [stack.enter_context(open_udp(HOST)) for _socket in range(4)]
        for number in (0, 0, 0, 1, 2, 2, 0):
            clients[number].sendto(bytes([number]) * LENGTH, middle.getsockname())
        count = batch.receive(middle.fileno())
        assert send(middle.fileno(), count) == count == 7
        for number, expected in enumerate((4, 1, 2)):
            got = [clients[number].recv(SLOT) for _datagram in range(expected)]
            assert got == [bytes([number]) * LENGTH] * expected

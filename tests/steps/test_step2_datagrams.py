"""Receiving many datagrams in one call: the same as one by one, on each kind of address."""

import socket
import sys
from collections.abc import Iterator

import pytest

from common.stun_attributes import Address
from steps.step2_sfu.datagrams import AT_ONCE, UDP_GRO, OneByOne, Receiver, Together
from steps.step2_sfu.egress import Egress
from steps.step3_turn.udp import open_udp

HOSTS = ["127.0.0.1", "::1"]
WAYS = ["one by one", "together"] if sys.platform == "linux" else ["one by one"]


class Pair:
    """A socket that receives, and two that send to it."""

    def __init__(self, host: str) -> None:
        self.to, *self.senders = [open_udp(host, 0) for _number in range(3)]

    def send(self, payload: bytes, sender: int = 0) -> None:
        """Sends a datagram."""
        self.senders[sender].sendto(payload, self.to.getsockname()[:2])

    def address(self, sender: int = 0) -> Address:
        """From where a sender sends."""
        host, port = self.senders[sender].getsockname()[:2]
        return host, port

    def close(self) -> None:
        """Gives the ports back."""
        for udp in (self.to, *self.senders):
            udp.close()


@pytest.fixture(params=HOSTS)
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    """Sockets on a loopback address."""
    try:
        opened = Pair(request.param)
    except OSError:
        pytest.skip(f"no {request.param} on this computer")
    yield opened
    opened.close()


@pytest.fixture(params=WAYS)
def receiver(request: pytest.FixtureRequest, pair: Pair) -> Receiver:
    """A way to receive."""
    if request.param == "together":
        return Together(pair.to.family)
    if sys.platform == "linux":  # where it would be the other way
        pair.to.setsockopt(socket.IPPROTO_UDP, UDP_GRO, 0)
    return OneByOne()


def came(receiver: Receiver, udp: socket.socket) -> list[tuple[bytes, Address]]:
    """All that has arrived at a socket, and from where."""
    received = receiver.receive(udp)
    return [(data, receiver.address_of(source)) for source, run in received for data in run]


def test_datagrams_come_whole_in_their_order_and_with_their_senders(
    pair: Pair, receiver: Receiver
) -> None:
    payloads = [bytes([number]) * (number * 120) for number in range(10)]
    for number, payload in enumerate(payloads):
        pair.send(payload, number % 2)
    expected = [(payload, pair.address(n % 2)) for n, payload in enumerate(payloads)]
    # Gathered by their senders: each has sent every other one.
    assert came(receiver, pair.to) == expected[0::2] + expected[1::2]
    assert came(receiver, pair.to) == []


@pytest.mark.parametrize("length", [1_200, 4_095, 4_096, 4_097, 9_000, 60_000, 65_000])
def test_a_long_datagram_comes_whole_or_not_at_all(
    pair: Pair, receiver: Receiver, length: int
) -> None:
    pair.send(b"a" * length)
    pair.send(b"next")
    lengths = [len(data) for data, _source in came(receiver, pair.to)]
    assert lengths in ([length, 4], [4])


def test_no_more_come_at_once_than_so_many_and_the_rest_comes_next(
    pair: Pair, receiver: Receiver
) -> None:
    for number in range(AT_ONCE + 5):
        pair.send(number.to_bytes(2))
    first, second = came(receiver, pair.to), came(receiver, pair.to)
    assert (len(first), len(second)) == (AT_ONCE, 5)
    assert [data for data, _source in first + second] == [n.to_bytes(2) for n in range(AT_ONCE + 5)]


def test_what_was_received_stays_when_more_is_received(pair: Pair, receiver: Receiver) -> None:
    """The memory is used again; what has been handed on is not in it any more."""
    pair.send(b"first")
    kept = receiver.receive(pair.to)
    pair.send(b"other", 1)
    receiver.receive(pair.to)
    [(source, datagrams)] = kept
    assert (datagrams, receiver.address_of(source)) == ([b"first"], pair.address())


def test_a_run_of_datagrams_is_cut_into_what_was_sent(pair: Pair, receiver: Receiver) -> None:
    """On Linux the system may hand over as one what was sent as one (UDP_SEGMENT, UDP_GRO)."""
    payloads = [bytes([number]) * 700 for number in range(20)] + [b"shorter"]
    Egress(pair.senders[0]).send(payloads, pair.to.getsockname()[:2])
    found = list[bytes]()
    while some := came(receiver, pair.to):
        assert {source for _data, source in some} == {pair.address()}
        found += [data for data, _source in some]
    assert found == payloads


def test_a_sender_is_known_again(pair: Pair, receiver: Receiver) -> None:
    pair.send(b"one")
    first = receiver.receive(pair.to)
    pair.send(b"two")
    assert first[0][0] == receiver.receive(pair.to)[0][0]

"""What the clients of the TURN benchmark send is what RFC 8656 says, and they count what comes."""

import socket
import struct
from contextlib import ExitStack, closing
from itertools import islice

import pytest

from bench.turn_batch import can_batch
from bench.turn_clients import CHANNEL, around, direct_client
from bench.turn_control import message_size
from bench.turn_load import StreamLoad
from bench.turn_pace import Pace
from bench.turn_peer import Peer
from bench.turn_shapes import PAYLOAD_BYTES, Shape, Transport, Way
from bench.turn_visit import CLOSE, climb
from common import stun
from common.stun import Attribute, Class, Method

PEER = ("127.0.0.1", 40_001)
BURST = 9
OVER_TCP = Shape("over TCP", 1, transport=Transport.TCP)


def packet(shape: Shape) -> bytes:
    """One packet of a client."""
    one, other = socket.socketpair()
    with one, other:
        return StreamLoad(one, BURST, around(shape, PEER)).packet()


@pytest.mark.parametrize("transport", list(Transport))
def test_channel_data_is_padded_in_streams_only(transport: Transport) -> None:
    data = packet(Shape("", 1, transport=transport))
    assert struct.unpack_from("!HH", data) == (CHANNEL, PAYLOAD_BYTES)
    padding = 0 if transport is Transport.UDP else 2
    assert len(data) == 4 + PAYLOAD_BYTES + padding
    assert message_size(data) == 4 + PAYLOAD_BYTES + 2


def test_a_send_indication_is_one_to_a_parser_too() -> None:
    data = packet(Shape("", 1, Way.INDICATIONS))
    message = stun.parse(data)
    assert (message.method, message.message_class) == (Method.SEND, Class.INDICATION)
    assert message.get(Attribute.XOR_PEER_ADDRESS) == PEER
    assert len(message.get(Attribute.DATA)) == PAYLOAD_BYTES
    assert message_size(data) == len(data)


def test_a_stream_is_counted_wherever_it_is_cut() -> None:
    client, server = socket.socketpair()
    load = StreamLoad(client, BURST, around(OVER_TCP, PEER))
    with closing(load), server:
        load.send()
        stranger = bytearray(load.packet())
        stranger[4:12] = bytes(8)
        whole = server.recv(65_536) + stranger
        assert len(whole) == (BURST + 1) * message_size(whole)
        pieces = iter(whole)
        while piece := bytes(islice(pieces, 1_000)):
            server.send(piece)
            load.receive()
    assert (load.sent, load.received, load.wrong) == (BURST, BURST + 1, 1)
    assert len(load.latencies) == BURST


def test_a_stream_that_nobody_reads_is_not_written_for_ever() -> None:
    client, server = socket.socketpair()
    load = StreamLoad(client, BURST, around(OVER_TCP, PEER))
    with closing(load), server:
        for _burst in range(1_000):
            load.send()
    assert load.sent == 1_000 * BURST
    assert 0 < load.unsent < load.sent


@pytest.mark.skipif(not can_batch(), reason="recvmmsg is of Linux")
@pytest.mark.parametrize("segments", [False, True])
def test_past_a_server_everything_comes_back(segments: bool) -> None:
    with ExitStack() as stack:
        peer = stack.enter_context(closing(Peer(segments=segments)))
        clients = [direct_client(Shape("", 2), peer) for _client in range(2)]
        for client in clients:
            stack.enter_context(closing(client))
        pace = Pace(clients, peer)
        peer.forget()
        for client in clients:
            client.send()
        while sum(client.received for client in clients) < 2 * BURST and pace.collect(0.2):
            pass
    assert peer.received == 2 * BURST
    assert [(c.sent, c.received, c.wrong, c.unsent) for c in clients] == [(BURST, BURST, 0, 0)] * 2
    assert all(0 < at < 60e9 for client in clients for at in client.latencies)


@pytest.mark.parametrize("limit", [0, 4_999, 5_000, 19_999, 20_000, 87_000, 126_000])
def test_the_climb_ends_close_below_the_highest_rate(limit: int) -> None:
    found = climb(lambda rate: rate <= limit, 20_000)
    assert limit - CLOSE < found <= limit

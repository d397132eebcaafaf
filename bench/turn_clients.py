"""The clients of the load generator, by shape: what their packets have around the payload.

ChannelData puts 4 bytes before it, a Send indication 36; over TCP and TLS both are padded.
"""

import secrets
import struct
from contextlib import suppress
from typing import TypeAlias

from bench.turn_control import Allocation, TurnError
from bench.turn_load import READ_BYTES, Around, DatagramLoad, StreamLoad
from bench.turn_peer import Peer
from bench.turn_shapes import PAYLOAD_BYTES, Shape, Transport, Way
from bench.turn_sockets import HOST, open_udp
from common import stun
from common.stun import Attribute, Class, Message, Method
from common.stun_attributes import Address

Client: TypeAlias = DatagramLoad | StreamLoad

CHANNEL = 0x4000
PROBE_SECONDS, PROBES = 0.5, 10


def relayed_client(shape: Shape, allocation: Allocation, peer: Peer) -> Client:
    """A client that reaches the peer through its allocation."""
    if shape.way is Way.CHANNEL:
        allocation.bind(CHANNEL, peer.address)
    else:
        allocation.permit(peer.address)
    link, dress = allocation.link.socket, around(shape, peer.address)
    if shape.transport is not Transport.UDP:
        return StreamLoad(link, shape.burst, dress)
    return _tried(DatagramLoad(link, shape.burst, dress), peer)


def direct_client(shape: Shape, peer: Peer) -> Client:
    """A client that sends to the peer itself."""
    link = open_udp(HOST)
    link.connect(peer.address)
    return _tried(DatagramLoad(link, shape.burst, (b"", b"")), peer)


def around(shape: Shape, peer: Address) -> Around:
    """What a packet has before and after its payload."""
    padding = bytes(-PAYLOAD_BYTES % 4)
    if shape.way is Way.CHANNEL:
        header = struct.pack("!HH", CHANNEL, PAYLOAD_BYTES)
        return header, b"" if shape.transport is Transport.UDP else padding
    indication = Message(Method.SEND, Class.INDICATION, secrets.token_bytes(12))
    indication.add(Attribute.XOR_PEER_ADDRESS, peer)
    indication.add(Attribute.DATA, bytes(PAYLOAD_BYTES))
    whole = stun.serialize(indication, fingerprint=False)
    return whole[: -PAYLOAD_BYTES - len(padding)], padding


def _tried(load: DatagramLoad, peer: Peer) -> DatagramLoad:
    """Sends a first packet, to see that it comes back and how."""
    load.link.settimeout(PROBE_SECONDS)
    for _try in range(PROBES):
        load.link.send(load.packet())
        peer.answer(PROBE_SECONDS)
        with suppress(TimeoutError):
            load.learn(load.link.recv(READ_BYTES))
            load.link.setblocking(False)
            return load
    raise TurnError("Nothing comes back from the peer.")

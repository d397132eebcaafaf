"""Send and Data indications: a payload inside a STUN message (RFC 8656 section 11). [pure]

They weigh 36 bytes where ChannelData weighs 4. Firefox binds no channels, so all its packets come
and go in these: what is usual is read and written by hand, the rest by `common/stun.py`.
"""

import struct
from typing import TypeAlias

from common.stun import Attribute, Class, Message, Method, parse, serialize
from common.stun_attributes import MAGIC_COOKIE, Address, StunError

SEND_TYPE, DATA_TYPE = b"\x00\x16", b"\x00\x17"
HEADER = struct.Struct("!2sHI12s")
# XOR-PEER-ADDRESS with an IPv4 address, then the beginning of DATA: what browsers send.
PEER_V4, PEER_AT, DATA_AT = b"\x00\x12\x00\x08\x00\x01", 20, 32
PAYLOAD_AT = DATA_AT + 4
COOKIE = MAGIC_COOKIE.to_bytes(4)
LONGEST_DATA = 65_000  # bytes of a payload: the length of a STUN message has two bytes
ALLOWED = {Attribute.XOR_PEER_ADDRESS, Attribute.DATA, Attribute.DONT_FRAGMENT}

Target: TypeAlias = tuple[Address, bool]  # a peer; whether nobody may fragment what goes there


def is_send(message: bytes) -> bool:
    """Whether a message is a Send indication."""
    return message[:2] == SEND_TYPE


def usual_peer(message: bytes) -> bytes | None:
    """The peer of a Send indication in its disguise, if the message has the usual form.

    Its six bytes are those of port and IPv4 address, XORed with the magic cookie.
    """
    if message[PEER_AT : PEER_AT + 6] != PEER_V4 or message[DATA_AT : DATA_AT + 2] != b"\x00\x13":
        return None
    if len(message) < PAYLOAD_AT:
        return None
    length = message[DATA_AT + 2] << 8 | message[DATA_AT + 3]
    whole = len(message) == PAYLOAD_AT + length + -length % 4 and message[4:8] == COOKIE
    told = (message[2] << 8 | message[3]) + 20 == len(message)
    return message[PEER_AT + 6 : DATA_AT] if whole and told else None


def usual_payload(message: bytes) -> bytes:
    """The payload of a Send indication of the usual form."""
    length = message[DATA_AT + 2] << 8 | message[DATA_AT + 3]
    return message[PAYLOAD_AT : PAYLOAD_AT + length]


def undisguised(peer: bytes) -> Address:
    """The transport address behind the six bytes of `usual_peer`."""
    port, host = struct.unpack("!HI", peer)
    four = (host ^ MAGIC_COOKIE).to_bytes(4)
    return ".".join(map(str, four)), port ^ MAGIC_COOKIE >> 16


def parse_send(message: bytes) -> tuple[Target, bytes] | None:
    """Target and payload of a Send indication of any form; None if it is to be dropped."""
    try:
        indication = parse(message)
        peer = indication.get(Attribute.XOR_PEER_ADDRESS)
        data = indication.get(Attribute.DATA)
        keep_whole = indication.get(Attribute.DONT_FRAGMENT) is not None
    except StunError:
        return None
    required = {number for number, _value in indication.attributes if number < 0x8000}
    if peer is None or data is None or not required <= ALLOWED:
        return None
    return (peer, keep_whole), data


def disguised(peer: Address) -> bytes:
    """The attribute XOR-PEER-ADDRESS of an IPv4 peer; it is the same in every message."""
    message = Message(Method.DATA, Class.INDICATION, bytes(12))
    message.add(Attribute.XOR_PEER_ADDRESS, peer)
    return b"\x00\x12\x00\x08" + message.attributes[0][1]


def usual_data(attribute: bytes, payload: bytes, transaction_id: bytes) -> bytes:
    """A Data indication from an IPv4 peer, given its attribute."""
    padding = -len(payload) % 4
    length = len(attribute) + 4 + len(payload) + padding
    head = HEADER.pack(DATA_TYPE, length, MAGIC_COOKIE, transaction_id)
    return head + attribute + struct.pack("!HH", 0x13, len(payload)) + payload + bytes(padding)


def data_indication(peer: Address, payload: bytes, transaction_id: bytes) -> bytes:
    """A Data indication from any peer."""
    message = Message(Method.DATA, Class.INDICATION, transaction_id)
    message.add(Attribute.XOR_PEER_ADDRESS, peer)
    message.add(Attribute.DATA, payload)
    return serialize(message, fingerprint=False)

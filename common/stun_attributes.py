"""The attributes of STUN messages: their numbers, and how each value is written. [pure]

RFC 8489 section 14 describes them, RFC 8445 section 16.1 those of ICE. A value that is not what
it should be is a StunError.
"""

import struct
from collections.abc import Callable
from enum import IntEnum
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any, NamedTuple, TypeAlias

Address: TypeAlias = tuple[str, int]

MAGIC_COOKIE = 0x2112A442
FAMILIES = {1: (IPv4Address, 4), 2: (IPv6Address, 16)}  # RFC 8489 section 14.1


class StunError(ValueError):
    """Bytes that are not a STUN message, or an attribute whose value is not what it should be."""


class Attribute(IntEnum):
    """The attributes by number (RFC 8489 section 18.3, RFC 8445 section 16.1)."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    REALM = 0x0014
    NONCE = 0x0015
    XOR_MAPPED_ADDRESS = 0x0020
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    SOFTWARE = 0x8022
    FINGERPRINT = 0x8028
    ICE_CONTROLLED = 0x8029
    ICE_CONTROLLING = 0x802A


class Codec(NamedTuple):
    """How an attribute's value is written and read; both are given the transaction id."""

    pack: Callable[[Any, bytes], bytes]
    unpack: Callable[[bytes, bytes], Any]


def _exactly(value: bytes, length: int) -> bytes:
    if len(value) != length:
        raise StunError(f"A value of {length} bytes has {len(value)}.")
    return value


def _number(length: int) -> Codec:
    return Codec(
        lambda value, _id: value.to_bytes(length),
        lambda data, _id: int.from_bytes(_exactly(data, length)),
    )


def _pack_error(value: tuple[int, str], _id: bytes) -> bytes:
    code, reason = value
    return struct.pack("!HBB", 0, code // 100, code % 100) + reason.encode()


def _unpack_error(data: bytes, _id: bytes) -> tuple[int, str]:
    if len(data) < 4:
        raise StunError("ERROR-CODE is too short.")
    return (data[2] & 0b111) * 100 + data[3], data[4:].decode(errors="replace")


def _unpack_text(data: bytes, _id: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise StunError("A text is not UTF-8.") from None


def _unpack_numbers(data: bytes, _id: bytes) -> list[int]:
    return [int.from_bytes(data[at : at + 2]) for at in range(0, len(data) - 1, 2)]


def _pack_address(address: Address, transaction_id: bytes) -> bytes:
    host, port = address
    packed = ip_address(host).packed
    family = 1 if len(packed) == 4 else 2
    return struct.pack("!BBH", 0, family, port ^ MAGIC_COOKIE >> 16) + _xor(packed, transaction_id)


def _unpack_address(data: bytes, transaction_id: bytes) -> Address:
    family, length = FAMILIES.get(data[1] if len(data) > 4 else 0, (None, 0))
    if family is None:
        raise StunError("An address has no known family.")
    host = family(_xor(_exactly(data[4:], length), transaction_id))
    return str(host), int.from_bytes(data[2:4]) ^ MAGIC_COOKIE >> 16


def _xor(packed: bytes, transaction_id: bytes) -> bytes:
    """An address under its disguise, or without it: NATs rewrite what looks like an address."""
    mask = (MAGIC_COOKIE.to_bytes(4) + transaction_id)[: len(packed)]
    return bytes(one ^ other for one, other in zip(packed, mask, strict=True))


ADDRESS = Codec(_pack_address, _unpack_address)
ERROR = Codec(_pack_error, _unpack_error)
FLAG = Codec(lambda _value, _id: b"", lambda data, _id: True)
NUMBERS = Codec(lambda value, _id: b"".join(n.to_bytes(2) for n in value), _unpack_numbers)
TEXT = Codec(lambda value, _id: value.encode(), _unpack_text)

ATTRIBUTES: dict[int, Codec] = {
    Attribute.USERNAME: TEXT,
    Attribute.ERROR_CODE: ERROR,
    Attribute.UNKNOWN_ATTRIBUTES: NUMBERS,
    Attribute.REALM: TEXT,
    Attribute.NONCE: TEXT,
    Attribute.XOR_MAPPED_ADDRESS: ADDRESS,
    Attribute.PRIORITY: _number(4),
    Attribute.USE_CANDIDATE: FLAG,
    Attribute.SOFTWARE: TEXT,
    Attribute.ICE_CONTROLLED: _number(8),
    Attribute.ICE_CONTROLLING: _number(8),
}

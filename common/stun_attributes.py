"""The attributes of STUN messages: their numbers, and how each value is written. [pure]

RFC 8489 section 14 describes them, RFC 8445 section 16.1 those of ICE, RFC 8656 section 18 those
of TURN. A value that is not what it should be is a StunError.
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
    """The attributes by number (RFC 8489 section 18.3, RFC 8445 section 16.1, RFC 8656)."""

    USERNAME = 0x0006
    MESSAGE_INTEGRITY = 0x0008
    ERROR_CODE = 0x0009
    UNKNOWN_ATTRIBUTES = 0x000A
    CHANNEL_NUMBER = 0x000C
    LIFETIME = 0x000D
    XOR_PEER_ADDRESS = 0x0012
    DATA = 0x0013
    REALM = 0x0014
    NONCE = 0x0015
    XOR_RELAYED_ADDRESS = 0x0016
    REQUESTED_ADDRESS_FAMILY = 0x0017
    EVEN_PORT = 0x0018
    REQUESTED_TRANSPORT = 0x0019
    DONT_FRAGMENT = 0x001A
    XOR_MAPPED_ADDRESS = 0x0020
    RESERVATION_TOKEN = 0x0022
    PRIORITY = 0x0024
    USE_CANDIDATE = 0x0025
    ADDITIONAL_ADDRESS_FAMILY = 0x8000
    ADDRESS_ERROR_CODE = 0x8001
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


def _first(length: int, width: int = 4) -> Codec:
    """A number in the first bytes of a value; what follows it is reserved (RFC 8656)."""
    return Codec(
        lambda value, _id: value.to_bytes(length) + bytes(width - length),
        lambda data, _id: int.from_bytes(_exactly(data, width)[:length]),
    )


def _raw(length: int | None = None) -> Codec:
    return Codec(
        lambda value, _id: bytes(value),
        lambda data, _id: data if length is None else _exactly(data, length),
    )


def _pack_error(value: tuple[int, str], _id: bytes) -> bytes:
    code, reason = value
    return struct.pack("!HBB", 0, code // 100, code % 100) + reason.encode()


def _unpack_error(data: bytes, _id: bytes) -> tuple[int, str]:
    if len(data) < 4:
        raise StunError("ERROR-CODE is too short.")
    return (data[2] & 0b111) * 100 + data[3], data[4:].decode(errors="replace")


def _pack_address_error(value: tuple[int, int], _id: bytes) -> bytes:
    family, code = value
    return struct.pack("!BxBB", family, code // 100, code % 100)


def _unpack_address_error(data: bytes, _id: bytes) -> tuple[int, int]:
    if len(data) < 4:
        raise StunError("ADDRESS-ERROR-CODE is too short.")
    return data[0], (data[2] & 0b111) * 100 + data[3]


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
ADDRESS_ERROR = Codec(_pack_address_error, _unpack_address_error)
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
    Attribute.CHANNEL_NUMBER: _first(2),
    Attribute.LIFETIME: _number(4),
    Attribute.XOR_PEER_ADDRESS: ADDRESS,
    Attribute.DATA: _raw(),
    Attribute.XOR_RELAYED_ADDRESS: ADDRESS,
    Attribute.REQUESTED_ADDRESS_FAMILY: _first(1),
    Attribute.EVEN_PORT: _first(1, 1),
    Attribute.REQUESTED_TRANSPORT: _first(1),
    Attribute.DONT_FRAGMENT: FLAG,
    Attribute.XOR_MAPPED_ADDRESS: ADDRESS,
    Attribute.RESERVATION_TOKEN: _raw(8),
    Attribute.PRIORITY: _number(4),
    Attribute.USE_CANDIDATE: FLAG,
    Attribute.ADDITIONAL_ADDRESS_FAMILY: _first(1),
    Attribute.ADDRESS_ERROR_CODE: ADDRESS_ERROR,
    Attribute.SOFTWARE: TEXT,
    Attribute.ICE_CONTROLLED: _number(8),
    Attribute.ICE_CONTROLLING: _number(8),
}

"""STUN messages: a header of 20 bytes, then attributes (RFC 8489). [pure]

ICE asks with them whether a path works (RFC 8445), TURN controls its allocations with them.
Attributes are kept in their order and undecoded: a server must be able to name those that it
does not know. `common/stun_attributes.py` has the table that says how each is written.
"""

import hmac
import struct
from binascii import crc32
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from common.stun_attributes import ATTRIBUTES, MAGIC_COOKIE, Attribute, StunError

HEADER = struct.Struct("!HHI12s")  # type, length, magic cookie, transaction id
TLV = struct.Struct("!HH")  # attribute type, length of its value
HEADER_LENGTH, INTEGRITY_LENGTH, FINGERPRINT_LENGTH = 20, 20, 4
FINGERPRINT_XOR = 0x5354554E  # "STUN" (RFC 8489 section 14.7)
MOST_ATTRIBUTES = 128  # a CreatePermission may name twice as many peers as will be let in
COMPREHENSION_OPTIONAL = 0x8000  # attributes from here on may be ignored

__all__ = ["Attribute", "Class", "Message", "Method", "StunError", "answer", "parse", "serialize"]


class Method(IntEnum):
    """What is asked for (RFC 8489 section 18.2, RFC 8656 section 17)."""

    BINDING = 0x001
    ALLOCATE = 0x003
    REFRESH = 0x004
    SEND = 0x006
    DATA = 0x007
    CREATE_PERMISSION = 0x008
    CHANNEL_BIND = 0x009


class Class(IntEnum):
    """The part that a message plays in a transaction (RFC 8489 section 5)."""

    REQUEST = 0b00
    INDICATION = 0b01
    SUCCESS = 0b10
    ERROR = 0b11


@dataclass(slots=True)
class Message:
    """A STUN message; `get` and `add` decode and encode the values of its attributes."""

    method: int
    message_class: Class
    transaction_id: bytes
    attributes: list[tuple[int, bytes]] = field(default_factory=list)
    signed: bytes = b""  # what MESSAGE-INTEGRITY covers, as received
    integrity: bytes = b""  # its value
    has_fingerprint: bool = False

    def get(self, attribute: Attribute) -> Any:
        """The value of the first such attribute, or None: a later one does not count."""
        for number, value in self.attributes:
            if number == attribute:
                return ATTRIBUTES[attribute].unpack(value, self.transaction_id)
        return None

    def get_all(self, attribute: Attribute) -> list[Any]:
        """The values of an attribute that may be there several times."""
        unpack = ATTRIBUTES[attribute].unpack
        found = [value for number, value in self.attributes if number == attribute]
        return [unpack(value, self.transaction_id) for value in found]

    def add(self, attribute: Attribute, value: Any = None) -> None:
        """Appends an attribute."""
        packed = ATTRIBUTES[attribute].pack(value, self.transaction_id)
        self.attributes.append((attribute, packed))

    @property
    def unknown_required(self) -> list[int]:
        """The attributes that must be understood and are not: the content of a 420."""
        numbers = [number for number, _value in self.attributes]
        return [n for n in numbers if n < COMPREHENSION_OPTIONAL and n not in ATTRIBUTES]

    def is_signed_with(self, key: bytes) -> bool:
        """Whether MESSAGE-INTEGRITY is there and was made with the key (RFC 8489 section 14.5)."""
        return bool(self.integrity) and hmac.compare_digest(
            self.integrity, hmac.digest(key, self.signed, "sha1")
        )


def parse(data: bytes) -> Message:
    """The message in a datagram, or StunError; a FINGERPRINT that is there must be right."""
    message = _header(data)
    position = HEADER_LENGTH
    while position < len(data):
        number, value = _attribute(data, position)
        if number == Attribute.FINGERPRINT:
            _check_fingerprint(data, position, value)
            message.has_fingerprint = True
        elif message.integrity:
            pass  # RFC 8489 section 14.5: what follows MESSAGE-INTEGRITY is not to be trusted
        elif number == Attribute.MESSAGE_INTEGRITY:
            _note_integrity(message, data[:position], value)
        elif len(message.attributes) < MOST_ATTRIBUTES:
            message.attributes.append((number, value))
        else:
            raise StunError(f"There are more than {MOST_ATTRIBUTES} attributes.")
        position += TLV.size + _padded(len(value))
    return message


def serialize(message: Message, key: bytes | None = None, *, fingerprint: bool = True) -> bytes:
    """The bytes of a message: signed if there is a key; with a FINGERPRINT, as ICE wants it."""
    body = b"".join(_tlv(number, value) for number, value in message.attributes)
    if key is not None:
        signed = _head(message, len(body) + TLV.size + INTEGRITY_LENGTH) + body
        body += _tlv(Attribute.MESSAGE_INTEGRITY, hmac.digest(key, signed, "sha1"))
    if not fingerprint:
        return _head(message, len(body)) + body
    whole = _head(message, len(body) + TLV.size + FINGERPRINT_LENGTH) + body
    return whole + _tlv(Attribute.FINGERPRINT, _fingerprint(whole))


def answer(request: Message, message_class: Class = Class.SUCCESS) -> Message:
    """An empty response to a request."""
    return Message(request.method, message_class, request.transaction_id)


def _header(data: bytes) -> Message:
    if len(data) < HEADER_LENGTH:
        raise StunError(f"{len(data)} bytes are too few for a header.")
    kind, length, cookie, transaction_id = HEADER.unpack_from(data)
    if kind >> 14 or cookie != MAGIC_COOKIE:
        raise StunError("The first bits are not zero, or the magic cookie is missing.")
    if length != len(data) - HEADER_LENGTH or length % 4:
        raise StunError(f"The length {length} is not that of the {len(data)} bytes received.")
    return Message(*_split_type(kind), transaction_id)


def _split_type(kind: int) -> tuple[int, Class]:
    # RFC 8489 section 5: the two bits of the class stand between the bits of the method.
    method = (kind & 0x3E00) >> 2 | (kind & 0x00E0) >> 1 | kind & 0x000F
    return method, Class((kind & 0x0100) >> 7 | (kind & 0x0010) >> 4)


def _joined_type(method: int, message_class: Class) -> int:
    spread = (method & 0x0F80) << 2 | (method & 0x0070) << 1 | method & 0x000F
    return spread | (message_class & 0b10) << 7 | (message_class & 0b01) << 4


def _attribute(data: bytes, position: int) -> tuple[int, bytes]:
    number, length = TLV.unpack_from(data, position)
    value = data[position + TLV.size : position + TLV.size + length]
    if len(value) < length or position + TLV.size + _padded(length) > len(data):
        raise StunError(f"Attribute {number:#06x} is longer than the message.")
    return number, value


def _padded(length: int) -> int:
    return length + -length % 4


def _note_integrity(message: Message, before: bytes, value: bytes) -> None:
    if len(value) != INTEGRITY_LENGTH:
        raise StunError("MESSAGE-INTEGRITY has 20 bytes.")
    # The length in the header that was signed ends with this attribute (RFC 8489 section 14.5).
    length = len(before) - HEADER_LENGTH + TLV.size + INTEGRITY_LENGTH
    message.signed = before[:2] + length.to_bytes(2) + before[4:]
    message.integrity = value


def _check_fingerprint(data: bytes, position: int, value: bytes) -> None:
    if position + TLV.size + FINGERPRINT_LENGTH != len(data):
        raise StunError("FINGERPRINT is not the last attribute.")
    if value != _fingerprint(data[:position]):
        raise StunError("The FINGERPRINT is wrong.")


def _fingerprint(data: bytes) -> bytes:
    return (crc32(data) ^ FINGERPRINT_XOR).to_bytes(4)


def _head(message: Message, length: int) -> bytes:
    kind = _joined_type(message.method, message.message_class)
    return HEADER.pack(kind, length, MAGIC_COOKIE, message.transaction_id)


def _tlv(number: int, value: bytes) -> bytes:
    return TLV.pack(number, len(value)) + value + bytes(-len(value) % 4)

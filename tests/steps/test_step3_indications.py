"""Send and Data indications by hand, and what `common/stun.py` makes of the same bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.stun import Attribute, Class, Message, Method, parse, serialize
from common.stun_attributes import Address
from steps.step3_turn.indications import (
    data_indication,
    disguised,
    is_send,
    parse_send,
    undisguised,
    usual_data,
    usual_payload,
    usual_peer,
)
from tests.bed.turn_bed import PEER, PEER_V6, Value, to

ADDRESSES = st.tuples(st.ip_addresses(v=4).map(str), st.integers(0, 65_535))
IDS = st.binary(min_size=12, max_size=12)


def send(*values: Value, transaction_id: bytes = bytes(12)) -> bytes:
    """A Send indication."""
    message = Message(Method.SEND, Class.INDICATION, transaction_id)
    for attribute, value in values:
        message.add(attribute, value)
    return serialize(message, fingerprint=False)


@given(ADDRESSES, st.binary(max_size=50), IDS)
def test_the_usual_form_is_read_as_the_codec_reads_it(
    peer: Address, payload: bytes, transaction_id: bytes
) -> None:
    message = send(to(peer), (Attribute.DATA, payload), transaction_id=transaction_id)
    raw = usual_peer(message)
    assert raw is not None and undisguised(raw) == peer and usual_payload(message) == payload
    assert parse_send(message) == ((peer, False), payload)


@given(ADDRESSES, st.binary(max_size=50), IDS)
def test_a_data_indication_is_written_as_the_codec_writes_it(
    peer: Address, payload: bytes, transaction_id: bytes
) -> None:
    usual = usual_data(disguised(peer), payload, transaction_id)
    assert usual == data_indication(peer, payload, transaction_id)
    message = parse(usual)
    assert (message.method, message.message_class) == (Method.DATA, Class.INDICATION)
    assert message.get(Attribute.XOR_PEER_ADDRESS) == peer
    assert message.get(Attribute.DATA) == payload


@given(st.data())
def test_who_reads_by_hand_never_sees_what_the_codec_does_not(data: st.DataObject) -> None:
    """Bytes are changed and cut: either both find the same, or the quick way says no."""
    message = bytearray(send(to(PEER), (Attribute.DATA, data.draw(st.binary(max_size=9)))))
    for _change in range(data.draw(st.integers(1, 3))):
        message[data.draw(st.integers(2, len(message) - 1))] = data.draw(st.integers(0, 255))
    changed = bytes(message[: data.draw(st.integers(0, len(message)))])
    raw = usual_peer(changed)
    if raw is not None:
        assert parse_send(changed) == ((undisguised(raw), False), usual_payload(changed))


DATA: Value = (Attribute.DATA, b"media")
UNUSUAL = {
    "the other order": send(DATA, to(PEER)),
    "IPv6": send(to(PEER_V6), DATA),
    "with DONT-FRAGMENT": send(to(PEER), (Attribute.DONT_FRAGMENT, None), DATA),
    "with what may be ignored": send(to(PEER), (Attribute.SOFTWARE, "x"), DATA),
    "with DATA twice": send(to(PEER), DATA, (Attribute.DATA, b"second")),
}


@pytest.mark.parametrize("message", UNUSUAL.values(), ids=UNUSUAL)
def test_an_unusual_form_is_left_to_the_codec(message: bytes) -> None:
    assert is_send(message) and usual_peer(message) is None
    peer = PEER_V6 if message is UNUSUAL["IPv6"] else PEER
    keep_whole = message is UNUSUAL["with DONT-FRAGMENT"]
    assert parse_send(message) == ((peer, keep_whole), b"media")


USELESS = {
    "no peer": send(DATA),
    "no data": send(to(PEER)),
    "an attribute that nobody knows": send(to(PEER), DATA)[:3]
    + b"\x1c"
    + send(to(PEER), DATA)[4:]
    + bytes.fromhex("7ffe0000"),
    "an attribute of something else": send(to(PEER), DATA, (Attribute.USERNAME, "x")),
    "cut": send(to(PEER), DATA)[:-4],
    "longer": send(to(PEER), DATA) + bytes(4),
    "a length that lies": send(to(PEER), DATA)[:3] + b"\x08" + send(to(PEER), DATA)[4:],
    "type only": b"\x00\x16",
}


@pytest.mark.parametrize("message", USELESS.values(), ids=USELESS)
def test_what_is_no_whole_send_is_dropped(message: bytes) -> None:
    assert usual_peer(message) is None and parse_send(message) is None


def test_without_the_magic_cookie_it_is_no_send() -> None:
    message = send(to(PEER), DATA)
    assert usual_peer(message[:4] + bytes(4) + message[8:]) is None


def test_an_ipv6_peer_has_its_own_disguise_in_each_message() -> None:
    messages = [data_indication(PEER_V6, b"x", bytes([number] * 12)) for number in (1, 2)]
    assert messages[0][20:44] != messages[1][20:44]
    assert [parse(m).get(Attribute.XOR_PEER_ADDRESS) for m in messages] == [PEER_V6, PEER_V6]

"""STUN: the test vectors of RFC 5769, aioice as another implementation, and bytes that lie."""

import aioice.stun
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.stun import Attribute, Class, Message, Method, StunError, answer, parse, serialize
from steps.step3_turn.credentials import Credentials

PASSWORD = b"VOkJxbRl1RmTxUk/WvJxBt"
# RFC 5769 section 2.1 to 2.3: the password is the one above.
REQUEST = bytes.fromhex(
    "000100582112a442b7e7a701bc34d686fa87dfae"
    "802200105354554e207465737420636c69656e74"
    "002400046e0001ff80290008932ff9b151263b36"
    "000600096576746a3a68367659202020"
    "000800149aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004e57a3bcf"
)
RESPONSE_IPV4 = bytes.fromhex(
    "0101003c2112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000080001a147e112a643"
    "000800142b91f599fd9e90c38c7489f92af9ba53f06be7d7"
    "80280004c07d4c96"
)
RESPONSE_IPV6 = bytes.fromhex(
    "010100482112a442b7e7a701bc34d686fa87dfae"
    "8022000b7465737420766563746f7220"
    "002000140002a1470113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014a382954e4be67bf11784c97c8292c275bfe3ed41"
    "80280004c8fb0b4c"
)
# Section 2.4: the key is the MD5 hash of the name, "example.org" and the password "TheMatrIX".
LONG_TERM = bytes.fromhex(
    "000100602112a44278ad3433c6ad72c029da412e"
    "00060012e3839ee38388e383aae38383e382afe382b90000"
    "0015001c662f2f3439396b39353464364f4c33346f4c39465354767936347341"
    "0014000b6578616d706c652e6f726700"
    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"
)
ID = bytes(range(12))


def test_the_request_of_rfc_5769() -> None:
    message = parse(REQUEST)
    assert (message.method, message.message_class) == (Method.BINDING, Class.REQUEST)
    assert message.get(Attribute.USERNAME) == "evtj:h6vY"
    assert message.get(Attribute.PRIORITY) == 0x6E0001FF
    assert message.get(Attribute.ICE_CONTROLLED) == 0x932FF9B151263B36
    assert message.get(Attribute.SOFTWARE) == "STUN test client"
    assert message.is_signed_with(PASSWORD) and not message.is_signed_with(b"guess")


@pytest.mark.parametrize(
    ("data", "address"),
    [(RESPONSE_IPV4, "192.0.2.1"), (RESPONSE_IPV6, "2001:db8:1234:5678:11:2233:4455:6677")],
    ids=["IPv4", "IPv6"],
)
def test_the_responses_of_rfc_5769(data: bytes, address: str) -> None:
    message = parse(data)
    assert (message.method, message.message_class) == (Method.BINDING, Class.SUCCESS)
    assert message.get(Attribute.XOR_MAPPED_ADDRESS) == (address, 32853)
    assert message.is_signed_with(PASSWORD)


def test_the_request_of_rfc_5769_with_a_long_term_credential() -> None:
    message, name = parse(LONG_TERM), "マトリックス"
    assert message.get(Attribute.USERNAME) == name
    assert message.get(Attribute.REALM) == "example.org"
    assert message.get(Attribute.NONCE) == "f//499k954d6OL34oL9FSTvy64sA"
    key = Credentials("example.org", {name: "TheMatrIX"}).key_of(name)
    assert key is not None and message.is_signed_with(key)
    assert not message.is_signed_with(b"TheMatrIX")


def test_aioice_reads_what_is_written_and_the_other_way_round() -> None:
    message = Message(Method.BINDING, Class.REQUEST, ID)
    message.add(Attribute.USERNAME, "ab:cd")
    message.add(Attribute.USE_CANDIDATE)
    theirs = aioice.stun.parse_message(serialize(message, b"key"))
    assert theirs.check_message_integrity(b"key")
    assert theirs.attributes["USERNAME"] == "ab:cd" and "USE-CANDIDATE" in theirs.attributes
    theirs = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.RESPONSE, ID)
    theirs.attributes["XOR-MAPPED-ADDRESS"] = ("2001:db8::7", 5004)
    theirs.add_message_integrity(b"key")
    ours = parse(bytes(theirs))
    assert ours.get(Attribute.XOR_MAPPED_ADDRESS) == ("2001:db8::7", 5004)
    assert ours.is_signed_with(b"key")


VALUES = [
    (Attribute.USERNAME, "zoë:x"),
    (Attribute.ERROR_CODE, (487, "Role Conflict")),
    (Attribute.UNKNOWN_ATTRIBUTES, [1, 0x7FFF]),
    (Attribute.XOR_MAPPED_ADDRESS, ("198.51.100.9", 65_535)),
    (Attribute.PRIORITY, 2**32 - 1),
    (Attribute.USE_CANDIDATE, True),
    (Attribute.ICE_CONTROLLING, 2**64 - 1),
    (Attribute.CHANNEL_NUMBER, 0x4FFF),
    (Attribute.XOR_PEER_ADDRESS, ("2001:db8::9", 1)),
    (Attribute.DATA, b"\0media"),
    (Attribute.REQUESTED_TRANSPORT, 17),
    (Attribute.EVEN_PORT, 0x80),
    (Attribute.RESERVATION_TOKEN, bytes(8)),
    (Attribute.DONT_FRAGMENT, True),
    (Attribute.ADDITIONAL_ADDRESS_FAMILY, 2),
    (Attribute.ADDRESS_ERROR_CODE, (2, 440)),
]


@pytest.mark.parametrize(("attribute", "value"), VALUES, ids=[a.name for a, _value in VALUES])
def test_every_kind_of_value_comes_back(attribute: Attribute, value: object) -> None:
    message = Message(Method.BINDING, Class.ERROR, ID)
    message.add(attribute, value)
    assert parse(serialize(message)).get(attribute) == value


def test_an_answer_belongs_to_its_request() -> None:
    response = answer(parse(REQUEST), Class.ERROR)
    again = parse(serialize(response))
    assert again.transaction_id == parse(REQUEST).transaction_id
    assert (again.method, again.message_class) == (Method.BINDING, Class.ERROR)


def test_all_methods_and_classes_survive_the_mixing_of_their_bits() -> None:
    for method in (0x001, 0x003, 0x009, 0x07F, 0x080, 0xFFF):
        for message_class in Class:
            again = parse(serialize(Message(method, message_class, ID)))
            assert (again.method, again.message_class) == (method, message_class)


def test_the_first_of_repeated_attributes_counts_and_all_are_kept() -> None:
    message = Message(Method.BINDING, Class.REQUEST, ID)
    message.add(Attribute.USERNAME, "first")
    message.add(Attribute.USERNAME, "second")
    again = parse(serialize(message))
    assert again.get(Attribute.USERNAME) == "first" and len(again.attributes) == 2


def test_a_message_may_have_128_attributes() -> None:
    many = bytes.fromhex("000102002112a442") + ID + bytes.fromhex("00250000") * 128
    assert len(parse(many).attributes) == 128


def test_what_must_be_understood_and_is_not_can_be_named() -> None:
    message = Message(Method.BINDING, Class.REQUEST, ID, [(0x7FFE, b"x"), (0x9999, b"y")])
    assert parse(serialize(message)).unknown_required == [0x7FFE]


def test_what_follows_the_signature_is_not_believed() -> None:
    message = Message(Method.BINDING, Class.REQUEST, ID)
    signed = serialize(message, b"key")[:-8]  # without FINGERPRINT
    forged = signed + bytes.fromhex("00250000")  # USE-CANDIDATE
    forged = forged[:2] + (len(forged) - 20).to_bytes(2) + forged[4:]
    again = parse(forged)
    assert again.is_signed_with(b"key") and again.get(Attribute.USE_CANDIDATE) is None


def test_without_a_signature_no_key_fits() -> None:
    assert not parse(serialize(Message(Method.BINDING, Class.REQUEST, ID))).is_signed_with(b"")


WRONG = {
    "nothing": b"",
    "too short": REQUEST[:19],
    "first bits": b"\x80" + REQUEST[1:],
    "no cookie": REQUEST[:4] + bytes(4) + REQUEST[8:],
    "cut": REQUEST[:-4],
    "longer": REQUEST + bytes(4),
    "attribute too long": REQUEST[:22] + b"\xff\xff" + REQUEST[24:],
    "fingerprint": REQUEST[:-1] + b"\x00",
    "fingerprint not last": REQUEST[:3] + b"\x5c" + REQUEST[4:] + bytes.fromhex("00250000"),
    "short integrity": bytes.fromhex("000100082112a442") + ID + bytes.fromhex("0008000400000000"),
    "attributes": bytes.fromhex("000102042112a442") + ID + bytes.fromhex("00250000") * 129,
}


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_what_is_not_stun_is_refused(data: bytes) -> None:
    with pytest.raises(StunError):
        parse(data)


@pytest.mark.parametrize(
    ("attribute", "value"),
    [
        (Attribute.XOR_MAPPED_ADDRESS, b"\0\3\0\0\0\0\0\0"),
        (Attribute.XOR_MAPPED_ADDRESS, b"\0\1\0\0\0"),
        (Attribute.XOR_MAPPED_ADDRESS, b""),
        (Attribute.PRIORITY, b"\0"),
        (Attribute.USERNAME, b"\xff"),
        (Attribute.ERROR_CODE, b"\0"),
        (Attribute.CHANNEL_NUMBER, b"\x40\0"),
        (Attribute.LIFETIME, b"\0" * 5),
        (Attribute.REQUESTED_TRANSPORT, b""),
        (Attribute.EVEN_PORT, b"\x80\0\0\0"),
        (Attribute.RESERVATION_TOKEN, b"\0" * 7),
        (Attribute.ADDRESS_ERROR_CODE, b"\2"),
    ],
)
def test_a_value_that_is_not_what_it_should_be_is_refused(attribute: int, value: bytes) -> None:
    message = parse(serialize(Message(Method.BINDING, Class.REQUEST, ID, [(attribute, value)])))
    with pytest.raises(StunError):
        message.get(Attribute(attribute))


@settings(max_examples=500, derandomize=True)
@given(st.data())
def test_only_the_declared_error_comes_out(data: st.DataObject) -> None:
    body = bytearray(data.draw(st.sampled_from([REQUEST, RESPONSE_IPV4, RESPONSE_IPV6])))
    for _change in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(body)))
    try:
        message = parse(bytes(body[:end]))
        for number, _value in message.attributes:
            if number in set(Attribute) - {Attribute.MESSAGE_INTEGRITY, Attribute.FINGERPRINT}:
                message.get(Attribute(number))
    except StunError as problem:
        assert str(problem).endswith(".")

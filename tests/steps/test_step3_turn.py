"""The TURN server's answers to those who have a password: each error, and what it carries."""

from collections.abc import Callable

import pytest

from common.stun import Attribute, Message, Method, parse, serialize
from steps.step3_turn.allocation import IPV4, IPV6
from steps.step3_turn.refusal import REASONS
from tests.bed.turn_bed import OVER_UDP, PEER, PEER_V6, REALM, TurnBed, Value, code_of, to
from tests.bed.turn_memory import MemoryClient

METHODS = [Method.ALLOCATE, Method.REFRESH, Method.CREATE_PERMISSION, Method.CHANNEL_BIND]
WITHIN = METHODS[1:]  # an allocation that is there
Wanting = Callable[[TurnBed, MemoryClient], Message]


def asking(method: Method, *values: Value) -> Wanting:
    """A request."""
    return lambda bed, client: bed.ask(client, method, *values)


CHANNEL: Value = (Attribute.CHANNEL_NUMBER, 0x4000)
REFUSED: dict[str, tuple[int, Wanting]] = {
    "a permission for nobody": (400, asking(Method.CREATE_PERMISSION)),
    "a channel without a number": (400, asking(Method.CHANNEL_BIND, to(PEER))),
    "a channel without a peer": (400, asking(Method.CHANNEL_BIND, CHANNEL)),
    "a second allocation": (437, asking(Method.ALLOCATE, OVER_UDP)),
    "another family's permission": (443, asking(Method.CREATE_PERMISSION, to(PEER_V6))),
    "one of two of another family": (
        443,
        asking(Method.CREATE_PERMISSION, to(PEER), to(PEER_V6)),
    ),
    "another family's channel": (443, asking(Method.CHANNEL_BIND, CHANNEL, to(PEER_V6))),
    "another family's refresh": (
        443,
        asking(Method.REFRESH, (Attribute.REQUESTED_ADDRESS_FAMILY, IPV6)),
    ),
    "a forbidden peer": (403, asking(Method.CREATE_PERMISSION, to(("10.0.0.1", 1)))),
}


@pytest.mark.parametrize(("code", "wanting"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_signed_and_says_why(code: int, wanting: Wanting) -> None:
    bed = TurnBed()
    client = bed.allocated()
    answer = wanting(bed, client)  # `ask` has checked the signature
    assert answer.get(Attribute.ERROR_CODE) == (code, REASONS[code])
    assert bed.server.refused == {code: 1}
    assert client.allocation is not None and len(client.allocation.permissions) == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], 400),
        ([(Attribute.REQUESTED_TRANSPORT, 6)], 442),
        ([OVER_UDP, (Attribute.REQUESTED_ADDRESS_FAMILY, 3)], 440),
        ([OVER_UDP, (Attribute.RESERVATION_TOKEN, bytes(8))], 508),
    ],
)
def test_an_allocate_is_refused_with_a_signature_and_a_reason(
    values: list[Value], code: int
) -> None:
    bed = TurnBed()
    client = bed.client()
    answer = bed.ask(client, Method.ALLOCATE, *values)
    assert answer.get(Attribute.ERROR_CODE) == (code, REASONS[code])
    assert client.allocation is None and not bed.relays.open_now


@pytest.mark.parametrize("method", WITHIN)
def test_without_an_allocation_there_is_nothing_to_refer_to(method: Method) -> None:
    bed = TurnBed()
    client = bed.client()
    assert code_of(bed.ask(client, method, to(PEER), CHANNEL)) == 437


@pytest.mark.parametrize("method", WITHIN)
def test_nobody_touches_another_users_allocation(method: Method) -> None:
    """441: somebody behind the same NAT, who has got the port of one who vanished."""
    bed = TurnBed()
    client = bed.allocated()
    answer = bed.ask(client, method, to(PEER), CHANNEL, username="ben")
    assert answer.get(Attribute.ERROR_CODE) == (441, REASONS[441])
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP, username="ben")) == 437


@pytest.mark.parametrize("method", METHODS)
def test_an_attribute_that_must_be_understood_and_is_not_is_named(method: Method) -> None:
    bed = TurnBed()
    client = bed.client()
    bare = bed.bare(method, OVER_UDP)
    bare.attributes += [(0x7FFE, b"x"), (0xFFFE, b"may be ignored"), (0x0001, bytes(8))]
    answer = bed.take(client, signed(bed, client, bare))
    assert answer is not None and answer.get(Attribute.ERROR_CODE) == (420, REASONS[420])
    assert answer.get(Attribute.UNKNOWN_ATTRIBUTES) == [0x7FFE, 0x0001]
    assert answer.is_signed_with(bed.credentials.key_of("ada") or b"")


def signed(bed: TurnBed, client: MemoryClient, bare: Message) -> bytes:
    """A request with its own attributes, and those that prove who asks."""
    whole = parse(bed.request(client, Method.BINDING))
    bare.attributes += whole.attributes
    return serialize(bare, bed.credentials.key_of("ada"), fingerprint=False)


MALFORMED = [
    (Method.ALLOCATE, Attribute.REQUESTED_TRANSPORT, b""),
    (Method.ALLOCATE, Attribute.LIFETIME, b"\1"),
    (Method.ALLOCATE, Attribute.EVEN_PORT, b""),
    (Method.ALLOCATE, Attribute.RESERVATION_TOKEN, b"short"),
    (Method.ALLOCATE, Attribute.REQUESTED_ADDRESS_FAMILY, b"\1\1"),
    (Method.REFRESH, Attribute.LIFETIME, bytes(5)),
    (Method.CREATE_PERMISSION, Attribute.XOR_PEER_ADDRESS, b"\0\1\0"),
    (Method.CREATE_PERMISSION, Attribute.XOR_PEER_ADDRESS, b"\0\3" + bytes(6)),
    (Method.CHANNEL_BIND, Attribute.CHANNEL_NUMBER, b"\x40\0"),
]


@pytest.mark.parametrize(("method", "attribute", "value"), MALFORMED)
def test_a_malformed_value_is_a_bad_request_and_changes_nothing(
    method: Method, attribute: Attribute, value: bytes
) -> None:
    bed = TurnBed()
    client = bed.client() if method is Method.ALLOCATE else bed.allocated(PEER)
    bare = bed.bare(method, *([] if attribute is Attribute.REQUESTED_TRANSPORT else [OVER_UDP]))
    bare.attributes.append((attribute, value))
    if method is Method.CHANNEL_BIND:
        bare.add(*to(PEER))
    answer = bed.take(client, signed(bed, client, bare))
    assert answer is not None and answer.get(Attribute.ERROR_CODE) == (400, REASONS[400])
    assert (client.allocation is None) == (method is Method.ALLOCATE)


def test_what_stands_behind_the_signature_is_ignored() -> None:
    """Somebody on the way could have added it: here a peer, and a lifetime of zero."""
    bed = TurnBed()
    client = bed.allocated()
    behind = bed.bare(Method.REFRESH, (Attribute.LIFETIME, 0)).attributes[0][1]
    for method, more in (
        (Method.REFRESH, b"\x00\x0d\x00\x04" + behind),
        (Method.CREATE_PERMISSION, b"\x00\x12\x00\x08\x00\x01" + bytes(6)),
    ):
        request = bed.request(client, method, *([to(PEER)] if method != Method.REFRESH else []))
        longer = request[:2] + (len(request) - 20 + len(more)).to_bytes(2) + request[4:] + more
        answer = bed.take(client, longer)
        assert answer is not None and code_of(answer) is None
    assert client.allocation is not None and len(client.allocation.permissions) == 1


def test_a_fingerprint_is_answered_with_one() -> None:
    bed = TurnBed()
    for fingerprint in (True, False):
        client = bed.client()
        request = bed.request(client, Method.ALLOCATE, OVER_UDP, fingerprint=fingerprint)
        answer = bed.take(client, request)
        assert answer is not None and answer.has_fingerprint is fingerprint


@pytest.mark.parametrize("kind", [0x0016, 0x0017, 0x0011, 0x0013, 0x0103, 0x0113, 0x000A, 0x0006])
def test_other_classes_and_methods_get_no_answer(kind: int) -> None:
    """Indications, responses, RFC 6062's Connect, and Send as a request."""
    bed = TurnBed()
    client = bed.allocated(PEER)
    request = bed.request(client, Method.REFRESH, to(PEER), (Attribute.DATA, b"x"))
    assert bed.take(client, kind.to_bytes(2) + request[2:]) is None
    assert code_of(bed.ask(client, Method.REFRESH)) is None


def test_binding_tells_a_client_its_address_over_each_family() -> None:
    bed = TurnBed()
    for server in (("192.0.2.1", 3478), ("2001:db8::1", 3478)):
        client = bed.client(server=server)
        answer = bed.take(client, bytes.fromhex(BINDING))
        assert answer is not None and answer.get(Attribute.XOR_MAPPED_ADDRESS) == client.address
        assert [number for number, _value in answer.attributes] == [Attribute.XOR_MAPPED_ADDRESS]


BINDING = "000100002112a442000102030405060708090a0b"


def test_who_may_go_on_after_the_password_expired() -> None:
    """The allocation of one who is still in the call may be refreshed; a new one may not begin."""
    here = {"4711"}
    bed = TurnBed(secret="s", is_here=here.__contains__)
    name = bed.credentials.issue("4711", bed.now, 300).username
    client = bed.client()
    bed.allocate(client, username=name)
    bed.wait(301)
    refresh = Method.REFRESH, (Attribute.LIFETIME, 600)
    assert code_of(bed.ask(client, *refresh, username=name)) is None
    refused = bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, username=name)
    assert code_of(refused) == 401 and refused.get(Attribute.REALM) == REALM
    other = bed.credentials.issue("4711", bed.now, -60).username
    assert code_of(bed.ask(client, *refresh, username=other)) == 401
    here.clear()
    assert code_of(bed.ask(client, *refresh, username=name)) == 401
    fresh = bed.credentials.issue("4711", bed.now, 300).username
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, username=fresh)) == 401
    assert IPV4 in (client.allocation.relays if client.allocation else {})


def test_who_lets_an_allocation_end_begins_none_with_a_password_that_has_expired() -> None:
    """Not even in the second in which the clock has not swept the old one away."""
    bed = TurnBed(secret="s")
    name = bed.credentials.issue("4711", bed.now, 300).username
    client = bed.client()
    bed.allocate(client, username=name)
    bed.now += 600
    assert client.allocation is not None
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP, username=name)) == 401
    fresh = bed.credentials.issue("4711", bed.now, 300).username
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP, username=fresh)) is None

"""Those who have not proved who they are: what they are told, how often, and how little it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.stun import Attribute, Class, Message, Method, parse, serialize
from steps.step3_turn.nonces import Nonces
from tests.bed.turn_bed import OVER_UDP, REALM, SERVER_V6, TurnBed, Value, code_of
from tests.bed.turn_memory import MemoryClient

MOST_AMPLIFICATION = 2.4
PROOF = [Attribute.USERNAME, Attribute.REALM, Attribute.NONCE]
TURN_METHODS = [Method.ALLOCATE, Method.REFRESH, Method.CREATE_PERMISSION, Method.CHANNEL_BIND]


def proved(bed: TurnBed, client: MemoryClient, **others: str) -> bytes:
    """A signed Allocate, of whose claims some are others than they should be; `-` is none."""
    claims = {
        "username": "ada",
        "realm": REALM,
        "nonce": bed.nonces.make(client.address, bed.now),
    } | others
    values = [(a, claims[a.name.lower()]) for a in PROOF if claims[a.name.lower()] != "-"]
    key = bed.credentials.key_of("ada")
    return serialize(bed.bare(Method.ALLOCATE, OVER_UDP, *values), key, fingerprint=False)


def check_challenge(bed: TurnBed, answer: Message | None, code: int) -> str:
    """An error that says with what to try again, and is not signed; gives the nonce."""
    assert answer is not None and answer.get(Attribute.ERROR_CODE) == (code, "")
    assert answer.get(Attribute.REALM) == REALM and not answer.integrity
    nonce = answer.get(Attribute.NONCE)
    assert isinstance(nonce, str) and bed.allocator.counts.total == 0
    return nonce


@pytest.mark.parametrize("method", TURN_METHODS)
def test_who_proves_nothing_is_told_how_to(method: Method) -> None:
    bed = TurnBed()
    client = bed.client()
    request = bed.bare(method, OVER_UDP)
    nonce = check_challenge(bed, bed.take(client, serialize(request, fingerprint=False)), 401)
    assert code_of(bed.take(client, proved(bed, client, nonce=nonce))) is None


@pytest.mark.parametrize("missing", ["username", "realm", "nonce"])
def test_a_signature_without_name_realm_and_nonce_is_a_bad_request(missing: str) -> None:
    bed = TurnBed()
    client = bed.client()
    answer = bed.take(client, proved(bed, client, **{missing: "-"}))
    assert answer is not None and code_of(answer) == 400
    assert answer.get(Attribute.NONCE) is None and client.allocation is None


def test_a_name_that_is_not_utf_8_is_a_bad_request() -> None:
    bed = TurnBed()
    client = bed.client()
    message = parse(proved(bed, client, username="-"))
    message.attributes.append((Attribute.USERNAME, b"\xff"))
    assert code_of(bed.take(client, serialize(message, b"key", fingerprint=False))) == 400


@pytest.mark.parametrize(
    "wrong",
    [{"username": "eve"}, {"username": "ben"}, {"username": ""}, {"realm": "elsewhere"}],
)
def test_a_wrong_claim_is_answered_as_if_nothing_was_proved(wrong: dict[str, str]) -> None:
    """The same for somebody who does not exist and for a wrong password: nobody can tell."""
    bed = TurnBed()
    client = bed.client()
    assert check_challenge(bed, bed.take(client, proved(bed, client, **wrong)), 401)


@pytest.mark.parametrize("nonce", ["", "stale", "A" * 16, "é"])
def test_a_nonce_that_is_none_of_ours_is_stale(nonce: str) -> None:
    bed = TurnBed()
    client = bed.client()
    fresh = check_challenge(bed, bed.take(client, proved(bed, client, nonce=nonce)), 438)
    assert code_of(bed.take(client, proved(bed, client, nonce=fresh))) is None


def test_a_nonce_is_stale_after_ten_minutes_and_at_another_port() -> None:
    bed = TurnBed()
    client, other = bed.client(), bed.client()
    nonce = bed.nonces.make(client.address, bed.now)
    assert check_challenge(bed, bed.take(other, proved(bed, other, nonce=nonce)), 438)
    bed.now += 601
    assert check_challenge(bed, bed.take(client, proved(bed, client, nonce=nonce)), 438)


def test_a_bit_of_the_signature_is_enough_to_refuse_it() -> None:
    bed = TurnBed()
    client = bed.client()
    request = bytearray(proved(bed, client))
    request[-1] ^= 1
    assert check_challenge(bed, bed.take(client, bytes(request)), 401)


ATTRIBUTES = st.lists(
    st.tuples(st.sampled_from([*map(int, Attribute), 0x7FFE, 0x1C, 0xC001]), st.binary(max_size=9)),
    max_size=4,
)


@given(
    method=st.sampled_from([Method.BINDING, *TURN_METHODS]),
    attributes=ATTRIBUTES.map(lambda all: [one for one in all if one[0] not in (0x8, 0x8028)]),
    key=st.none() | st.just(b"key"),
    fingerprint=st.booleans(),
)
def test_no_answer_to_a_stranger_is_much_longer_than_the_question(
    method: Method, attributes: list[tuple[int, bytes]], key: bytes | None, fingerprint: bool
) -> None:
    """Its sender may be forged: then the answer hits somebody else."""
    bed = TurnBed()
    request = serialize(
        Message(method, Class.REQUEST, bytes(12), attributes), key, fingerprint=fingerprint
    )
    for server in (("192.0.2.1", 3478), ("2001:db8::1", 3478)):
        for answer in bed.server.take([request], bed.client(server=server), bed.now):
            assert len(answer) <= MOST_AMPLIFICATION * len(request)


def test_the_shortest_allocate_is_challenged_and_what_is_shorter_is_a_bad_request() -> None:
    """28 bytes are all that Chromium sends at first."""
    bed = TurnBed()
    client = bed.client()
    for fingerprint in (False, True):
        shortest = serialize(bed.bare(Method.ALLOCATE, OVER_UDP), fingerprint=fingerprint)
        check_challenge(bed, bed.take(client, shortest), 401)
        shorter = serialize(bed.bare(Method.ALLOCATE), fingerprint=fingerprint)
        assert code_of(bed.take(client, shorter)) == 400


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_over_a_connection_the_shortest_request_is_challenged_too(transport: str) -> None:
    """RFC 8489 section 9.2.4: without MESSAGE-INTEGRITY it is 401."""
    bed = TurnBed()
    client = bed.client(transport=transport)
    bare = serialize(bed.bare(Method.REFRESH), fingerprint=False)
    assert len(bare) == 20 and check_challenge(bed, bed.take(client, bare), 401)


def answered(bed: TurnBed, client: MemoryClient, method: Method, times: int) -> int:
    """How many of so many questions of a stranger are answered."""
    values: list[Value] = [OVER_UDP]
    requests = [serialize(bed.bare(method, *values)) for _time in range(times)]
    return len(bed.server.take(requests, client, bed.now))


@pytest.mark.parametrize("method", [Method.ALLOCATE, Method.BINDING])
def test_a_flood_from_one_address_is_answered_ten_times_a_second(method: Method) -> None:
    bed = TurnBed()
    assert answered(bed, bed.client(), method, 1_000) == 100
    bed.now += 1
    assert answered(bed, bed.client(), method, 1_000) == 10
    assert answered(bed, bed.client(host="203.0.113.8"), method, 1) == 1
    assert bed.server.strangers.unanswered == 1_890


def test_who_is_flooded_in_their_name_over_udp_may_still_come_over_tcp() -> None:
    bed = TurnBed()
    assert answered(bed, bed.client(), Method.ALLOCATE, 1_000) == 100
    assert answered(bed, bed.client(), Method.ALLOCATE, 1) == 0
    assert answered(bed, bed.client(transport="tcp"), Method.ALLOCATE, 1) == 1


def test_who_relays_is_told_of_a_stale_nonce_though_others_at_that_address_ask_too_often() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert answered(bed, bed.client(), Method.ALLOCATE, 1_000) == 100
    old = bed.request(client, Method.REFRESH)
    bed.nonces = Nonces(b"another key")  # else the allocation would end before the nonce
    for _time in range(200):
        stale = bed.take(client, bed.request(client, Method.REFRESH))
        assert code_of(stale) == 438
    assert code_of(bed.take(client, old)) is None


@pytest.mark.parametrize("method", [Method.ALLOCATE, Method.REFRESH, Method.BINDING])
def test_who_forges_the_5_tuple_of_a_relayed_call_is_answered_no_oftener(method: Method) -> None:
    bed = TurnBed()
    client, neighbour = bed.allocated(), bed.allocated()
    assert answered(bed, client, method, 2_000) == 100
    wrong = bed.request(client, Method.REFRESH, password="a guess")
    assert bed.take(client, wrong) is None and bed.take(client, b"\0\3" + wrong[2:]) is None
    bed.nonces = Nonces(b"another key")
    assert code_of(bed.take(client, bed.request(client, Method.REFRESH))) == 438  # the real one
    assert answered(bed, neighbour, method, 1) == 1
    bed.now += 1
    assert answered(bed, client, method, 2_000) == 10


@pytest.mark.parametrize("transport", ["tcp", "tls"])
def test_over_a_connection_nobody_asks_in_anothers_name_so_each_is_counted(transport: str) -> None:
    bed = TurnBed()
    for _connection in range(3):
        client = bed.client(transport=transport)
        assert answered(bed, client, Method.ALLOCATE, 1_000) == 100


def test_all_addresses_of_an_ipv6_network_are_one_source() -> None:
    bed = TurnBed()
    there = [bed.client(server=SERVER_V6, host=f"2001:db8:ffff::{at:x}") for at in range(1, 101)]
    assert sum(answered(bed, client, Method.ALLOCATE, 10) for client in there) == 100
    elsewhere = bed.client(server=SERVER_V6, host="2001:db8:ffff:1::1")
    assert answered(bed, elsewhere, Method.ALLOCATE, 10) == 10


def test_who_has_a_password_is_not_counted_among_the_strangers() -> None:
    bed = TurnBed()
    client = bed.client()
    assert answered(bed, client, Method.ALLOCATE, 1_000) == 100
    bed.allocate(client)
    assert all(code_of(bed.ask(client, Method.REFRESH)) is None for _time in range(300))

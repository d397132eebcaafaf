"""Allocations: how they begin, are asked for again, are prolonged and end."""

import pytest

from common.stun import Attribute, Method, parse, serialize
from steps.step3_turn.allocation import IPV4, IPV6
from tests.bed.turn_bed import OVER_UDP, PEER, PEER_V6, SERVER_V6, TurnBed, Value, code_of
from tests.bed.turn_memory import MemoryClient

BOTH: Value = (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV6)
FAMILIES = [IPV4, IPV6]


def family(number: int) -> Value:
    """The attribute that names an address family."""
    return Attribute.REQUESTED_ADDRESS_FAMILY, number


def lifetime(seconds: int) -> Value:
    """The attribute that names a lifetime."""
    return Attribute.LIFETIME, seconds


def test_a_success_tells_all_that_a_browser_needs() -> None:
    bed = TurnBed()
    client = bed.client()
    answer = bed.allocate(client)
    assert [number for number, _value in answer.attributes] == [
        Attribute.XOR_RELAYED_ADDRESS,
        Attribute.LIFETIME,
        Attribute.XOR_MAPPED_ADDRESS,
    ]
    assert answer.get(Attribute.XOR_RELAYED_ADDRESS) == client.relay.address
    assert answer.get(Attribute.XOR_MAPPED_ADDRESS) == client.address
    assert answer.get(Attribute.LIFETIME) == 600


def test_the_same_request_again_gets_the_same_answer_and_no_second_relay() -> None:
    bed = TurnBed()
    client = bed.client()
    request = bed.request(client, Method.ALLOCATE, OVER_UDP)
    answers = set(bed.server.take([request] * 4, client, bed.now))
    assert len(answers) == 1 and len(bed.relays.open_now) == 1
    assert bed.allocator.counts.total == 1


def test_the_same_transaction_in_another_name_is_a_mismatch() -> None:
    bed = TurnBed()
    client = bed.client()
    request = bed.request(client, Method.ALLOCATE, OVER_UDP)
    bed.take(client, request)
    other = parse(bed.request(client, Method.ALLOCATE, OVER_UDP, username="ben"))
    other.transaction_id = parse(request).transaction_id
    forged = serialize(other, bed.credentials.key_of("ben"), fingerprint=False)
    assert code_of(bed.take(client, forged)) == 437


def test_another_request_on_the_same_5_tuple_is_a_mismatch() -> None:
    bed = TurnBed()
    client = bed.allocated()
    relay = client.relay
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP)) == 437
    assert client.relay is relay and not relay.closed


def test_a_refresh_prolongs_within_the_bounds() -> None:
    bed = TurnBed()
    client = bed.allocated()
    for wanted, given in ((1, 600), (1_800, 1_800), (99_999, 3_600)):
        answer = bed.ask(client, Method.REFRESH, lifetime(wanted))
        assert code_of(answer) is None and answer.get(Attribute.LIFETIME) == given
        assert client.allocation is not None and client.allocation.until == bed.now + given
    bed.wait(3_599)
    assert client.allocation is not None
    bed.wait(1)
    assert client.allocation is None


def test_a_refresh_of_zero_ends_it_and_its_repetition_finds_nothing() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    relay = client.relay
    request = bed.request(client, Method.REFRESH, lifetime(0))
    answer = bed.take(client, request)
    assert answer is not None and answer.get(Attribute.LIFETIME) == 0
    assert relay.closed and client.released == 1 and client.allocation is None
    assert code_of(bed.take(client, request)) == 437
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP)) is None


def dual(bed: TurnBed) -> MemoryClient:
    """A client with relayed addresses of both families, and a peer in each."""
    client = bed.client()
    assert bed.allocate(client, BOTH).get(Attribute.ADDRESS_ERROR_CODE) is None
    assert bed.permit(client, PEER, PEER_V6) is None
    return client


def test_two_families_are_two_relayed_addresses_of_one_allocation() -> None:
    bed = TurnBed()
    client = bed.client()
    answer = bed.allocate(client, BOTH)
    relayed = answer.get_all(Attribute.XOR_RELAYED_ADDRESS)
    assert [host for host, _port in relayed] == ["192.0.2.1", "2001:db8::1"]
    assert bed.allocator.counts.total == 1


@pytest.mark.parametrize("ended", FAMILIES)
def test_a_refresh_of_zero_for_one_family_leaves_the_other(ended: int) -> None:
    bed = TurnBed()
    client = dual(bed)
    other = IPV4 if ended == IPV6 else IPV6
    answer = bed.ask(client, Method.REFRESH, family(ended), lifetime(0))
    assert code_of(answer) is None and answer.get(Attribute.LIFETIME) == 0
    bed.wait(299)
    assert client.allocation is not None and list(client.allocation.relays) == [other]
    bed.send(client, PEER if other == IPV4 else PEER_V6, b"still")
    assert client.relay.sent
    assert code_of(bed.ask(client, Method.REFRESH, family(ended), lifetime(0))) == 443
    assert code_of(bed.ask(client, Method.REFRESH, family(other))) is None
    assert code_of(bed.ask(client, Method.REFRESH, family(other), lifetime(0))) is None
    assert client.allocation is None and not bed.relays.open_now
    assert bed.allocator.counts.total == 0


@pytest.mark.parametrize("ended", FAMILIES)
def test_with_its_family_go_the_channels_and_permissions_of_its_peers(ended: int) -> None:
    bed = TurnBed()
    client = dual(bed)
    peer, other = (PEER_V6, PEER) if ended == IPV6 else (PEER, PEER_V6)
    assert bed.bind(client, 0x4000, peer) is None and bed.bind(client, 0x4001, other) is None
    assert code_of(bed.ask(client, Method.REFRESH, family(ended), lifetime(0))) is None
    allocation = client.allocation
    assert allocation is not None and len(allocation.permissions) == 1
    assert list(allocation.channels.by_peer) == [other]
    assert bed.bind(client, 0x4000, (other[0], 5)) is None  # the number is free again


@pytest.mark.parametrize("refreshed", FAMILIES)
def test_a_refresh_for_one_family_prolongs_no_other(refreshed: int) -> None:
    bed = TurnBed()
    client = dual(bed)
    both = set(bed.relays.open_now)
    bed.wait(500)
    assert code_of(bed.ask(client, Method.REFRESH, family(refreshed))) is None
    bed.wait(99)
    assert bed.relays.open_now == both
    bed.wait(1)
    assert bed.relays.open_now == {client.relay}
    assert client.allocation is not None and list(client.allocation.relays) == [refreshed]
    bed.wait(500)
    assert client.allocation is None and not bed.relays.open_now


def test_a_refresh_without_a_family_is_for_both() -> None:
    bed = TurnBed()
    client = dual(bed)
    bed.ask(client, Method.REFRESH, lifetime(0))
    assert client.allocation is None and not bed.relays.open_now


@pytest.mark.parametrize("served", FAMILIES)
def test_of_two_families_one_is_better_than_none(served: int) -> None:
    bed = TurnBed(families=[served])
    client = bed.client()
    answer = bed.allocate(client, BOTH)
    missing = IPV4 if served == IPV6 else IPV6
    assert answer.get(Attribute.ADDRESS_ERROR_CODE) == (missing, 440)
    assert client.allocation is not None and list(client.allocation.relays) == [served]


def test_a_port_for_one_family_only_is_told_as_such() -> None:
    bed = TurnBed(most_relays=1)
    answer = bed.allocate(bed.client(), BOTH)
    assert answer.get(Attribute.ADDRESS_ERROR_CODE) == (IPV6, 508)
    assert len(answer.get_all(Attribute.XOR_RELAYED_ADDRESS)) == 1
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, BOTH)) == 508


def test_who_asks_over_ipv6_and_names_no_family_gets_ipv4_where_nothing_else_is() -> None:
    bed = TurnBed(families=[IPV4])
    answer = bed.allocate(bed.client(server=SERVER_V6))
    assert answer.get(Attribute.XOR_RELAYED_ADDRESS)[0] == "192.0.2.1"


@pytest.mark.parametrize("served", FAMILIES)
def test_a_family_that_is_not_there_is_unsupported(served: int) -> None:
    bed = TurnBed(families=[served])
    missing = IPV4 if served == IPV6 else IPV6
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, family(missing))) == 440
    assert bed.allocator.counts.total == 0
    bed.allocate(bed.client(), family(served))


def test_who_names_no_family_gets_that_of_the_address_it_asked() -> None:
    bed = TurnBed()
    assert ":" in bed.allocate(bed.client(server=SERVER_V6)).get(Attribute.XOR_RELAYED_ADDRESS)[0]
    assert ":" not in bed.allocate(bed.client()).get(Attribute.XOR_RELAYED_ADDRESS)[0]


def test_dont_fragment_is_unknown_where_it_cannot_be_done() -> None:
    bed = TurnBed()
    bed.relays.can_keep_whole = False
    whole = (Attribute.DONT_FRAGMENT, None)
    answer = bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, whole)
    assert code_of(answer) == 420
    assert answer.get(Attribute.UNKNOWN_ATTRIBUTES) == [Attribute.DONT_FRAGMENT]


def test_what_is_over_is_not_revived_and_another_may_begin_before_the_next_sweep() -> None:
    bed = TurnBed()
    client = bed.allocated()
    relay, allocation = client.relay, client.allocation
    assert allocation is not None
    bed.now = allocation.until
    assert code_of(bed.ask(client, Method.REFRESH)) == 437
    assert bed.permit(client, PEER) == 437
    bed.allocate(client)
    assert relay.closed and client.allocation is not allocation
    assert bed.allocator.counts.total == 1


def test_a_server_that_is_about_to_stop_serves_those_it_has() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    bed.allocator.closing = True
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP)) == 508
    assert code_of(bed.ask(client, Method.REFRESH)) is None
    bed.send(client, PEER, b"still")
    assert client.relay.sent


def test_who_has_gone_loses_all_allocations_and_nobody_else_does() -> None:
    bed = TurnBed()
    gone = [bed.allocated(), bed.allocated()]
    stays = bed.allocated(username="ben")
    bed.allocator.free_all_of("ada")
    assert all(client.allocation is None for client in gone) and stays.allocation
    assert bed.relays.open_now == {stays.relay}


def test_at_the_end_every_port_is_given_back() -> None:
    bed = TurnBed()
    clients = [dual(bed), bed.allocated()]
    bed.allocator.close()
    assert not bed.relays.open_now and not bed.allocator.allocations
    assert all(client.released == 1 for client in clients)

"""The way of a packet through an allocation, both ways, in each form it may have."""

import pytest

from common.stun import Attribute, Class, Message, Method, parse, serialize
from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV6, PEERS_KEPT
from steps.step3_turn.policy import PeerPolicy
from tests.bed.turn_bed import PEER, PEER_V6, TurnBed, Value, to
from tests.bed.turn_memory import MemoryClient

FORMS = [
    [to(PEER), (Attribute.DATA, b"hello")],
    [(Attribute.DATA, b"hello"), to(PEER)],
    [to(PEER), (Attribute.DONT_FRAGMENT, None), (Attribute.DATA, b"hello")],
]


def came(client: MemoryClient) -> list[tuple[Address, bytes]]:
    """What has come to a client in Data indications."""
    messages = [parse(message) for message in client.received]
    assert all((m.method, m.message_class) == (Method.DATA, Class.INDICATION) for m in messages)
    attributes = Attribute.XOR_PEER_ADDRESS, Attribute.DATA
    return [(m.get(attributes[0]), m.get(attributes[1])) for m in messages]


def indication(*values: Value, key: bytes | None = None) -> bytes:
    """A Send indication, plain or with all that may stand at its end."""
    message = Message(Method.SEND, Class.INDICATION, bytes(12))
    for attribute, value in values:
        message.add(attribute, value)
    return serialize(message, key, fingerprint=key is not None)


@pytest.mark.parametrize("form", FORMS, ids=["usual", "other order", "whole"])
def test_a_send_indication_leaves_from_the_relayed_address(
    form: list[Value],
) -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    assert bed.take(client, indication(*form)) is None
    assert bed.take(client, indication(*form, key=b"any key")) is None
    assert client.relay.sent == [(b"hello", PEER)] * 2


def test_channel_data_leaves_from_the_relayed_address_without_its_header() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert bed.bind(client, 0x4ABC, PEER) is None
    for payload in (b"hello", b"", bytes(1_200)):
        bed.take(client, b"\x4a\xbc" + len(payload).to_bytes(2) + payload)
    bed.take(client, b"\x4a\xbc\x00\x01a\0\0\0")  # padding is allowed
    assert [sent for sent, _peer in client.relay.sent] == [b"hello", b"", bytes(1_200), b"a"]
    assert client.allocation is not None and client.allocation.sent.bytes == 1_206


def test_channel_data_that_lies_or_has_no_channel_is_dropped() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert bed.bind(client, 0x4ABC, PEER) is None
    for lie in (b"\x4a\xbc\x00\x02a", b"\x4a\xbc\xff\xff", b"\x4a\xbd\x00\x01a", b"\x7f\xff\0\0"):
        bed.take(client, lie)
    assert not client.relay.sent
    assert client.allocation is not None and client.allocation.sent.dropped == 4


def test_what_a_peer_sends_comes_in_a_data_indication_or_on_its_channel() -> None:
    bed = TurnBed()
    client, neighbour = bed.allocated(PEER), (PEER[0], 7)
    bed.hear(client, PEER, b"one")
    bed.hear(client, neighbour, b"")
    assert came(client) == [(PEER, b"one"), (neighbour, b"")]
    assert bed.bind(client, 0x4001, PEER) is None
    bed.hear(client, PEER, b"two")
    assert client.received[-1] == b"\x40\x01\x00\x03two"


def test_data_indications_have_different_transaction_ids() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    for _time in range(5):
        bed.hear(client, PEER, b"a", b"b", b"c", b"d")
    assert len({message[8:20] for message in client.received}) == 20


def test_the_same_over_ipv6() -> None:
    bed = TurnBed()
    client = bed.client()
    bed.allocate(client, (Attribute.REQUESTED_ADDRESS_FAMILY, IPV6))
    assert bed.permit(client, PEER_V6) is None
    bed.send(client, PEER_V6, b"hello")
    bed.hear(client, PEER_V6, b"back")
    assert client.relay.sent == [(b"hello", PEER_V6)] and came(client) == [(PEER_V6, b"back")]


def test_each_family_leaves_from_its_own_relayed_address() -> None:
    bed = TurnBed()
    client = bed.client()
    bed.allocate(client, (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV6))
    assert bed.permit(client, PEER, PEER_V6) is None
    bed.send(client, PEER_V6, b"six")
    bed.send(client, PEER, b"four")
    sent = {relay.address[0]: relay.sent for relay in bed.relays.open_now}
    assert sent == {"192.0.2.1": [(b"four", PEER)], "2001:db8::1": [(b"six", PEER_V6)]}


def test_without_a_relayed_address_of_its_family_nothing_leaves() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert client.allocation is not None
    client.allocation.permissions.install(PEER_V6[0], bed.now)
    bed.send(client, PEER_V6, b"six")
    assert not client.relay.sent and client.allocation.sent.dropped == 1


def test_nobody_relays_to_themselves() -> None:
    relayed = [("192.0.2.1", port) for port in range(49_153, 49_160)]
    bed = TurnBed(policy=PeerPolicy(endpoints=relayed))
    client = bed.allocated()
    own = client.relay.address
    assert bed.permit(client, own) is None and bed.bind(client, 0x4000, own) is None
    bed.send(client, own, b"again")
    bed.take(client, b"\x40\x00\x00\x05again")
    assert not client.relay.sent


def test_behind_a_nat_nobody_relays_to_themselves_by_the_address_inside() -> None:
    bed = TurnBed()
    client = bed.allocated()
    relay = client.relay
    relay.bound = PEER
    assert bed.bind(client, 0x4000, PEER) is None
    bed.send(client, PEER, b"hello")
    bed.take(client, b"\x40\x00\x00\x05hello")
    assert not relay.sent
    assert client.allocation is not None and client.allocation.sent.dropped == 2


def test_what_is_over_relays_no_more_also_before_the_next_sweep() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    assert bed.bind(client, 0x4000, PEER) is None
    allocation = client.allocation
    assert allocation is not None
    allocation.until = bed.now
    bed.send(client, PEER, b"hello")
    bed.take(client, b"\x40\x00\x00\x05hello")
    bed.hear(client, PEER, b"hello")
    assert not client.relay.sent and not client.received
    assert (allocation.sent.dropped, allocation.received.dropped) == (2, 1)


def test_without_an_allocation_nothing_is_relayed_and_nothing_answered() -> None:
    bed = TurnBed()
    client = bed.client()
    bed.send(client, PEER, b"hello")
    assert bed.take(client, b"\x40\x00\x00\x05hello") is None
    assert not bed.relays.open_now and not client.received


def test_dont_fragment_is_for_the_datagram_of_its_send_indication() -> None:
    """In an Allocate it only asks whether that can be done (RFC 8656 sections 7.2 and 11.2)."""
    bed = TurnBed()
    client = bed.client()
    whole: Value = (Attribute.DONT_FRAGMENT, None)
    bed.allocate(client, whole)
    assert bed.bind(client, 0x4000, PEER) is None
    bed.send(client, PEER, b"a")
    bed.send(client, PEER, b"b", whole)
    bed.take(client, b"\x40\x00\x00\x01c")
    sends: list[list[Value]] = [[to(PEER), (Attribute.DATA, data)] for data in (b"d", b"e", b"f")]
    sends[1].append(whole)
    bed.server.take([indication(*values) for values in sends], client, bed.now)
    assert [payload for payload, _peer in client.relay.sent] == [b"a", b"b", b"c", b"d", b"e", b"f"]
    assert client.relay.whole == [b"b", b"e"]


def test_a_send_that_may_not_pass_leaves_the_next_datagram_as_it_is() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    bed.send(client, ("198.51.100.77", 1), b"no permission", (Attribute.DONT_FRAGMENT, None))
    bed.send(client, PEER, b"a")
    assert client.relay.sent == [(b"a", PEER)] and not client.relay.whole


def test_peers_are_remembered_within_bounds() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    for port in range(1, 3 * PEERS_KEPT):
        bed.send(client, (PEER[0], port), b"x")
        bed.hear(client, (PEER[0], port), b"y")
    assert client.allocation is not None
    kept = [getattr(client.allocation, name) for name in ("_targets", "_disguised")]
    assert all(len(table) <= PEERS_KEPT for table in kept)
    assert len(client.relay.sent) == len(client.received) == 3 * PEERS_KEPT - 1


def test_what_has_passed_is_counted_also_after_the_end() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    bed.send(client, PEER, b"hello")
    bed.hear(client, PEER, b"hi")
    bed.hear(client, ("198.51.100.77", 1), b"hi")
    bed.ask(client, Method.REFRESH, (Attribute.LIFETIME, 0))
    sent, received = bed.allocator.sent, bed.allocator.received
    assert (sent.packets, sent.bytes, sent.dropped) == (1, 5, 0)
    assert (received.packets, received.bytes, received.dropped) == (1, 2, 1)


@pytest.mark.parametrize("peer", [PEER, PEER_V6])
def test_what_is_too_long_for_an_indication_is_dropped(peer: Address) -> None:
    """65,527 bytes are the longest datagram over IPv6."""
    bed = TurnBed()
    client = bed.client()
    bed.allocate(client, (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV6))
    assert bed.permit(client, peer) is None
    bed.hear(client, peer, bytes(65_527), bytes(65_000), b"short")
    assert [len(payload) for _peer, payload in came(client)] == [65_000, 5]
    assert client.allocation is not None
    received = client.allocation.received
    assert (received.packets, received.bytes, received.dropped) == (2, 65_005, 1)
    bed.hear(client, peer, bytes(65_001))
    assert (received.packets, received.bytes, received.dropped) == (2, 65_005, 2)
    assert bed.bind(client, 0x4000, peer) is None
    bed.hear(client, peer, bytes(65_527))
    assert len(client.received[-1]) == 65_531

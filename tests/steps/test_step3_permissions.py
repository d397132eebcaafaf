"""Permissions and channels: what opens them, and when they end. The clock is the test's."""

import pytest

from common.stun import Attribute, Class, Method, parse
from common.stun_attributes import Address
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.channel import Channels
from steps.step3_turn.permission import Permissions
from steps.step3_turn.quotas import Quotas
from tests.bed.turn_bed import PEER, TurnBed
from tests.bed.turn_memory import MemoryClient

OTHER_PORT: Address = (PEER[0], 5000)
OTHER_HOST: Address = ("198.51.100.10", 4000)


def comes(bed: TurnBed, client: MemoryClient, peer: Address = PEER) -> bytes | None:
    """What a client gets when a peer sends `hello`."""
    before = len(client.received)
    bed.hear(client, peer, b"hello")
    return client.received[-1] if len(client.received) > before else None


def goes(bed: TurnBed, client: MemoryClient, peer: Address = PEER) -> bool:
    """Whether a client's Send indication reaches a peer."""
    before = len(client.relay.sent)
    bed.send(client, peer, b"hello")
    return len(client.relay.sent) > before


def test_a_permission_is_for_a_host_with_all_its_ports() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    for peer in (PEER, OTHER_PORT):
        assert goes(bed, client, peer) and comes(bed, client, peer)
    assert not goes(bed, client, OTHER_HOST) and comes(bed, client, OTHER_HOST) is None


def test_a_permission_ends_after_five_minutes_whatever_passes() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    bed.wait(299)
    assert goes(bed, client) and comes(bed, client)
    bed.now += 1  # before the next sweep, too
    assert not goes(bed, client) and comes(bed, client) is None
    bed.wait(1)
    assert client.allocation is not None and len(client.allocation.permissions) == 0


def test_a_permission_that_is_asked_for_again_begins_again() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    bed.wait(200)
    assert bed.permit(client, PEER) is None
    bed.wait(299)
    assert goes(bed, client)
    bed.wait(1)
    assert not goes(bed, client)


def test_permissions_of_one_allocation_are_not_those_of_another() -> None:
    bed = TurnBed()
    client, other = bed.allocated(PEER), bed.allocated()
    assert goes(bed, client) and not goes(bed, other)


@pytest.mark.parametrize(("peers", "code"), [(64, None), (65, 508), (120, 508)])
def test_as_many_peers_as_may_be_let_in_at_all_may_be_named_at_once(
    peers: int, code: int | None
) -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert bed.permit(client, *((f"198.51.100.{n + 1}", 1) for n in range(peers))) == code
    assert client.allocation is not None
    assert len(client.allocation.permissions) == (0 if code else 64)


def test_a_channel_is_a_permission_for_its_host_too() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert bed.bind(client, 0x4000, PEER) is None
    assert goes(bed, client, OTHER_PORT)
    assert comes(bed, client) == b"\x40\x00\x00\x05hello"
    data = parse(comes(bed, client, OTHER_PORT) or b"")
    assert (data.method, data.message_class) == (Method.DATA, Class.INDICATION)
    assert data.get(Attribute.XOR_PEER_ADDRESS) == OTHER_PORT
    bed.wait(300)
    assert not goes(bed, client, OTHER_PORT)


def test_what_promises_more_than_there_is_goes_nowhere() -> None:
    bed = TurnBed()
    client = bed.allocated()
    assert bed.bind(client, 0x4000, PEER) is None
    bed.take(client, b"\x40\x00\x00\x09hello")
    assert client.allocation is not None and client.allocation.sent.dropped == 1
    assert goes(bed, client, PEER)  # and what follows is relayed


def test_a_channel_ends_after_ten_minutes_and_its_peer_is_let_in_until_then() -> None:
    """As with coturn: aioice renews a channel after 500 seconds, and asks for no permission."""
    bed = TurnBed()
    client = bed.allocated()
    bed.ask(client, Method.REFRESH, (Attribute.LIFETIME, 3_600))
    assert bed.bind(client, 0x4000, PEER) is None
    bed.wait(599)
    assert comes(bed, client) == b"\x40\x00\x00\x05hello"
    bed.take(client, b"\x40\x00\x00\x01a")
    bed.now += 1
    bed.take(client, b"\x40\x00\x00\x01b")
    assert comes(bed, client) is None
    assert client.relay.sent == [(b"a", PEER)]
    bed.wait(1)
    assert client.allocation is not None and len(client.allocation.channels) == 0


def test_a_channel_that_is_bound_again_begins_again() -> None:
    bed = TurnBed()
    client = bed.allocated()
    bed.ask(client, Method.REFRESH, (Attribute.LIFETIME, 3_600))
    assert bed.bind(client, 0x4000, PEER) is None
    bed.wait(500)
    assert bed.bind(client, 0x4000, PEER) is None
    bed.wait(599)
    assert comes(bed, client) == b"\x40\x00\x00\x05hello"


def test_after_its_end_a_number_may_stand_for_another_peer() -> None:
    bed = TurnBed()
    client = bed.allocated()
    bed.ask(client, Method.REFRESH, (Attribute.LIFETIME, 3_600))
    assert bed.bind(client, 0x4000, PEER) is None
    assert bed.bind(client, 0x4000, OTHER_PORT) == 400
    assert bed.bind(client, 0x4001, PEER) == 400
    bed.wait(600)
    assert bed.bind(client, 0x4000, OTHER_PORT) is None
    assert bed.bind(client, 0x4001, PEER) is None


@pytest.mark.parametrize("number", [0, 0x3FFF, 0x7FFF, 0x8000, 0xFFFF])
def test_numbers_that_begin_other_messages_cannot_be_bound(number: int) -> None:
    bed = TurnBed()
    assert bed.bind(bed.allocated(), number, PEER) == 400


@pytest.mark.parametrize("number", [0x4000, 0x4FFF, 0x5000, 0x7FFE])
def test_numbers_of_rfc_5766_can_be_bound_too(number: int) -> None:
    bed = TurnBed()
    assert bed.bind(bed.allocated(), number, PEER) is None


def test_what_has_expired_is_in_nobodys_way_also_before_the_next_sweep() -> None:
    bed = TurnBed(quotas=Quotas(channels=1, permissions=1))
    client = bed.allocated()
    assert bed.bind(client, 0x4000, PEER) is None
    assert client.allocation is not None
    client.allocation.prolong(client.allocation.until + 600)
    bed.now += 600
    assert bed.bind(client, 0x4000, OTHER_HOST) is None
    assert comes(bed, client, PEER) is None
    assert comes(bed, client, OTHER_HOST) == b"\x40\x00\x00\x05hello"


def test_a_permission_never_gets_shorter() -> None:
    permissions = Permissions(1)
    permissions.install("a", 0.0, 600.0)
    permissions.install("a", 0.0)
    assert permissions.allow("a", 599.0) and not permissions.allow("a", 600.0)


def test_channels_are_found_by_number_and_by_peer_until_they_expire() -> None:
    channels = Channels(2)
    channels.bind(0x4000, PEER, 0.0)
    channels.bind(0x4001, OTHER_PORT, 100.0)
    assert len(channels) == 2 and not channels.has_room_for(OTHER_HOST)
    channels.expire(600)
    assert list(channels.by_peer) == [OTHER_PORT] and list(channels.by_prefix) == [b"\x40\x01"]


def test_with_its_end_an_allocation_loses_everything() -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    relay, allocation = client.relay, client.allocation
    assert isinstance(allocation, Allocation)
    bed.wait(599)
    assert not relay.closed
    bed.wait(1)
    assert relay.closed and client.allocation is None and client.released == 1
    assert not bed.allocator.allocations and bed.allocator.counts.total == 0

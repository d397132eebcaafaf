"""EVEN-PORT and RESERVATION-TOKEN: an even port, and the next one for whoever has the token."""

from common.stun import Attribute, Method
from steps.step3_turn.allocation import IPV6
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.reservations import RESERVATION_SECONDS
from tests.bed.turn_bed import OVER_UDP, SERVER_V6, TurnBed, code_of
from tests.bed.turn_memory import MemoryClient

EVEN, RESERVE = (Attribute.EVEN_PORT, 0), (Attribute.EVEN_PORT, 0x80)
V6 = (Attribute.REQUESTED_ADDRESS_FAMILY, IPV6)


def reserved(bed: TurnBed) -> tuple[MemoryClient, bytes]:
    """A client on an even port, and the token of the next."""
    client = bed.client()
    token = bed.allocate(client, RESERVE).get(Attribute.RESERVATION_TOKEN)
    assert isinstance(token, bytes) and len(token) == 8
    return client, token


def claim(bed: TurnBed, token: bytes, username: str = "ada") -> tuple[MemoryClient, int | None]:
    """Somebody who asks with a token, and what comes of it."""
    client = bed.client(transport="tcp")
    values = OVER_UDP, (Attribute.RESERVATION_TOKEN, token)
    return client, code_of(bed.ask(client, Method.ALLOCATE, *values, username=username))


def test_an_even_port_alone_reserves_nothing() -> None:
    bed = TurnBed()
    client = bed.client()
    response = bed.allocate(client, EVEN)
    assert client.relay.address[1] % 2 == 0
    assert response.get(Attribute.RESERVATION_TOKEN) is None and len(bed.relays.open_now) == 1


def test_a_token_brings_the_next_port_even_over_another_transport() -> None:
    bed = TurnBed()
    first, token = reserved(bed)
    assert first.relay.address[1] % 2 == 0
    second, code = claim(bed, token)
    host, port = first.relay.address
    assert code is None and second.relay.address == (host, port + 1)
    assert second.relay.allocation is second.allocation


def test_a_token_is_good_once() -> None:
    bed = TurnBed()
    _first, token = reserved(bed)
    assert claim(bed, token)[1] is None
    assert claim(bed, token)[1] == 508


def test_a_token_is_good_for_its_owner_and_stays_so_when_others_guess_it() -> None:
    bed = TurnBed()
    _first, token = reserved(bed)
    assert claim(bed, token, username="ben")[1] == 508
    assert claim(bed, bytes(8))[1] == 508
    assert claim(bed, token)[1] is None


def test_a_reservation_ends_after_30_seconds_and_gives_its_port_back() -> None:
    bed = TurnBed()
    first, token = reserved(bed)
    bed.wait(int(RESERVATION_SECONDS) - 1)
    assert len(bed.relays.open_now) == 2
    bed.now += 1  # before the server looks, too
    assert claim(bed, token)[1] == 508
    bed.wait(1)
    assert bed.relays.open_now == {first.relay} and claim(bed, token)[1] == 508
    assert bed.allocator.counts.total == 1


def test_a_reservation_outlives_the_allocation_that_made_it() -> None:
    bed = TurnBed()
    first, token = reserved(bed)
    assert code_of(bed.ask(first, Method.REFRESH, (Attribute.LIFETIME, 0))) is None
    assert claim(bed, token)[1] is None


def test_a_reserved_port_counts_as_an_allocation_until_it_is_over() -> None:
    """Else two ports for one, without end, would take them all."""
    bed = TurnBed(quotas=Quotas(allocations_per_user=3))
    reserved(bed)
    client = bed.client()
    assert code_of(bed.ask(client, Method.ALLOCATE, OVER_UDP, RESERVE)) == 486
    assert bed.allocator.counts.total == 2
    bed.allocate(client, EVEN)
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP)) == 486
    bed.wait(int(RESERVATION_SECONDS))
    bed.allocate(bed.client())


def test_without_two_neighbouring_ports_there_is_nothing() -> None:
    bed = TurnBed(most_relays=1)
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, RESERVE)) == 508
    assert bed.allocator.counts.total == 0
    bed.allocate(bed.client(), EVEN)


def test_ports_are_reserved_over_ipv6_too_if_there_is_any() -> None:
    bed = TurnBed()
    client = bed.client(server=SERVER_V6)
    token = bed.allocate(client, RESERVE).get(Attribute.RESERVATION_TOKEN)
    second, code = claim(bed, token)
    assert code is None and second.allocation is not None and list(second.allocation.relays) == [2]
    bed = TurnBed(families=[1])
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP, V6, RESERVE)) == 440


def test_closing_the_server_gives_reserved_ports_back() -> None:
    bed = TurnBed()
    reserved(bed)
    bed.allocator.close()
    assert not bed.relays.open_now and bed.allocator.counts.total == 0

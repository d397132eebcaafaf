"""The sockets of relayed addresses: which ports, on which host, and that each is given back."""

import socket
from itertools import count

import pytest

from steps.step3_turn.allocation import IPV4, IPV6
from steps.step3_turn.relay_sockets import (
    ALWAYS,
    IP_MTU_DISCOVER,
    NEVER,
    RelaySocket,
    RelaySockets,
)
from steps.step3_turn.udp import open_udp

HOST, NEAR = "127.0.0.1", ("127.0.0.1", 3478)


def ports(number: int) -> range:
    """So many neighbouring ports, from an even one on, that are free now."""
    for first in count(42_000, 2):
        try:
            for port in range(first, first + number):
                open_udp(HOST, port).close()
        except OSError:
            continue
        return range(first, first + number)
    raise AssertionError


def opened(relays: RelaySockets, *, even: bool = False) -> list[RelaySocket]:
    """As many relays as there are to be had."""
    found = []
    while (relay := relays.open(IPV4, NEAR, even=even)) is not None:
        found.append(relay)
    return found


def test_every_port_of_the_range_is_had_once_and_again_when_it_was_given_back() -> None:
    wanted = ports(6)
    relays = RelaySockets([HOST], wanted)
    for _time in range(3):
        found = opened(relays)
        assert sorted(relay.address for relay in found) == [(HOST, port) for port in wanted]
        for relay in found:
            relay.close()


def test_ports_come_in_no_order_that_somebody_could_guess() -> None:
    orders = {tuple(vars(RelaySockets([HOST]))["_free"][HOST])[:3] for _time in range(5)}
    assert len(orders) == 5


def test_a_port_that_another_program_has_is_left_out() -> None:
    wanted = ports(3)
    with open_udp(HOST, wanted[1]):
        found = opened(RelaySockets([HOST], wanted))
        assert {relay.port for relay in found} == {wanted[0], wanted[2]}
        for relay in found:
            relay.close()


def test_an_even_port_and_the_next_one_are_had_together() -> None:
    wanted = ports(7)
    relays = RelaySockets([HOST], wanted)
    pairs = [relays.open_pair(IPV4, NEAR) for _time in range(3)]
    found = [(first.port, second.port) for first, second in filter(None, pairs)]
    assert sorted(found) == [(wanted[at], wanted[at + 1]) for at in (0, 2, 4)]
    assert relays.open_pair(IPV4, NEAR) is None
    last = relays.open(IPV4, NEAR)
    assert last is not None and last.port == wanted[6]
    for relay in (last, *(one for pair in pairs if pair for one in pair)):
        relay.close()


def test_even_ports_run_out_before_odd_ones() -> None:
    wanted = ports(4)
    relays = RelaySockets([HOST], wanted)
    even = opened(relays, even=True)
    assert sorted(relay.port for relay in even) == [wanted[0], wanted[2]]
    odd = opened(relays)
    assert sorted(relay.port for relay in odd) == [wanted[1], wanted[3]]
    for relay in (*even, *odd):
        relay.close()


def test_behind_a_nat_the_public_address_is_told_for_its_own_family_only() -> None:
    try:
        open_udp("::1", 0).close()
    except OSError:
        pytest.skip("no IPv6 on this computer")
    relays = RelaySockets([HOST, "::1"], ports(2), "198.51.100.7")
    found = [relays.open(family, NEAR) for family in (IPV4, IPV6)]
    assert [relay.address[0] for relay in found if relay] == ["198.51.100.7", "::1"]
    for relay in filter(None, found):
        relay.close()


def test_a_datagram_may_be_fragmented_on_its_way_unless_its_client_forbids_it() -> None:
    """RFC 8656 section 14; Linux would forbid it from itself."""
    relays = RelaySockets([HOST], ports(1))
    if not relays.can_keep_whole:
        pytest.skip("only Linux can be asked")
    relay = relays.open(IPV4, NEAR)
    assert relay is not None
    udp = vars(relay)["_udp"]
    assert udp.getsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER) == NEVER
    relay.keep_whole()
    assert udp.getsockopt(socket.IPPROTO_IP, IP_MTU_DISCOVER) == ALWAYS
    relay.close()


def test_what_the_system_does_not_take_is_counted_also_after_the_end() -> None:
    relays = RelaySockets([HOST], ports(1))
    for number in (1, 2):
        relay = relays.open(IPV4, NEAR)
        assert relay is not None
        relay.send([b"nobody can be reached at port 0"], (HOST, 0))
        assert relays.dropped == number
        relay.close()
        assert relays.dropped == number


def test_where_no_pairs_are_wanted_there_are_none() -> None:
    relays = RelaySockets([HOST], ports(4), pairs=False)
    assert relays.open_pair(IPV4, NEAR) is None
    for relay in opened(relays, even=True):
        relay.close()


def test_a_relay_is_on_the_host_that_was_asked_if_it_has_the_family() -> None:
    relays = RelaySockets([HOST, "127.0.0.2"], ports(2))
    for host in (HOST, "127.0.0.2"):
        relay = relays.open(IPV4, (host, 3478))
        assert relay is not None and relay.address[0] == host
        relay.close()
    assert relays.serves(IPV4) and not relays.serves(IPV6)


def test_tokens_are_eight_bytes_that_nobody_guesses() -> None:
    relays = RelaySockets([HOST], range(1, 2))
    tokens = {relays.token() for _time in range(100)}
    assert len(tokens) == 100 and {len(token) for token in tokens} == {8}

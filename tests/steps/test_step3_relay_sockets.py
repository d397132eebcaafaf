"""The sockets of relayed addresses: which ports, on which host, and that each is given back."""

import socket
import struct
import time
from itertools import count

import pytest

from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV4, IPV6
from steps.step3_turn.relay_sockets import (
    ALWAYS,
    IP_MTU_DISCOVER,
    IPV6_MTU_DISCOVER,
    NEVER,
    RelaySocket,
    RelaySockets,
)
from steps.step3_turn.udp import open_udp

HOST, NEAR = "127.0.0.1", ("127.0.0.1", 3478)
ETH_P_IP, DONT_FRAGMENT = 0x0800, 0x40  # linux/if_ether.h; of the seventh byte of an IP header


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


def in_order(relay: RelaySocket, peer: Address) -> None:
    """Sends runs of two to a peer, of which the second is to stay whole, and one more of one."""
    for keep_whole in (False, True, False):
        if keep_whole:
            relay.keep_whole()
        relay.send([b"one", b"two"], peer)
    relay.keep_whole()
    relay.send([b"one"], peer)


@pytest.mark.skipif(not RelaySockets.can_keep_whole, reason="only Linux can be asked")
@pytest.mark.parametrize(
    ("host", "family", "level", "option"),
    [
        (HOST, IPV4, socket.IPPROTO_IP, IP_MTU_DISCOVER),
        ("::1", IPV6, socket.IPPROTO_IPV6, IPV6_MTU_DISCOVER),
    ],
)
def test_a_datagram_may_be_fragmented_on_its_way_unless_its_client_forbids_it(
    host: str, family: int, level: int, option: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8656 section 14; Linux would forbid it from itself."""
    relay = RelaySockets([host], ports(1)).open(family, NEAR)
    if relay is None:
        pytest.skip("no IPv6 on this computer")
    udp, options = vars(relay)["_udp"], list[int]()
    noted = lambda _payloads, _peer: options.append(udp.getsockopt(level, option))  # noqa: E731
    monkeypatch.setattr(relay.egress, "send", noted)
    in_order(relay, (host, 9))
    assert options == [NEVER, ALWAYS, NEVER, ALWAYS]
    assert udp.getsockopt(level, option) == NEVER
    relay.close()


def test_the_dont_fragment_bit_is_that_of_the_datagram_for_which_it_was_asked() -> None:
    try:
        line = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
    except (AttributeError, PermissionError):
        pytest.skip("only root on Linux sees the headers of packets")
    with line, open_udp(HOST, 0) as peer:
        line.bind(("lo", 0))
        line.settimeout(5)
        relay = RelaySockets([HOST], ports(1)).open(IPV4, NEAR)
        assert relay is not None
        in_order(relay, peer.getsockname())
        ends = struct.pack("!HH", relay.port, peer.getsockname()[1])
        bits: list[bool] = []
        until = time.monotonic() + 5
        while len(bits) < 4 and time.monotonic() < until:  # a run leaves as one there
            packet, where = line.recvfrom(65_535)
            if packet[20:24] == ends and where[2] == socket.PACKET_HOST:
                bits.append(bool(packet[6] & DONT_FRAGMENT))
        relay.close()
    assert bits == [False, True, False, True]


def test_where_it_cannot_be_kept_whole_a_datagram_that_must_be_is_dropped() -> None:
    """Whoever asks for it has an attribute that is not known there (RFC 8489 section 6.3.2)."""
    relays = RelaySockets([HOST], ports(1))
    relays.can_keep_whole = False
    relay = relays.open(IPV4, NEAR)
    assert relay is not None
    with open_udp(HOST, 0) as peer:
        in_order(relay, peer.getsockname())
    assert (relay.egress.sent, relay.egress.dropped) == (4, 3)
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

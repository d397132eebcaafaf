"""To whom the TURN server relays: the addresses that open relays have been abused to reach."""

from ipaddress import ip_address, ip_network

import pytest

from common.stun import Attribute
from common.stun_attributes import Address
from steps.step3_turn.allocation import IPV6
from steps.step3_turn.policy import VERDICTS_KEPT, PeerPolicy, outward
from tests.bed.turn_bed import PEER, SERVER, TurnBed
from tests.bed.turn_memory import MemoryClient

SFU: Address = ("192.0.2.1", 8003)
SFU_V6: Address = ("2001:db8::1", 8003)
# fmt: off
FORBIDDEN = [
    "0.0.0.0", "0.1.2.3", "127.0.0.1", "127.255.255.254", "169.254.169.254", "10.0.0.1",
    "100.64.0.1", "172.16.0.1", "192.168.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "8.8.8.8", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
    "::ffff:0.0.0.0", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "2002:7f00:1::",
    "2001::1", "fe80::1", "fd00::1", "fec0::1", "ff02::1", "::ffff:0:7f00:1", "4000::1", "2600::1",
    "168.63.129.16", "::ffff:168.63.129.16",
]
# fmt: on
EVERYTHING = [ip_network("0.0.0.0/0"), ip_network("::/0")]
NETWORKS = {
    "an SFU": PeerPolicy(endpoints=[SFU, SFU_V6]),
    "nobody": PeerPolicy(),
}


def dual(bed: TurnBed) -> MemoryClient:
    """A client with relayed addresses of both families."""
    client = bed.client()
    bed.allocate(client, (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV6))
    return client


@pytest.fixture(params=NETWORKS)
def bed(request: pytest.FixtureRequest) -> TurnBed:
    """A server that relays to an SFU only, or to nobody."""
    return TurnBed(policy=NETWORKS[request.param])


@pytest.mark.parametrize("host", FORBIDDEN)
def test_a_forbidden_address_gets_no_permission(bed: TurnBed, host: str) -> None:
    client = dual(bed)
    assert bed.permit(client, (host, 80)) == 403
    assert client.allocation is not None and len(client.allocation.permissions) == 0
    assert bed.forbidden[-1][0] == "ada"


@pytest.mark.parametrize("host", FORBIDDEN)
def test_a_forbidden_address_as_second_of_two_spoils_the_first(host: str) -> None:
    bed = TurnBed(policy=NETWORKS["an SFU"])
    client = dual(bed)
    assert bed.permit(client, SFU, (host, 80)) == 403
    assert client.allocation is not None and len(client.allocation.permissions) == 0


@pytest.mark.parametrize("host", FORBIDDEN)
def test_a_forbidden_address_gets_no_channel(bed: TurnBed, host: str) -> None:
    client = dual(bed)
    assert bed.bind(client, 0x4000, (host, 8003)) == 403
    allocation = client.allocation
    assert allocation and len(allocation.channels) == len(allocation.permissions) == 0


@pytest.mark.parametrize("host", FORBIDDEN)
def test_a_forbidden_address_is_sent_nothing_even_with_a_permission(host: str) -> None:
    """As if an earlier check had failed: each datagram is judged again, both ways."""
    bed = TurnBed(policy=NETWORKS["an SFU"])
    client = dual(bed)
    allocation = client.allocation
    assert allocation is not None
    for form in {host, str(ip_address(host))}:
        allocation.permissions.install(form, bed.now)
    bed.send(client, (host, 8003), b"GET / HTTP/1.1")
    bed.hear(client, (str(ip_address(host)), 8003), b"secrets")
    assert all(not relay.sent for relay in bed.relays.open_now) and not client.received
    assert allocation.sent.dropped == allocation.received.dropped == 1


def test_the_sfu_is_reached_on_its_port_and_on_no_other() -> None:
    bed = TurnBed(policy=NETWORKS["an SFU"])
    client = dual(bed)
    assert bed.permit(client, SFU) is None and bed.permit(client, SFU_V6) is None
    assert bed.bind(client, 0x4000, SFU) is None
    assert bed.bind(client, 0x4001, (SFU[0], 22)) == 403
    bed.send(client, SFU, b"one")
    bed.send(client, (SFU[0], 22), b"two")
    bed.send(client, SFU_V6, b"three")
    sent = [datagram for relay in bed.relays.open_now for datagram in relay.sent]
    assert sorted(sent) == [(b"one", SFU), (b"three", SFU_V6)]


def test_what_was_refused_is_told_with_who_wanted_it() -> None:
    bed = TurnBed()
    client = bed.allocated()
    bed.permit(client, ("169.254.169.254", 80))
    bed.bind(client, 0x4000, (PEER[0], 0))
    assert bed.forbidden == [("ada", "169.254.169.254"), ("ada", f"{PEER[0]} port 0")]


@pytest.mark.parametrize("host", [h for h in FORBIDDEN if h not in ("8.8.8.8", "2600::1")])
def test_a_server_for_the_whole_internet_still_has_no_door_to_the_inside(host: str) -> None:
    policy = PeerPolicy(networks=EVERYTHING)
    assert not policy.allows_host(host) and not policy.allows((host, 443))
    assert policy.allows(("8.8.8.8", 443)) and policy.allows(("2600::1", 443))


@pytest.mark.parametrize(
    ("network", "host", "opened"),
    [
        ("127.0.0.0/8", "127.0.0.1", True),
        ("127.0.0.0/8", "::ffff:127.0.0.1", True),
        ("127.0.0.0/8", "64:ff9b::7f00:1", False),  # that is another way there
        ("126.0.0.0/7", "127.0.0.1", False),
        ("10.1.0.0/16", "10.1.2.3", True),
        ("10.1.0.0/16", "10.2.2.3", False),
        ("8.0.0.0/6", "10.1.2.3", False),
        ("192.168.1.7/32", "192.168.1.7", True),
        ("224.0.0.0/4", "224.0.0.1", False),
        ("0.0.0.0/8", "0.0.0.0", False),
        ("fd00::/8", "fd00::1", True),
        ("::/0", "fd00::1", False),
        ("2002::/16", "2002:7f00:1::", False),
        ("2002::/16", "2002:0808:0808::", False),
        ("::1/128", "::1", True),
        ("::/96", "::127.0.0.1", False),
    ],
)
def test_a_special_network_is_opened_by_one_inside_it(
    network: str, host: str, opened: bool
) -> None:
    assert PeerPolicy(networks=[ip_network(network)]).allows_host(host) is opened


@pytest.mark.parametrize("host", ["2002:0a00:1::", "2001:0:0a00:1::", "64:ff9b::10.0.0.1"])
def test_an_address_inside_another_must_be_open_too(host: str) -> None:
    """6to4, Teredo and NAT64: somebody might unwrap the packet, and send on what is in it."""
    outside = [ip_network(host + "/48" if "::/" in host else host)]
    assert not PeerPolicy(networks=outside).allows_host(host)
    inside = [ip_network("10.0.0.0/8"), ip_network("255.0.0.0/8")]
    opened = PeerPolicy(networks=[*outside, *inside]).allows_host(host)
    assert opened == ("2001:0:" not in host)  # Teredo names a client too: 255.255.255.255


def test_the_servers_own_doors_are_closed_in_an_open_network() -> None:
    """Else somebody could ask the server through a relay of its own."""
    policy = PeerPolicy(networks=[ip_network("192.0.2.0/24"), ip_network("2001:db8::/32")])
    assert policy.allows(SERVER)
    policy.close([SERVER, ("2001:db8:0::1", 3478)])
    bed = TurnBed(policy=policy)
    client = dual(bed)
    for door in (SERVER, ("2001:db8::1", 3478)):
        assert bed.permit(client, door) is None  # a permission is for all ports
        assert bed.bind(client, 0x4000, door) == 403
        bed.send(client, door, b"Allocate?")
    assert not any(relay.sent for relay in bed.relays.open_now)
    assert policy.allows(("192.0.2.1", 3479))


def test_a_door_on_a_link_is_closed_by_whatever_card_it_is_reached() -> None:
    policy = PeerPolicy(networks=[ip_network("fe80::/64")])
    policy.close([("fe80::1%eth0", 3478)])
    assert not policy.allows(("fe80::1", 3478)) and policy.allows(("fe80::1", 3479))


def test_a_door_that_closes_stops_channels_that_are_bound() -> None:
    policy = PeerPolicy(networks=[ip_network("198.51.100.0/24")])
    bed = TurnBed(policy=policy)
    client = bed.allocated()
    assert bed.bind(client, 0x4000, PEER) is None
    bed.take(client, b"\x40\x00\x00\x01a")
    policy.close([PEER])
    bed.take(client, b"\x40\x00\x00\x01b")
    assert client.relay.sent == [(b"a", PEER)]


def test_verdicts_are_remembered_within_bounds() -> None:
    policy = PeerPolicy(networks=[ip_network("198.51.100.0/24")])
    for number in range(3 * VERDICTS_KEPT):
        assert policy.allows((f"198.51.100.{number % 256}", 1 + number % 60_000))
    assert len(vars(policy)["_verdicts"]) <= VERDICTS_KEPT


def test_loopback_is_no_peer_unless_there_is_nothing_else() -> None:
    """An SFU listens there too; a relay that reaches it elsewhere need not open this door."""
    loopback: list[Address] = [("127.0.0.1", 8003), ("::1", 8003), ("::ffff:127.0.0.1", 8003)]
    assert outward([SFU, *loopback, SFU_V6]) == [SFU, SFU_V6]
    assert outward(loopback) == loopback

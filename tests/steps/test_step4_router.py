"""Routes, clusters and endpoints: whom a listener leads to, and what stops it."""

from ipaddress import ip_address

import pytest

from common.stun_attributes import Address
from steps.step3_turn.policy import VERDICTS_KEPT
from steps.step4_gateway.dataplane_config import ClusterConfig
from steps.step4_gateway.router import RoutePolicy, Router
from tests.bed.turn_bed import PEER, TurnBed

NODE: Address = ("10.0.0.7", 8003)
SFU = ClusterConfig("demo/sfu", endpoints=("10.0.0.7:<8000-9000>",))
NET = ClusterConfig("demo/net", endpoints=("10.0.1.0/24", "fd00::/64"))
NAMES = ClusterConfig("demo/names", "STRICT_DNS", endpoints=("sfu.demo", "web.demo:<80-80>"))


def routed(*clusters: ClusterConfig, routes: tuple[str, ...] | None = None) -> RoutePolicy:
    """The policy of a listener with routes to these clusters, or others."""
    router = Router()
    router.configure(clusters)
    return router.policy("demo/gateway/udp", routes or [one.name for one in clusters])


def router_of(policy: RoutePolicy) -> Router:
    """Where a policy comes from."""
    router = vars(policy)["_router"]
    assert isinstance(router, Router)
    return router


def test_without_a_route_everybody_is_out_of_reach() -> None:
    for policy in (Router().policy("a", []), routed(SFU, routes=("demo/other",))):
        assert not policy.allows_host(NODE[0]) and not policy.allows(NODE)
        assert policy.cluster_of(NODE) is None


def test_a_permission_is_for_a_host_and_a_datagram_for_a_port() -> None:
    policy = routed(SFU)
    assert policy.allows_host("10.0.0.7") and not policy.allows_host("10.0.0.8")
    ports = [7_999, 8_000, 9_000, 9_001, 0]
    assert [policy.allows(("10.0.0.7", port)) for port in ports] == [
        False,
        True,
        True,
        False,
        False,
    ]


def test_a_network_is_all_of_its_hosts() -> None:
    policy = routed(NET)
    assert policy.allows(("10.0.1.0", 1)) and policy.allows(("10.0.1.255", 65_535))
    assert policy.allows(("fd00::1", 80)) and not policy.allows(("fd00:0:0:1::1", 80))
    assert not policy.allows_host("10.0.2.0") and policy.allows_host("::ffff:10.0.1.9")


def test_all_clusters_that_fit_are_tried() -> None:
    """stunnerd stops at the first one with the host, though its ports are others."""
    low = ClusterConfig("a/low", endpoints=("10.0.0.7:<1-99>",))
    policy = routed(low, SFU)
    assert policy.allows(NODE) and policy.allows(("10.0.0.7", 99))
    cluster = policy.cluster_of(NODE)
    assert cluster is not None and cluster.name == "demo/sfu"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.0.1", "0.0.0.0", "224.0.0.1", "::1"]
    + ["fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::", "ff02::1"],
)
def test_a_route_to_everybody_is_no_door_to_the_inside(host: str) -> None:
    policy = routed(ClusterConfig("any", endpoints=("0.0.0.0/0", "::/0")))
    assert policy.allows(("8.8.8.8", 443))
    assert not policy.allows_host(host) and not policy.allows((host, 80))


def test_nothing_is_relayed_to_a_cluster_for_tcp() -> None:
    assert not routed(ClusterConfig("a", protocol="TCP", endpoints=("10.0.0.7",))).allows(NODE)


def test_a_name_is_nobody_until_it_is_resolved_and_then_whoever_it_says() -> None:
    policy = routed(NAMES)
    router = router_of(policy)
    assert router.names == {"sfu.demo", "web.demo"} and not policy.allows(NODE)
    router.learn("sfu.demo", ["10.0.0.7", "fd00::7", "fe80::1%eth0"])
    assert (
        policy.allows(NODE) and policy.allows(("fd00::7", 1)) and not policy.allows_host("fe80::1")
    )
    router.learn("web.demo", ["10.0.0.9"])
    assert policy.allows(("10.0.0.9", 80)) and not policy.allows(("10.0.0.9", 81))
    router.learn("sfu.demo", ["10.0.0.8"])
    assert not policy.allows(NODE) and policy.allows(("10.0.0.8", 8003))
    router.learn("sfu.demo", [])
    assert not policy.allows(("10.0.0.8", 8003)) and policy.allows(("10.0.0.9", 80))


def test_a_cluster_that_stays_keeps_its_names_and_its_numbers() -> None:
    policy = routed(NAMES)
    router = router_of(policy)
    router.learn("sfu.demo", ["10.0.0.7"])
    router.clusters["demo/names"].tx.add(1, 100)
    router.configure([ClusterConfig("demo/names", "STRICT_DNS", endpoints=("sfu.demo",)), SFU])
    assert policy.allows(NODE) and router.clusters["demo/names"].tx.bytes == 100
    router.configure([SFU])
    router.configure([NAMES])
    assert not policy.allows(NODE) and not router.clusters["demo/names"].tx.bytes


def test_a_route_that_is_taken_away_stops_a_channel_at_once() -> None:
    net = ClusterConfig("demo/net", endpoints=("198.51.100.0/24",))
    policy = routed(net)
    bed = TurnBed(policy=policy)
    client = bed.allocated()
    assert bed.bind(client, 0x4000, PEER) is None
    bed.take(client, b"\x40\x00\x00\x01a")
    bed.hear(client, PEER, b"a")
    policy.change([])
    bed.take(client, b"\x40\x00\x00\x01b")
    bed.hear(client, PEER, b"b")
    policy.change(["demo/net"])
    router_of(policy).configure([])
    bed.take(client, b"\x40\x00\x00\x01c")
    assert bed.permit(client, PEER) == 403
    router_of(policy).configure([net])
    bed.take(client, b"\x40\x00\x00\x01d")
    assert client.relay.sent == [(b"a", PEER), (b"d", PEER)] and len(client.received) == 1
    assert bed.forbidden == [("ada", PEER[0])]


def test_another_listeners_backends_are_as_far_as_any() -> None:
    router = Router()
    router.configure([SFU, NET])
    one, other = router.policy("one", ["demo/sfu"]), router.policy("other", ["demo/net"])
    assert one.allows(NODE) and not other.allows(NODE)
    router.drop(one)
    router.configure([])
    assert not other.allows(("10.0.1.1", 1))


def test_the_gateways_own_doors_are_closed_whatever_the_routes_say() -> None:
    policy = routed(ClusterConfig("loopback", endpoints=("127.0.0.1",)))
    policy.close([("127.0.0.1", 8086)])
    assert not policy.allows(("127.0.0.1", 8086)) and not policy.allows(("::ffff:127.0.0.1", 8086))
    assert policy.allows(("127.0.0.1", 8087))
    policy.close([("127.0.0.1", 8087)])
    assert policy.allows(("127.0.0.1", 8086)) and not policy.allows(("127.0.0.1", 8087))


def test_a_denial_names_the_peer_the_listener_and_the_routes() -> None:
    text = (
        "no route to endpoint: peer 10.0.0.9, listener demo/gateway/udp, routes demo/sfu, demo/net"
    )
    assert routed(SFU, NET).denial("10.0.0.9") == text
    assert Router().policy("a", []).denial("b").endswith("listener a, routes none")


def test_what_is_remembered_has_a_bound() -> None:
    policy = routed(NET)
    for number in range(2 * VERDICTS_KEPT):
        host = str(ip_address("10.0.1.0") + number % 256)
        assert policy.allows((host, 1 + number)) and policy.cluster_of((host, 1 + number))
    assert len(vars(policy)["_verdicts"]) <= VERDICTS_KEPT
    assert len(vars(policy)["_clusters_of_peers"]) <= VERDICTS_KEPT

"""The policy of a gateway: routes lead to clusters, and clusters consist of endpoints. [pure]

A peer that no route of a listener leads to gets no permission, no channel and no datagram. Each
burst is judged, so that a route that is taken away stops what is running over it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from common.stun_attributes import Address
from steps.step3_turn.policy import VERDICTS_KEPT, Network, PeerPolicy
from steps.step4_gateway.dataplane_config import ClusterConfig
from steps.step4_gateway.endpoints import Endpoint, resolved


@dataclass(slots=True)
class Passed:
    """What has passed in one direction."""

    packets: int = 0
    bytes: int = 0

    def add(self, packets: int, size: int) -> None:
        """Adds what has passed now."""
        self.packets += packets
        self.bytes += size


@dataclass(slots=True)
class Cluster:
    """Backends that belong together, and what was received from them and sent to them."""

    name: str
    endpoints: list[Endpoint] = field(default_factory=list)
    addresses: dict[str, tuple[str, ...]] = field(default_factory=dict)  # what names stand for
    rx: Passed = field(default_factory=Passed)
    tx: Passed = field(default_factory=Passed)

    def networks(self, port: int | None) -> Iterator[Network]:
        """The networks whose hosts are meant at a port; None is any port."""
        for endpoint in self.endpoints:
            if port is None or port in endpoint.ports:
                meant = resolved(endpoint, self.addresses.get(endpoint.name, ()))
                yield from (one.network for one in [endpoint, *meant] if one.network is not None)


class Router:
    """All clusters of a gateway, and what their names stand for at this moment."""

    def __init__(self) -> None:
        self.clusters: dict[str, Cluster] = {}
        self._policies: list[RoutePolicy] = []

    @property
    def names(self) -> set[str]:
        """The names that are to be resolved."""
        clusters = self.clusters.values()
        return {e.name for cluster in clusters for e in cluster.endpoints if e.name}

    def configure(self, clusters: Iterable[ClusterConfig]) -> None:
        """Has these clusters from now on; one that was there before goes on counting."""
        before, self.clusters = self.clusters, {}
        for told in clusters:
            cluster = before.get(told.name) or Cluster(told.name)
            # Nothing is relayed over TCP here, so a cluster for it is out of reach.
            cluster.endpoints = told.parsed if told.protocol == "UDP" else []
            names = {endpoint.name for endpoint in cluster.endpoints}
            cluster.addresses = {n: a for n, a in cluster.addresses.items() if n in names}
            self.clusters[told.name] = cluster
        self._forget()

    def learn(self, name: str, addresses: Iterable[str]) -> None:
        """Knows from now on what a name stands for."""
        known = tuple(sorted(addresses))
        for cluster in self.clusters.values():
            if cluster.addresses.get(name) != known:
                cluster.addresses[name] = known
                self._forget()

    def policy(self, listener: str, routes: Iterable[str]) -> "RoutePolicy":
        """The policy of a new listener."""
        policy = RoutePolicy(self, listener, routes)
        self._policies.append(policy)
        return policy

    def drop(self, policy: "RoutePolicy") -> None:
        """Forgets the policy of a listener that is closed."""
        self._policies.remove(policy)

    def _forget(self) -> None:
        for policy in self._policies:
            policy.forget()


class RoutePolicy(PeerPolicy):
    """The policy of one listener.

    What an address is, and which ones nothing opens, is known to step 3: a peer is judged by its
    policy for those networks that the routes open at the peer's port.
    """

    def __init__(self, router: Router, listener: str, routes: Iterable[str] = ()) -> None:
        super().__init__()
        self.listener = listener
        self.routes = tuple(routes)
        self._router = router
        self._doors: list[Address] = []
        self._clusters_of_peers: dict[Address, Cluster | None] = {}

    def change(self, routes: Iterable[str]) -> None:
        """Has other routes from now on."""
        self.routes = tuple(routes)
        self.forget()

    def close(self, endpoints: Iterable[Address]) -> None:
        """Closes endpoints, and opens those that were closed before: the gateway's own doors."""
        self._doors = list(endpoints)
        self.forget()

    def forget(self) -> None:
        """Judges everybody anew."""
        self._verdicts.clear()
        self._clusters_of_peers.clear()

    def allows_host(self, host: str) -> bool:
        """Whether a permission for this address may be given; it is for all ports."""
        return self._opened_by(self._clusters(), None).allows_host(host)

    def cluster_of(self, peer: Address) -> Cluster | None:
        """The first cluster of which a peer is an endpoint."""
        if peer not in self._clusters_of_peers:
            if len(self._clusters_of_peers) >= VERDICTS_KEPT:
                self._clusters_of_peers.clear()
            clusters = self._clusters()
            fits = (one for one in clusters if self._opened_by([one], peer[1]).allows(peer))
            self._clusters_of_peers[peer] = next(fits, None)
        return self._clusters_of_peers[peer]

    def denial(self, peer: str) -> str:
        """What to tell an operator whose client may not reach a peer."""
        routes = ", ".join(self.routes) or "none"
        return f"no route to endpoint: peer {peer}, listener {self.listener}, routes {routes}"

    def _judge(self, peer: Address) -> bool:
        return self._opened_by(self._clusters(), peer[1]).allows(peer)

    def _clusters(self) -> list[Cluster]:
        clusters = self._router.clusters
        return [clusters[route] for route in self.routes if route in clusters]

    def _opened_by(self, clusters: Iterable[Cluster], port: int | None) -> PeerPolicy:
        policy = PeerPolicy(networks=[net for one in clusters for net in one.networks(port)])
        policy.close(self._doors)
        return policy

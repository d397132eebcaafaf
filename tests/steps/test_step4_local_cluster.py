"""The cluster in small: what the control plane makes of it, on any system."""

import sys
from pathlib import Path
from typing import Any

import pytest

from steps.step4_gateway.control import Control, write
from steps.step4_gateway.local_cluster import Doors, LocalCluster
from steps.step4_gateway.networks import MOST_NODES, OneComputer
from tests.bed.trusted import Authority


def network_on(platform: str, monkeypatch: pytest.MonkeyPatch) -> OneComputer:
    """The network of one computer with another system."""
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", platform)
        return OneComputer(node_port=9002)


@pytest.fixture
def cluster(tmp_path: Path) -> LocalCluster:
    """A cluster with its secrets and without nodes."""
    cluster = LocalCluster(tmp_path, Doors(4478, 6349))
    chain, key = Authority(tmp_path).issue("127.0.0.1")
    cluster.write_secrets("a secret", chain.read_bytes(), key.read_bytes())
    return cluster


def config_of(cluster: LocalCluster) -> dict[str, Any]:
    """What the control plane tells the gateway."""
    control = Control([cluster.manifests])
    assert control.look(0.0) and not control.problems
    write(control.configs, cluster.dataplane)
    (config,) = control.configs.values()
    return config


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_the_route_is_as_wide_as_the_nodes_that_there_are(
    cluster: LocalCluster, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = network_on(platform, monkeypatch)
    nodes = [network.node(number) for number in range(1, MOST_NODES + 1)]
    for count in (2, MOST_NODES):
        cluster.write_endpoints(nodes[:count])
        (route,) = config_of(cluster)["clusters"]
        assert route["endpoints"] == [f"{host}:<{port}-{port}>" for host, port in nodes[:count]]
        assert [cluster.leads_to(node) for node in nodes] == [n < count for n in range(MOST_NODES)]


@pytest.mark.parametrize(("platform", "ports"), [("linux", 1), ("darwin", MOST_NODES)])
def test_only_linux_has_addresses_enough_for_one_port(
    platform: str, ports: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = network_on(platform, monkeypatch)
    places = {network.place(number) for number in range(1, MOST_NODES + 1)}
    assert len(places) == MOST_NODES and len({port for _host, port in places}) == ports
    assert len(network.stand_ins()) == MOST_NODES

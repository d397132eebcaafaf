"""From objects to a configuration of STUNner's dataplane: its keys, its names, its rules."""

from base64 import b64decode
from typing import Any

import pytest
import yaml

from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.render import Dataplane, render
from tests.bed.manifests import (
    CERTIFICATE,
    CLASS,
    GATEWAY,
    HIERARCHY,
    ROUTE,
    SECRET,
    SERVICE,
    SLICE,
    TLS_LISTENER,
    objects,
)

DOOR = Key("talk", "door")
ALL = "- {name: udp, port: 3478, protocol: TURN-UDP, allowedRoutes: {namespaces: {from: All}}}"
LISTENER = "- {name: udp, port: 3478, protocol: TURN-UDP}"
STATIC = """
apiVersion: stunner.l7mp.io/v1
kind: StaticService
metadata: {namespace: talk, name: studio}
spec: {prefixes: [192.0.2.0/24, 198.51.100.7/32]}
"""
NAMESPACE = """
apiVersion: v1
kind: Namespace
metadata: {name: elsewhere, labels: {team: media}}
"""
SELECTOR = """- name: udp
      port: 3478
      protocol: TURN-UDP
      allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: media}}}}
"""
# From another namespace, which must say in which one its gateway and its backend are.
FOREIGN = (
    ROUTE.replace("namespace: talk, name: nodes", "namespace: elsewhere, name: nodes")
    .replace("- name: door", "- {namespace: talk, name: door}")
    .replace("{name: sfu,", "{namespace: talk, name: sfu,")
)


def rendered(*manifests: str) -> dict[str, Any]:
    """The configuration of the only gateway."""
    result = render(objects(*HIERARCHY, *manifests))
    assert not result.problems and list(result.configs) == [DOOR]
    return result.configs[DOOR]


def endpoints(*manifests: str) -> list[str]:
    """The endpoints of the only route."""
    (cluster,) = rendered(*manifests)["clusters"]
    found: list[str] = cluster["endpoints"]
    return found


def routes(*manifests: str) -> list[list[str]]:
    """The routes of each listener."""
    return [listener["routes"] for listener in rendered(*manifests)["listeners"]]


def test_a_gateway_becomes_exactly_this() -> None:
    result = render(objects(*HIERARCHY), Dataplane())
    assert result.configs == {
        DOOR: {
            "version": "v1",
            "admin": {
                "name": "default-stunnerd",
                "loglevel": "all:INFO",
                "metrics_endpoint": "http://:8080/metrics",
                "healthcheck_endpoint": "http://:8086",
            },
            "auth": {
                "type": "ephemeral",
                "realm": "example.org",
                "credentials": {"secret": "north"},
            },
            "listeners": [
                {
                    "name": "talk/door/udp",
                    "protocol": "TURN-UDP",
                    "address": "$STUNNER_ADDR",
                    "port": 3478,
                    "routes": ["talk/nodes"],
                }
            ],
            "clusters": [
                {
                    "name": "talk/nodes",
                    "type": "STATIC",
                    "protocol": "UDP",
                    "endpoints": ["10.0.0.7:<8002-8002>", "10.0.0.8:<8002-8002>"],
                }
            ],
        }
    }


def test_the_dataplane_reads_what_the_control_plane_writes() -> None:
    gateway = GATEWAY + TLS_LISTENER + "  addresses: [{value: 203.0.113.1}]\n"
    text = yaml.safe_dump(rendered(gateway, CERTIFICATE, SECRET.replace("north", "'$HOME: x'")))
    config, warnings = parse_config(text, {"STUNNER_ADDR": "127.0.0.9", "HOME": "wrong"})
    assert not warnings
    assert config.auth.credentials == {"secret": "$HOME: x"}
    assert [(each.name, each.transport, each.address) for each in config.listeners] == [
        ("talk/door/udp", "udp", "127.0.0.9"),
        ("talk/door/tls", "tls", "127.0.0.9"),
    ]
    assert {each.public_address for each in config.listeners} == {"203.0.113.1"}
    (cluster,) = config.clusters
    assert [(str(end.network), end.ports) for end in cluster.parsed] == [
        ("10.0.0.7/32", range(8002, 8003)),
        ("10.0.0.8/32", range(8002, 8003)),
    ]


def test_a_service_with_an_address_of_its_own_is_reached_at_that_too() -> None:
    served = SERVICE.replace("None", "10.96.0.9")
    assert endpoints(served)[-1] == "10.96.0.9:<8002-8002>"


def test_a_backend_without_port_may_be_reached_at_all_of_them() -> None:
    assert endpoints(ROUTE.replace(", port: 8002", "")) == ["10.0.0.7", "10.0.0.8"]


def test_a_range_of_ports_is_written_as_one() -> None:
    ranged = ROUTE.replace("port: 8002", "port: 10000, endPort: 20000")
    assert endpoints(ranged)[0] == "10.0.0.7:<10000-20000>"


def test_prefixes_of_a_static_service_stay_as_they_are() -> None:
    static = "{group: stunner.l7mp.io, kind: StaticService, name: studio"
    assert endpoints(STATIC, ROUTE.replace("{name: sfu, port: 8002", static)) == [
        "192.0.2.0/24",
        "198.51.100.7/32",
    ]
    with_port = ROUTE.replace("{name: sfu", static)
    assert endpoints(STATIC, with_port)[0] == "192.0.2.0/24:<8002-8002>"


def test_a_backend_that_is_not_there_costs_itself_only() -> None:
    more = "        - {name: lost}\n        - {kind: Pod, name: sfu}\n"
    assert len(endpoints(ROUTE + more)) == 2
    assert endpoints(ROUTE.replace("name: sfu", "name: lost")) == []


def test_a_listener_takes_routes_of_its_own_namespace_only() -> None:
    assert routes(FOREIGN) == [["talk/nodes"]]


def test_a_listener_may_take_routes_from_everywhere() -> None:
    assert routes(FOREIGN, GATEWAY.replace(LISTENER, ALL)) == [["elsewhere/nodes", "talk/nodes"]]


def test_a_listener_may_choose_namespaces_by_label() -> None:
    gateway = GATEWAY.replace(LISTENER, SELECTOR)
    assert routes(FOREIGN, NAMESPACE, gateway) == [["elsewhere/nodes"]]
    assert routes(FOREIGN, NAMESPACE.replace("media", "web"), gateway) == [[]]
    assert routes(FOREIGN, gateway) == [[]]  # nobody knows its labels


def test_a_route_may_be_for_one_listener_of_a_gateway() -> None:
    two = GATEWAY + "    - {name: tcp, port: 3478, protocol: TURN-TCP}\n"
    assert routes(two) == [["talk/nodes"], ["talk/nodes"]]
    only = ROUTE.replace("- name: door", "- {name: door, sectionName: tcp}")
    assert routes(two, only) == [[], ["talk/nodes"]]


def test_a_route_of_no_listener_is_not_rendered() -> None:
    config = rendered(ROUTE.replace("name: door", "name: other"))
    assert config["clusters"] == [] and config["listeners"][0]["routes"] == []


def test_an_official_route_counts_unless_there_is_one_of_the_same_name() -> None:
    official = ROUTE.replace("stunner.l7mp.io/v1", "gateway.networking.k8s.io/v1alpha2")
    assert endpoints(official) == ["10.0.0.7:<8002-8002>", "10.0.0.8:<8002-8002>"]
    alone = [each for each in HIERARCHY if each != ROUTE]
    (cluster,) = render(objects(*alone, official)).configs[DOOR]["clusters"]
    assert cluster["endpoints"] == ["10.0.0.7", "10.0.0.8"]


def test_a_tls_listener_carries_its_certificate_in_base64() -> None:
    (_udp, tls) = rendered(GATEWAY + TLS_LISTENER, CERTIFICATE)["listeners"]
    assert tls["protocol"] == "TURN-TLS"
    assert b64decode(tls["cert"]).startswith(b"-----BEGIN CERTIFICATE")
    assert b64decode(tls["key"]).startswith(b"-----BEGIN PRIVATE KEY")


@pytest.mark.parametrize(
    "listener",
    [
        TLS_LISTENER,  # whose Secret is not there
        "    - {name: tls, port: 5349, protocol: TURN-TLS}\n",
        "    - {name: web, port: 80, protocol: HTTP}\n",
        "    - {name: again, port: 3478, protocol: UDP}\n",
    ],
)
def test_a_listener_that_cannot_be_is_left_out(listener: str) -> None:
    assert [each["name"] for each in rendered(GATEWAY + listener)["listeners"]] == ["talk/door/udp"]


def test_old_names_of_protocols_are_written_in_full() -> None:
    assert rendered(GATEWAY.replace("TURN-UDP", "UDP"))["listeners"][0]["protocol"] == "TURN-UDP"


def test_a_gateway_of_another_class_is_somebody_elses() -> None:
    result = render(objects(*HIERARCHY, CLASS.replace("stunner.l7mp.io/g", "example.org/g")))
    assert not result.configs and not result.failed and not result.problems


def test_each_gateway_has_a_configuration_of_its_own() -> None:
    second = GATEWAY.replace("name: door", "name: window")
    result = render(objects(*HIERARCHY, second, SLICE))
    assert list(result.configs) == [DOOR, Key("talk", "window")]
    assert result.configs[Key("talk", "window")]["clusters"] == []

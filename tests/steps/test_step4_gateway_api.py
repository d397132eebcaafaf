"""What manifests say: each field of each kind."""

import pytest

from steps.step4_gateway.gateway_objects import (
    AllowedRoutes,
    Backend,
    EndpointSlice,
    Expression,
    Gateway,
    GatewayClass,
    GatewayConfig,
    Key,
    Object,
    Objects,
    Parent,
    Reference,
    Secret,
    Service,
    StaticService,
    UdpRoute,
)
from tests.bed.manifests import (
    CLASS,
    CONFIG,
    GATEWAY,
    ROUTE,
    SECRET,
    SERVICE,
    SLICE,
    read,
)


def one(manifest: str) -> Object:
    """The only object in a manifest with nothing wrong in it."""
    reading = read(manifest)
    assert not reading.errors and not reading.warnings, (reading.errors, reading.warnings)
    (thing,) = reading.objects
    return thing


def test_a_class_says_by_whom_and_with_which_parameters() -> None:
    thing = one(CLASS)
    assert isinstance(thing, GatewayClass) and thing.key == Key("", "media")
    assert thing.controller == "stunner.l7mp.io/gateway-operator"
    config = Reference("stunner.l7mp.io", "GatewayConfig", Key("talk", "config"))
    assert thing.parameters == config


def test_a_config_names_a_secret_in_its_own_namespace() -> None:
    thing = one(CONFIG)
    assert isinstance(thing, GatewayConfig)
    assert thing.secret == Reference("", "Secret", Key("talk", "credentials"))
    assert (thing.realm, thing.log_level) == ("example.org", "all:INFO")


def test_a_config_may_hold_the_credentials_itself_and_never_shows_them() -> None:
    inline = "  authType: static\n  userName: ada\n  password: engine\n"
    thing = one(CONFIG.replace("  authRef: {name: credentials}\n", inline))
    assert isinstance(thing, GatewayConfig) and thing.secret is None
    assert thing.inline == {"type": "static", "username": "ada", "password": "engine"}
    assert "engine" not in repr(thing)


def test_a_gateway_has_listeners_that_take_routes_of_their_namespace() -> None:
    thing = one(GATEWAY + "  addresses: [{value: 192.0.2.1}, {type: Hostname, value: a.b}]\n")
    assert isinstance(thing, Gateway) and thing.class_name == "media"
    assert [(x.name, x.port, x.protocol) for x in thing.listeners] == [("udp", 3478, "TURN-UDP")]
    assert thing.listeners[0].allowed == AllowedRoutes("Same")
    assert thing.addresses == ("192.0.2.1",)


def test_a_listener_may_choose_namespaces_by_their_labels() -> None:
    chosen = """
      allowedRoutes:
        namespaces:
          from: Selector
          selector:
            matchLabels: {team: media}
            matchExpressions: [{key: stage, operator: NotIn, values: [test]}]
"""
    listener = "- {name: udp, port: 3478, protocol: TURN-UDP}\n"
    thing = one(
        GATEWAY.replace(listener, "- name: udp\n      port: 1\n      protocol: UDP" + chosen)
    )
    assert isinstance(thing, Gateway)
    expressions = Expression("team", "In", ("media",)), Expression("stage", "NotIn", ("test",))
    assert thing.listeners[0].allowed == AllowedRoutes("Selector", expressions)


@pytest.mark.parametrize(
    ("expression", "labels", "matches"),
    [
        (Expression("a", "In", ("1", "2")), {"a": "2"}, True),
        (Expression("a", "In", ("1",)), {}, False),
        (Expression("a", "NotIn", ("1",)), {}, True),
        (Expression("a", "NotIn", ("1",)), {"a": "1"}, False),
        (Expression("a", "Exists", ()), {"a": ""}, True),
        (Expression("a", "DoesNotExist", ()), {"a": ""}, False),
        (Expression("a", "DoesNotExist", ()), {"b": ""}, True),
    ],
)
def test_an_expression_matches_labels_as_in_kubernetes(
    expression: Expression, labels: dict[str, str], matches: bool
) -> None:
    assert expression.matches(labels) is matches


def test_a_route_names_its_gateway_and_the_ports_of_its_backends() -> None:
    more = "        - {group: stunner.l7mp.io, kind: StaticService, namespace: b, name: s}\n"
    ranged = "        - {name: sfu, port: 10000, endPort: 20000}\n"
    thing = one(ROUTE + more + ranged)
    assert isinstance(thing, UdpRoute) and not thing.official
    door = Reference("gateway.networking.k8s.io", "Gateway", Key("talk", "door"))
    assert thing.parents == (Parent(door),)
    sfu = Reference("", "Service", Key("talk", "sfu"))
    static = Reference("stunner.l7mp.io", "StaticService", Key("b", "s"))
    expected = (
        Backend(sfu, range(8002, 8003)),
        Backend(static),
        Backend(sfu, range(10_000, 20_001)),
    )
    assert thing.backends == expected


def test_the_ports_of_an_official_route_do_not_count_as_in_stunner() -> None:
    thing = one(ROUTE.replace("stunner.l7mp.io/v1", "gateway.networking.k8s.io/v1alpha2"))
    assert isinstance(thing, UdpRoute) and thing.official
    assert [backend.ports for backend in thing.backends] == [None]


def test_only_the_first_rule_of_a_route_counts_and_the_others_are_told() -> None:
    reading = read(ROUTE + "    - backendRefs: [{name: other}]\n")
    (thing,) = reading.objects
    assert isinstance(thing, UdpRoute) and len(thing.backends) == 1
    (warning,) = reading.warnings
    assert str(warning).startswith("UDPRoute talk/nodes: spec.rules[1] does not count")


def test_a_secret_is_read_from_both_of_its_forms_and_never_shown() -> None:
    thing = one(SECRET + "data: {other: c291\n    dGg=}\n")
    assert isinstance(thing, Secret)
    assert thing.data == {"type": b"ephemeral", "secret": b"north", "other": b"south"}
    assert "north" not in repr(thing)


def test_a_placeholder_that_nobody_has_replaced_is_told() -> None:
    (warning,) = read(SECRET.replace("north", "generate-me")).warnings
    assert (warning.object, warning.field) == ("Secret talk/credentials", "data.secret")


def test_a_service_has_addresses_unless_it_is_headless() -> None:
    headless, served = one(SERVICE), one(SERVICE.replace("None", "10.96.0.7"))
    assert isinstance(headless, Service) and headless.addresses == ()
    assert isinstance(served, Service) and served.addresses == ("10.96.0.7",)


def test_pods_that_are_not_ready_are_endpoints_too() -> None:
    thing = one(SLICE)
    assert isinstance(thing, EndpointSlice) and thing.service == Key("talk", "sfu")
    assert thing.addresses == ("10.0.0.7", "10.0.0.8")


def test_a_small_file_stands_for_the_slices_of_a_cluster() -> None:
    manifest = """
apiVersion: polycloud.local/v1
kind: LocalEndpoints
metadata: {name: nodes}
services:
  talk/sfu: [127.0.1.1, "::1", "fd00::7:8004"]
  talk/echo: ["127.0.1.3:8003", "[fd00::7]:8004"]
"""
    slices = Objects(read(manifest).objects).slices.values()
    assert {each.service: each.addresses for each in slices} == {
        Key("talk", "sfu"): ("127.0.1.1", "::1", "fd00::7:8004"),
        Key("talk", "echo"): ("127.0.1.3:<8003-8003>", "fd00::7:<8004-8004>"),
    }


@pytest.mark.parametrize(
    ("address", "why"),
    [("a:8002", "'a' is no IP address"), ("10.0.0.7:0", "'10.0.0.7:0' is no address and port")],
)
def test_an_endpoint_of_this_computer_that_is_none_is_told(address: str, why: str) -> None:
    (error,) = read(
        "{apiVersion: polycloud.local/v1, kind: LocalEndpoints, metadata: {name: nodes},"
        f" services: {{talk/sfu: ['{address}']}}}}"
    ).errors
    assert error.field == "services.talk/sfu" and why in error.why


def test_a_static_service_keeps_its_prefixes_as_they_stand_there() -> None:
    thing = one(
        "{apiVersion: stunner.l7mp.io/v1, kind: StaticService, metadata: {name: s, namespace: a},"
        " spec: {prefixes: [192.0.2.0/24, 198.51.100.7, 203.0.113.9/24]}}"
    )
    assert isinstance(thing, StaticService)
    assert thing.prefixes == ("192.0.2.0/24", "198.51.100.7", "203.0.113.9/24")

"""Manifests with a slip of the pen: which object, which field, why; and the others are spared."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.step4_gateway.gateway_api import Reading
from tests.bed.manifests import (
    CLASS,
    CONFIG,
    GATEWAY,
    HIERARCHY,
    ROUTE,
    SECRET,
    SERVICE,
    SLICE,
    joined,
    read,
)


def error(*manifests: str) -> str:
    """What is told about manifests with one error in them."""
    (problem,) = read(*manifests).errors
    return str(problem)


@pytest.mark.parametrize(
    ("manifest", "old", "new", "told"),
    [
        (GATEWAY, "port: 3478", "port: 70000", "listeners[0].port must be a number from 1 to"),
        (GATEWAY, "port: 3478", "port: '1'", "listeners[0].port must be a number from 1 to"),
        (GATEWAY, "port: 3478, ", "", "listeners[0].port is missing"),
        (GATEWAY, "name: udp", "name: U/p", "listeners[0].name 'U/p' is no name"),
        (GATEWAY, "gatewayClassName: media", "", "gatewayClassName is missing"),
        (GATEWAY, "TURN-UDP}", "UDP}\n    - {name: udp, port: 1, protocol: UDP}", "has two of one"),
        (GATEWAY, "TURN-UDP}", "UDP, tls: {mode: Passthrough}}", "tls.mode must be one of Term"),
        (ROUTE, "port: 8002", "port: 8002, endPort: 80", "backendRefs[0].endPort must come with"),
        (ROUTE, "port: 8002", "endPort: 80", "backendRefs[0].endPort must come with a port"),
        (ROUTE, "- name: door", "door", "parentRefs must be a list"),
        (ROUTE, "  rules:\n    - backendRefs:", "  other:\n    - backendRefs:", "rules must have"),
        (CLASS, "controllerName", "controllername", "controllerName is missing"),
        (CONFIG, "realm: example.org", "realm: Ex_org", "realm 'Ex_org' is no name"),
        (CONFIG, "realm: example.org", "authType: oauth", "authType must be one of static,"),
        (SECRET, "stringData: {", "data: {", "is not Base64"),
        (SECRET, "secret: north", "secret: 7", "stringData must be texts under names"),
        (SLICE, "10.0.0.7", "10.0.0.777", "endpoints[0].addresses '10.0.0.777' is no IP address"),
        (SERVICE, "clusterIP: None", "clusterIP: here", "clusterIP 'here' is no IP address"),
    ],
)
def test_an_error_says_which_object_which_field_and_why(
    manifest: str, old: str, new: str, told: str
) -> None:
    assert old in manifest
    message = error(manifest.replace(old, new))
    kind = re.search(r"kind: (\w+)", manifest)
    assert kind is not None and message.startswith(f"{kind[1]} ")
    assert told in message, message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [", "test.yaml: line 1, column 5 is not YAML"),
        ("a: 2026-99-99", "test.yaml: text is not YAML"),
        ("a: !!timestamp x", "is not YAML"),
        ("a: !!timestamp {=: 2026-11-28}", "is not YAML"),
        ("[" * 100_000, "is not YAML"),
        ("- 1", "test.yaml, object 1: kind is missing"),
        ("kind: Gateway", "test.yaml, object 1: apiVersion is missing"),
        ("{kind: Gateway, apiVersion: gateway.networking.k8s.io/v1}", "metadata.name is missing"),
    ],
)
def test_what_is_no_object_at_all_is_told_with_its_place(text: str, told: str) -> None:
    assert told in error(text)


SLIPS = ("*X", "!X", "&X", "%X", "@X", "`X", "'X", '"\\X"', "[X", "{X", "X: y", "- X", "!!bool X")


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_password_is_told_without_the_password(slip: str) -> None:
    told = error(SECRET.replace("north", slip.replace("X", "Hunter2")))
    assert re.match(r"test.yaml: (line \d+, column \d+|text) is not YAML$|Secret ", told), told
    assert "hunter2" not in told.lower()


def test_half_a_character_is_told_with_its_place() -> None:
    assert re.match(
        r"test.yaml: line \d+, column \d+ is not YAML$", error(SECRET.replace("north", '"\\ud800"'))
    )


def test_a_space_that_is_missing_before_a_password_does_not_tell_it() -> None:
    head = CONFIG[: CONFIG.index("spec:")]
    (warning,) = read(head + "spec: {authType: static, password:Hunter2}").warnings
    assert str(warning) == "GatewayConfig talk/config: spec.password is not known here"


def test_an_error_in_one_object_spares_the_others() -> None:
    reading = read(CLASS, GATEWAY.replace("3478", "x"), ROUTE)
    assert [thing.kind for thing in reading.objects] == ["GatewayClass", "UDPRoute"]


def test_an_object_that_is_there_twice_is_an_error_but_two_kinds_of_route_are_two() -> None:
    official = ROUTE.replace("stunner.l7mp.io/v1", "gateway.networking.k8s.io/v1alpha2")
    assert len(read(ROUTE, official).objects) == 2
    assert "UDPRoute talk/nodes: metadata.name is there twice" in error(ROUTE, ROUTE)


def test_unknown_kinds_and_fields_warn() -> None:
    reading = read(
        "{kind: TCPRoute, apiVersion: gateway.networking.k8s.io/v1, metadata: {name: x}}\n",
        GATEWAY.replace("name: udp,", "name: udp, hostnam: x,") + "\nspce: {}\n",
    )
    assert [(warning.object, warning.field) for warning in reading.warnings] == [
        ("test.yaml, object 1", "kind"),
        ("Gateway talk/door", "spce"),
        ("Gateway talk/door", "spec.listeners[0].hostnam"),
    ]


def test_what_else_a_cluster_is_made_of_is_passed_over_without_a_word() -> None:
    reading = read("{kind: Deployment, apiVersion: apps/v1, metadata: {name: x}}")
    assert reading == Reading()


@given(st.text(max_size=200))
def test_no_text_makes_it_fall(text: str) -> None:
    reading = Reading()
    reading.read(text, "any")
    assert not reading.objects or reading.errors is not None


@given(st.data())
def test_no_single_change_makes_it_fall(data: st.DataObject) -> None:
    text = joined(*HIERARCHY)
    start = data.draw(st.integers(0, len(text)))
    end = start + data.draw(st.integers(0, 30))
    reading = Reading()
    reading.read(text[:start] + data.draw(st.text(max_size=8)) + text[end:], "any")
    assert isinstance(reading.errors, list)

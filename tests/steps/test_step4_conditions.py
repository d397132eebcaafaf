"""How the objects are, in the words of the Gateway API: which condition, and the reason."""

import pytest

from steps.step4_gateway.conditions import Condition, conditions
from tests.bed.manifests import (
    CERTIFICATE,
    CLASS,
    CONFIG,
    GATEWAY,
    HIERARCHY,
    ROUTE,
    SECRET,
    SERVICE,
    SLICE,
    TLS_LISTENER,
    objects,
)

OFFICIAL = ROUTE.replace("stunner.l7mp.io/v1", "gateway.networking.k8s.io/v1alpha2")
CLASS_NAME, DOOR = "GatewayClass media", "Gateway talk/door"
UDP, TLS = "Listener talk/door/udp", "Listener talk/door/tls"
AT_DOOR = "UDPRoute talk/nodes at talk/door"
FOREIGN = ROUTE.replace("talk, name: nodes", "far, name: nodes").replace(
    "- name: door", "- {namespace: talk, name: door}"
)


def told(*manifests: str) -> dict[tuple[str, str], Condition]:
    """The conditions by object and type."""
    found = conditions(objects(*HIERARCHY, *manifests))
    return {(condition.object, condition.type): condition for condition in found}


def reasons(name: str, *manifests: str) -> dict[str, tuple[bool, str]]:
    """The conditions of one object: whether each holds, and why."""
    found = told(*manifests).values()
    return {each.type: (each.status, each.reason) for each in found if each.object == name}


def test_in_a_sound_hierarchy_everything_is_so_and_nothing_is_left_out() -> None:
    found = told(GATEWAY + TLS_LISTENER, CERTIFICATE)
    assert all(each.status and each.reason == each.type for each in found.values())
    assert list(found) == [
        (CLASS_NAME, "Accepted"),
        (DOOR, "Accepted"),
        (DOOR, "Programmed"),
        *((UDP, sort) for sort in ("Accepted", "ResolvedRefs", "Programmed")),
        *((TLS, sort) for sort in ("Accepted", "ResolvedRefs", "Programmed")),
        (AT_DOOR, "Accepted"),
        (AT_DOOR, "ResolvedRefs"),
    ]


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        (CLASS.replace("name: config", "name: lost"), "GatewayConfig talk/lost, which is not"),
        (CONFIG.replace("name: credentials", "name: lost"), "Secret talk/lost, which is not"),
        (SECRET.replace("secret: north", "x: y"), "Secret talk/credentials: data.secret is miss"),
        (CLASS.replace("  parametersRef", "  #"), "spec.parametersRef is missing"),
    ],
)
def test_bad_parameters_are_told_at_class_gateway_and_listener(manifest: str, message: str) -> None:
    assert reasons(CLASS_NAME, manifest) == {"Accepted": (False, "InvalidParameters")}
    bad = (False, "Invalid")
    assert reasons(DOOR, manifest) == {"Accepted": bad, "Programmed": bad}
    assert reasons(UDP, manifest)["Programmed"] == bad
    assert message in told(manifest)[(CLASS_NAME, "Accepted")].message


def test_a_gateway_of_nobodys_class_waits_for_somebody() -> None:
    assert reasons(DOOR, GATEWAY.replace("media", "other")) == {"Accepted": (False, "Pending")}


def test_what_belongs_to_another_controller_gets_no_conditions_but_the_gateways() -> None:
    found = told(CLASS.replace("stunner.l7mp.io/g", "example.org/g"))
    assert list(found) == [(DOOR, "Accepted")]


@pytest.mark.parametrize(
    ("listener", "accepted", "resolved"),
    [
        ("name: x, port: 80, protocol: HTTP", "UnsupportedProtocol", "ResolvedRefs"),
        ("name: x, port: 3478, protocol: UDP", "PortUnavailable", "ResolvedRefs"),
        ("name: x, port: 5349, protocol: TURN-TLS", "Accepted", "InvalidCertificateRef"),
    ],
)
def test_a_bad_listener_is_told_and_the_gateway_is_accepted_without_it(
    listener: str, accepted: str, resolved: str
) -> None:
    gateway = GATEWAY + f"    - {{{listener}}}\n"
    found = reasons("Listener talk/door/x", gateway)
    assert found["Accepted"] == (accepted == "Accepted", accepted)
    assert found["ResolvedRefs"] == (resolved == "ResolvedRefs", resolved)
    assert found["Programmed"] == (False, "Invalid")
    assert reasons(DOOR, gateway) == {
        "Accepted": (True, "ListenersNotValid"),
        "Programmed": (True, "Programmed"),
    }


def test_udp_and_tcp_may_share_a_port() -> None:
    found = reasons(
        "Listener talk/door/x", GATEWAY + "    - {name: x, port: 3478, protocol: TCP}\n"
    )
    assert found["Accepted"] == (True, "Accepted")


def test_a_gateway_with_bad_listeners_only_is_not_accepted() -> None:
    assert reasons(DOOR, GATEWAY.replace("TURN-UDP", "HTTP")) == {
        "Accepted": (False, "ListenersNotValid"),
        "Programmed": (False, "Invalid"),
    }


@pytest.mark.parametrize(
    ("route", "name", "reason"),
    [
        (ROUTE.replace("name: door", "name: lost"), "talk/nodes at talk/lost", "NoMatchingParent"),
        (
            ROUTE.replace("- name: door", "- {name: door, sectionName: tcp}"),
            "talk/nodes at talk/door",
            "NoMatchingParent",
        ),
        (
            ROUTE.replace("- name: door", "- {name: door, kind: Service}"),
            "talk/nodes at talk/door",
            "NoMatchingParent",
        ),
        (FOREIGN, "far/nodes at talk/door", "NotAllowedByListeners"),
    ],
)
def test_a_route_that_no_listener_has_is_told_why(route: str, name: str, reason: str) -> None:
    assert reasons(f"UDPRoute {name}", route)["Accepted"] == (False, reason)


def test_a_route_of_the_official_kind_gives_way_to_stunners_own() -> None:
    found = [each for each in conditions(objects(*HIERARCHY, OFFICIAL)) if each.object == AT_DOOR]
    assert [each.reason for each in found if each.type == "Accepted"] == ["Accepted", "Pending"]


@pytest.mark.parametrize(
    ("change", "reason", "message"),
    [
        ("name: lost", "BackendNotFound", "Service talk/lost is not there"),
        ("name: sfu, kind: Pod", "InvalidKind", "Pod of v1 is no backend"),
        ("name: sfu, group: apps", "InvalidKind", "Service of apps is no backend"),
        (
            "name: lost, group: stunner.l7mp.io, kind: StaticService",
            "BackendNotFound",
            "StaticService talk/lost is not there",
        ),
    ],
)
def test_a_backend_that_leads_nowhere_is_told(change: str, reason: str, message: str) -> None:
    route = ROUTE.replace("name: sfu", change)
    found = told(route)[(AT_DOOR, "ResolvedRefs")]
    assert (found.status, found.reason, found.message) == (False, reason, message)
    assert reasons(AT_DOOR, route)["Accepted"] == (True, "Accepted")


def test_a_service_without_a_pod_is_told() -> None:
    without = [manifest for manifest in HIERARCHY if manifest != SLICE]
    (found,) = [each for each in conditions(objects(*without)) if not each.status]
    assert found.message == "Service talk/sfu has no address: no pod is there"
    assert str(found).startswith(f"{AT_DOOR}: ResolvedRefs False (BackendNotFound): Service")


def test_a_service_that_only_its_pods_tell_of_is_enough() -> None:
    without = [manifest for manifest in HIERARCHY if manifest != SERVICE]
    assert all(each.status for each in conditions(objects(*without)))

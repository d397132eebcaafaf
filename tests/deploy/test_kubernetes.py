"""The manifests: each as its schema wants it, and all of them as they belong together."""

import jsonschema  # type: ignore[import-untyped]
import kubernetes_validate  # type: ignore[import-untyped]
import pytest

from steps.step4_gateway.conditions import conditions
from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.manifest_folder import read
from steps.step4_gateway.render import render
from tests.deploy.applied import (
    ALL,
    LOCAL,
    MANIFESTS,
    Manifest,
    container,
    documents,
    named,
    pod,
    ports,
)
from tests.deploy.schemas import SCHEMAS

SECRETS = MANIFESTS / "examples" / "secrets.yaml"
OLDEST, NEWEST = "1.29", "1.37"  # of Kubernetes
LONGEST_CALL = 4 * 3600  # seconds
Doors = dict[tuple[str, str], set[tuple[int, str]]]  # the ports from one app to another
each = pytest.mark.parametrize(
    "manifest",
    [document for _path, document in ALL],
    ids=[f"{path.stem}-{document['kind']}" for path, document in ALL],
)


@each
def test_a_manifest_is_as_its_schema_wants_it(manifest: Manifest) -> None:
    schema = SCHEMAS.get((manifest["apiVersion"], manifest["kind"]))
    if schema is not None:
        jsonschema.Draft202012Validator(schema).validate(manifest)
        return
    for version in (OLDEST, NEWEST):
        assert kubernetes_validate.validate(manifest, version, strict=True)


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [("Gateway", "gateway", "listenrs"), ("UDPRoute", "sfu", "rulez"), ("Deployment", "sfu", "x")],
)
def test_a_mistyped_field_would_be_found(kind: str, name: str, field: str) -> None:
    manifest = named(kind, name)
    broken = manifest | {"spec": manifest["spec"] | {field: []}}
    with pytest.raises((jsonschema.ValidationError, kubernetes_validate.ValidationError)):
        test_a_manifest_is_as_its_schema_wants_it(broken)


def test_all_files_are_applied_but_the_examples() -> None:
    (kustomization,) = documents(MANIFESTS / "kustomization.yaml")
    there = {path.name for path in MANIFESTS.glob("*.yaml")} - {"kustomization.yaml"}
    assert set(kustomization["resources"]) == there


def test_no_secret_is_applied_and_the_examples_hold_none() -> None:
    applied = [document for path, document in ALL if path.parent == MANIFESTS]
    assert "Secret" not in {document["kind"] for document in applied}
    for document in documents(SECRETS):
        words = document["stringData"]
        assert {word for name, word in words.items() if name != "type"} == {"generate-me"}


def test_the_same_manifests_are_rendered_here() -> None:
    objects, reading = read([MANIFESTS, SECRETS, LOCAL])
    assert not reading.errors
    assert {warning.field for warning in reading.warnings} <= {
        "data.secret",
        "data.HEARTBEAT_SECRET",
    }
    rendered = render(objects)
    assert not rendered.problems
    config = rendered.configs[Key("polycloud", "gateway")]
    assert config["auth"]["type"] == "ephemeral"
    assert [listener["protocol"] for listener in config["listeners"]] == ["TURN-UDP", "TURN-TCP"]
    assert [listener["routes"] for listener in config["listeners"]] == [["polycloud/sfu"]] * 2
    (cluster,) = config["clusters"]
    assert cluster["endpoints"] == ["127.0.1.1:<8002-8002>", "127.0.1.2:<8002-8002>"]


def test_only_the_certificate_is_missing_here() -> None:
    objects, _reading = read([MANIFESTS, SECRETS, LOCAL])
    refused = [found for found in conditions(objects) if not found.status]
    assert {found.object for found in refused} == {"Listener polycloud/gateway/tls"}
    assert {found.reason for found in refused} == {"InvalidCertificateRef", "Invalid"}


def test_the_example_of_a_static_service_belongs_to_the_gateway() -> None:
    objects, reading = read([MANIFESTS, SECRETS, LOCAL, MANIFESTS / "examples/static-service.yaml"])
    assert not reading.errors
    config = render(objects).configs[Key("polycloud", "gateway")]
    endpoints = {cluster["name"]: cluster["endpoints"] for cluster in config["clusters"]}
    assert endpoints["polycloud/studio"] == ["192.0.2.0/24:<10000-20000>"]


@pytest.mark.parametrize("name", ["front", "sfu"])
def test_a_pod_may_do_nothing_that_it_need_not(name: str) -> None:
    spec, only = pod(name), container(name)
    assert only["image"] == "polycloud:latest"
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert only["securityContext"]["allowPrivilegeEscalation"] is False
    assert only["securityContext"]["readOnlyRootFilesystem"] is True
    assert only["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(only)


def test_a_node_may_take_as_long_to_end_as_the_longest_call() -> None:
    (grace,) = [int(one["value"]) for one in container("sfu")["env"] if one["name"] == "GRACE"]
    assert pod("sfu")["terminationGracePeriodSeconds"] > grace >= LONGEST_CALL


@pytest.mark.parametrize("name", ["front", "sfu"])
def test_names_and_labels_of_a_deployment_lead_to_it(name: str) -> None:
    labels = named("Deployment", name)["spec"]["template"]["metadata"]["labels"]
    assert named("Deployment", name)["spec"]["selector"]["matchLabels"].items() <= labels.items()
    assert named("Service", name)["spec"]["selector"].items() <= labels.items()
    budget = named("PodDisruptionBudget", name)["spec"]["selector"]["matchLabels"]
    assert budget.items() <= labels.items()
    target = named("HorizontalPodAutoscaler", name)["spec"]["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("Deployment", name)
    assert "replicas" not in named("Deployment", name)["spec"]  # or applying undoes the scaling


@pytest.mark.parametrize("name", ["sfu", "front-internal"])
def test_who_asks_for_the_name_is_told_each_address(name: str) -> None:
    service = named("Service", name)["spec"]
    assert service["clusterIP"] == "None" and service["publishNotReadyAddresses"] is True


def test_only_the_pods_of_our_gateway_reach_the_media_port_of_a_node() -> None:
    assert named("NetworkPolicy", "deny-all")["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress", "Egress"],
    }
    policy = named("NetworkPolicy", "sfu")["spec"]
    (rule,) = [rule for rule in policy["ingress"] if opened(rule) == {(8002, "UDP")}]
    gateway = named("Gateway", "gateway")["metadata"]
    (source,) = rule["from"]
    assert source == {
        "podSelector": {
            "matchLabels": {
                "app": "stunner",
                "stunner.l7mp.io/related-gateway-name": gateway["name"],
                "stunner.l7mp.io/related-gateway-namespace": gateway["namespace"],
            }
        }
    }


def test_each_door_between_pods_is_open_on_both_sides_and_there_are_no_others() -> None:
    wanted = {
        ("stunner", "sfu"): {ports("sfu")["media"]},
        ("front", "sfu"): {ports("sfu")["http"]},
        ("sfu", "front"): {ports("front")["internal"]},
    }
    inwards: Doors = {}
    outwards: Doors = {}
    for name in ("sfu", "front", "gateway"):
        policy = named("NetworkPolicy", name)["spec"]
        assert policy["policyTypes"] == ["Ingress", "Egress"]
        us = policy["podSelector"]["matchLabels"]["app"]
        inwards |= {(app, us): opened(rule) for rule in policy["ingress"] for app in apps(rule)}
        outwards |= {(us, app): opened(rule) for rule in policy["egress"] for app in apps(rule)}
    assert inwards == outwards == wanted


def test_everybody_may_come_to_the_page_and_nowhere_else_in_the_front() -> None:
    (rule,) = [
        rule for rule in named("NetworkPolicy", "front")["spec"]["ingress"] if not apps(rule)
    ]
    assert rule == {"ports": [{"port": 8004, "protocol": "TCP"}]}
    assert opened(rule) == {ports("front")["http"]}


def opened(rule: Manifest) -> set[tuple[int, str]]:
    """The ports that a rule opens."""
    return {(port["port"], port["protocol"]) for port in rule["ports"]}


def apps(rule: Manifest) -> set[str]:
    """The apps in our namespace that a rule is about."""
    ends = [end for end in rule.get("from", []) + rule.get("to", []) if "podSelector" in end]
    return {end["podSelector"]["matchLabels"]["app"] for end in ends}


def test_the_gateway_is_let_in_at_its_listeners_and_nowhere_else() -> None:
    listeners = named("Gateway", "gateway")["spec"]["listeners"]
    transport = {"TURN-UDP": "UDP", "TURN-TCP": "TCP", "TURN-TLS": "TCP"}
    wanted = {(each["port"], transport[each["protocol"]]) for each in listeners}
    (rule,) = named("NetworkPolicy", "gateway")["spec"]["ingress"]
    assert {(port["port"], port["protocol"]) for port in rule["ports"]} == wanted


def test_the_media_port_is_the_same_everywhere() -> None:
    (backend,) = named("UDPRoute", "sfu")["spec"]["rules"][0]["backendRefs"]
    assert ports("sfu") == {"http": (8002, "TCP"), "media": (8002, "UDP")}
    assert backend["port"] == 8002
    assert {"name": "PORT", "value": "8002"} in container("sfu")["env"]

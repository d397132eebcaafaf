"""The manifests: each as its schema wants it, and all of them as they belong together."""

import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import kubernetes_validate  # type: ignore[import-untyped]
import pytest
import yaml

from steps.step4_gateway.conditions import conditions
from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.manifest_folder import read
from steps.step4_gateway.render import render
from tests.deploy.schemas import SCHEMAS

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS, LOCAL = DEPLOY / "kubernetes", DEPLOY / "local"
SECRETS = MANIFESTS / "examples" / "secrets.yaml"
OLDEST, NEWEST = "1.29", "1.37"  # of Kubernetes
LONGEST_CALL = 4 * 3600  # seconds
FILES = sorted([*MANIFESTS.rglob("*.yaml"), *LOCAL.rglob("*.yaml")])
Manifest = dict[str, Any]


def documents(path: Path) -> list[Manifest]:
    """The objects in a file."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


ALL = [(path, document) for path in FILES for document in documents(path)]
each = pytest.mark.parametrize(
    "manifest",
    [document for _path, document in ALL],
    ids=[f"{path.stem}-{document['kind']}" for path, document in ALL],
)


def named(kind: str, name: str) -> Manifest:
    """An object that is applied."""
    (found,) = [
        document
        for path, document in ALL
        if path.parent == MANIFESTS
        and document["kind"] == kind
        and document["metadata"]["name"] == name
    ]
    return found


def pod(name: str) -> Manifest:
    """What a deployment's pods are like."""
    spec: Manifest = named("Deployment", name)["spec"]["template"]["spec"]
    return spec


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
        "data.INVITATION_SECRET",
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
    spec = pod(name)
    (container,) = spec["containers"]
    assert container["image"] == "polycloud:latest"
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"]["runAsNonRoot"] is True
    assert container["securityContext"]["allowPrivilegeEscalation"] is False
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}
    assert {"startupProbe", "readinessProbe", "livenessProbe"} <= set(container)


def test_a_node_may_take_as_long_to_end_as_the_longest_call() -> None:
    assert pod("sfu")["terminationGracePeriodSeconds"] >= LONGEST_CALL


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


def test_the_nodes_have_no_address_but_their_own() -> None:
    service = named("Service", "sfu")["spec"]
    assert service["clusterIP"] == "None" and service["publishNotReadyAddresses"] is True


def test_only_the_pods_of_our_gateway_reach_the_media_port_of_a_node() -> None:
    assert named("NetworkPolicy", "deny-all")["spec"] == {
        "podSelector": {},
        "policyTypes": ["Ingress"],
    }
    media = {"port": 8002, "protocol": "UDP"}
    policy = named("NetworkPolicy", "sfu")["spec"]
    (rule,) = [rule for rule in policy["ingress"] if media in rule["ports"]]
    gateway = named("Gateway", "gateway")["metadata"]
    (source,) = rule["from"]
    assert rule["ports"] == [media]
    assert source == {
        "podSelector": {
            "matchLabels": {
                "app": "stunner",
                "stunner.l7mp.io/related-gateway-name": gateway["name"],
                "stunner.l7mp.io/related-gateway-namespace": gateway["namespace"],
            }
        }
    }


def test_the_gateway_is_let_in_at_its_listeners_and_nowhere_else() -> None:
    listeners = named("Gateway", "gateway")["spec"]["listeners"]
    transport = {"TURN-UDP": "UDP", "TURN-TCP": "TCP", "TURN-TLS": "TCP"}
    wanted = {(each["port"], transport[each["protocol"]]) for each in listeners}
    (rule,) = named("NetworkPolicy", "gateway")["spec"]["ingress"]
    assert {(port["port"], port["protocol"]) for port in rule["ports"]} == wanted


def test_the_media_port_is_the_same_everywhere() -> None:
    (backend,) = named("UDPRoute", "sfu")["spec"]["rules"][0]["backendRefs"]
    (container,) = pod("sfu")["containers"]
    (media,) = [port for port in container["ports"] if port.get("protocol") == "UDP"]
    assert backend["port"] == media["containerPort"] == 8002
    assert {"name": "PORT", "value": "8002"} in container["env"]


def test_the_image_is_small_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert {line.split()[1] for line in lines if line.startswith("FROM")} == {"python:3.11-slim"}
    assert "USER 10001" in lines and any("--require-hashes" in line for line in lines)


def test_the_readme_makes_the_secrets_that_the_manifests_want() -> None:
    text = (MANIFESTS / "README.md").read_text(encoding="utf-8")
    made = set(re.findall(r"create secret generic (\S+)", text))
    wanted = {named("GatewayConfig", "gateway")["spec"]["authRef"]["name"], "dns-token"}
    for name in ("front", "sfu"):
        (container,) = pod(name)["containers"]
        wanted |= {source["secretRef"]["name"] for source in container["envFrom"]}
    assert made == wanted
    for document in documents(SECRETS):
        for field in document["stringData"]:
            assert f"--from-literal={field}=" in text


def test_what_the_readme_names_is_there() -> None:
    text = (MANIFESTS / "README.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:examples/)?[\w-]+\.yaml)`", text))
    assert files and not [file for file in files if not (MANIFESTS / file).exists()]
    paths = set(re.findall(r"\bdeploy/[\w./-]*\w", text))
    assert paths and not [path for path in paths if not (DEPLOY.parent / path).exists()]
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
    assert links and not [link for link in links if not (MANIFESTS / link).exists()]

"""From manifests to objects: what is written in YAML, read with care. [pure]

The same files as on Kubernetes. There, the addresses of a service's pods come in EndpointSlices
that the cluster makes; here, one object of our own (LocalEndpoints) may stand for all of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Any

from steps.step4_gateway.gateway_api_routes import read_gateway, read_route, reference
from steps.step4_gateway.gateway_api_services import (
    read_local,
    read_namespace,
    read_secret,
    read_service,
    read_slice,
)
from steps.step4_gateway.gateway_objects import (
    GATEWAY_GROUP,
    STUNNER_GROUP,
    GatewayClass,
    GatewayConfig,
    Key,
    Object,
    StaticService,
)
from steps.step4_gateway.manifest import Invalid, Part, Problem
from steps.step4_gateway.yaml_text import NotYaml, documents

Reader = Callable[[Key, Part], Iterator[Object]]

OWN_GROUP = "polycloud.local"
AUTH_TYPES = ("static", "plaintext", "ephemeral", "longterm", "timewindowed")
UNSEEN = ("status",)  # what the cluster writes
# Kinds that have their place in such a folder, and are nothing to a gateway.
OTHERS = {
    "Certificate",
    "ClusterIssuer",
    "ConfigMap",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Issuer",
    "Kustomization",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "StatefulSet",
}
CREDENTIALS = {"userName": "username", "password": "password", "sharedSecret": "secret"}


@dataclass(slots=True)
class Reading:
    """What was read: objects, what is wrong with others, and what nobody knows what to do with."""

    objects: list[Object] = field(default_factory=list)
    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    _there: set[str] = field(default_factory=set)

    def read(self, text: str, source: str) -> None:
        """Adds what a file says; `source` is its name."""
        try:
            found = documents(text)
        except NotYaml as problem:
            self.errors.append(Problem(source, str(problem) or "text", "is not YAML"))
            return
        for number, document in enumerate(found, 1):
            if document is not None:
                self._read_document(document, f"{source}, object {number}")

    def _read_document(self, document: Any, place: str) -> None:
        if not isinstance(document, dict):
            self.errors.append(Problem(place, "kind", "is missing: this is no object"))
            return
        top = Part(document, place)
        try:
            self._read_object(top, place)
        except Invalid as invalid:
            self.errors.append(invalid.problem)

    def _read_object(self, top: Part, place: str) -> None:
        kind, version = top.text("kind"), top.text("apiVersion")
        if kind in OTHERS:
            return
        reader = READERS.get((version, kind))
        if reader is None:
            self.warnings.append(Problem(place, "kind", f"{kind} of {version} is not known here"))
            return
        key = _key(top, kind)
        top.owner = f"{kind} {key}"  # from here on, it has a name
        top.ignore(*UNSEEN)
        for thing in reader(key, top):
            if thing.identity in self._there:
                top.refuse("metadata.name", f"is there twice; the second one is in {place}")
            self._there.add(thing.identity)
            self.objects.append(thing)
        self.warnings += top.warnings()


def _key(top: Part, kind: str) -> Key:
    metadata = top.part("metadata")
    metadata.ignore_rest()
    name = metadata.name("name")
    if kind in ("GatewayClass", "Namespace"):
        return Key("", name)
    return Key(metadata.name("namespace", "default"), name)


def read_class(key: Key, top: Part) -> Iterator[Object]:
    """GatewayClass (gateway.networking.k8s.io)."""
    spec = top.part("spec")
    spec.ignore("description")
    parameters = None
    if spec.has("parametersRef"):
        part = spec.part("parametersRef")
        parameters = reference(part, "", STUNNER_GROUP, "GatewayConfig")
    yield GatewayClass(key, spec.text("controllerName"), parameters)


def read_config(key: Key, top: Part) -> Iterator[Object]:
    """GatewayConfig (stunner.l7mp.io)."""
    spec = top.part("spec")
    spec.ignore("dataplane", "loadBalancerServiceAnnotations", "authLifetime")
    secret = None
    if spec.has("authRef"):
        secret = reference(spec.part("authRef"), key.namespace, "", "Secret")
    inline = {"type": spec.choice("authType", AUTH_TYPES)}
    for name, word in CREDENTIALS.items():
        if spec.has(name):
            inline[word] = spec.text(name)
    realm = spec.name("realm", "stunner.l7mp.io")
    yield GatewayConfig(key, realm, spec.text("logLevel", "all:INFO"), secret, inline)


def read_static_service(key: Key, top: Part) -> Iterator[Object]:
    """StaticService (stunner.l7mp.io)."""
    spec = top.part("spec")
    prefixes = spec.texts("prefixes")
    for number, prefix in enumerate(prefixes):
        try:
            ip_network(prefix, strict=False)
        except ValueError as problem:
            spec.refuse(f"prefixes[{number}]", f"is no network: {problem}")
    yield StaticService(key, tuple(prefixes))


READERS: dict[tuple[str, str], Reader] = {
    ("v1", "Namespace"): read_namespace,
    ("v1", "Secret"): read_secret,
    ("v1", "Service"): read_service,
    ("discovery.k8s.io/v1", "EndpointSlice"): read_slice,
    (f"{GATEWAY_GROUP}/v1", "GatewayClass"): read_class,
    (f"{GATEWAY_GROUP}/v1beta1", "GatewayClass"): read_class,
    (f"{GATEWAY_GROUP}/v1", "Gateway"): read_gateway,
    (f"{GATEWAY_GROUP}/v1beta1", "Gateway"): read_gateway,
    (f"{GATEWAY_GROUP}/v1alpha2", "UDPRoute"): read_route,
    (f"{STUNNER_GROUP}/v1", "UDPRoute"): read_route,
    (f"{STUNNER_GROUP}/v1", "GatewayConfig"): read_config,
    (f"{STUNNER_GROUP}/v1", "StaticService"): read_static_service,
    (f"{OWN_GROUP}/v1", "LocalEndpoints"): read_local,
}

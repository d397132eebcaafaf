"""The objects of the Gateway API, and those of STUNner and Kubernetes beside them. [pure]

Only what a gateway is made of: a GatewayClass says by whom and with which GatewayConfig, a
Gateway has listeners, a UDPRoute attaches to some of them and names its backends, which are
Services (addresses in EndpointSlices) or StaticServices (addresses written down).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

SERVICE, STATIC_SERVICE = "Service", "StaticService"
GATEWAY_GROUP = "gateway.networking.k8s.io"
STUNNER_GROUP = "stunner.l7mp.io"


class Key(NamedTuple):
    """Where an object is: its namespace, which is empty for objects that are in none, and name."""

    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


@dataclass(frozen=True, slots=True)
class Object:
    """What all objects have."""

    kind: ClassVar[str] = ""
    key: Key

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def identity(self) -> str:
        """What no other object may have."""
        return str(self)


@dataclass(frozen=True, slots=True)
class Reference:
    """The name of another object, as it stands in a field."""

    group: str
    kind: str
    key: Key

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


@dataclass(frozen=True, slots=True)
class Namespace(Object):
    """A namespace, whose labels decide which listeners take its routes."""

    kind: ClassVar[str] = "Namespace"
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class GatewayClass(Object):
    """A sort of gateways: who runs them, and with which parameters."""

    kind: ClassVar[str] = "GatewayClass"
    controller: str
    parameters: Reference | None


@dataclass(frozen=True, slots=True)
class GatewayConfig(Object):
    """STUNner's parameters of a class: realm and credentials; a Secret goes before inline ones."""

    kind: ClassVar[str] = "GatewayConfig"
    realm: str
    log_level: str
    secret: Reference | None
    inline: Mapping[str, str] = field(repr=False)


class Expression(NamedTuple):
    """One condition of a selector: In, NotIn, Exists or DoesNotExist."""

    label: str
    operator: str
    values: tuple[str, ...]

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether labels fulfil it."""
        if self.operator in ("Exists", "DoesNotExist"):
            return (self.label in labels) == (self.operator == "Exists")
        # As in Kubernetes, what has no such label is not in the list.
        return (labels.get(self.label) in self.values) == (self.operator == "In")


@dataclass(frozen=True, slots=True)
class AllowedRoutes:
    """From which namespaces a listener takes routes: Same, All, or those that it selects."""

    source: str = "Same"
    selector: tuple[Expression, ...] | None = None


@dataclass(frozen=True, slots=True)
class Listener:
    """A port of a gateway, with the protocol spoken there."""

    name: str
    port: int
    protocol: str
    allowed: AllowedRoutes
    certificates: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Gateway(Object):
    """A public door."""

    kind: ClassVar[str] = "Gateway"
    class_name: str
    listeners: tuple[Listener, ...]
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parent:
    """To which gateway a route wants to be attached, and perhaps to which listener of it."""

    gateway: Reference
    listener: str = ""


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a route leads: an object, and the ports of it; None stands for all of them."""

    target: Reference
    ports: range | None = None


@dataclass(frozen=True, slots=True)
class UdpRoute(Object):
    """Whom the clients of some listeners may reach; `official` if it is not STUNner's own kind."""

    kind: ClassVar[str] = "UDPRoute"
    official: bool
    parents: tuple[Parent, ...]
    backends: tuple[Backend, ...]

    @property
    def identity(self) -> str:
        """One route of each kind may have the same name: STUNner's own counts then."""
        return f"{'official' if self.official else 'own'} {self}"


@dataclass(frozen=True, slots=True)
class StaticService(Object):
    """Networks outside Kubernetes that a route may lead to."""

    kind: ClassVar[str] = "StaticService"
    prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Secret(Object):
    """Credentials, or a certificate and its key."""

    kind: ClassVar[str] = "Secret"
    data: Mapping[str, bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Service(Object):
    """A name for pods; a headless one has no address of its own."""

    kind: ClassVar[str] = "Service"
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EndpointSlice(Object):
    """Addresses of the pods of a service; an address may have a port of its own."""

    kind: ClassVar[str] = "EndpointSlice"
    service: Key
    addresses: tuple[str, ...]


class Objects:
    """All objects there are, each under its key; of two with one key, the later one counts."""

    def __init__(self, objects: Iterable[Object] = ()) -> None:
        self.namespaces: dict[Key, Namespace] = {}
        self.classes: dict[Key, GatewayClass] = {}
        self.configs: dict[Key, GatewayConfig] = {}
        self.gateways: dict[Key, Gateway] = {}
        self.routes: dict[Key, UdpRoute] = {}
        self.official_routes: dict[Key, UdpRoute] = {}
        self.static_services: dict[Key, StaticService] = {}
        self.secrets: dict[Key, Secret] = {}
        self.services: dict[Key, Service] = {}
        self.slices: dict[Key, EndpointSlice] = {}
        for thing in objects:
            self._add(thing)

    def _add(self, thing: Object) -> None:
        match thing:
            case Namespace():
                self.namespaces[thing.key] = thing
            case GatewayClass():
                self.classes[thing.key] = thing
            case GatewayConfig():
                self.configs[thing.key] = thing
            case Gateway():
                self.gateways[thing.key] = thing
            case UdpRoute():
                (self.official_routes if thing.official else self.routes)[thing.key] = thing
            case StaticService():
                self.static_services[thing.key] = thing
            case Secret():
                self.secrets[thing.key] = thing
            case Service():
                self.services[thing.key] = thing
            case EndpointSlice():
                self.slices[thing.key] = thing

"""The two large objects of the Gateway API: a Gateway with its listeners, and a UDPRoute. [pure]"""

from collections.abc import Iterator

from steps.step4_gateway.gateway_objects import (
    GATEWAY_GROUP,
    AllowedRoutes,
    Backend,
    Expression,
    Gateway,
    Key,
    Listener,
    Object,
    Parent,
    Reference,
    UdpRoute,
)
from steps.step4_gateway.manifest import Part

OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
MOST_LISTENERS, MOST_BACKENDS = 64, 16  # the Gateway API's own bounds


def reference(part: Part, namespace: str, group: str, kind: str) -> Reference:
    """A reference to another object; the arguments stand for fields that may be left out."""
    key = Key(part.name("namespace", namespace), part.name("name"))
    return Reference(part.text("group", group), part.text("kind", kind), key)


def read_gateway(key: Key, top: Part) -> Iterator[Object]:
    """Gateway (gateway.networking.k8s.io)."""
    spec = top.part("spec")
    spec.ignore("infrastructure")
    parts = spec.parts("listeners")
    listeners = tuple(_listener(part, key.namespace) for part in parts)
    names = [listener.name for listener in listeners]
    if not 0 < len(names) <= MOST_LISTENERS:
        spec.refuse("listeners", f"must be a list of 1 to {MOST_LISTENERS}")
    if len(set(names)) < len(names):
        spec.refuse("listeners", "has two of one name")
    addresses = tuple(filter(None, map(_public_address, spec.parts("addresses"))))
    yield Gateway(key, spec.name("gatewayClassName"), listeners, addresses)


def _public_address(part: Part) -> str:
    value = part.text("value", "")
    return value if part.text("type", "IPAddress") == "IPAddress" else ""


def _listener(part: Part, namespace: str) -> Listener:
    port = part.port("port")
    if port is None:
        part.refuse("port", "is missing")
    allowed = _allowed(part.part("allowedRoutes"))
    certificates = tuple(_certificates(part.part("tls"), namespace))
    return Listener(part.name("name"), port, part.text("protocol"), allowed, certificates)


def _certificates(tls: Part, namespace: str) -> Iterator[Reference]:
    tls.choice("mode", ("Terminate",))  # TURN ends here: there is nothing to pass through
    for part in tls.parts("certificateRefs"):
        yield reference(part, namespace, "", "Secret")


def _allowed(part: Part) -> AllowedRoutes:
    part.ignore("kinds")
    namespaces = part.part("namespaces")
    source = namespaces.choice("from", ("Same", "All", "Selector"))
    if not namespaces.has("selector"):
        return AllowedRoutes(source)
    selector = namespaces.part("selector")
    exact = selector.pairs("matchLabels").items()
    equal = [Expression(label, "In", (value,)) for label, value in exact]
    others = map(_expression, selector.parts("matchExpressions"))
    return AllowedRoutes(source, (*equal, *others))


def _expression(part: Part) -> Expression:
    values = tuple(part.texts("values"))
    return Expression(part.text("key"), part.choice("operator", OPERATORS), values)


def read_route(key: Key, top: Part) -> Iterator[Object]:
    """UDPRoute, STUNner's own or the official one, whose ports STUNner does not look at."""
    official = top.text("apiVersion").startswith(GATEWAY_GROUP)
    spec = top.part("spec")
    parents = tuple(_parent(part, key.namespace) for part in spec.parts("parentRefs"))
    rules = spec.parts("rules")
    if not rules:
        spec.refuse("rules", "must have one rule")
    for number, rule in enumerate(rules[1:], 1):
        spec.warn(f"rules[{number}]", "does not count: a route has one rule only")
        rule.ignore_rest()
    rules[0].ignore("name")
    parts = rules[0].parts("backendRefs")
    if len(parts) > MOST_BACKENDS:
        spec.refuse("rules[0].backendRefs", f"must be a list of at most {MOST_BACKENDS}")
    backends = tuple(_backend(part, key.namespace, official) for part in parts)
    yield UdpRoute(key, official, parents, backends)


def _parent(part: Part, namespace: str) -> Parent:
    gateway = reference(part, namespace, GATEWAY_GROUP, "Gateway")
    return Parent(gateway, part.name("sectionName", ""))


def _backend(part: Part, namespace: str, official: bool) -> Backend:
    part.ignore("weight")
    target = reference(part, namespace, "", "Service")
    first, last = part.port("port"), part.port("endPort")
    if last is not None and (first is None or last < first):
        part.refuse("endPort", "must come with a port that is not above it")
    if first is None or official:
        return Backend(target)
    return Backend(target, range(first, (last or first) + 1))

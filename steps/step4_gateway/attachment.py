"""Which route belongs to which listener. [pure]

A route names the gateways that it wants to be attached to; a listener says from which namespaces
it takes routes. Both must agree. (STUNner asks for no ReferenceGrant, and neither do we.)
"""

from collections.abc import Iterator

from steps.step4_gateway.gateway_objects import (
    GATEWAY_GROUP,
    Gateway,
    Key,
    Listener,
    Objects,
    Parent,
    UdpRoute,
)


def all_routes(objects: Objects) -> list[UdpRoute]:
    """All routes that count, by name: an official one gives way to STUNner's of the same name."""
    together = objects.official_routes | objects.routes
    return [together[key] for key in sorted(together)]


def is_masked(objects: Objects, route: UdpRoute) -> bool:
    """Whether a route does not count, because there is one of STUNner's kind with its name."""
    return route.official and route.key in objects.routes


def parent_gateway(objects: Objects, parent: Parent) -> Gateway | None:
    """The gateway that a route names, if it is there."""
    if (parent.gateway.group, parent.gateway.kind) != (GATEWAY_GROUP, "Gateway"):
        return None
    return objects.gateways.get(parent.gateway.key)


def attached(objects: Objects, gateway: Gateway, listener: Listener) -> Iterator[UdpRoute]:
    """The routes of a listener."""
    for route in all_routes(objects):
        named = (parent for parent in route.parents if parent_gateway(objects, parent) == gateway)
        if any(takes(objects, gateway, listener, route, parent) for parent in named):
            yield route


def takes(
    objects: Objects, gateway: Gateway, listener: Listener, route: UdpRoute, parent: Parent
) -> bool:
    """Whether a listener takes a route that names its gateway."""
    is_meant = parent.listener in ("", listener.name)
    return is_meant and allows(objects, gateway, listener, route.key)


def allows(objects: Objects, gateway: Gateway, listener: Listener, route: Key) -> bool:
    """Whether a listener takes routes from the namespace of this one."""
    match listener.allowed.source:
        case "All":
            return True
        case "Selector":
            selector = listener.allowed.selector
            namespace = objects.namespaces.get(Key("", route.namespace))
            if selector is None or namespace is None:
                return False
            return all(expression.matches(namespace.labels) for expression in selector)
        case _:
            return route.namespace == gateway.key.namespace

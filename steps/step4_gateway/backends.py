"""Where a route leads: the addresses behind the names of its backends. [pure]

A reference that leads nowhere costs its own backend only, and is told in the route's conditions.
"""

from typing import NamedTuple

from steps.step4_gateway.gateway_objects import (
    SERVICE,
    STATIC_SERVICE,
    STUNNER_GROUP,
    Backend,
    Key,
    Objects,
    Reference,
    UdpRoute,
)
from steps.step4_gateway.manifest import Failure


class Backends(NamedTuple):
    """The endpoints of a route, and which of its references lead nowhere."""

    endpoints: list[str]
    failures: list[Failure]


def backends_of(objects: Objects, route: UdpRoute) -> Backends:
    """The endpoints that a route leads to, as STUNner's dataplane writes them."""
    endpoints: dict[str, None] = {}
    failures = []
    for backend in route.backends:
        found = _addresses(objects, backend.target)
        if isinstance(found, Failure):
            failures.append(found)
        else:
            endpoints.update(dict.fromkeys(_endpoint(one, backend) for one in found))
    return Backends(list(endpoints), failures)


def _endpoint(address: str, backend: Backend) -> str:
    """An address with its own port, else with those of the backend; no port stands for all."""
    if address.endswith(">") or not backend.ports:
        return address
    return f"{address}:<{backend.ports[0]}-{backend.ports[-1]}>"


def _addresses(objects: Objects, target: Reference) -> list[str] | Failure:
    if (target.group, target.kind) == (STUNNER_GROUP, STATIC_SERVICE):
        static = objects.static_services.get(target.key)
        return list(static.prefixes) if static else _missing(target)
    if (target.group, target.kind) != ("", SERVICE):
        return Failure("InvalidKind", f"{target.kind} of {target.group or 'v1'} is no backend")
    service = objects.services.get(target.key)
    pods = _pods(objects, target.key)
    if service is None and not pods:
        return _missing(target)
    addresses = pods + list(service.addresses if service else ())
    return addresses or Failure("BackendNotFound", f"{target} has no address: no pod is there")


def _missing(target: Reference) -> Failure:
    return Failure("BackendNotFound", f"{target} is not there")


def _pods(objects: Objects, service: Key) -> list[str]:
    return [
        address
        for _key, part in sorted(objects.slices.items())
        if part.service == service
        for address in part.addresses
    ]

"""How the objects are: Accepted, ResolvedRefs, Programmed, with a reason. [pure]

The words are those of the Gateway API, and as STUNner uses them; on Kubernetes they stand in the
status of each object. "Accepted" says that the object makes sense, "ResolvedRefs" that all that
it names is there, "Programmed" that the dataplane was told.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from steps.step4_gateway.attachment import is_masked, parent_gateway, takes
from steps.step4_gateway.backends import backends_of
from steps.step4_gateway.gateway_listeners import certificate_of, refusal
from steps.step4_gateway.gateway_objects import (
    Gateway,
    GatewayClass,
    Listener,
    Objects,
    Parent,
    UdpRoute,
)
from steps.step4_gateway.manifest import Failure, Invalid
from steps.step4_gateway.parameters import CONTROLLER, class_of, config_of, credentials_of

ACCEPTED, RESOLVED, PROGRAMMED = "Accepted", "ResolvedRefs", "Programmed"


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of one object: its type, whether it holds, and why."""

    object: str
    type: str
    status: bool
    reason: str
    message: str = ""

    def __str__(self) -> str:
        word = f"{self.object}: {self.type} {self.status} ({self.reason})"
        return f"{word}: {self.message}" if self.message else word


def conditions(objects: Objects) -> list[Condition]:
    """All conditions of all objects that are ours."""
    found: list[Condition] = []
    for _key, gateway_class in sorted(objects.classes.items()):
        if gateway_class.controller == CONTROLLER:
            found += _of_class(objects, gateway_class)
    for _key, gateway in sorted(objects.gateways.items()):
        found += _of_gateway(objects, gateway)
    for routes in (objects.routes, objects.official_routes):
        for _key, route in sorted(routes.items()):
            for parent in route.parents:
                found += _of_route(objects, route, parent)
    return found


def _of_class(objects: Objects, gateway_class: GatewayClass) -> Iterator[Condition]:
    problem = _parameters_problem(objects, gateway_class)
    failure = Failure("InvalidParameters", problem) if problem else None
    yield _condition(str(gateway_class), ACCEPTED, failure)


def _parameters_problem(objects: Objects, gateway_class: GatewayClass) -> str:
    try:
        credentials_of(objects, config_of(objects, gateway_class))
    except Invalid as invalid:
        return str(invalid)
    return ""


def _of_gateway(objects: Objects, gateway: Gateway) -> Iterator[Condition]:
    gateway_class = class_of(objects, gateway)
    if gateway_class is None:
        message = f"no GatewayClass {gateway.class_name} of {CONTROLLER}"
        yield _condition(str(gateway), ACCEPTED, Failure("Pending", message))
        return
    problem = _parameters_problem(objects, gateway_class)
    parameters = Failure("Invalid", problem) if problem else None
    of_listeners = [_of_listener(objects, gateway, each, parameters) for each in gateway.listeners]
    good = sum(each[-1].status for each in of_listeners)
    yield _accepted(gateway, parameters, refused=len(of_listeners) - good)
    nothing = None if good else Failure("Invalid", "no listener can be")
    yield _condition(str(gateway), PROGRAMMED, parameters or nothing)
    for each in of_listeners:
        yield from each


def _accepted(gateway: Gateway, parameters: Failure | None, refused: int) -> Condition:
    """A gateway is accepted with some bad listeners, and not with bad ones only."""
    if parameters or not refused:
        return _condition(str(gateway), ACCEPTED, parameters)
    message = f"{refused} of {len(gateway.listeners)} cannot be"
    status = refused < len(gateway.listeners)
    return Condition(str(gateway), ACCEPTED, status, "ListenersNotValid", message)


def _of_listener(
    objects: Objects, gateway: Gateway, listener: Listener, parameters: Failure | None
) -> list[Condition]:
    name = f"Listener {gateway.key}/{listener.name}"
    refused = refusal(gateway, listener)
    certificate = certificate_of(objects, listener)
    unresolved = certificate if isinstance(certificate, Failure) else None
    because = refused or unresolved or parameters
    programmed = Failure("Invalid", because.message) if because else None
    return [
        _condition(name, ACCEPTED, refused),
        _condition(name, RESOLVED, unresolved),
        _condition(name, PROGRAMMED, programmed),
    ]


def _of_route(objects: Objects, route: UdpRoute, parent: Parent) -> Iterator[Condition]:
    gateway = parent_gateway(objects, parent)
    if gateway is not None and class_of(objects, gateway) is None:
        return  # another controller's business
    name = f"{route} at {parent.gateway.key}"
    yield _condition(name, ACCEPTED, _refused(objects, route, parent, gateway))
    failures = backends_of(objects, route).failures
    yield _condition(name, RESOLVED, failures[-1] if failures else None)


def _refused(
    objects: Objects, route: UdpRoute, parent: Parent, gateway: Gateway | None
) -> Failure | None:
    if is_masked(objects, route):
        return Failure("Pending", "a UDPRoute of stunner.l7mp.io has the same name, and counts")
    if gateway is None:
        return Failure("NoMatchingParent", f"{parent.gateway} is not there")
    named = [each for each in gateway.listeners if parent.listener in ("", each.name)]
    if not named:
        return Failure("NoMatchingParent", f"{gateway} has no listener {parent.listener}")
    if any(takes(objects, gateway, listener, route, parent) for listener in named):
        return None
    return Failure(
        "NotAllowedByListeners",
        f"no listener takes routes from the namespace {route.key.namespace}",
    )


def _condition(name: str, sort: str, failure: Failure | None) -> Condition:
    if failure is None:
        return Condition(name, sort, True, sort)  # the word for "it is so" is the type's own
    return Condition(name, sort, False, failure.reason, failure.message)

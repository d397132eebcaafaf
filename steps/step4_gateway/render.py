"""From objects to configurations: what a control plane is there for. [pure]

For each Gateway one configuration of STUNner's dataplane, version 1, with its keys and names: a
listener is called namespace/gateway/listener, and what a route leads to namespace/route.
(STUNner's word for the latter is "cluster"; everywhere else here that is a part of WebM.)
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from steps.step4_gateway.attachment import all_routes, attached
from steps.step4_gateway.backends import backends_of
from steps.step4_gateway.gateway_listeners import certificate_of, protocol_of, refusal
from steps.step4_gateway.gateway_objects import Gateway, GatewayConfig, Key, Listener, Objects
from steps.step4_gateway.manifest import Failure, Invalid, Problem
from steps.step4_gateway.parameters import class_of, config_of, credentials_of

Config = dict[str, Any]


class Dataplane(NamedTuple):
    """What no object says: where the dataplane listens, and where it tells how it is."""

    address: str = "$STUNNER_ADDR"  # of the pod: the dataplane finds it in its environment
    health: str = "http://:8086"
    metrics: str = "http://:8080/metrics"
    relay_address: str = ""  # that of the listener; this and the next STUNner does not have
    stand_ins: Mapping[str, str] = {}


# On a computer with users, nobody else needs to know how the gateway is.
LOCAL = Dataplane(health="http://127.0.0.1:8086", metrics="http://127.0.0.1:8080/metrics")


@dataclass(slots=True)
class Rendered:
    """The configurations by gateway, the gateways that have none for now, and why."""

    configs: dict[Key, Config] = field(default_factory=dict)
    failed: set[Key] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def render(objects: Objects, dataplane: Dataplane = LOCAL) -> Rendered:
    """The configuration of each gateway whose class is ours."""
    rendered = Rendered()
    for key, gateway in sorted(objects.gateways.items()):
        gateway_class = class_of(objects, gateway)
        if gateway_class is None:
            continue
        try:
            config = config_of(objects, gateway_class)
            rendered.configs[key] = render_gateway(objects, gateway, config, dataplane)
        except Invalid as invalid:
            rendered.failed.add(key)
            if invalid.problem not in rendered.problems:
                rendered.problems.append(invalid.problem)
    return rendered


def render_gateway(
    objects: Objects, gateway: Gateway, config: GatewayConfig, dataplane: Dataplane
) -> Config:
    """The configuration of one gateway; Invalid if nobody could use it."""
    shown = [render_listener(objects, gateway, each, dataplane) for each in gateway.listeners]
    listeners = [listener for listener in shown if listener is not None]
    named = {name for listener in listeners for name in listener["routes"]}
    relayed = {"relay_address": dataplane.relay_address, "stand_ins": dict(dataplane.stand_ins)}
    ours = {name: value for name, value in relayed.items() if value}
    return {
        "version": "v1",
        "admin": {
            "name": "default-stunnerd",
            "loglevel": config.log_level,
            "metrics_endpoint": dataplane.metrics,
            "healthcheck_endpoint": dataplane.health,
        },
        "auth": credentials_of(objects, config),
        "listeners": listeners,
        "clusters": render_clusters(objects, named),
        **({"x-polycloud": ours} if ours else {}),
    }


def render_listener(
    objects: Objects, gateway: Gateway, listener: Listener, dataplane: Dataplane
) -> Config | None:
    """One listener with the routes that it takes; None if it cannot be."""
    certificate = certificate_of(objects, listener)
    if refusal(gateway, listener) or isinstance(certificate, Failure):
        return None
    public: Config = {}
    if gateway.addresses:
        public = {"public_address": gateway.addresses[0], "public_port": listener.port}
    return {
        "name": f"{gateway.key}/{listener.name}",
        "protocol": protocol_of(listener),
        "address": dataplane.address,
        "port": listener.port,
        **public,
        **certificate,
        "routes": [str(route.key) for route in attached(objects, gateway, listener)],
    }


def render_clusters(objects: Objects, names: set[str]) -> list[Config]:
    """What the routes of these names lead to. A route to nowhere stays, and admits nobody."""
    return [
        {
            "name": str(route.key),
            "type": "STATIC",
            "protocol": "UDP",
            "endpoints": backends_of(objects, route).endpoints,
        }
        for route in all_routes(objects)
        if str(route.key) in names
    ]

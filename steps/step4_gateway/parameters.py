"""The parameters of a gateway: whose it is, and who may use it. [pure]

A Gateway names its GatewayClass, this a GatewayConfig, and this perhaps a Secret: without all
of them nobody could use the gateway, and none is rendered.
"""

from typing import Any

from steps.step4_gateway.gateway_objects import (
    STUNNER_GROUP,
    Gateway,
    GatewayClass,
    GatewayConfig,
    Key,
    Objects,
    Reference,
)
from steps.step4_gateway.manifest import Invalid, Problem

CONTROLLER = "stunner.l7mp.io/gateway-operator"
STATIC, EPHEMERAL = ("static", "plaintext"), ("ephemeral", "longterm", "timewindowed")


def class_of(objects: Objects, gateway: Gateway) -> GatewayClass | None:
    """The class of a gateway, if it is one of ours."""
    found = objects.classes.get(Key("", gateway.class_name))
    return found if found is not None and found.controller == CONTROLLER else None


def config_of(objects: Objects, gateway_class: GatewayClass) -> GatewayConfig:
    """The parameters of a class; Invalid if there are none."""
    wanted = gateway_class.parameters
    where = "spec.parametersRef"
    if wanted is None:
        raise Invalid(Problem(str(gateway_class), where, "is missing: name a GatewayConfig"))
    if (wanted.group, wanted.kind) != (STUNNER_GROUP, "GatewayConfig"):
        why = f"must be a GatewayConfig of {STUNNER_GROUP}, not a {wanted.kind}"
        raise Invalid(Problem(str(gateway_class), where, why))
    config = objects.configs.get(wanted.key)
    if config is None:
        raise Invalid(Problem(str(gateway_class), where, f"names {wanted}, which is not there"))
    return config


def credentials_of(objects: Objects, config: GatewayConfig) -> dict[str, Any]:
    """Who may use a gateway, in the words of STUNner's dataplane; Invalid if nobody could."""
    owner, where, given = str(config), "spec", dict(config.inline)
    if config.secret is not None:
        owner, where, given = _from_secret(objects, config, config.secret)
    sort = given.pop("type", STATIC[0])
    if sort not in STATIC + EPHEMERAL:
        raise Invalid(Problem(owner, f"{where}.type", f"is {sort[:64]!r}: static or ephemeral"))
    sort = "static" if sort in STATIC else "ephemeral"
    wanted = ("username", "password") if sort == "static" else ("secret",)
    for name in wanted:
        if not given.get(name):
            raise Invalid(Problem(owner, f"{where}.{name}", f"is missing: {sort} needs it"))
    return {
        "type": sort,
        "realm": config.realm,
        "credentials": {name: given[name] for name in wanted},
    }


def _from_secret(
    objects: Objects, config: GatewayConfig, wanted: Reference
) -> tuple[str, str, dict[str, str]]:
    secret = objects.secrets.get(wanted.key)
    if secret is None or wanted.kind != "Secret":
        why = f"names {wanted}, which is not there"
        raise Invalid(Problem(str(config), "spec.authRef", why))
    try:
        given = {name: word.decode() for name, word in secret.data.items()}
    except UnicodeDecodeError:
        raise Invalid(Problem(str(secret), "data", "is no text")) from None
    given.setdefault("secret", given.get("sharedSecret", ""))
    return str(secret), "data", given

"""From the text of a file to a dataplane configuration, or to the reason why not. [pure]"""

import json
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import replace
from ipaddress import ip_address
from typing import Any

from common.stun_attributes import Address
from steps.step3_turn.quotas import Quotas
from steps.step4_gateway.dataplane_config import (
    DEFAULT_HEALTH,
    DEFAULT_LOGLEVEL,
    DEFAULT_NAME,
    DEFAULT_PORT,
    DEFAULT_REALM,
    EVERYWHERE,
    QUOTAS,
    TRANSPORTS,
    VERSION,
    Admin,
    Auth,
    ClusterConfig,
    Extension,
    ListenerConfig,
    StunnerConfig,
)
from steps.step4_gateway.endpoints import parse_endpoint
from steps.step4_gateway.fields import ConfigError, Fields
from steps.step4_gateway.stand_ins import parse_address
from steps.step4_gateway.yaml_text import NotYaml, document

LONGEST = 1 << 20  # characters of a configuration
MOST = 1 << 31
VARIABLE = re.compile(r"\$(?:\{([^{}]*)\}|([A-Za-z_]\w*)|([*#$@!?0-9-]))", re.ASCII)
AUTH_TYPES = {"plaintext": "static", "longterm": "ephemeral"}  # older names
NEEDED = {"static": ("username", "password"), "ephemeral": ("secret",), "none": ()}
WHOLE = "configuration"


def parse_config(text: str, environment: Mapping[str, str]) -> tuple[StunnerConfig, list[str]]:
    """A configuration, and what is strange about it; ConfigError if it cannot be used."""
    if len(text) > LONGEST:
        raise ConfigError(WHOLE, "", f"has more than {LONGEST} characters")
    credentials = _credentials(_load(text))  # before a $ in a password is taken for a variable
    warnings: list[str] = []
    fields = Fields(WHOLE, _load(expand(text, with_port(environment))), warnings)
    version = fields.text("version")
    if version != VERSION:
        raise fields.error("version", f"is {version!r}, not {VERSION!r}")
    config = StunnerConfig(
        auth=_auth(fields.child("auth"), credentials),
        admin=_admin(fields.child("admin")),
        listeners=tuple(_listener(one) for one in fields.children("listeners", "listener")),
        clusters=tuple(_cluster(one) for one in fields.children("clusters", "cluster")),
        extension=_extension(fields.child("x-polycloud")),
    )
    fields.end()
    _check_names(config, warnings)
    return config, warnings


def expand(text: str, environment: Mapping[str, str]) -> str:
    """A text with $NAME and ${NAME} replaced; by nothing, if there is no such variable."""
    return VARIABLE.sub(lambda found: environment.get(found[1] or found[2] or found[3], ""), text)


def with_port(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which STUNNER_PORT is a number: else STUNNER_PUBLIC_PORT, else 3478."""
    port = environment.get("STUNNER_PORT", "")
    if not (port.isascii() and port.isdigit()):
        public = environment.get("STUNNER_PUBLIC_PORT", "")
        port = public if public.isascii() and public.isdigit() else str(DEFAULT_PORT)
    return {**environment, "STUNNER_PORT": port}


def _load(text: str) -> object:
    try:
        loaded: object = document(text)
    except NotYaml as problem:
        try:  # which may have tabs where YAML has none
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            place = f", {problem}" if str(problem) else ""
            raise ConfigError(WHOLE, "", f"is neither YAML nor JSON{place}") from None
    if loaded is None:
        raise ConfigError(WHOLE, "", "is empty")
    return loaded


def _credentials(data: object) -> dict[str, str]:
    auth = data.get("auth") if isinstance(data, dict) else None
    raw = auth.get("credentials") if isinstance(auth, dict) else None
    fields = Fields("auth.credentials", raw, [])
    return {str(name): fields.text(name, secret=True) for name in raw or {}}


def _auth(fields: Fields, credentials: dict[str, str]) -> Auth:
    kind = fields.text("type", "static").lower()
    kind = AUTH_TYPES.get(kind, kind)
    if kind not in NEEDED:
        raise fields.error("type", f"is {kind!r}, none of {', '.join(NEEDED)}")
    fields.take("credentials")
    for name in NEEDED[kind]:
        if not credentials.get(name):
            raise fields.error(f"credentials.{name}", f"is missing, which {kind!r} needs")
    auth = Auth(kind, fields.text("realm", DEFAULT_REALM), credentials)
    fields.end()
    return auth


def _admin(fields: Fields) -> Admin:
    off = fields.has("healthcheck_endpoint")
    for name in ("offload_engine", "offload_interfaces", "license_config"):
        if fields.take(name) not in (None, "", "None", []):
            fields.warn(name, "is not for us: nothing is offloaded, nothing licensed")
    admin = Admin(
        name=fields.text("name", DEFAULT_NAME),
        loglevel=fields.text("loglevel", DEFAULT_LOGLEVEL),
        metrics_endpoint=fields.text("metrics_endpoint"),
        healthcheck_endpoint=fields.text("healthcheck_endpoint", "" if off else DEFAULT_HEALTH),
        user_quota=max(0, fields.number("user_quota", 0, -MOST, MOST)),
    )
    try:
        _ = admin.ports
    except ValueError as problem:
        raise ConfigError("admin", "", str(problem)) from None
    fields.end()
    return admin


def _listener(fields: Fields) -> ListenerConfig:
    listener = ListenerConfig(
        name=_name(fields),
        protocol=_protocol(fields),
        address=_address(fields, "address") or EVERYWHERE,
        port=fields.number("port", DEFAULT_PORT, 1, 65_535),
        public_address=fields.text("public_address"),
        public_port=fields.number("public_port", 0, 1, 65_535),
        cert=fields.text("cert", secret=True),
        key=fields.text("key", secret=True),
        routes=tuple(sorted(fields.texts("routes"))),
    )
    if listener.protocol.endswith("TLS"):
        _check_pem(fields, "cert", listener.cert)
        _check_pem(fields, "key", listener.key)
    if listener.transport is None:
        fields.warn("protocol", f"is {listener.protocol}, which is not served here")
    fields.end()
    return listener


def _protocol(fields: Fields) -> str:
    told = fields.text("protocol", "TURN-UDP").upper()
    protocol = told if told.startswith("TURN-") else f"TURN-{told}"
    if protocol not in (*TRANSPORTS, "TURN-DTLS"):
        names = [name.removeprefix("TURN-") for name in TRANSPORTS]
        raise fields.error("protocol", f"is {told!r}, none of {', '.join(names)}")
    return protocol


def _check_pem(fields: Fields, name: str, value: str) -> None:
    try:
        pem = b64decode(value, validate=True)
    except (Base64Error, ValueError):
        raise fields.error(name, "is not in base64; a file's name does not stand here") from None
    if b"-----BEGIN " not in pem:
        raise fields.error(name, "is not a PEM file in base64" if value else "is missing for TLS")


def _cluster(fields: Fields) -> ClusterConfig:
    name = _name(fields)
    kind, protocol = fields.text("type", "STATIC").upper(), fields.text("protocol", "UDP").upper()
    if kind not in ("STATIC", "STRICT_DNS"):
        raise fields.error("type", f"is {kind!r}, neither STATIC nor STRICT_DNS")
    if protocol not in ("UDP", "TCP"):
        raise fields.error("protocol", f"is {protocol!r}, neither UDP nor TCP")
    cluster = ClusterConfig(name, kind, protocol, tuple(sorted(fields.texts("endpoints"))))
    try:
        _ = cluster.parsed
    except ValueError as problem:
        raise fields.error("endpoints", f"cannot be read: {problem}") from None
    if protocol == "TCP":
        fields.warn("protocol", "is TCP, to which nothing is relayed here")
    fields.end()
    return cluster


def _name(fields: Fields) -> str:
    name = fields.text("name")
    if not name:
        raise fields.error("name", "is missing")
    return name


def _address(fields: Fields, name: str) -> str:
    text = fields.text(name)
    text = "127.0.0.1" if text == "localhost" else text  # the only name, as in STUNner
    try:
        return str(ip_address(text)) if text else ""
    except ValueError:
        raise fields.error(name, f"is {text!r}, not an IP address") from None


def _extension(fields: Fields) -> Extension:
    told = fields.child("quotas")
    numbers: dict[str, Any] = {n: told.number(n, getattr(Quotas(), n), 1, MOST) for n in QUOTAS}
    told.end()
    extension = Extension(
        quotas=replace(Quotas(), **numbers), relay_address=_address(fields, "relay_address")
    )
    if text := fields.text("relay_ports"):
        try:
            ports = parse_endpoint(f"0.0.0.0:<{text}>").ports
        except ValueError:
            raise fields.error("relay_ports", f"is {text!r}, no range as 49152-65535") from None
        extension = replace(extension, relay_ports=ports)
    extension = replace(extension, stand_ins=_stand_ins(fields))
    fields.end()
    return extension


def _stand_ins(fields: Fields) -> dict[Address, Address]:
    told = fields.take("stand_ins")
    if told is not None and not isinstance(told, dict):
        raise fields.error("stand_ins", "is not a mapping of addresses to addresses")
    words = Fields("address", told, [])
    try:
        return {parse_address(str(at)): parse_address(words.text(at)) for at in told or {}}
    except ValueError as problem:
        raise fields.error("stand_ins", str(problem)) from None


def _check_names(config: StunnerConfig, warnings: list[str]) -> None:
    clusters = [cluster.name for cluster in config.clusters]
    for kind, names in (
        ("listener", [one.name for one in config.listeners]),
        ("cluster", clusters),
    ):
        for name in names:
            if names.count(name) > 1:
                raise ConfigError(f"{kind} {name!r}", "name", "is there twice")
    for listener in config.listeners:
        for route in listener.routes:
            if route not in clusters:
                warnings.append(f"listener {listener.name!r}: routes names {route!r}, no cluster")

"""STUNner's dataplane configuration, version v1: what a gateway is told to do. [pure]

The same keys and defaults as `stunnerd` has. What is ours alone stands under `x-polycloud`, which
it does not look at.
"""

from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import yaml

from common.stun_attributes import Address
from steps.step3_turn.quotas import Quotas
from steps.step4_gateway.endpoints import Endpoint, parse_endpoint

VERSION, DEFAULT_NAME, DEFAULT_LOGLEVEL = "v1", "default-stunnerd", "all:INFO"
DEFAULT_REALM, DEFAULT_PORT, DEFAULT_HEALTH = "stunner.l7mp.io", 3478, "http://:8086"
HEALTH_PORT, METRICS_PORT = 8086, 8080  # of endpoints that name none
EVERYWHERE, RELAY_PORTS = "0.0.0.0", range(49_152, 65_536)
TRANSPORTS = {"TURN-UDP": "udp", "TURN-TCP": "tcp", "TURN-TLS": "tls"}
SECRET = "<SECRET>"


@dataclass(frozen=True, slots=True)
class Admin:
    """What concerns the gateway as a whole."""

    name: str = DEFAULT_NAME
    loglevel: str = DEFAULT_LOGLEVEL
    metrics_endpoint: str = ""  # none
    healthcheck_endpoint: str = DEFAULT_HEALTH  # empty: none
    user_quota: int = 0  # allocations of one user; 0: that of x-polycloud

    @property
    def ports(self) -> tuple[int | None, int | None]:
        """Where it says how it is, and where it has its numbers; ValueError if that cannot be."""
        health = _port("healthcheck_endpoint", self.healthcheck_endpoint, HEALTH_PORT)
        metrics = _port("metrics_endpoint", self.metrics_endpoint, METRICS_PORT)
        if health is not None and health == metrics:
            raise ValueError(f"metrics_endpoint has port {health}, as healthcheck_endpoint has")
        return health, metrics


@dataclass(frozen=True, slots=True)
class Auth:
    """Who may use the gateway: static, ephemeral or none."""

    type: str
    realm: str = DEFAULT_REALM
    credentials: dict[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class ListenerConfig:
    """A port at which clients knock, and the clusters to which it leads."""

    name: str
    protocol: str = "TURN-UDP"
    address: str = EVERYWHERE
    port: int = DEFAULT_PORT
    public_address: str = ""
    public_port: int = 0
    cert: str = field(default="", repr=False)  # base64 of PEM
    key: str = field(default="", repr=False)
    routes: tuple[str, ...] = ()

    @property
    def transport(self) -> str | None:
        """udp, tcp or tls; None for what is not served here."""
        return TRANSPORTS.get(self.protocol)


@dataclass(frozen=True, slots=True)
class ClusterConfig:
    """Backends that belong together. (Not a cluster of WebM, nor one of Kubernetes.)"""

    name: str
    type: str = "STATIC"
    protocol: str = "UDP"
    endpoints: tuple[str, ...] = ()

    @property
    def parsed(self) -> list[Endpoint]:
        """Its endpoints; ValueError if one is none."""
        by_name = self.type == "STRICT_DNS"
        return [parse_endpoint(text, by_name=by_name) for text in self.endpoints]


@dataclass(frozen=True, slots=True)
class Extension:
    """What STUNner does not have: quotas of each listener, from where is relayed, and to where."""

    quotas: Quotas = Quotas()
    relay_ports: range = RELAY_PORTS
    relay_address: str = ""  # that of the listener
    stand_ins: dict[Address, Address] = field(default_factory=dict)  # see `stand_ins.py`


@dataclass(frozen=True, slots=True)
class StunnerConfig:
    """The configuration of one gateway."""

    auth: Auth
    admin: Admin = Admin()
    listeners: tuple[ListenerConfig, ...] = ()
    clusters: tuple[ClusterConfig, ...] = ()
    extension: Extension = Extension()

    @property
    def quotas(self) -> Quotas:
        """The bounds of each listener: `user_quota` is STUNner's word for one of them."""
        most = self.admin.user_quota or self.extension.quotas.allocations_per_user
        return replace(self.extension.quotas, allocations_per_user=most)


def render(config: StunnerConfig) -> str:
    """The configuration as YAML, from which it can be read again."""
    return yaml.safe_dump(as_data(config), sort_keys=False)


def as_data(config: StunnerConfig, *, redacted: bool = False) -> dict[str, Any]:
    """The configuration as plain data; with its secrets, or with a word in the place of each."""
    secrets = dict(config.auth.credentials)
    auth = {"type": config.auth.type, "realm": config.auth.realm, "credentials": secrets}
    listeners = [_listener(listener) for listener in config.listeners]
    if redacted:
        auth["credentials"] = dict.fromkeys(secrets, SECRET)
        for listener in listeners:
            listener.update({name: SECRET for name in ("cert", "key") if name in listener})
    return {
        "version": VERSION,
        "admin": _admin(config.admin),
        "auth": auth,
        "listeners": listeners,
        "clusters": [_cluster(cluster) for cluster in config.clusters],
        **_extension(config.extension),
    }


def _port(name: str, endpoint: str, default: int) -> int | None:
    """The port of an endpoint as `http://:8086`; None for an empty one. Its host is loopback."""
    if not endpoint:
        return None
    try:
        told = urlsplit(endpoint).port
        port = default if told is None else told
    except ValueError:
        port = 0
    if not port or "://" not in endpoint:
        raise ValueError(f"{name} is {endpoint!r}, not a URL as http://:{default}")
    return port


def _admin(admin: Admin) -> dict[str, Any]:
    names = ("name", "loglevel", "metrics_endpoint", "user_quota")
    told = {name: getattr(admin, name) for name in names if getattr(admin, name)}
    return told | {"healthcheck_endpoint": admin.healthcheck_endpoint}  # empty means: none


def _listener(listener: ListenerConfig) -> dict[str, Any]:
    names = ("name", "protocol", "public_address", "public_port", "address", "port", "cert", "key")
    told = {name: getattr(listener, name) for name in names if getattr(listener, name)}
    return told | {"routes": list(listener.routes)}


def _cluster(cluster: ClusterConfig) -> dict[str, Any]:
    told = {name: getattr(cluster, name) for name in ("name", "type", "protocol")}
    return told | {"endpoints": list(cluster.endpoints)}


def _extension(extension: Extension) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if quotas := {n: v for n, v in _quotas(extension.quotas).items() if v != _quotas(Quotas())[n]}:
        told["quotas"] = quotas
    if extension.relay_ports != RELAY_PORTS:
        told["relay_ports"] = f"{extension.relay_ports.start}-{extension.relay_ports.stop - 1}"
    if extension.relay_address:
        told["relay_address"] = extension.relay_address
    if extension.stand_ins:
        told["stand_ins"] = {_word(at): _word(real) for at, real in extension.stand_ins.items()}
    return {"x-polycloud": told} if told else {}


def _word(address: Address) -> str:
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _quotas(quotas: Quotas) -> dict[str, int]:
    return {name: getattr(quotas, name) for name in QUOTAS}


QUOTAS = ("allocations", "allocations_per_user", "permissions", "channels", "bits_per_second")

"""STUNner's dataplane configuration: what is read, what is refused, and with which words."""

import json
from base64 import b64encode
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from steps.step3_turn.quotas import Quotas
from steps.step4_gateway.config_reader import expand, parse_config, with_port
from steps.step4_gateway.dataplane_config import SECRET, as_data, render
from steps.step4_gateway.fields import ConfigError

PEM = b64encode(b"-----BEGIN CERTIFICATE-----").decode()
AUTH = {"type": "static", "credentials": {"username": "ada", "password": "correct horse"}}
FULL: dict[str, Any] = {
    "version": "v1",
    "admin": {
        "name": "gateway",
        "loglevel": "all:DEBUG,turn:INFO",
        "metrics_endpoint": "http://0.0.0.0:8080/metrics",
        "healthcheck_endpoint": "",
        "user_quota": 3,
    },
    "auth": {"type": "ephemeral", "realm": "polycloud", "credentials": {"secret": "pa$$word"}},
    "listeners": [
        {
            "name": "demo/gateway/tls",
            "protocol": "TURN-TLS",
            "address": "10.0.0.1",
            "port": 443,
            "public_address": "203.0.113.7",
            "public_port": 5349,
            "cert": PEM,
            "key": PEM,
            "routes": ["demo/names", "demo/sfu"],
        }
    ],
    "clusters": [
        {"name": "demo/sfu", "endpoints": ["10.0.0.7", "10.0.0.9:<10000-20000>", "10.0.1.0/24"]},
        {"name": "demo/names", "type": "STRICT_DNS", "endpoints": ["sfu.demo.svc.cluster.local"]},
    ],
    "x-polycloud": {
        "quotas": {"allocations": 10, "bits_per_second": 1_000},
        "relay_ports": "40000-40100",
        "relay_address": "10.0.0.2",
        "stand_ins": {"10.0.0.7:8002": "127.0.1.1:8002", "[fd00::7]:8002": "[::1]:8002"},
    },
}


def changed(path: str, value: object) -> dict[str, Any]:
    """The full configuration with one field changed."""
    data: Any = json.loads(json.dumps(FULL))
    *way, last = [int(word) if word.isdigit() else word for word in path.split(".")]
    inner = data
    for word in way:
        inner = inner[word]
    inner[last] = value
    return dict(data)


def read(data: object, **environment: str) -> Any:
    """The configuration; nothing about it may be strange."""
    config, warnings = parse_config(yaml.safe_dump(data), environment)
    assert not warnings
    return config


def test_a_configuration_comes_back_as_it_was_written() -> None:
    config = read(FULL)
    assert parse_config(render(config), {}) == (config, [])
    assert parse_config(json.dumps(FULL, indent="\t"), {}) == (config, [])
    assert config.listeners[0].routes == ("demo/names", "demo/sfu")
    assert config.quotas == Quotas(allocations=10, allocations_per_user=3, bits_per_second=1_000)
    assert config.extension.relay_ports == range(40_000, 40_101)
    assert config.clusters[1].parsed[0].name == "sfu.demo.svc.cluster.local"


def test_what_is_left_out_is_as_in_stunner() -> None:
    config = read({"version": "v1", "auth": AUTH, "listeners": [{"name": "a"}]})
    (listener,) = config.listeners
    assert (listener.protocol, listener.address, listener.port) == ("TURN-UDP", "0.0.0.0", 3478)
    assert config.auth.realm == "stunner.l7mp.io" and not listener.routes
    assert config.admin.name == "default-stunnerd" and not config.admin.metrics_endpoint
    assert config.admin.healthcheck_endpoint == "http://:8086"
    assert read(changed("admin.healthcheck_endpoint", None)).admin.healthcheck_endpoint
    assert not read(FULL).admin.healthcheck_endpoint
    assert parse_config(render(config), {}) == (config, [])


@pytest.mark.parametrize(
    ("told", "meant"),
    [("plaintext", "static"), ("longterm", "ephemeral"), ("STATIC", "static"), ("none", "none")],
)
def test_authentication_has_older_names(told: str, meant: str) -> None:
    credentials = {"username": "a", "password": 1234, "secret": "c"}
    auth = {"type": told, "credentials": credentials}
    config = read({"version": "v1", "auth": auth})
    assert config.auth.type == meant and config.auth.credentials["password"] == "1234"


@pytest.mark.parametrize("protocol", ["udp", "TURN-UDP", "UDP", "turn-udp"])
def test_a_protocol_has_a_short_and_a_long_name(protocol: str) -> None:
    config = read(
        {"version": "v1", "auth": AUTH, "listeners": [{"name": "a", "protocol": protocol}]}
    )
    assert config.listeners[0].protocol == "TURN-UDP" and config.listeners[0].transport == "udp"


def test_variables_are_replaced_but_not_in_credentials() -> None:
    data = changed("auth.credentials.secret", "$HOME-${HOME}")
    data["listeners"][0] |= {"address": "$POD_IP", "name": "${NAME}-$NOBODY"}
    config = read(data, POD_IP="10.1.2.3", NAME="a", HOME="/root")
    assert config.auth.credentials["secret"] == "$HOME-${HOME}"
    assert (config.listeners[0].address, config.listeners[0].name) == ("10.1.2.3", "a-")


def test_a_port_may_come_from_the_environment() -> None:
    text = "{version: v1, auth: {type: none}, listeners: [{name: a, port: $STUNNER_PORT}]}"
    for environment, port in (
        ({}, 3478),
        ({"STUNNER_PUBLIC_PORT": "5000"}, 5000),
        ({"STUNNER_PUBLIC_PORT": "x", "STUNNER_PORT": ""}, 3478),
        ({"STUNNER_PUBLIC_PORT": "5000", "STUNNER_PORT": "4000"}, 4000),
    ):
        assert parse_config(text, environment)[0].listeners[0].port == port


def test_a_dollar_is_a_variable_only_before_a_name() -> None:
    assert expand("$ 5 $a$b ${a}b $$a 100$", {"a": "1"}) == "$ 5 1 1b a 100$"
    assert with_port({"STUNNER_PORT": "²"})["STUNNER_PORT"] == "3478"


WRONG = [
    ("version", "v2", "configuration: version is 'v2', not 'v1'"),
    ("auth.type", "oauth", "auth: type is 'oauth', none of static, ephemeral, none"),
    ("auth.credentials", {}, "auth: credentials.secret is missing, which 'ephemeral' needs"),
    ("auth.credentials", ["x"], "auth.credentials: is not a mapping of fields to values"),
    ("auth.credentials.secret", ["hidden"], "auth.credentials: secret is not a text"),
    ("admin.user_quota", "three", "admin: user_quota is 'three', not a whole number"),
    ("listeners", {}, "configuration: listeners is not a list"),
    ("listeners.0", "udp", "listener number 1: is not a mapping of fields to values"),
    ("listeners.0.name", "", "listener number 1: name is missing"),
    ("listeners.0.port", 70_000, "port is 70000, not between 1 and 65535"),
    ("listeners.0.port", "443", "listener 'demo/gateway/tls': port is '443', not a whole number"),
    ("listeners.0.port", True, "port is True, not a whole number"),
    ("listeners.0.address", "here", "address is 'here', not an IP address"),
    ("listeners.0.protocol", "QUIC", "protocol is 'QUIC', none of UDP, TCP, TLS"),
    ("listeners.0.cert", "/etc/cert.pem", "cert is not in base64; a file's name does not stand"),
    ("listeners.0.cert", b64encode(b"hidden").decode(), "cert is not a PEM file in base64"),
    ("listeners.0.key", "", "key is missing for TLS"),
    ("listeners.0.routes", [1], "routes is [1], not a list of texts"),
    ("clusters.0.name", None, "cluster number 1: name is missing"),
    ("clusters.0.type", "EDS", "cluster 'demo/sfu': type is 'EDS', neither STATIC nor STRICT_DNS"),
    ("clusters.0.protocol", "ICMP", "protocol is 'ICMP', neither UDP nor TCP"),
    ("clusters.0.endpoints", ["10.0.0.300"], "endpoints cannot be read: '10.0.0.300' is no endp"),
    ("clusters.0.endpoints", ["10.0.0.1:<9-8>"], "<9-8> is not a range of ports"),
    ("clusters.0.endpoints", ["10.0.0.1:<0-8>"], "<0-8> is not a range of ports"),
    ("clusters.1.endpoints", ["a b"], "'a b' is not a name that DNS could know"),
    ("clusters.1.name", "demo/sfu", "cluster 'demo/sfu': name is there twice"),
    ("x-polycloud.relay_ports", "9", "x-polycloud: relay_ports is '9', no range"),
    ("x-polycloud.relay_address", "x", "x-polycloud: relay_address is 'x', not an IP address"),
    ("x-polycloud.stand_ins", ["a"], "x-polycloud: stand_ins is not a mapping of addresses"),
    ("x-polycloud.stand_ins", {"a": "b:1"}, "x-polycloud: stand_ins 'a' is no address and port"),
    ("x-polycloud.quotas", {"channels": -1}, "quotas: channels is -1, not between 1"),
]


@pytest.mark.parametrize(("path", "value", "why"), WRONG, ids=[case[2] for case in WRONG])
def test_an_error_says_which_object_which_field_and_why(path: str, value: object, why: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(yaml.safe_dump(changed(path, value)), {})
    assert why in str(caught.value) and "hidden" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "configuration: is empty"),
        ("# nothing", "configuration: is empty"),
        ("version: v1\nauth: {credentials: {secret: hidden]}", "neither YAML nor JSON, line 2"),
        ("just text", "configuration: is not a mapping"),
        ("[" * 5_000, "neither YAML nor JSON"),
        ("a" * 1_100_000, "has more than"),
        ("version: 2024-13-45", "neither YAML nor JSON"),
        ("!!python/object:os.system {}", "neither YAML nor JSON"),
        ("{a: b}: c", "neither YAML nor JSON"),
    ],
)
def test_what_is_no_configuration_is_told_without_its_text(text: str, why: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, {})
    assert why in str(caught.value) and "hidden" not in str(caught.value)


STRANGE = [
    ("admin.colour", "green", "admin: colour is unknown, and not looked at"),
    ("listeners.0.relm", "x", "listener 'demo/gateway/tls': relm is unknown, and not looked at"),
    ("relm", 1, "configuration: relm is unknown, and not looked at"),
    ("auth.secret:hidden", None, "auth: secret is unknown, and not looked at"),
    ("admin.offload_engine", "XDP", "admin: offload_engine is not for us"),
    ("listeners.0.protocol", "DTLS", "protocol is TURN-DTLS, which is not served here"),
    ("listeners.0.routes", ["demo/x"], "listener 'demo/gateway/tls': routes names 'demo/x', no cl"),
    ("clusters.0.protocol", "TCP", "cluster 'demo/sfu': protocol is TCP, to which nothing is rel"),
    ("x-polycloud.quotas.eggs", 1, "quotas: eggs is unknown"),
]


@pytest.mark.parametrize(("path", "value", "why"), STRANGE, ids=[case[2] for case in STRANGE])
def test_what_is_strange_is_a_warning(path: str, value: object, why: str) -> None:
    _config, warnings = parse_config(yaml.safe_dump(changed(path, value)), {})
    assert [why in warning for warning in warnings] == [True]


def test_secrets_are_neither_in_the_status_nor_in_a_trace() -> None:
    config = read(FULL)
    data = as_data(config, redacted=True)
    assert data["auth"]["credentials"] == {"secret": SECRET}
    assert data["listeners"][0]["cert"] == data["listeners"][0]["key"] == SECRET
    assert "pa$$word" not in json.dumps(data) + repr(config) and PEM not in repr(config)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
PATHS = sorted({case[0] for case in WRONG + STRANGE})


@given(path=st.sampled_from(PATHS), value=VALUES)
def test_any_value_is_read_or_refused(path: str, value: object) -> None:
    try:
        config, _warnings = parse_config(yaml.safe_dump(changed(path, value)), {})
    except ConfigError:
        return
    assert parse_config(render(config), {})[0] == config


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse_config(text, {"a": "b"})

"""What `stunnerd` makes of a configuration that leaves something out, ours makes of it too."""

from typing import Any

import pytest

from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.dataplane_config import Admin, StunnerConfig, render
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.listener import hosts_of
from tests.bed.gateway_bed import config_of


def read(admin: dict[str, Any], **listener: Any) -> StunnerConfig:
    """A configuration with these fields, and nothing else in it."""
    return config_of({"name": "a", **listener}, clusters=[], admin=admin)


@pytest.mark.parametrize(
    ("health", "metrics", "ports"),
    [
        (None, None, (8086, None)),
        ("", "", (None, None)),
        ("http://:9086", "http://0.0.0.0:9080/metrics", (9086, 9080)),
        ("http://0.0.0.0", "http://0.0.0.0/metrics", (8086, 8080)),
        ("http://:", "http://", (8086, 8080)),
        ("http://here", "", (8086, None)),
    ],
)
def test_an_endpoint_without_a_port_has_that_of_stunner(
    health: str | None, metrics: str | None, ports: tuple[int | None, int | None]
) -> None:
    told = {"healthcheck_endpoint": health, "metrics_endpoint": metrics}
    config = read({name: endpoint for name, endpoint in told.items() if endpoint is not None})
    assert config.admin.ports == ports
    assert parse_config(render(config), {}) == (config, [])


@pytest.mark.parametrize("name", ["healthcheck_endpoint", "metrics_endpoint"])
@pytest.mark.parametrize("endpoint", ["8086", ":8086", "http://:99999", "http://:0", "http://[::1"])
def test_an_endpoint_that_is_none_is_no_configuration(name: str, endpoint: str) -> None:
    with pytest.raises(ConfigError, match=rf"^admin: {name} is .*, not a URL as http://:80"):
        read({name: endpoint})


def test_two_endpoints_at_one_port_are_no_configuration() -> None:
    with pytest.raises(ConfigError, match=r"^admin: metrics_endpoint has port 8086, as "):
        read({"metrics_endpoint": "http://127.0.0.1:8086/metrics"})


@pytest.mark.parametrize("quota", [0, -1, None])
def test_a_quota_of_less_than_one_is_none(quota: int | None) -> None:
    config = read({"user_quota": quota})
    assert config.admin == Admin() and config.quotas == read({}).quotas


def test_localhost_is_an_address() -> None:
    (listener,) = read({}, address="localhost").listeners
    assert listener.address == "127.0.0.1" and hosts_of(listener, ["192.0.2.1"]) == ["127.0.0.1"]

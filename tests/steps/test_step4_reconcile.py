"""A new configuration: what it changes in place, what starts anew, and what changes nothing."""

from base64 import b64encode
from collections.abc import AsyncIterator
from typing import Any

import pytest
import trustme
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from steps.step3_turn.udp import open_udp
from steps.step4_gateway import gateway as gateways
from steps.step4_gateway.certificate import tls_context
from steps.step4_gateway.dataplane_config import ListenerConfig
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.listener import Listener
from tests.bed.gateway_bed import (
    ADA,
    BACKEND,
    CHANNEL,
    HOST,
    OTHER,
    STATIC,
    at,
    certificate,
    cluster,
    config_of,
    door_of,
    gateway,
    listener,
    ports,
    reaches,
)
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_echo import echo

pytestmark = pytest.mark.anyio


@pytest.fixture
async def backend() -> AsyncIterator[int]:
    """The port of an echo."""
    async with echo() as port:
        yield port


async def test_what_changes_in_place_costs_nobody_a_packet(backend: int) -> None:
    (port, new) = ports(2)
    clusters = [cluster(at(backend))]
    door = listener(port, BACKEND)
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config_of(door, clusters=clusters))
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        for config in (
            config_of(door | {"public_address": "203.0.113.7"}, clusters=clusters),
            config_of(door, listener(new, BACKEND, name="a/b/c"), clusters=clusters),
            config_of(
                door, clusters=[*clusters, cluster(name=OTHER)], admin={"loglevel": "all:WARN"}
            ),
        ):
            await opened.reconcile(config)
            await reaches(client)
            client.heard.clear()
        other = {**STATIC, "credentials": ADA | {"password": "new"}}
        await opened.reconcile(config_of(door, clusters=clusters, auth=other))
        await reaches(client)
        assert await client.refresh() == 401


async def test_a_port_a_protocol_and_the_realm_restart_a_listener(backend: int) -> None:
    (port, new) = ports(2)
    clusters = [cluster(at(backend))]
    kept = listener(ports(1)[0], BACKEND, name="demo/gateway/kept")
    realm = {**STATIC, "realm": "elsewhere", "credentials": ADA}
    steps = [
        config_of(kept, listener(port, BACKEND), clusters=clusters),
        config_of(kept, listener(new, BACKEND), clusters=clusters),
        config_of(kept, listener(new, BACKEND, protocol="TCP"), clusters=clusters),
        config_of(kept, listener(new, BACKEND, protocol="TCP"), clusters=clusters, auth=realm),
    ]
    async with gateway() as opened:
        await opened.reconcile(steps[0])
        before = dict(opened.listeners)
        for number, config in enumerate(steps[1:], 2):
            await opened.reconcile(config)
            now = opened.listeners
            assert now["demo/gateway/udp"] is not before["demo/gateway/udp"]
            all_anew = number == len(steps)
            assert (now["demo/gateway/kept"] is not before["demo/gateway/kept"]) == all_anew
            before = dict(now)
            assert door_of(opened) == (HOST, new)
        await opened.reconcile(config_of(kept, clusters=clusters))
        assert list(opened.listeners) == ["demo/gateway/kept"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("relay_address", HOST),
        ("relay_ports", "50000-50999"),
        ("stand_ins", {"10.204.0.11:8002": "127.0.1.1:8002"}),
        ("quotas", {"channels": 7}),
    ],
)
async def test_all_below_x_polycloud_restarts_all_listeners(name: str, value: object) -> None:
    doors = [listener(port, name=f"demo/gateway/{port}") for port in ports(2)]
    async with gateway() as opened:
        for told in ({}, {name: value}, {}):
            before = list(opened.listeners.values())
            await opened.reconcile(config_of(*doors, clusters=[], **{"x-polycloud": told}))
            assert len(opened.listeners) == 2
            assert not [one for one in opened.listeners.values() if one in before]


async def test_what_cannot_be_followed_leaves_all_as_it_was(backend: int) -> None:
    (port, new) = ports(2)
    clusters = [cluster(at(backend))]
    good = config_of(listener(port, BACKEND), clusters=clusters)
    broken = {"cert": certificate(trustme.CA())["cert"], "key": certificate(trustme.CA())["key"]}
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(good)
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        for door, why in (
            (listener(backend), f"listener 'demo/gateway/udp': port {backend} at 127.0.0.1 cannot"),
            (listener(new, protocol="TLS", **broken), "'demo/gateway/udp': cert and key are not"),
        ):
            with pytest.raises(ConfigError, match=why):
                await opened.reconcile(config_of(door, listener(new, name="a"), clusters=[]))
            await reaches(client)
            client.heard.clear()
        with pytest.raises(ConfigError, match="x-polycloud: relay_address is 192.0.2.9, which is"):
            extension = {"relay_address": "192.0.2.9"}
            await opened.reconcile(config_of(clusters=[], **{"x-polycloud": extension}))
        await reaches(client)
        assert opened.config is good and list(opened.listeners) == ["demo/gateway/udp"]


async def test_a_listener_that_stopped_in_vain_comes_back() -> None:
    """Its port can be opened by another one only when it has stopped; then that may fail."""
    (port,) = ports(1)
    config = config_of(listener(port, protocol="TCP"), clusters=[])
    async with gateway() as opened:
        await opened.reconcile(config)
        twice = [listener(port, name=name, protocol="TCP") for name in ("a", "b")]
        with pytest.raises(ConfigError, match="listener 'b': port .* cannot be had"):
            await opened.reconcile(config_of(*twice, clusters=[]))
        assert door_of(opened) == (HOST, port) and opened.config is config
        async with turn_client((HOST, port), transport="tcp") as client:
            assert code_of(await client.allocate()) is None


def fail_once(monkeypatch: pytest.MonkeyPatch, owner: object, name: str, which: str) -> None:
    """Lets a function fail when it has to do with this listener, for the first time."""
    real, left = getattr(owner, name), [1]

    def fails(first: Listener | ListenerConfig, *others: Any, **named: Any) -> Any:
        config = first.config if isinstance(first, Listener) else first
        if config.name == which and left:
            left.clear()
            raise RuntimeError("a fault of ours")
        return real(first, *others, **named)

    monkeypatch.setattr(owner, name, fails)


FAULTS = [(gateways, "bind"), (gateways, "make_listener"), (Listener, "start")]


@pytest.mark.parametrize(("owner", "name"), FAULTS, ids=[name for _owner, name in FAULTS])
@pytest.mark.parametrize("which", ["demo/gateway/udp", "new"])
async def test_a_fault_half_way_leaves_all_as_it_was(
    backend: int, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, which: str
) -> None:
    (port, other, new) = ports(3)
    doors = [listener(port, BACKEND), listener(other, BACKEND, name="other", protocol="TCP")]
    good = config_of(*doors, clusters=[cluster(at(backend))])
    realm = {**STATIC, "realm": "elsewhere", "credentials": ADA}
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(good)
        fail_once(monkeypatch, owner, name, which)
        with pytest.raises(RuntimeError):
            more = [doors[0], listener(new, name="new")]
            await opened.reconcile(config_of(*more, clusters=[], auth=realm))
        assert opened.config is good and list(opened.numbers()) == ["demo/gateway/udp", "other"]
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        await reaches(client)
        async with turn_client((HOST, other), transport="tcp") as client:
            assert code_of(await client.allocate()) is None
        open_udp(HOST, new).close()  # nobody has it


@pytest.mark.parametrize(("owner", "name"), FAULTS, ids=[name for _owner, name in FAULTS])
async def test_a_fault_in_the_first_configuration_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str
) -> None:
    doors = [listener(port, name=str(port)) for port in ports(2)]
    async with gateway() as opened:
        fail_once(monkeypatch, owner, name, doors[1]["name"])
        with pytest.raises(RuntimeError):
            await opened.reconcile(config_of(*doors, clusters=[]))
        assert opened.config is None and not opened.listeners
        await opened.reconcile(config_of(*doors, clusters=[]))
        assert len(opened.listeners) == 2


def test_nobody_is_asked_for_the_password_of_a_key() -> None:
    issued = trustme.CA().issue_cert(HOST)
    key = load_pem_private_key(issued.private_key_pem.bytes(), None)
    locked = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame")
    )
    texts = {"cert": issued.cert_chain_pems[0].bytes(), "key": locked}
    told = {name: b64encode(pem).decode() for name, pem in texts.items()}
    config = config_of(listener(443, protocol="TLS", **told), clusters=[])
    with pytest.raises(ConfigError, match="cert and key are not usable together"):
        tls_context(config.listeners[0])

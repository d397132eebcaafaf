"""A gateway in the event loop of the test, with an echo as its backend, and its configurations."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeAlias

import trustme
import yaml

from common.stun_attributes import Address
from steps.step4_gateway.config_reader import parse_config
from steps.step4_gateway.dataplane_config import StunnerConfig
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.resolver import Resolve, resolve
from tests.bed.step import free_port
from tests.bed.turn_client import TurnClient
from tests.bed.waiting import until

CHANNEL = 0x4000
Told: TypeAlias = dict[str, Any]

HOST, REALM = "127.0.0.1", "polycloud"
STATIC = {"type": "static", "realm": REALM}
ADA = {"username": "ada", "password": "correct horse"}
BACKEND, OTHER = "demo/sfu", "demo/other"


def config_of(*listeners: Told, clusters: list[Told], **others: Any) -> StunnerConfig:
    """A configuration as it comes from a file."""
    told: Told = {
        "version": "v1",
        "auth": {**STATIC, "credentials": ADA},
        "listeners": list(listeners),
        "clusters": clusters,
        **others,
    }
    return parse_config(yaml.safe_dump(told), {})[0]


def listener(port: int, *routes: str, name: str = "demo/gateway/udp", **others: Any) -> Told:
    """A listener on loopback."""
    listener: Told = {"name": name, "address": HOST, "port": port}
    return {**listener, "routes": list(routes), **others}


def cluster(*endpoints: str, name: str = BACKEND, **others: Any) -> Told:
    """A cluster with these endpoints."""
    return {"name": name, "endpoints": list(endpoints), **others}


def at(port: int, host: str = HOST) -> str:
    """An endpoint with one port."""
    return f"{host}:<{port}-{port}>"


def certificate(authority: trustme.CA) -> Told:
    """What a TLS listener on loopback needs."""
    issued = authority.issue_cert(HOST)
    chain = b"".join(pem.bytes() for pem in issued.cert_chain_pems)
    texts = {"cert": chain, "key": issued.private_key_pem.bytes()}
    return {name: b64encode(pem).decode() for name, pem in texts.items()}


@asynccontextmanager
async def gateway(resolve: Resolve = resolve) -> AsyncIterator[Gateway]:
    """A gateway without a configuration, which leaves no allocation behind."""
    opened = Gateway(local=lambda: [HOST], resolve=resolve)
    async with opened.running():
        yield opened
    assert not opened.listeners


def ports(count: int) -> list[int]:
    """Free ports, all of them different."""
    found: set[int] = set()
    while len(found) < count:
        found.add(free_port())
    return sorted(found)


def door_of(gateway: Gateway, name: str = "demo/gateway/udp") -> Address:
    """Where a listener is."""
    return gateway.listeners[name].doors[0]


async def reaches(client: TurnClient, word: bytes = b"hello") -> None:
    """What the client says on its channel comes back."""
    client.send_channel(CHANNEL, word)
    await until(lambda: word in client.heard, what="an echo")

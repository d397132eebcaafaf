"""The gateway with real sockets: who is let through, how, and to whom."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator

import pytest
import trustme

from common.stun import Attribute, Method
from steps.step4_gateway import resolver as resolving
from steps.step4_gateway.gateway import Gateway
from tests.bed.gateway_bed import (
    BACKEND,
    CHANNEL,
    HOST,
    OTHER,
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
from tests.bed.turn_client import TurnClient, Value, code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio


@pytest.fixture
async def backend() -> AsyncIterator[int]:
    """The port of an echo."""
    async with echo() as port:
        yield port


async def is_stopped(opened: Gateway, client: TurnClient, peer_port: int) -> None:
    """What the client says is dropped, whichever way it says it."""
    (allocation,) = opened.listeners["demo/gateway/udp"].allocator.allocations
    before = allocation.sent.dropped
    client.send_channel(CHANNEL, b"lost")
    client.send_to((HOST, peer_port), b"lost")
    assert await client.refresh() is None  # the gateway has looked at both by now
    assert allocation.sent.dropped == before + 2


async def test_a_client_reaches_a_backend_only_while_a_route_names_it(backend: int) -> None:
    (port,) = ports(1)
    clusters = [cluster(at(backend)), cluster("127.0.0.9", name=OTHER)]
    routed = config_of(listener(port, BACKEND), clusters=clusters)
    elsewhere = config_of(listener(port, OTHER), clusters=clusters)
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(elsewhere)
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, backend)) == 403
        await opened.reconcile(routed)
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        assert await client.bind(CHANNEL + 1, (HOST, backend + 1)) == 403
        await reaches(client)
        for stopped in (elsewhere, config_of(listener(port, BACKEND), clusters=[])):
            await opened.reconcile(stopped)
            await is_stopped(opened, client, backend)
            assert await client.permit((HOST, backend)) == 403
            await opened.reconcile(routed)
            await reaches(client, b"again")
            client.heard.clear()
        assert opened.allocations == 1


@pytest.mark.parametrize("peer", ["127.0.0.1", "169.254.169.254", "10.0.0.1", "8.8.8.8"])
async def test_everything_but_a_routed_endpoint_is_refused(backend: int, peer: str) -> None:
    (port,) = ports(1)
    config = config_of(listener(port, BACKEND), clusters=[cluster("127.0.0.9")])
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config)
        assert code_of(await client.allocate()) is None
        assert await client.permit((peer, backend)) == 403
        assert await client.permit(("127.0.0.9", 80), (peer, backend)) == 403


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls"])
async def test_each_protocol_leads_to_the_backend(backend: int, transport: str) -> None:
    (port,) = ports(1)
    issuer, trusting = trustme.CA(), ssl.create_default_context()
    issuer.configure_trust(trusting)
    told = certificate(issuer) if transport == "tls" else {}
    door = listener(port, BACKEND, protocol=transport.upper(), **told)
    tls = trusting if transport == "tls" else None
    async with gateway() as opened:
        await opened.reconcile(config_of(door, clusters=[cluster(at(backend))]))
        async with turn_client((HOST, port), transport=transport, tls=tls) as client:
            assert code_of(await client.allocate()) is None
            assert await client.bind(CHANNEL, (HOST, backend)) is None
            await reaches(client)


async def test_relays_have_ports_and_an_address_of_their_own(backend: int) -> None:
    (port,) = ports(1)
    extension = {
        "relay_address": "127.0.0.5",
        "relay_ports": "45000-45099",
        "quotas": {"allocations_per_user": 1},
    }
    config = config_of(
        listener(port, BACKEND), clusters=[cluster(at(backend))], **{"x-polycloud": extension}
    )
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config)
        assert code_of(await client.allocate()) is None
        assert client.relayed[0] == "127.0.0.5" and 45_000 <= client.relayed[1] < 45_100
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        await reaches(client)
        async with turn_client((HOST, port)) as second:
            assert code_of(await second.allocate()) == 486


async def test_a_backend_is_known_under_an_address_at_which_it_is_not(backend: int) -> None:
    (port,) = ports(1)
    told = "10.204.0.11"
    extension = {"stand_ins": {f"{told}:{backend}": f"{HOST}:{backend}"}}
    config = config_of(
        listener(port, BACKEND),
        clusters=[cluster(f"{told}:<{backend}-{backend}>")],
        **{"x-polycloud": extension},
    )
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config)
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (told, backend)) is None
        await reaches(client)
        assert await client.bind(CHANNEL + 1, (HOST, backend)) == 403


async def test_an_address_that_is_not_here_is_told_and_the_port_is_open_everywhere() -> None:
    (port,) = ports(1)
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config_of(listener(port, address="203.0.113.7"), clusters=[]))
        assert code_of(await client.allocate()) is None
        assert client.relayed[0] == "203.0.113.7" and door_of(opened) == (HOST, port)


async def test_nobody_asks_the_gateway_through_the_gateway() -> None:
    port, other, health = ports(3)
    doors = [listener(port, BACKEND), listener(other, name="a", protocol="TCP")]
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config_of(*doors, clusters=[cluster(HOST)]))
        opened.close_doors([(HOST, health)])
        assert code_of(await client.allocate()) is None
        for closed in (port, other, health):
            assert await client.bind(CHANNEL, (HOST, closed)) == 403
        await opened.reconcile(config_of(doors[0], clusters=[cluster(HOST)]))
        assert await client.bind(CHANNEL, (HOST, other)) is None


async def test_a_name_is_resolved_again_and_again(
    backend: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[list[str] | OSError] = [[], OSError("no server"), [HOST], OSError("none"), []]

    async def resolve(name: str) -> list[str]:
        assert name == "sfu.demo"
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, OSError):
            raise answer
        return answer

    monkeypatch.setattr(resolving, "RESOLVE_SECONDS", 0.05)
    (port,) = ports(1)
    clusters = [cluster("sfu.demo", type="STRICT_DNS")]
    async with gateway(resolve) as opened:
        await opened.reconcile(config_of(listener(port, BACKEND), clusters=clusters))
        policy = opened.listeners["demo/gateway/udp"].policy
        await until(lambda: policy.allows((HOST, backend)), what="an address")
        await until(lambda: not policy.allows((HOST, backend)), what="none any more")
        assert answers == [[]]


def test_a_name_is_asked_for_as_often_as_stunner_does() -> None:
    assert resolving.RESOLVE_SECONDS == 5.0  # as the README promises


async def test_the_systems_resolver_knows_localhost() -> None:
    assert HOST in await resolving.resolve("localhost")


async def test_without_authentication_only_stun_is_left(backend: int) -> None:
    (port,) = ports(1)
    config = config_of(listener(port, BACKEND), clusters=[], auth={"type": "none"})
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config)
        assert code_of(await client.allocate()) == 400
        answer = await client.once(Method.BINDING)
        assert answer.get(Attribute.XOR_MAPPED_ADDRESS)[0] == HOST


async def test_a_drain_waits_for_the_last_allocation_and_takes_no_new_one(backend: int) -> None:
    port, new = ports(2)
    clusters = [cluster(at(backend))]
    async with gateway() as opened, turn_client((HOST, port)) as client:
        await opened.reconcile(config_of(listener(port, BACKEND), clusters=clusters))
        assert opened.ready and code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, backend)) is None
        draining = asyncio.create_task(opened.drain(30))
        await until(lambda: not opened.ready)
        await reaches(client)
        doors = [listener(port, BACKEND), listener(new, BACKEND, name="late")]
        await opened.reconcile(config_of(*doors, clusters=clusters))
        for door in (port, new):
            async with turn_client((HOST, door)) as late:
                assert code_of(await late.allocate()) == 508
        assert not draining.done()
        assert await client.refresh(0) is None
        await asyncio.wait_for(draining, 5)


async def test_pairs_of_ports_and_whole_datagrams_are_as_in_step_3(backend: int) -> None:
    (port,) = ports(1)
    config = config_of(listener(port, BACKEND), clusters=[cluster(at(backend))])
    wishes: list[Value] = [(Attribute.EVEN_PORT, 0x80)]
    wishes += [(Attribute.DONT_FRAGMENT, None)] if sys.platform == "linux" else []
    async with gateway() as opened, turn_client((HOST, port)) as one:
        await opened.reconcile(config)
        token = (await one.allocate(*wishes)).get(Attribute.RESERVATION_TOKEN)
        async with turn_client((HOST, port)) as other:
            assert code_of(await other.allocate((Attribute.RESERVATION_TOKEN, token))) is None
            assert other.relayed[1] == one.relayed[1] + 1
            assert await other.bind(CHANNEL, (HOST, backend)) is None
            await reaches(other)
            assert await other.refresh(0) is None

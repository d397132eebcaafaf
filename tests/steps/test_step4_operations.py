"""What an operator sees of a gateway, and how it follows the file of its configuration."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import yaml

from steps.step4_gateway.dataplane_config import as_data, render
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.operations import operations
from steps.step4_gateway.watcher import Watcher
from tests.bed.gateway_bed import BACKEND, HOST, at, cluster, config_of, gateway, listener, ports
from tests.bed.turn_client import code_of, turn_client
from tests.bed.turn_echo import echo
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio

CHANNEL = 0x4000
PASSWORD = "correct horse"


@pytest.fixture
async def running() -> AsyncIterator[Gateway]:
    """A gateway that waits for a configuration."""
    async with gateway() as opened:
        yield opened


async def get(url: str) -> tuple[int, dict[str, object]]:
    """The status and the JSON of an answer."""
    async with httpx.AsyncClient() as client:
        answer = await client.get(url)
    return answer.status_code, answer.json()


async def number_of(url: str, name: str) -> float:
    """A number of the metrics, by its name with labels."""
    async with httpx.AsyncClient() as client:
        text = (await client.get(url + "/metrics")).text
    assert PASSWORD not in text
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


async def test_ready_is_who_has_a_configuration_and_does_not_drain(running: Gateway) -> None:
    health, port = ports(2)
    config = config_of(
        listener(port), clusters=[], admin={"healthcheck_endpoint": f"http://:{health}"}
    )
    async with operations(running, config.admin) as urls:
        assert urls == [f"http://127.0.0.1:{health}"]
        assert await get(urls[0] + "/live") == (200, {})
        assert (await get(urls[0] + "/ready"))[0] == 503
        await running.reconcile(config)
        assert await get(urls[0] + "/ready") == (200, {"status": 200, "message": "READY"})
        await running.drain(0)
        status, answer = await get(urls[0] + "/ready")
        assert (status, answer["message"]) == (503, "DRAINING")
        assert await get(urls[0] + "/live") == (200, {})


async def test_the_status_is_the_configuration_without_its_secrets(running: Gateway) -> None:
    health, port = ports(2)
    config = config_of(
        listener(port), clusters=[], admin={"healthcheck_endpoint": f"http://:{health}"}
    )
    async with operations(running, config.admin) as (url,):
        assert (await get(url + "/status"))[1] == {"status": "NOT-READY", "allocationCount": 0}
        await running.reconcile(config)
        running.problem = "the newest one is broken"
        async with turn_client((HOST, port)) as client:
            assert code_of(await client.allocate()) is None
            status, answer = await get(url + "/status")
    assert status == 200 and PASSWORD not in str(answer) and answer["allocationCount"] == 1
    assert answer["problem"] == running.problem and answer["status"] == "READY"
    assert answer["listeners"] == as_data(config)["listeners"]


async def test_the_numbers_are_stunners_and_survive_a_restart(running: Gateway) -> None:
    metrics, port, new = ports(3)
    admin = {"metrics_endpoint": f"http://0.0.0.0:{metrics}/metrics", "healthcheck_endpoint": ""}
    name = '{name="demo/gateway/udp"}'
    both = {way: f'{{direction="{way}",name="demo/gateway/udp"}}' for way in ("rx", "tx")}
    async with echo() as backend:
        clusters = [cluster(at(backend)), cluster("127.0.0.9", name="demo/idle")]
        config = config_of(listener(port, BACKEND), clusters=clusters, admin=admin)
        await running.reconcile(config)
        async with operations(running, config.admin) as (url,):
            async with turn_client((HOST, port)) as client:
                assert code_of(await client.allocate()) is None
                assert await client.bind(CHANNEL, (HOST, backend)) is None
                for _time in range(3):
                    client.send_channel(CHANNEL, bytes(100))
                await until(lambda: len(client.heard) == 3, what="three echoes")
                assert await number_of(url, "stunner_allocations_active") == 1
                assert await number_of(url, f"stunner_listener_connections{name}") == 1
                for way in ("rx", "tx"):
                    labels = f'{{direction="{way}",name="{BACKEND}"}}'
                    assert await number_of(url, f"stunner_cluster_packets_total{labels}") == 3
                    assert await number_of(url, f"stunner_cluster_bytes_total{labels}") == 300
                    idle = labels.replace(BACKEND, "demo/idle")
                    assert await number_of(url, f"stunner_cluster_packets_total{idle}") == 0
            config = config_of(listener(new, BACKEND), clusters=clusters, admin=admin)
            await running.reconcile(config)
            assert await number_of(url, "stunner_allocations_active") == 0
            assert await number_of(url, f"stunner_listener_connections{name}") == 0
            assert await number_of(url, f"stunner_listener_connections_total{name}") == 1
            for way in ("rx", "tx"):
                assert await number_of(url, f"stunner_listener_packets_total{both[way]}") == 3
                assert await number_of(url, f"stunner_listener_bytes_total{both[way]}") == 300


async def test_operators_doors_are_closed_to_clients(running: Gateway) -> None:
    health, port = ports(2)
    config = config_of(
        listener(port, BACKEND),
        clusters=[cluster(HOST)],
        admin={"healthcheck_endpoint": f"http://:{health}"},
    )
    await running.reconcile(config)
    async with operations(running, config.admin), turn_client((HOST, port)) as client:
        assert code_of(await client.allocate()) is None
        assert await client.bind(CHANNEL, (HOST, health)) == 403
        assert await client.bind(CHANNEL, (HOST, health + 1)) is None


async def test_a_door_of_operators_that_is_taken_is_told(running: Gateway) -> None:
    config = config_of(clusters=[], admin={"healthcheck_endpoint": f"http://:{ports(1)[0]}"})
    async with operations(running, config.admin):
        with pytest.raises(ConfigError, match="admin: endpoint .* on loopback cannot be had"):
            async with operations(running, config.admin):
                pass


async def test_the_file_is_followed_and_a_broken_one_is_not(
    running: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (port,) = ports(1)
    path = tmp_path / "stunnerd.yaml"
    watcher = Watcher(path, running, {"NAME": BACKEND})
    await watcher.look()
    assert running.problem == "stunnerd.yaml: cannot be read: No such file or directory"
    assert "nothing runs" in caplog.text
    good = config_of(listener(port, BACKEND), clusters=[cluster("127.0.0.9")])
    path.write_text(render(good).replace(BACKEND, "$NAME"), encoding="utf-8")
    await watcher.look()
    assert running.config == good and not running.problem
    for text, why in (
        ("", "is empty"),
        ("version: v1\nauth: [", "configuration: is neither YAML nor JSON"),
        ("version: v1", "auth: credentials.username is missing, which 'static' needs"),
        (render(good).replace("127.0.0.9", "nowhere"), f"cluster '{BACKEND}': endpoints cannot be"),
        (render(good).replace(f"port: {port}", "port: 0x1FFFFF"), "port is 2097151, not between"),
    ):
        path.write_text(text, encoding="utf-8")
        caplog.clear()
        await watcher.look()
        await watcher.look()
        assert why in running.problem and "the last good configuration stays" in caplog.text
        assert len(caplog.records) == 1 and PASSWORD not in caplog.text
        assert running.config == good and list(running.listeners) == ["demo/gateway/udp"]
    path.write_bytes(b"\xff\xfe\xff")
    await watcher.look()
    assert running.problem.endswith("cannot be read: no UTF-8")
    path.unlink()
    await watcher.look()
    assert "cannot be read" in running.problem and running.config == good
    path.write_text(render(good), encoding="utf-8")
    await watcher.look()
    assert not running.problem


async def test_a_port_that_gets_free_is_taken_then(running: Gateway, tmp_path: Path) -> None:
    path = tmp_path / "stunnerd.yaml"
    async with echo() as taken:
        path.write_text(render(config_of(listener(taken), clusters=[])), encoding="utf-8")
        watcher = Watcher(path, running, {})
        await watcher.look()
        assert f"port {taken} at 127.0.0.1 cannot be had" in running.problem
    await watcher.look()
    assert not running.problem and list(running.listeners) == ["demo/gateway/udp"]


async def test_a_new_file_stops_what_is_running_over_an_old_route(
    running: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (port,) = ports(1)
    path = tmp_path / "stunnerd.yaml"
    async with echo() as backend, turn_client((HOST, port)) as client:
        config = config_of(listener(port, BACKEND), clusters=[cluster(at(backend))])
        path.write_text(render(config), encoding="utf-8")
        watching = asyncio.create_task(Watcher(path, running, {}).run(0.02))
        await until(lambda: running.ready, what="a configuration")
        assert code_of(await client.allocate()) is None
        assert await client.permit((HOST, backend)) is None
        data = yaml.safe_load(render(config))
        data["listeners"][0]["routes"] = []
        path.write_text(yaml.safe_dump(data | {"colour": "green"}), encoding="utf-8")
        await until(lambda: running.config != config, what="the new configuration")
        assert await client.permit((HOST, backend)) == 403
        watching.cancel()
    denial = f"no route to endpoint: peer {HOST}, listener demo/gateway/udp, routes none"
    assert denial in caplog.text and "colour is unknown" in caplog.text

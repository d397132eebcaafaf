"""The settings of a node: what they are by default, and the sentence where one is wrong."""

from pathlib import Path

import pytest

from common.serving import open_sockets
from steps.step4_gateway.node_settings import parse_settings
from tests.bed.node_bed import NODE_HOST, SECRET, NodeProcess, start
from tests.bed.step import START_SECONDS, free_port

GOOD = {"ADVERTISE": "127.0.1.1", "FRONT": "http://127.0.0.1:8104", "HEARTBEAT_SECRET": SECRET}


def test_the_settings_have_the_defaults_of_the_contract() -> None:
    settings = parse_settings(GOOD, "sfu-host")
    assert (settings.name, settings.port) == ("sfu-host", 8002)
    assert (settings.capacity, settings.grace) == (200, 14_400)
    assert settings.url == "http://127.0.1.1:8002" and settings.media == "127.0.1.1:8002"
    assert parse_settings(GOOD | {"ADVERTISE": "fd00::7"}, "a").url == "http://[fd00::7]:8002"
    apart = parse_settings(GOOD | {"ADVERTISE": "10.204.0.11", "HOST": "127.0.1.1"}, "a")
    assert apart.url == "http://127.0.1.1:8002" and apart.media == "10.204.0.11:8002"
    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADVERTISE", ""),
        ("ADVERTISE", "0.0.0.0"),
        ("ADVERTISE", "10.0.0.1,10.0.0.2"),
        ("ADVERTISE", "sfu-1"),
        ("FRONT", ""),
        ("FRONT", "https://front"),
        ("FRONT", "http://"),
        ("FRONT", "http://front:port"),
        ("FRONT", "http://[front"),
        ("HEARTBEAT_SECRET", ""),
        ("NODE", "sfu 1"),
        ("PORT", "65536"),
        ("CAPACITY", "0"),
        ("CAPACITY", "301"),
        ("CAPACITY", "²"),
        ("GRACE", "-1"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=name):
        parse_settings(GOOD | {name: value}, "sfu-host")


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"HEARTBEAT_SECRET": ""}, "HEARTBEAT_SECRET is missing"),
        ({"ADVERTISE": "here"}, "ADVERTISE=here is not one IP address"),
    ],
)
@pytest.mark.anyio
async def test_a_wrong_setting_ends_the_process_with_a_sentence(
    tmp_path: Path, settings: dict[str, str], sentence: str
) -> None:
    assert sentence in await log_of_end(tmp_path / "log", free_port(), 64, **settings)


@pytest.mark.anyio
async def test_a_taken_port_ends_the_process_with_a_sentence(tmp_path: Path) -> None:
    (door,) = open_sockets(NODE_HOST, 0)
    port = door.getsockname()[1]
    door.listen()
    taken = f"{NODE_HOST}:{port} cannot be had: Address already in use."
    assert taken in await log_of_end(tmp_path / "log", port, 98)
    door.close()


async def log_of_end(log_path: Path, port: int, status: int, **settings: str) -> str:
    """The only line of a process that ends with this status."""
    ending = NodeProcess("", log_path, start(port, "http://127.0.0.1:1", log_path, **settings))
    assert await ending.ended(seconds=START_SECONDS) == status
    assert ending.log.count("\n") == 1
    return ending.log

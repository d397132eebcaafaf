"""`make step-4` as a user starts it: its programs, what brings them back, what ends them."""

import socket
import sys
import tempfile
from pathlib import Path

import httpx
import psutil
import pytest

from steps.step4_gateway.run_folder import run_folder
from tests.bed.stage import act, door, password, programs, setting, state
from tests.bed.step import Step, answers, free_port, kill, running, start
from tests.bed.turn_client import code_of, turn_client
from tests.bed.waiting import until, until_async

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform != "linux", reason="Linux has all of 127.0.0.0/8"),
]

STEPS = [4]
NODES = ("10.204.0.11", "10.204.0.12")


async def nodes_of(step: Step) -> int:
    """How many nodes the front knows to be well."""
    health = await step.health()
    return int(health["nodes"]) if health else 0


async def codes(step: Step, *hosts: str) -> list[int | None]:
    """What the gateway answers to who wants to reach these hosts; None is: come in."""
    async with turn_client(door(step), *password(step)) as client:
        assert code_of(await client.allocate()) is None
        found = [await client.permit((host, 8002)) for host in hosts]
        await client.refresh(0)  # or the quota of this user would be used up
        return found


async def has(step: Step, count: int) -> None:
    """Waits until the front knows so many nodes."""

    async def is_so() -> bool:
        return await nodes_of(step) == count

    await until_async(is_so, seconds=30, what=f"{count} nodes")


async def leads(step: Step, host: str, *, open_: bool) -> None:
    """Waits until the gateway leads to a host, or does not."""

    async def is_so() -> bool:
        return await codes(step, host) == [None if open_ else 403]

    await until_async(is_so, seconds=20, what=f"a way to {host}: {open_}")


async def comes_back(step: Step, name: str) -> None:
    """Ends a program by force, as a fault would, and waits until there is another one."""
    (before,) = programs(step)[name]
    before.kill()

    def is_back() -> bool:
        there = programs(step).get(name, [])
        return bool(there) and before.pid not in [process.pid for process in there]

    await until(is_back, seconds=20, what=f"another {name}")
    if name == "front":
        await until_async(step.health, seconds=20, what="an answer of the new front")


async def test_all_programs_run_and_the_first_nodes_are_known(step: Step) -> None:
    assert set(programs(step)) == {"control", "dataplane", "front", "sfu-1", "sfu-2"}
    assert await nodes_of(step) == 2
    assert await state(step) == {"route": True, "sfu-1": "up", "sfu-2": "up"}


async def test_the_gateway_leads_to_the_media_of_the_nodes_and_nowhere_else(step: Step) -> None:
    assert await codes(step, *NODES) == [None, None]
    assert await codes(step, "127.0.0.1", "127.0.1.1", "10.204.0.13") == [403, 403, 403]
    async with turn_client(door(step), *password(step)) as client:
        assert code_of(await client.allocate()) is None
        node_port = int(programs(step)["sfu-1"][0].environ()["PORT"])
        assert await client.bind(0x4000, (NODES[0], node_port)) is None
        assert await client.bind(0x4001, (NODES[0], node_port + 1)) == 403


async def test_no_secret_is_on_the_terminal_or_on_a_command_line(step: Step) -> None:
    secrets = [setting(step, n) for n in ("TURN_SECRET", "HEARTBEAT_SECRET", "STAGE_TOKEN")]
    family = [step.server, *(one for many in programs(step).values() for one in many)]
    told = step.log + "".join(" ".join(process.cmdline()) for process in family)
    assert not [secret for secret in secrets if secret in told]


async def test_the_stage_answers_its_front_only(step: Step) -> None:
    url, token = setting(step, "STAGE"), setting(step, "STAGE_TOKEN")
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(url)).status_code == 403
        wrong = {"Authorization": "Bearer x"}
        assert (await client.post(url, json={"action": "add"}, headers=wrong)).status_code == 403
        right = {"Authorization": f"Bearer {token}"}
        assert (await client.get(url, headers=right)).status_code == 200
        for body in (b"", b"[]", b"{}", b'{"action": "kill"}', b'{"action": "dance"}', b"[" * 9999):
            answer = await client.post(url, content=body, headers=right)
            assert answer.status_code == 400 and answer.json()["message"].endswith(".")


async def test_a_killed_node_stays_down_until_somebody_adds_one(step: Step) -> None:
    assert (await act(step, "kill", "sfu-1"))[0] == 200
    await has(step, 1)
    assert (await state(step))["sfu-1"] == "down" and "sfu-1" not in programs(step)
    await leads(step, NODES[0], open_=False)
    status, answer = await act(step, "kill", "sfu-1")
    assert (status, answer["message"]) == (409, "sfu-1 is down already.")
    assert (await act(step, "kill", "sfu-9"))[0] == 404
    assert (await act(step, "add"))[0] == 200
    await has(step, 2)
    assert await codes(step, *NODES) == [None, None]


async def test_a_node_without_people_drains_at_once(step: Step) -> None:
    assert (await act(step, "add"))[0] == 200
    await has(step, 3)
    assert (await act(step, "drain", "sfu-3"))[0] == 200

    async def is_down() -> bool:
        return bool((await state(step))["sfu-3"] == "down")

    await until_async(is_down, seconds=20, what="the end of the drain")
    await has(step, 2)
    await leads(step, "10.204.0.13", open_=False)


async def test_there_are_six_nodes_at_most(step: Step) -> None:
    for _number in range(4):
        assert (await act(step, "add"))[0] == 200
    status, answer = await act(step, "add")
    assert status == 409 and "There are 6 nodes already" in answer["message"]
    for number in (3, 4, 5, 6):
        assert (await act(step, "kill", f"sfu-{number}"))[0] == 200
    await has(step, 2)


async def test_without_its_route_the_gateway_leads_nowhere(step: Step) -> None:
    assert (await act(step, "route-off"))[1]["route"] is False
    await leads(step, NODES[0], open_=False)
    assert (await act(step, "route-on"))[1]["route"] is True
    await leads(step, NODES[0], open_=True)


@pytest.mark.parametrize("name", ["sfu-1", "dataplane", "front", "control"])
async def test_what_dies_by_itself_comes_back(step: Step, name: str) -> None:
    await comes_back(step, name)
    assert (await act(step, "route-on"))[0] == 200
    await has(step, 2)
    await leads(step, NODES[0], open_=True)


async def test_a_node_that_has_died_by_itself_is_not_told_to_be_up(step: Step) -> None:
    (process,) = programs(step)["sfu-1"]
    process.kill()

    async def is_told(word: str) -> bool:
        return bool((await state(step))["sfu-1"] == word)

    await until_async(lambda: is_told("starting"), what="word of its new start")
    await until_async(lambda: is_told("up"), seconds=20, what="word of its return")
    assert programs(step)["sfu-1"]


def family_of(step: Step) -> list[psutil.Process]:
    """The runner, the supervisor, and all that it runs."""
    return [psutil.Process(step.process.pid), *psutil.Process(step.process.pid).children(True)]


async def test_ctrl_c_leaves_nobody_and_nothing(tmp_path: Path) -> None:
    async with running(4, tmp_path / "log", TMPDIR=str(tmp_path), NODE_PORT=str(free_port())) as up:
        await up.health()
        family = family_of(up)
        assert len(family) >= 7 and list(tmp_path.glob("polycloud-*"))
        assert await up.interrupt() == 0
    assert not psutil.wait_procs(family, timeout=5)[1]
    assert not list(tmp_path.glob("polycloud-*"))
    assert "Stopped." in up.log and "Traceback" not in up.log


@pytest.mark.parametrize("who", ["supervisor", "runner"])
async def test_even_a_killed_one_leaves_nobody(
    tmp_path: Path, who: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = start(4, free_port(), tmp_path / "log", TMPDIR=str(tmp_path))
    try:
        await answers(step)
        family = family_of(step)
        (step.server if who == "supervisor" else psutil.Process(step.process.pid)).kill()
        assert not psutil.wait_procs(family, timeout=15)[1]
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        with run_folder() as next_one:
            assert list(tmp_path.glob("polycloud-*")) == [next_one]
    finally:
        kill(step)


async def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    taken = free_port()
    with socket.create_server(("127.0.0.1", taken)):
        step = start(4, free_port(), tmp_path / "log", METRICS_PORT=str(taken))
        assert await step.exit_code(seconds=60) == 2
    assert f"Port for /metrics {taken} is busy" in step.log and "METRICS_PORT=" in step.log
    assert step.log.count("\n") == 1

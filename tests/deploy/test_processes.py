"""Front and node as their pods start them: from the files of the image, with the settings given."""

import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from common.serving import serving
from tests.bed.client import Participant
from tests.bed.node_bed import NODE_HOST, SECRET
from tests.bed.step import ROOT, free_port
from tests.bed.waiting import until, until_async
from tests.deploy.applied import container, named, ports
from tests.deploy.test_image import COPIED

pytestmark = pytest.mark.anyio

POD, NAME = "sfu-5d9c7b6f4-x2x7q", "call.example.org"
URLS = ["turn:192.0.2.1:3478?transport=udp", "turns:192.0.2.1:5349?transport=tcp"]
LEFT_OUT = ignore_patterns("__pycache__", "node_modules", "tests")


def settings(name: str, fields: dict[str, str], moved: dict[str, str]) -> dict[str, str]:
    """A container's environment: with the fields of its pod, and what cannot be had here moved."""
    only = container(name)
    given = {"HEARTBEAT_SECRET": SECRET}  # of the Secret
    assert only["envFrom"] == [{"secretRef": {"name": "polycloud"}}]
    for one in only["env"]:
        field = one.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
        given[one["name"]] = fields[field] if field else one["value"]
    assert moved.keys() <= given.keys()
    return given | moved


@contextmanager
def running(name: str, folder: Path, told: dict[str, str]) -> Iterator[Path]:
    """A container; gives its log. It knows no variable but those told, and those of the image."""
    log_path = folder.parent / f"{name}.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *container(name)["args"]],
            cwd=folder,
            env={"PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"} | told,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield log_path
    finally:
        process.terminate()
        try:
            assert process.wait(20) == 0, log_path.read_text(encoding="utf-8")
        finally:
            process.kill()
    assert log_path.read_text(encoding="utf-8").count("\n") == 1  # it is on ...


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with what the image copies, and no more."""
    for source, target in COPIED:
        if (ROOT / source).is_dir():
            copytree(ROOT / source, tmp_path / "image" / target, ignore=LEFT_OUT)
    return tmp_path / "image"


@pytest.fixture
async def auth_service() -> AsyncIterator[str]:
    """Something that answers as STUNner's authentication service does."""

    async def ice(request: Request) -> Response:
        who = f"9999999999:{request.query_params['username']}"
        server = {"urls": URLS, "username": who, "credential": "secret"}
        return JSONResponse({"iceServers": [server], "iceTransportPolicy": "relay"})

    async with serving(Starlette(routes=[Route("/ice", ice)]), lambda: None) as url:
        yield url


@pytest.fixture
async def front(image: Path, auth_service: str) -> AsyncIterator[str]:
    """The URL of a front that has heard of the only node."""
    public, internal, port = (str(free_port()) for _ in range(3))
    in_front = {"PORT": public, "INTERNAL_PORT": internal, "AUTH_SERVICE": auth_service}
    in_node = {"PORT": port, "FRONT": f"http://127.0.0.1:{internal}"}
    fields = {"status.podIP": NODE_HOST, "metadata.name": POD}
    url = f"http://127.0.0.1:{public}"

    async def heard() -> bool:
        async with httpx.AsyncClient(trust_env=False) as client:
            return bool((await client.get(f"{url}/healthz")).json()["nodes"])

    with running("front", image, settings("front", {}, in_front)) as log:
        await until(lambda: "is on" in log.read_text(encoding="utf-8"), seconds=30, what="a front")
        with running("sfu", image, settings("sfu", fields, in_node)):
            await until_async(heard, seconds=30, what="a heartbeat")
            yield url


async def test_a_node_is_heard_and_somebody_is_brought_to_it_under_the_public_name(
    front: str,
) -> None:
    address = urlsplit(front)
    where: dict[str, Any] = {"host": address.hostname, "port": address.port}
    ada = await Participant.open(f"http://{NAME}", origin=f"https://{NAME}", **where)
    await ada.send(type="join", room="talk", name="Ada")
    welcome = await ada.expect("welcome", seconds=15)
    assert welcome["way"] == {"node": POD, "gateway": URLS[0]}
    (server,) = welcome["ice_servers"]
    assert server["urls"] == [URLS[0], "turns:turn.example.org:5349?transport=tcp"]
    await ada.expect("offer")
    await ada.leave()


@pytest.mark.parametrize(("host", "status"), [(NAME, 200), ("10.0.0.7", 200), ("evil.org", 403)])
async def test_the_page_is_shown_under_its_name_to_the_probes_and_to_nobody_else(
    front: str, host: str, status: int
) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        for path in ("/", "/healthz"):
            answer = await client.get(front + path, headers={"Host": host})
            assert answer.status_code == status


def test_the_addresses_that_they_are_told_are_those_of_services() -> None:
    told = {
        name: settings(name, {"status.podIP": "", "metadata.name": ""}, {})
        for name in ("front", "sfu")
    }
    front = urlsplit(told["sfu"]["FRONT"])
    service = named("Service", "front-internal")
    assert front.hostname == "front-internal.polycloud.svc"
    (port,) = service["spec"]["ports"]
    assert (front.port, "TCP") == (port["port"], "TCP") == ports("front")["internal"]
    assert told["front"]["INTERNAL_PORT"] == str(front.port)
    assert (int(told["front"]["PORT"]), "TCP") == ports("front")["http"]
    assert urlsplit(told["front"]["AUTH_SERVICE"]).port == 8088

"""The presenter's buttons on the front: for this computer and our own page only."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from common.serving import serving
from steps.step3_turn.credentials import Credentials
from steps.step4_gateway.front import Front, public_app
from tests.bed.client import Participant
from tests.bed.front_bed import SETTINGS, TURN_SECRET, RunningFront, running_front
from tests.bed.node_bed import node

pytestmark = pytest.mark.anyio
TOKEN = "a token of the stage"
STATE = {"nodes": [{"name": "sfu-1", "state": "up"}], "route": True}


@dataclass
class Supervisor:
    """Something that has a stage API."""

    wishes: list[Any] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """GET and POST /stage."""
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return JSONResponse({"message": "Not you."}, 403)
        if request.method == "POST":
            self.wishes.append(await request.json())
            if self.wishes[-1]["node"] == "sfu-9":
                return JSONResponse({"message": "There is no node sfu-9."}, 404)
        return JSONResponse(STATE)


@asynccontextmanager
async def staged() -> AsyncIterator[tuple[RunningFront, Supervisor]]:
    """A front with a stage."""
    supervisor = Supervisor()
    app = Starlette(routes=[Route("/stage", supervisor.answer, methods=["GET", "POST"])])
    async with (
        serving(app, lambda: None) as url,
        running_front(stage=f"{url}/stage", stage_token=TOKEN) as front,
    ):
        yield front, supervisor


async def press(front: RunningFront, wish: object, **headers: str) -> httpx.Response:
    """What the page sends when a button is pressed."""
    async with httpx.AsyncClient(trust_env=False) as client:
        told = {"Origin": front.url, "Content-Type": "application/json"} | headers
        return await client.post(f"{front.url}/stage", content=json.dumps(wish), headers=told)


async def test_wishes_reach_the_stage_and_its_answers_the_page() -> None:
    async with staged() as (front, supervisor):
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{front.url}/stage")).json() == STATE
        answer = await press(front, {"action": "kill", "node": "sfu-1"})
        assert (answer.status_code, answer.json()) == (200, STATE)
        assert supervisor.wishes == [{"action": "kill", "node": "sfu-1"}]
        answer = await press(front, {"action": "drain", "node": "sfu-9"})
        assert (answer.status_code, answer.json()["message"]) == (404, "There is no node sfu-9.")
        assert TOKEN not in answer.text


async def test_no_other_page_can_press_a_button() -> None:
    async with staged() as (front, supervisor):
        wish = {"action": "kill", "node": "sfu-1"}
        assert (await press(front, wish, Origin="http://evil.example")).status_code == 403
        assert (await press(front, wish, Origin="null")).status_code == 403
        # What a form of another site can send without being asked first.
        assert (await press(front, wish, **{"Content-Type": "text/plain"})).status_code == 415
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.post(f"{front.url}/stage", json=wish)).status_code == 403
        assert not supervisor.wishes


@pytest.mark.parametrize("name", ["evil.local", "evil.localhost"])
async def test_no_page_of_a_local_name_sees_or_does_anything(name: str) -> None:
    async with staged() as (front, supervisor):
        host = front.url.replace("http://127.0.0.1", name)
        wish = {"action": "kill", "node": "sfu-1"}
        answer = await press(front, wish, Host=host, Origin=f"http://{host}")
        assert answer.status_code == 404 and not supervisor.wishes
        async with httpx.AsyncClient(trust_env=False, headers={"Host": host}) as client:
            for path in ("/stage", "/lobby", "/lobby/events", "/metrics"):
                assert (await client.get(front.url + path)).status_code == 404
            assert (await client.get(front.url)).status_code == 200  # the call is for them, too


async def test_nonsense_is_answered_with_a_sentence() -> None:
    async with staged() as (front, supervisor):
        wishes: list[Any] = [{}, [], "kill", {"action": "explode"}, {"action": ["kill"]}]
        wishes += [{"action": "kill", "node": node} for node in ("\ud800", "", "a b", 7, ["sfu-1"])]
        for wish in wishes:
            answer = await press(front, wish)
            assert answer.status_code == 400
            assert answer.json()["message"].endswith(".")
        strangers: list[Any] = [None, "7", 7, 10**30, {}]
        for participant in strangers:
            answer = await press(front, {"action": "expire", "participant": participant})
            assert answer.status_code == 404
        assert not supervisor.wishes


async def test_without_a_stage_there_is_no_such_page() -> None:
    async with running_front() as front:
        assert (await press(front, {"action": "kill", "node": "sfu-1"})).status_code == 404
        async with httpx.AsyncClient(trust_env=False) as client:
            assert (await client.get(f"{front.url}/stage")).status_code == 404


async def test_a_stage_that_is_gone_is_told_in_a_sentence() -> None:
    async with running_front(stage="http://127.0.0.1:9/stage", stage_token=TOKEN) as front:
        answer = await press(front, {"action": "add"})
        assert answer.status_code == 502
        assert "does not answer" in answer.json()["message"]


async def test_a_password_can_be_made_to_expire(tmp_path: Path) -> None:
    async with staged() as (front, _stage), node(tmp_path, front.internal):
        await front.hears("sfu-1")
        ada = await Participant.join(front.url, "talk", "Ada")
        answer = await press(front, {"action": "expire", "participant": ada.id})
        assert (answer.status_code, answer.json()) == (200, STATE)
        (server,) = (await ada.expect("ice_servers"))["ice_servers"]
        gateway = Credentials("polycloud", secret=TURN_SECRET)
        good = ada.welcome["ice_servers"][0]["username"]
        assert gateway.is_expired(server["username"], float(good.partition(":")[0]) - 300)
        assert gateway.owner(server["username"]) == str(ada.id)
        await ada.leave()


async def test_whoever_is_not_on_this_computer_sees_neither_stage_nor_lobby() -> None:
    front = Front(replace(SETTINGS, stage="http://127.0.0.1:9/stage", stage_token=TOKEN))
    outside = httpx.ASGITransport(public_app(front, []), client=("192.0.2.7", 1_234))
    async with httpx.AsyncClient(transport=outside, base_url="http://192.0.2.1:8004") as client:
        for path in ("/stage", "/lobby", "/lobby/events", "/metrics"):
            assert (await client.get(path)).status_code == 404
        headers = {"Origin": "http://192.0.2.1:8004"}
        answer = await client.post("/stage", json={"action": "add"}, headers=headers)
        assert answer.status_code == 404
        assert (await client.get("/healthz")).json()["step"] == 4
    await front.client.aclose()

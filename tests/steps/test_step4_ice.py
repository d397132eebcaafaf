"""The passwords of the gateway: our own, and those of STUNner's auth service."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from common.serving import serving
from steps.step3_turn.credentials import Credentials
from steps.step4_gateway import ice
from steps.step4_gateway.ice import (
    LONGEST,
    SHORTEST,
    AuthService,
    Issued,
    NoPassword,
    OwnPasswords,
    expiry,
    read_answer,
)

pytestmark = pytest.mark.anyio
URLS = ["turn:192.0.2.1:3478?transport=udp", "turns:192.0.2.1:5349?transport=tcp"]
SERVER: dict[str, Any] = {"urls": URLS, "username": "5:x", "credential": "a password"}


@dataclass
class Service:
    """Something that answers as STUNner's auth service does."""

    url: str = ""
    status: int = 200
    body: str = ""
    lifetime: float = 86_400
    asked: list[dict[str, str]] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        """GET /ice."""
        self.asked.append(dict(request.query_params))
        username = f"{int(time.time() + self.lifetime)}:{request.query_params['username']}"
        servers = [{"urls": URLS, "username": username, "credential": "a password"}]
        body = json.dumps({"iceServers": servers, "iceTransportPolicy": "relay"})
        return Response(self.body or body, self.status)


@asynccontextmanager
async def service() -> AsyncIterator[tuple[Service, AuthService]]:
    """The service, and who asks it."""
    there = Service()
    app = Starlette(routes=[Route("/ice", there.answer)])
    async with httpx.AsyncClient(trust_env=False) as client, serving(app, lambda: None) as url:
        there.url = url
        yield there, AuthService(url, client, tls_name="turn.example.org")


async def test_own_passwords_are_those_that_the_gateway_knows() -> None:
    issued = await OwnPasswords("secret", "polycloud", URLS).issue("4711")
    (server,) = issued.servers
    gateway = Credentials("polycloud", secret="secret")
    again = Credentials("polycloud", users={server["username"]: server["credential"]})
    assert gateway.key_of(server["username"]) == again.key_of(server["username"])
    assert gateway.owner(server["username"]) == "4711"
    assert not gateway.is_expired(server["username"], time.time())
    assert issued.gateway == URLS[0]
    assert 100 < issued.renewed_in(time.time()) <= 150


async def test_a_clock_that_is_set_is_followed_for_the_gateway_follows_it_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passwords = OwnPasswords("secret", "polycloud", URLS)
    later = time.time() + 86_400  # or the computer was asleep for a day
    monkeypatch.setattr(time, "time", lambda: later)
    issued = await passwords.issue("4711")
    assert issued.expires == pytest.approx(later + 300, abs=2)


async def test_an_expired_password_is_expired() -> None:
    (server,) = OwnPasswords("secret", "polycloud", URLS).expired("4711")
    assert Credentials("polycloud", secret="secret").is_expired(server["username"], time.time())


async def test_the_auth_service_is_asked_for_each_participant() -> None:
    async with service() as (there, passwords):
        issued = await passwords.issue("4711")
        assert there.asked == [
            {"service": "turn", "username": "4711", "iceTransportPolicy": "relay"}
        ]
        (server,) = issued.servers
        assert server["username"].endswith(":4711")
        # A certificate is for a name; all else stays as the service says.
        assert server["urls"] == [URLS[0], "turns:turn.example.org:5349?transport=tcp"]
        assert issued.renewed_in(time.time()) == pytest.approx(LONGEST, abs=2)
        with pytest.raises(NoPassword, match="expired"):
            passwords.expired("4711")


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, ""),
        (404, ""),
        (200, "no JSON"),
        (200, "[]"),
        (200, "[" * 100_000),
        (200, '{"iceServers": [{}]}'),
        (200, json.dumps({"iceServers": [SERVER | {"urls": ["turns:192.0.2.1:99999"]}]})),
        (200, json.dumps({"iceServers": [SERVER | {"urls": ["turns:[:::]:1", 5, None]}]})),
        (200, json.dumps({"iceServers": [SERVER | {"username": None}]})),
        (200, json.dumps({"iceServers": [SERVER | {"credential": "\ud800"}]})),
    ],
)
async def test_while_the_service_fails_everybody_keeps_their_own_password(
    status: int, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with service() as (there, passwords):
        there.status, there.body = status, body
        with pytest.raises(NoPassword, match=r"^The gateway gives no passwords now\."):
            await passwords.issue("1")
        there.status, there.body = 200, ""
        good = await passwords.issue("1")
        there.status, there.body = status, body
        assert await passwords.issue("1") is good
        for _time in range(2):
            with pytest.raises(NoPassword, match=r"^The gateway gives no passwords now\."):
                await passwords.issue("2")
        told = [record for record in caplog.records if record.name.startswith("steps.")]
        assert len(told) == 2, "once for each time that it begins to fail"
        assert "a password" not in caplog.text


async def test_a_password_that_has_expired_is_not_used_again() -> None:
    async with service() as (there, passwords):
        there.lifetime = 1
        await passwords.issue("1")
        there.status = 500
        with pytest.raises(NoPassword):
            await passwords.issue("1")


async def test_of_many_passwords_those_asked_for_last_are_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ice, "KEPT", 2)
    async with service() as (there, passwords):
        for participant in ("1", "2", "1", "3"):
            await passwords.issue(participant)
        there.status = 500
        assert await passwords.issue("1") and await passwords.issue("3")
        with pytest.raises(NoPassword):
            await passwords.issue("2")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://127.0.0.1:99999", "http://[::1"])
async def test_a_service_that_is_not_there_is_told_in_a_sentence(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(NoPassword, match=r"Try again in a minute\.$"):
            await AuthService(url, client).issue("1")


@pytest.mark.parametrize(
    ("username", "when"),
    [("1767225600:ada", 1767225600.0), ("ada:1767225600", 1767225600.0), ("ada", None)],
)
def test_the_first_number_in_a_user_name_is_its_end(username: str, when: float | None) -> None:
    assert expiry(username) == when


def test_passwords_are_renewed_at_half_time_and_neither_at_once_nor_never() -> None:
    assert Issued([], 1_100.0).renewed_in(1_000.0) == 50
    assert Issued([], 900.0).renewed_in(1_000.0) == SHORTEST
    assert Issued([], None).renewed_in(1_000.0) == LONGEST
    assert "pass" not in repr(Issued([{"urls": [], "credential": "pass"}], None))


def test_a_url_that_no_page_takes_is_left_out() -> None:
    urls = ["turn:$STUNNER_ADDR:3478?transport=udp", URLS[1]]
    told = {"iceServers": [SERVER | {"urls": urls}]}
    assert read_answer(told).servers == [SERVER | {"urls": [URLS[1]]}]


def test_one_url_alone_is_a_list_for_the_page() -> None:
    told = {"iceServers": [{"urls": URLS[1], "username": "5:x", "credential": "y"}]}
    assert read_answer(told).servers[0]["urls"] == [URLS[1]]

"""Who may connect, and what may be fetched."""

import re

import httpx
import pytest
from prometheus_client import CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.types import ASGIApp

from common.web import Guard, host_allowed, is_here, operator_routes, origin_allowed, page_routes

DENIED = (
    "accelerometer=(), clipboard-read=(), geolocation=(), gyroscope=(), hid=(), "
    "magnetometer=(), midi=(), payment=(), serial=(), usb=()"
)


@pytest.mark.parametrize(
    ("origin", "host", "allowed"),
    [
        (None, "localhost:8001", True),  # a program, not a browser
        ("http://localhost:8001", "localhost:8001", True),
        ("https://10.0.0.5:8001", "10.0.0.5:8001", True),
        ("http://localhost:8002", "localhost:8001", False),
        ("http://localhost", "localhost:8001", False),
        ("https://evil.example", "localhost:8001", False),
        ("null", "localhost:8001", False),
        ("", "localhost:8001", False),
        ("http://localhost:8001", None, False),
        ("ftp://localhost:8001", "localhost:8001", False),
        ("http://[", "localhost:8001", False),
    ],
)
def test_only_our_own_page_may_open_a_websocket(
    origin: str | None, host: str | None, allowed: bool
) -> None:
    assert origin_allowed(origin, host) is allowed


@pytest.mark.parametrize(
    "host",
    ["localhost", "localhost:8001", "127.0.0.1:8001", "[::1]:8001", "10.1.2.3", "a.local:80"],
)
def test_local_names_and_addresses_name_this_server(host: str) -> None:
    assert host_allowed(host)


@pytest.mark.parametrize(
    "host", [None, "", "evil.example", "evil.example:8001", "localhost.evil.example", "[", ":80"]
)
def test_a_name_that_somebody_else_points_here_does_not(host: str | None) -> None:
    assert not host_allowed(host)
    assert not host_allowed(host, ["call.example.org"])


@pytest.mark.parametrize("host", ["call.example.org", "Call.Example.org:443"])
def test_a_public_name_names_this_server_where_it_is_said_so(host: str) -> None:
    assert host_allowed(host, ["call.example.org"])
    assert not host_allowed(host) and not host_allowed(f"x.{host}", ["call.example.org"])


@pytest.mark.parametrize(
    ("client", "host", "here"),
    [
        ("127.0.0.1", "localhost:8004", True),
        ("127.0.0.1", "127.0.0.1:8004", True),
        ("::1", "[::1]:8004", True),
        ("127.0.0.1", "127.0.1.1", True),
        ("127.0.0.1", "evil.local:8004", False),
        ("127.0.0.1", "evil.localhost:8004", False),
        ("127.0.0.1", "10.0.0.7", False),
        ("127.0.0.1", "call.example.org", False),
        ("127.0.0.1", "[", False),
        ("127.0.0.1", "", False),
        ("10.0.0.7", "localhost", False),
    ],
)
def test_an_operator_is_on_this_computer_and_says_so(client: str, host: str, here: bool) -> None:
    headers = [(b"host", host.encode())]
    assert is_here(Request({"type": "http", "client": (client, 7), "headers": headers})) is here


async def get(app: ASGIApp, url: str, client: str = "127.0.0.1", **headers: str) -> httpx.Response:
    """What somebody at an address gets."""
    transport = httpx.ASGITransport(app, client=(client, 5_000))
    async with httpx.AsyncClient(transport=transport) as asking:
        return await asking.get(url, headers=headers)


@pytest.mark.anyio
@pytest.mark.parametrize("path", ["/", "/steps", "/styleguide", "/lib/call.js", "/nothing"])
async def test_nothing_is_loaded_from_elsewhere_and_no_page_may_do_more_than_a_call_needs(
    path: str,
) -> None:
    answer = await get(Guard(Starlette(routes=page_routes(2))), f"http://localhost{path}")
    parts = answer.headers["content-security-policy"].split("; ")
    policy = dict(part.split(" ", 1) for part in parts)
    assert policy["default-src"] == "'self'" and not {"script-src", "style-src"} & set(policy)
    assert policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["media-src"] == "'self' blob:" and "unsafe" not in " ".join(parts)
    assert policy["frame-ancestors"] == "'self' file:" and policy["form-action"] == "'self'"
    asked, *others = policy["connect-src"].split()
    assert asked == "'self'" and bool(others) is (path == "/steps")  # the chooser: see below
    assert policy["img-src"] == "'self'"
    devices = "camera=(self), microphone=(self), display-capture=(self)"
    assert answer.headers["permissions-policy"] == f"{devices}, {DENIED}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.anyio
@pytest.mark.parametrize(
    "host", ["http://localhost", "https://192.168.7.20", "https://[fd00::7]", "http://desk.local"]
)
async def test_the_chooser_may_ask_the_steps_by_the_name_it_was_asked_by(host: str) -> None:
    answer = await get(Starlette(routes=page_routes(2)), f"{host}:8002/steps")
    steps = " ".join(f"{host}:{port}" for port in range(8001, 8005))
    assert f"connect-src 'self' {steps};" in answer.headers["content-security-policy"]


@pytest.mark.anyio
async def test_a_host_says_nothing_to_the_policy() -> None:
    app, host = Starlette(routes=page_routes(2)), "x;script-src 'unsafe-inline'.local"
    answer = await get(app, "http://localhost/steps", Host=host)
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("client", "host", "told"),
    [
        ("127.0.0.1", "localhost", {"step": 2, "rooms": 3, "participants": 7}),
        ("192.168.7.9", "192.168.7.20", {"step": 2}),
        ("127.0.0.1", "desk.local", {"step": 2}),
    ],
)
async def test_how_many_there_are_is_told_on_this_computer_only(
    client: str, host: str, told: dict[str, int]
) -> None:
    def health() -> dict[str, int | str]:
        return {"step": 2, "rooms": 3, "participants": 7}

    app = Starlette(routes=operator_routes(health, CollectorRegistry()))
    assert (await get(app, f"http://{host}:8002/healthz", client)).json() == told


@pytest.mark.anyio
@pytest.mark.parametrize("number", [1, 2, 3, 4])
async def test_every_step_shows_the_style_guide(number: int) -> None:
    app = Starlette(routes=page_routes(number))
    page = await get(app, "http://localhost/styleguide")
    assert page.status_code == 200 and "Style guide" in page.text
    for path in re.findall(r'(?:href|src)="([^"]+)"', page.text):
        assert (await get(app, f"http://localhost{path}")).status_code == 200, path

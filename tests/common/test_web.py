"""Who may connect, and what may be fetched."""

import pytest

from common.web import host_allowed, origin_allowed


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

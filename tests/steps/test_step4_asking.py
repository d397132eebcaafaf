"""The front's HTTP client when a node dies while it is asked."""

import asyncio
import errno
from contextlib import suppress
from typing import Any

import httpcore
import httpx
import pytest
from uvicorn import Config

from steps.step4_gateway.asking import IDLE_SECONDS, Asking, NobodyListens, new_client
from steps.step4_gateway.placing import Placing
from tests.bed.fleet_bed import LATER, fleet_of
from tests.bed.step import free_port

pytestmark = pytest.mark.anyio


class LostAtOnce(httpcore.AsyncNetworkBackend):
    """Connections as anyio has them if the other side is killed as soon as it has accepted."""

    async def connect_tcp(self, *_where: Any, **_options: Any) -> httpcore.AsyncNetworkStream:
        """A stream without a socket."""
        return LostStream()


class LostStream(httpcore.AsyncNetworkStream):
    """A stream whose socket has gone."""

    def get_extra_info(self, info: str) -> Any:
        """Fails as anyio does."""
        raise AttributeError(f"{info}: 'NoneType' object has no attribute 'getpeername'")

    async def aclose(self) -> None:
        """There is nothing to close."""


async def test_a_connection_that_is_lost_at_once_is_an_http_error() -> None:
    transport = Asking()
    transport._pool = httpcore.AsyncConnectionPool(network_backend=LostAtOnce())
    async with httpx.AsyncClient(transport=transport) as client:
        with pytest.raises(httpx.ReadError, match="lost at once"):
            await client.get("http://127.0.0.1:9/healthz")


async def test_nobody_there_is_still_told_apart() -> None:
    async with new_client() as client:
        with pytest.raises(NobodyListens):
            await client.get("http://127.0.0.1:9/healthz")


async def test_a_connection_is_given_up_before_the_server_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answered = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answered.append(writer)
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                writer.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        writer.close()

    assert Config(app=lambda: None).timeout_keep_alive > IDLE_SECONDS
    monkeypatch.setattr("steps.step4_gateway.asking.IDLE_SECONDS", 0.05)
    server = await asyncio.start_server(answer, "127.0.0.1", port := free_port())
    async with server, new_client() as client:
        for pause in (0.0, 0.2, 0.0):
            await asyncio.sleep(pause)
            await client.get(f"http://127.0.0.1:{port}/")
    assert len(answered) == 2


class NoDescriptors(httpcore.AsyncNetworkBackend):
    """Connections where this process has too many open."""

    async def connect_tcp(self, *_where: Any, **_options: Any) -> httpcore.AsyncNetworkStream:
        """Fails, whoever may listen there."""
        raise httpcore.ConnectError from OSError(errno.EMFILE, "Too many open files")


async def test_what_fails_here_proves_no_nodes_death() -> None:
    transport, fleet = Asking(), fleet_of("a")
    transport._pool = httpcore.AsyncConnectionPool(network_backend=NoDescriptors())
    async with httpx.AsyncClient(transport=transport) as client:
        await Placing(fleet, client, b"secret").check_all()
    assert fleet.nodes["a"].failures == 1 and fleet.is_healthy(fleet.nodes["a"], LATER)
    async with new_client() as client:  # nobody listens at the address that it has told
        await Placing(fleet, client, b"secret").check_all()
    assert not fleet.is_healthy(fleet.nodes["a"], LATER)

"""The front's HTTP client when a node dies while it is asked."""

from typing import Any

import httpcore
import httpx
import pytest

from steps.step4_gateway.asking import Asking, new_client

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
        with pytest.raises(httpx.ConnectError):
            await client.get("http://127.0.0.1:9/healthz")

"""The HTTP client of the front, whose every failure is one that callers expect."""

import httpx


class Asking(httpx.AsyncHTTPTransport):
    """HTTP by way of no proxy that the environment names: those who are asked are near."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response to a request; else an httpx.HTTPError."""
        try:
            return await super().handle_async_request(request)
        except AttributeError:  # of anyio, if a connection is lost in the moment it is made
            raise httpx.ReadError("The connection was lost at once.") from None


def new_client() -> httpx.AsyncClient:
    """A client with which nodes, the auth service and the stage are asked."""
    return httpx.AsyncClient(transport=Asking(), trust_env=False)

"""The HTTP client of the front, whose every failure is one that callers expect."""

import httpx

# A server of ours closes what was idle for 5 s. Who asked just then would hear nothing.
IDLE_SECONDS = 2.0


class NobodyListens(httpx.ConnectError):
    """A connection that was refused; for any other one that fails, there are more causes."""


class Asking(httpx.AsyncHTTPTransport):
    """HTTP by way of no proxy that the environment names: those who are asked are near."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response to a request; else an httpx.HTTPError."""
        try:
            return await super().handle_async_request(request)
        except httpx.ConnectError as problem:
            if is_refusal(problem):
                raise NobodyListens(str(problem)) from None
            raise
        except AttributeError:  # of anyio, if a connection is lost in the moment it is made
            raise httpx.ReadError("The connection was lost at once.") from None


def is_refusal(problem: BaseException | None) -> bool:
    """Whether what began a chain of errors was a refusal; of several attempts, each of them."""
    if problem is None or isinstance(problem, ConnectionRefusedError):
        return problem is not None
    if isinstance(problem, ExceptionGroup):
        return all(map(is_refusal, problem.exceptions))
    return is_refusal(problem.__cause__ or problem.__context__)


def new_client() -> httpx.AsyncClient:
    """A client with which nodes, the auth service and the stage are asked."""
    bounds = httpx.Limits(
        max_connections=100, max_keepalive_connections=20, keepalive_expiry=IDLE_SECONDS
    )
    return httpx.AsyncClient(transport=Asking(limits=bounds), trust_env=False)

"""What an operator asks a gateway: is it alive, is it ready, what does it do, how much passes?

All of it answers on loopback only: the names are STUNner's, but its `/status` tells secrets to the
whole network, and ours tells none.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from common.serving import serving
from common.web import Guard
from steps.step4_gateway.dataplane_config import Admin, as_data
from steps.step4_gateway.fields import ConfigError
from steps.step4_gateway.gateway import Gateway
from steps.step4_gateway.router import Passed


class GatewayNumbers(Collector):
    """The numbers of this moment, under STUNner's names."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def collect(self) -> Iterator[Metric]:
        """The metric families of the Prometheus exposition format."""
        yield GaugeMetricFamily(
            "stunner_allocations_active", "Allocations of now.", value=self.gateway.allocations
        )
        listeners = self.gateway.numbers()
        name, text = "stunner_listener_connections", "Clients with an allocation."
        connections = GaugeMetricFamily(name, text, labels=["name"])
        total = CounterMetricFamily(name, "The same, since the start.", labels=["name"])
        for listener, numbers in listeners.items():
            connections.add_metric([listener], numbers.connections)
            total.add_metric([listener], numbers.begun)
        yield connections
        yield total
        yield from _passed("listener", ((n, one.rx, one.tx) for n, one in listeners.items()))
        clusters = self.gateway.router.clusters.values()
        yield from _passed("cluster", ((one.name, one.rx, one.tx) for one in clusters))


def _passed(kind: str, all_of_them: Iterable[tuple[str, Passed, Passed]]) -> Iterator[Metric]:
    labels = ["name", "direction"]
    packets = CounterMetricFamily(f"stunner_{kind}_packets", "Relayed.", labels=labels)
    size = CounterMetricFamily(f"stunner_{kind}_bytes", "Their payload.", labels=labels)
    for name, rx, tx in all_of_them:
        for direction, passed in (("rx", rx), ("tx", tx)):
            packets.add_metric([name, direction], passed.packets)
            size.add_metric([name, direction], passed.bytes)
    yield packets
    yield size


def health_routes(gateway: Gateway) -> list[BaseRoute]:
    """/live, /ready and /status."""

    async def live(_request: Request) -> Response:
        return JSONResponse({})

    async def ready(_request: Request) -> Response:
        if gateway.ready:
            return JSONResponse({"status": 200, "message": "READY"})
        why = "DRAINING" if gateway.draining else "NO CONFIGURATION YET"
        return JSONResponse({"status": 503, "message": why}, 503)

    async def status(_request: Request) -> Response:
        data = as_data(gateway.config, redacted=True) if gateway.config else {}
        state = "TERMINATING" if gateway.draining else "READY" if gateway.ready else "NOT-READY"
        data |= {"status": state, "allocationCount": gateway.allocations}
        return JSONResponse(data | ({"problem": gateway.problem} if gateway.problem else {}))

    return [Route("/live", live), Route("/ready", ready), Route("/status", status)]


def metrics_routes(gateway: Gateway) -> list[BaseRoute]:
    """/metrics, for Prometheus."""
    registry = CollectorRegistry()
    registry.register(GatewayNumbers(gateway))

    async def metrics(_request: Request) -> Response:
        return PlainTextResponse(generate_latest(registry), media_type="text/plain; version=0.0.4")

    return [Route("/metrics", metrics)]


@asynccontextmanager
async def operations(gateway: Gateway, admin: Admin) -> AsyncIterator[list[str]]:
    """Answers operators where a configuration says, and closes these doors to clients."""
    routes = (health_routes(gateway), metrics_routes(gateway))
    async with AsyncExitStack() as stack:
        urls, doors = [], []
        for port, known in zip(admin.ports, routes, strict=True):
            if port is not None:
                app = Guard(Starlette(routes=known))
                urls.append(await stack.enter_async_context(_open(app, port)))
                doors.append(("127.0.0.1", port))
        gateway.close_doors(doors)
        yield urls


@asynccontextmanager
async def _open(app: ASGIApp, port: int) -> AsyncIterator[str]:
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(serving(app, _nothing, port))
        except OSError as problem:
            why = f"{port} on loopback cannot be had: {problem.strerror}"
            raise ConfigError("admin", "endpoint", why) from None
        yield url


def _nothing() -> None:
    """Nobody is told goodbye."""

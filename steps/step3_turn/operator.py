"""Pages for whoever runs the server: who relays now, and our certificate authority."""

import time
from collections.abc import Iterator
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from common.authority import Unusable, authority
from common.web import is_here
from steps.step3_turn.allocation import Allocation
from steps.step3_turn.service import TurnService

COLUMNS = ("Participant", "Over", "From", "Relayed address", "Channels", "Sent", "Received", "Ends")
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="refresh" content="2">
<title>Allocations</title>
<link rel="stylesheet" href="/style.css">
<link rel="stylesheet" href="/css/operator.css">
</head>
<body class="operator">
<h1>Allocations</h1>
<p>{summary}</p>
<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>
</body>
</html>
"""


def turn_routes(service: TurnService) -> list[BaseRoute]:
    """/allocations, on loopback only, and /ca.pem."""

    async def allocations(request: Request) -> Response:
        if not is_here(request):
            return PlainTextResponse("Not Found", 404)
        return HTMLResponse(page(list(service.turn.allocator.allocations), time.monotonic()))

    async def certificate(_request: Request) -> Response:
        try:
            pem = authority().cert_pem.bytes()
        except Unusable as problem:
            return PlainTextResponse(str(problem), 503)
        return Response(pem, media_type="application/x-x509-ca-cert")

    return [Route("/allocations", allocations), Route("/ca.pem", certificate)]


def page(allocations: list[Allocation], now: float) -> str:
    """The list of allocations as HTML."""
    head = "".join(f"<th scope=col>{name}</th>" for name in COLUMNS)
    rows = "".join(_row(allocation, now) for allocation in allocations)
    count = len(allocations)
    summary = "Nobody relays now." if not count else f"{count} at this moment."
    return PAGE.format(summary=summary, head=head, rows=rows)


def _row(allocation: Allocation, now: float) -> str:
    return (
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(allocation, now)) + "</tr>"
    )


def _cells(allocation: Allocation, now: float) -> Iterator[str]:
    client, relays = allocation.client, allocation.relays.values()
    yield allocation.owner
    yield client.transport.upper()
    yield f"{client.address[0]} port {client.address[1]}"
    yield ", ".join(f"{relay.address[0]} port {relay.address[1]}" for relay in relays)
    yield str(len(allocation.channels))
    yield f"{allocation.sent.packets} packets"
    yield f"{allocation.received.packets} packets"
    yield f"in {max(0, allocation.until - now):.0f} s"

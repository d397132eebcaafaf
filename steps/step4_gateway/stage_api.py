"""The stage over HTTP: what the presenter's buttons do, for the front alone.

* GET /stage  {"nodes": [{"name": "sfu-1", "state": "up"}], "route": true}
* POST /stage  {"action": "kill", "node": "sfu-1"}, the new state; else {"message": "..."}
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from hmac import compare_digest
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from common.serving import serving
from common.web import Guard
from steps.step4_gateway.supervisor import Refused, Supervisor

ACTIONS = ("kill", "drain", "add", "route-off", "route-on")


@asynccontextmanager
async def stage_api(stage: Supervisor, host: str, token: str) -> AsyncIterator[str]:
    """Answers at a free port of this computer; gives the URL."""

    async def answer(request: Request) -> Response:
        told = request.headers.get("authorization", "")
        if not compare_digest(told.encode(), f"Bearer {token}".encode()):
            return JSONResponse({"message": "The stage answers its front only."}, 403)
        try:
            if request.method == "POST":
                act(stage, await request.body())
        except Refused as refused:
            return JSONResponse({"message": str(refused)}, refused.status)
        return JSONResponse(stage.state())

    app = Starlette(routes=[Route("/stage", answer, methods=["GET", "POST"])])
    async with serving(Guard(app), lambda: None, host=host) as url:
        yield f"{url}/stage"


def act(stage: Supervisor, body: bytes) -> None:
    """Does what a body says; Refused if it makes no sense."""
    told = _parse(body)
    action, node = told.get("action"), told.get("node")
    if action in ("kill", "drain") and not isinstance(node, str):
        raise Refused(400, f"{action} needs the name of a node.")
    match action:
        case "kill":
            stage.kill(str(node))
        case "drain":
            stage.drain(str(node))
        case "add":
            stage.add()
        case "route-off" | "route-on":
            stage.set_route(present=action == "route-on")
        case _:
            raise Refused(400, f"The stage knows these actions: {', '.join(ACTIONS)}.")


def _parse(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused(400, "The stage wants one JSON object.")
    return told

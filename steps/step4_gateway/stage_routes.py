"""The presenter's buttons: /stage of the front, which passes wishes on to the stage itself.

On loopback and from our own page only, and where keys are needed with a presenter's: these buttons
end processes. What a participant's password is, the front alone knows, so `expire` is its own
business.
"""

import logging
from typing import Any

import httpx
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from common.fields import ProtocolError, optional, parse_object, room_name
from common.keys import Keys
from common.server_messages import IceServers
from common.web import origin_allowed
from steps.step4_gateway.entrance import Entrance
from steps.step4_gateway.ice import NoPassword
from steps.step4_gateway.lobby import not_found, presents

logger = logging.getLogger(__name__)

ANSWER_SECONDS = 20.0  # for the stage: a node takes its time to start
PASSED_ON = ("kill", "drain", "add", "route-off", "route-on")


class Stage:
    """The stage API, as the supervisor serves it."""

    def __init__(self, url: str, token: str, client: httpx.AsyncClient) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {token}"}
        self._client = client

    async def look(self) -> Response:
        """How the nodes and the route are."""
        return await self._ask("GET", None)

    async def act(self, wish: dict[str, Any]) -> Response:
        """Does something; the answer says how it is then, or why it cannot be done."""
        return await self._ask("POST", wish)

    async def _ask(self, method: str, wish: dict[str, Any] | None) -> Response:
        try:
            answer = await self._client.request(
                method, self._url, json=wish, headers=self._headers, timeout=ANSWER_SECONDS
            )
            return JSONResponse(answer.json(), answer.status_code)
        except (httpx.HTTPError, ValueError) as problem:
            logger.warning("the stage does not answer: %s", type(problem).__name__)
            return refusal(502, "The stage does not answer. Is `make step-4` still running?")


def stage_routes(stage: Stage | None, entrance: Entrance, keys: Keys) -> list[BaseRoute]:
    """GET and POST /stage; without a stage, as on Kubernetes, there is no such page."""

    async def look(request: Request) -> Response:
        return await stage.look() if stage and presents(request, keys) else not_found()

    async def act(request: Request) -> Response:
        if stage is None or not presents(request, keys):
            return not_found()
        if (problem := why_foreign(request)) is not None:
            return problem
        try:
            wish = parse_object((await request.body()).decode(errors="replace"))
        except ProtocolError as wrong:
            return refusal(400, str(wrong))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        return await fulfil(wish, stage, entrance)

    return [Route("/stage", look), Route("/stage", act, methods=["POST"])]


async def fulfil(wish: dict[str, Any], stage: Stage, entrance: Entrance) -> Response:
    """Does what the presenter wants."""
    action = wish.get("action")
    if action == "expire":
        problem = expire(wish.get("participant"), entrance)
        return problem or await stage.look()
    if action not in PASSED_ON:
        return refusal(400, f"The action must be one of: expire, {', '.join(PASSED_ON)}.")
    try:
        node = optional(room_name)(wish.get("node"))
    except ValueError as problem:
        return refusal(400, f"The name of the node {problem}.")
    return await stage.act({"action": action, "node": node})


def expire(participant: Any, entrance: Entrance) -> Response | None:
    """Gives somebody a password that is no good any more; the response if that cannot be."""
    passage = entrance.find(participant) if isinstance(participant, int) else None
    if passage is None:
        return refusal(404, "There is no such participant here.")
    try:
        passage.attendance.send(IceServers(entrance.passwords.expired(str(participant))))
    except NoPassword as problem:
        return refusal(409, str(problem))
    return None


def why_foreign(request: Request) -> Response | None:
    """The response to a request that our own page would not send (cross-site request forgery)."""
    origin = request.headers.get("origin")
    if origin is None or not origin_allowed(origin, request.headers.get("host")):
        return refusal(403, "Only our own page may do this.")
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return refusal(415, "The body must be application/json.")
    return None


def refusal(status: int, sentence: str) -> Response:
    """An error in a sentence."""
    return JSONResponse({"message": sentence}, status)

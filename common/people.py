"""Who is in a room already, for whoever is about to join: GET /rooms/{room}/people.

    {"count": 14, "names": ["Ada", "Ben", ...]}

An open room is told of to everybody, as everybody may come in. Where keys are needed, it is told of
to the holders of a good key to it; for all others a room that is not there, one that is empty and
one full of people have the same answer: {"count": null, "names": []}.
"""

import time
from collections.abc import Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from common.fields import ProtocolError
from common.keys import Keys
from common.web import bearer

NAMES = 12  # the others are counted


def people_routes(names_in: Callable[[str], Sequence[str]], keys: Keys) -> list[BaseRoute]:
    """The route; `names_in` knows who is in a room: nobody in one that is not there."""

    async def people(request: Request) -> Response:
        room = request.path_params["room"]
        try:
            keys.entering(bearer(request), room, time.time())
        except ProtocolError:
            return JSONResponse({"count": None, "names": []})
        names = names_in(room)
        return JSONResponse({"count": len(names), "names": list(names[:NAMES])})

    return [Route("/rooms/{room}/people", people)]

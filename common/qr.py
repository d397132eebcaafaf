"""The QR code of an invite link, which the page draws: POST /rooms/{room}/qr, the link as the body.

    {"size": 29, "path": "M0 0h7v1h-7zM9 0h1v1h-1z ..."}

The path (SVG) covers the dark modules of ISO/IEC 18004, each one unit wide and high; the light
margin around them is the page's. Where keys are needed, the request brings a good one to the room,
as its bearer token: that of the link.
"""

import re
import time
from typing import Any

import segno
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from common import limits
from common.fields import ProtocolError
from common.keys import Keys
from common.limits import TokenBucket
from common.web import bearer

DARK = re.compile(rb"\x01+")
TOO_MANY = "Too many QR codes were asked for. Try again in a few seconds."
STATUS = {"no_entry": 403, "too_many": 429}


def qr_code(link: str) -> dict[str, Any]:
    """The size of a link's code in modules, and the path of the dark ones."""
    rows = [bytes(row) for row in segno.make_qr(link, error="l").matrix]
    runs = ((x, y) for y, row in enumerate(rows) for x in DARK.finditer(row))
    path = "".join(f"M{x.start()} {y}h{len(x[0])}v1h-{len(x[0])}z" for x, y in runs)
    return {"size": len(rows), "path": path}


def qr_routes(keys: Keys) -> list[BaseRoute]:
    """The route, which draws a bounded number of codes in a second."""
    bucket = TokenBucket(limits.QR_CODES_PER_SECOND, limits.QR_CODE_BURST, time.monotonic())

    async def draw(request: Request) -> Response:
        try:
            keys.entering(bearer(request), request.path_params["room"], time.time())
            link = _link(await request.body())
            if not bucket.take(time.monotonic()):
                raise ProtocolError("too_many", TOO_MANY)
        except ProtocolError as problem:
            return JSONResponse({"message": str(problem)}, STATUS.get(problem.code, 400))
        except ClientDisconnect:
            return Response(status_code=400)  # nobody reads it
        # In a thread: it takes some 30 ms, for which no packet of a call shall wait.
        return JSONResponse(await run_in_threadpool(qr_code, link))

    return [Route("/rooms/{room}/qr", draw, methods=["POST"])]


def _link(body: bytes) -> str:
    link = body.decode("ascii", errors="replace")
    if len(link) > limits.LONGEST_LINK or not re.fullmatch(r"https?://[!-~]+", link):
        sentence = f"The body must be a web address of at most {limits.LONGEST_LINK} characters."
        raise ProtocolError("invalid", sentence)
    return link

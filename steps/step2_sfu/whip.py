"""WHIP and WHEP: into a room, and out of it, with one HTTP request (RFC 9725).

OBS, FFmpeg, GStreamer and plain players offer, where our page is offered something. Whoever POSTs
an offer to /whip/ROOM becomes a participant who publishes; /whep/ROOM (draft-ietf-wish-whep) shows
one publisher, `?participant=NAME` or the first. The answer comes at once, with the secret address
of the session: DELETE ends it, PATCH is for ICE. `?name=` is the name in the room.

With KEYS=1 each request brings the key of an invite link: `Authorization: Bearer KEY`.

Left out: events for players.
"""

import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from http import HTTPStatus

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from common.fields import ProtocolError, build
from common.meeting import Meeting
from common.signaling import Join
from common.web import bearer, origin_allowed
from steps.step2_sfu.answering import FROM_THEM, TO_THEM, Agreement, agree, ice_fragment
from steps.step2_sfu.doorkeeper import Doorkeeper
from steps.step2_sfu.guest import Guest, tracks_for
from steps.step2_sfu.offers import OfferedLine, parse_fragment, parse_offer
from steps.step2_sfu.sfu import Sfu

SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"
STATUS = {
    "no_entry": 401,
    "forbidden": 403,
    "locked": 403,
    "waiting_room": 403,
    "not_found": 404,
    "unacceptable": 406,
    "not_live": 409,
    "outdated": 412,
    "media_type": 415,
    "no_etag": 428,
    "too_many": 429,
    "room_full": 503,
    "server_full": 503,
}  # of a ProtocolError by its code; any other is a 400
RETRY_SECONDS = {409: 2, 429: 5, 503: 30}

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Session:
    """What a guest may do to its connection, whose secret it knows."""

    kind: str  # whip or whep
    guest: Guest
    ufrag: str  # the guest's: another one asks for an ICE restart
    line: OfferedLine  # the first: it carries the others

    @property
    def room(self) -> str:
        """The name of the room."""
        return self.guest.participant.room.name

    @property
    def etag(self) -> str:
        """The entity tag: it names the ICE session (RFC 9725 section 4.3.1)."""
        return f'"{self.guest.transport.ufrag}"'


class Sessions:
    """All sessions that were begun over HTTP."""

    def __init__(self, meeting: Meeting, sfu: Sfu) -> None:
        self._meeting, self._sfu = meeting, sfu
        self._by_secret: dict[str, Session] = {}
        self._doorkeeper = Doorkeeper(meeting.keys)

    async def publish(self, request: Request) -> Response:
        """POST to /whip/ROOM: a participant who publishes."""
        self._doorkeeper.require_key(bearer(request), request.path_params["room"], "talk")
        agreement = await self._agree(request, FROM_THEM)
        self._sfu.require_place(request.path_params["room"])
        sends = {"microphone": "audio" in agreement.lines, "camera": "video" in agreement.lines}
        secret = self._enter(_join(request, "WHIP", **sends), agreement, request)
        return self._created(secret, self._by_secret[secret].guest.publish(agreement))

    async def watch(self, request: Request) -> Response:
        """POST to /whep/ROOM: a participant who is shown one publisher, and nobody else."""
        self._doorkeeper.require_key(bearer(request), request.path_params["room"], "watch")
        agreement = await self._agree(request, TO_THEM)
        join = _join(request, "WHEP", view=True)
        publisher = self._sfu.publisher(join.room, request.query_params.get("participant"))
        if publisher is None:
            raise ProtocolError("not_live", "Nobody of that name publishes in this room now.")
        tracks = tracks_for(agreement, publisher)
        secret = self._enter(join, agreement, request)
        return self._created(secret, self._by_secret[secret].guest.watch(agreement, tracks))

    async def manage(self, request: Request) -> Response:
        """PATCH and DELETE of a session; a GET finds nothing to read (RFC 9725 section 4.1)."""
        self._meeting.keys.known(bearer(request), request.path_params["room"])
        secret = request.path_params["secret"]
        session = self._by_secret.get(secret)
        place = session and f"/{session.kind}/{session.room}/{secret}"
        if session is None or request.url.path != place:
            raise ProtocolError("not_found", "There is no such session, or it is over.")
        if request.method == "PATCH":
            return self._patched(session, request, parse_fragment(await _text(request, FRAGMENT)))
        if request.method == "DELETE":
            self._end(secret, "left")
            return Response()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def _agree(self, request: Request, direction: str) -> Agreement:
        address = request.client.host if request.client else ""
        if not self._doorkeeper.admits(address, time.monotonic()):
            raise ProtocolError("too_many", "Too many sessions were begun from this address.")
        return agree(parse_offer(await _text(request, SDP)), direction)

    def _enter(self, join: Join, agreement: Agreement, request: Request) -> str:
        secret = secrets.token_urlsafe(16)
        participant = self._meeting.enter(replace(join, key=bearer(request)))
        guest = self._sfu.admit(participant, ended=lambda: self._end(secret, "lost"))
        guest.prefer(request.scope["server"][0])
        kind = "whip" if agreement.direction == FROM_THEM else "whep"
        first = next(iter(agreement.lines.values())).offered
        self._by_secret[secret] = Session(kind, guest, agreement.offer.ufrag, first)
        return secret

    def _created(self, secret: str, answer: str) -> Response:
        session = self._by_secret[secret]
        location = f"/{session.kind}/{session.room}/{secret}"
        headers = {"Location": location, "ETag": session.etag}
        return Response(answer, HTTPStatus.CREATED, headers, SDP)

    def _patched(self, session: Session, request: Request, ufrag: str) -> Response:
        expected = request.headers.get("if-match")
        if expected is None:
            raise ProtocolError("no_etag", "A PATCH needs an If-Match header.")
        if expected not in ("*", session.etag):
            raise ProtocolError("outdated", "The ICE session has been restarted since.")
        if ufrag in ("", session.ufrag):
            # RFC 8445 section 2.5: a lite agent only answers, so it needs no candidates.
            return Response(status_code=HTTPStatus.NO_CONTENT)
        return self._restarted(session, ufrag)

    def _restarted(self, session: Session, ufrag: str) -> Response:
        before = session.etag
        self._sfu.restart(session.guest.participant, lambda _offer: None)
        if session.etag == before:
            raise ProtocolError("too_many", "The last ICE restart was only a moment ago.")
        session.ufrag = ufrag
        text = ice_fragment(session.line, session.guest.transport)
        return Response(text, headers={"ETag": session.etag}, media_type=FRAGMENT)

    def _end(self, secret: str, reason: str) -> None:
        if session := self._by_secret.pop(secret, None):
            self._meeting.remove(session.guest.participant, reason)


def whip_routes(meeting: Meeting, sfu: Sfu, origins: str = "") -> list[BaseRoute]:
    """The routes of WHIP and WHEP; web pages from the `origins` in this text may use them too."""
    sessions = Sessions(meeting, sfu)

    def route(path: str, handler: Handler, *methods: str) -> Route:
        respond = partial(_respond, handler, origins.split(), ", ".join(methods))

        async def endpoint(request: Request) -> Response:
            return await respond(request)

        return Route(path, endpoint, methods=["GET", "OPTIONS", *methods])

    return [
        route("/whip/{room}", sessions.publish, "POST"),
        route("/whep/{room}", sessions.watch, "POST"),
        route("/whip/{room}/{secret}", sessions.manage, "PATCH", "DELETE"),
        route("/whep/{room}/{secret}", sessions.manage, "PATCH", "DELETE"),
    ]


async def _respond(
    handler: Handler, origins: list[str], methods: str, request: Request
) -> Response:
    # Rooms are open to whoever reaches the server. That must not be every page that somebody has
    # open in a browser here: it could watch the call. So other origins are refused, as for the
    # WebSocket, unless they are named; programs that are no browser send none.
    origin = request.headers.get("origin")
    try:
        if not origin_allowed(origin, request.headers.get("host")) and origin not in origins:
            raise ProtocolError("forbidden", "Pages of this origin may not use this server.")
        response = await _handle(handler, methods, request)
    except ProtocolError as problem:
        response = _problem(problem)
    except ClientDisconnect:
        response = Response(status_code=HTTPStatus.BAD_REQUEST)  # nobody reads it
    if origin in origins:
        response.headers["Access-Control-Allow-Origin"] = origin or ""
        response.headers["Access-Control-Expose-Headers"] = "ETag, Location, Retry-After"
    response.headers["Vary"] = "Origin"
    return response


async def _handle(handler: Handler, methods: str, request: Request) -> Response:
    if request.method == "OPTIONS":
        allow = {"Allow": f"GET, OPTIONS, {methods}", "Access-Control-Allow-Methods": methods}
        allow["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match"
        accepted = {"Accept-Post": SDP} if methods == "POST" else {"Accept-Patch": FRAGMENT}
        return Response(headers=allow | accepted)
    if request.method in ("GET", "HEAD") and "POST" in methods:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return await handler(request)


async def _text(request: Request, media_type: str) -> str:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != media_type:
        raise ProtocolError("media_type", f"The Content-Type must be {media_type}.")
    try:
        return (await request.body()).decode()  # as long as a request may be: 64 KiB
    except UnicodeDecodeError:
        raise ProtocolError("invalid", "The description is not in UTF-8.") from None


def _join(request: Request, name: str, **presence: bool) -> Join:
    given = {"room": request.path_params["room"], "name": request.query_params.get("name", name)}
    return build(Join, given | presence)


def _problem(problem: ProtocolError) -> Response:
    # RFC 9457: a problem that a program can tell by its status, and a person by its sentence.
    status = HTTPStatus(STATUS.get(problem.code, 400))
    detail = {"title": status.phrase, "status": status.value, "detail": str(problem)}
    headers = {"Retry-After": str(RETRY_SECONDS[status])} if status in RETRY_SECONDS else {}
    headers |= {"WWW-Authenticate": "Bearer"} if status == HTTPStatus.UNAUTHORIZED else {}
    return JSONResponse(detail, status, headers, "application/problem+json")

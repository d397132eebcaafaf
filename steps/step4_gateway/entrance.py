"""The signalling door of the front: who comes in is brought to a node, and sent on if it dies."""

import json
import logging
import time
from dataclasses import asdict

from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from common.attendance import CLOSE_POLICY, Attendance
from common.fields import ProtocolError
from common.keys import Keys
from common.outlet import offered
from common.serving import LONGEST_WEBSOCKET_MESSAGE
from common.signaling import SUBPROTOCOL, Join
from steps.step4_gateway.fleet import KnownNode, NoNode
from steps.step4_gateway.ice import Passwords
from steps.step4_gateway.placing import Placing
from steps.step4_gateway.proxy import Passage, refuse

logger = logging.getLogger(__name__)

PASSAGES, STRANGERS = 2_000, 500
OPEN_SECONDS, CLOSE_SECONDS = 2.0, 1.0  # of a WebSocket to a node
TRIES = 4  # nodes
UNREAD_MESSAGES = 16  # from a node, before it must wait
NOBODY = "No media server takes you now. Try again in a minute."


class Entrance:
    """Everybody whose signalling passes through this front."""

    def __init__(self, placing: Placing, passwords: Passwords, keys: Keys | None = None) -> None:
        self.passages: dict[Passage, str] = {}  # and the room
        self.placing = placing
        self.passwords = passwords
        self._keys = keys or Keys()
        self._here = 0  # those on the way to a node as well
        self._strangers: dict[Attendance, None] = {}  # have not joined; who came first is the first

    async def serve(self, websocket: WebSocket) -> None:
        """One participant, from the handshake to the end."""
        await websocket.accept(offered(websocket, SUBPROTOCOL))
        attendance = Attendance(websocket)
        join = await self._join(attendance)
        if join is not None and self._here >= PASSAGES:
            refuse(attendance, "The front is full. Try again in a few minutes.")
        elif join is not None and self._lets_in(attendance, join):
            self._here += 1
            try:
                await self._bring(attendance, join)
            finally:
                self._here -= 1

    def find(self, participant: int) -> Passage | None:
        """The passage of a participant who is here."""
        newest_first = reversed(self.passages)
        return next((one for one in newest_first if one.participant == participant), None)

    def close_lost(self, now: float) -> None:
        """Closes the passages to nodes that are dead, or do not have the room any more."""
        fleet = self.placing.fleet
        where = {(passage.place, room) for passage, room in self.passages.items()}
        lost = {(place, room) for place, room in where if not fleet.holds(place, room, now)}
        for passage, room in list(self.passages.items()):
            if (passage.place, room) in lost:
                passage.close()

    def goodbye(self) -> None:
        """Tells everybody that the front stops; their media go on meanwhile."""
        for passage in self.passages:
            passage.attendance.end("shutdown", "The front is being restarted.")

    async def _join(self, attendance: Attendance) -> Join | None:
        """The join of somebody new; if it is crowded, who has said nothing longest must go."""
        if len(self._strangers) >= STRANGERS:
            longest = next(iter(self._strangers))
            del self._strangers[longest]
            longest.end("idle", "Too many others want to join.", CLOSE_POLICY)
        self._strangers[attendance] = None
        try:
            return await attendance.join()
        finally:
            self._strangers.pop(attendance, None)

    def _lets_in(self, attendance: Attendance, join: Join) -> bool:
        """Looks at the key before any room: a stranger learns of none, and has none placed."""
        try:
            if join.token:  # whether that is somebody who may come back, the node knows
                self._keys.known(join.key, join.room)
            else:
                self._keys.entering(join.key, join.room, time.time())
        except ProtocolError as problem:
            attendance.turn_away(problem)
            return False
        return True

    async def _bring(self, attendance: Attendance, join: Join) -> None:
        try:
            for _ in range(TRIES):
                if await self._pass(attendance, join):
                    return
            raise NoNode(NOBODY, soon=True)
        except NoNode as problem:
            refuse(attendance, str(problem))

    async def _pass(self, attendance: Attendance, join: Join) -> bool:
        """Passes somebody's signalling on, to its end; not so if the node takes no new room."""
        node, line = await self._open(join)
        passage = Passage(attendance, line, node)
        self.passages[passage] = join.room
        try:
            if await passage.is_turned_away() and self._is_new(passage):
                self.placing.fleet.turned_away(node, join.room)
                return False
            await passage.carry(self.passwords, self.placing.check)
            return True
        finally:
            del self.passages[passage]
            await line.close()

    def _is_new(self, passage: Passage) -> bool:
        """Whether a room may begin on any node, as far as is known here."""
        room, place = self.passages[passage], passage.place
        has_past = room in passage.node.rooms or room in self.placing.fleet.kept.by_name
        others = (p for p, r in self.passages.items() if r == room and p is not passage)
        return not has_past and all(other.place != place for other in others)

    async def _open(self, join: Join) -> tuple[KnownNode, ClientConnection]:
        """A WebSocket to the node that has the room, on which the join is said."""
        for _ in range(TRIES):
            node = await self.placing.place(join.room)
            try:
                line = await open_line(node)
                await line.send(join_text(join))
                return node, line
            except ConnectionRefusedError:
                self.placing.fleet.found_dead(node)
            except (OSError, WebSocketException) as problem:
                logger.warning("node %s takes no WebSocket: %s", node.name, type(problem).__name__)
                self.placing.fleet.turned_away(node, join.room)  # whether it is ill, checks tell
        raise NoNode(NOBODY, soon=True)


async def open_line(node: KnownNode) -> ClientConnection:
    """A WebSocket to a node, bounded both ways."""
    return await connect(
        node.said.url.replace("http", "ws", 1) + "/ws",
        subprotocols=[Subprotocol(SUBPROTOCOL)],
        compression=None,
        proxy=None,
        open_timeout=OPEN_SECONDS,
        close_timeout=CLOSE_SECONDS,
        ping_interval=None,  # polycloud.v1 has its own ping
        max_size=LONGEST_WEBSOCKET_MESSAGE,
        max_queue=UNREAD_MESSAGES,
    )


def join_text(join: Join) -> str:
    """A join as its browser could have said it."""
    values = {name: value for name, value in asdict(join).items() if value is not None}
    return json.dumps({"type": join.type, **values})

"""Bringing whoever joins to the node that has the room, and first the room, if its node is gone.

The questions that the front asks of nodes are here, too: are you well, and take this room.
"""

import asyncio
import logging
import time
from weakref import WeakValueDictionary

import httpx

from steps.step4_gateway.asking import NobodyListens
from steps.step4_gateway.fleet import Fleet, KnownNode, NoNode
from steps.step4_gateway.signed import seal

logger = logging.getLogger(__name__)

PURPOSE = "restore"
ANSWER_SECONDS = 2.0  # for a node, which may be busy
PATIENCE = 5.0  # seconds for which a join waits where a node may appear at any moment
LOOK_AGAIN = 0.05


class Placing:
    """Finds places in the fleet."""

    def __init__(self, fleet: Fleet, client: httpx.AsyncClient, secret: bytes) -> None:
        self.fleet = fleet
        self._client = client
        self._secret = secret
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def place(self, room: str) -> KnownNode:
        """The node for a room, which knows what the node before it knew; NoNode says why not."""
        deadline = time.monotonic() + PATIENCE
        why = NoNode("No media server takes this room now. Try again in a minute.", soon=True)
        while time.monotonic() < deadline:
            try:
                node = self.fleet.choose(room, time.monotonic())
                if await self._bring(room, node):
                    return node
            except NoNode as problem:
                if not problem.soon:
                    raise
                why = problem
            await asyncio.sleep(LOOK_AGAIN)
        raise why

    async def check(self, node: KnownNode) -> None:
        """Asks a node whether it is well."""
        try:
            answer = await self._ask("GET", f"{node.said.url}/healthz")
        except NobodyListens:
            self.fleet.found_dead(node)
        except httpx.HTTPError:
            self.fleet.checked(node, time.monotonic(), well=False)
        else:
            well = answer.status_code == httpx.codes.OK
            self.fleet.checked(node, time.monotonic(), well=well)

    async def check_all(self) -> None:
        """Asks every node."""
        await asyncio.gather(*map(self.check, self.fleet.nodes.values()))

    async def _bring(self, room: str, node: KnownNode) -> bool:
        """Restores a room on its new node, once for all who come back; whether it is there now."""
        lock = self._locks.setdefault(room, asyncio.Lock())
        async with lock:
            kept = self.fleet.kept.by_name.get(room)
            if kept is None or room in node.rooms or kept.restored_on == node.place:
                return True
            snapshot = self.fleet.kept.snapshot_of(room)
            body = seal(self._secret, PURPOSE, snapshot or {}, time.time())
            done = await self._post(room, node, body)
            kept.restored_on = node.place if done else None
            return done

    async def _post(self, room: str, node: KnownNode, body: bytes) -> bool:
        try:
            answer = await self._ask("POST", f"{node.said.url}/rooms", body)
        except NobodyListens:
            self.fleet.found_dead(node)
            return False
        except httpx.HTTPError:
            self.fleet.turned_away(node, room)
            return False
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            self.fleet.turned_away(node, room)  # full: another one may have place for all of it
            return False
        if not answer.is_success:  # a call without its past is better than none
            logger.warning("node %s does not take a room: %d", node.name, answer.status_code)
        return True

    async def _ask(self, method: str, url: str, body: bytes | None = None) -> httpx.Response:
        # Each time on a new connection: an old one does not tell whether somebody still listens.
        headers = {"Connection": "close"}
        return await self._client.request(
            method, url, content=body, headers=headers, timeout=ANSWER_SECONDS
        )

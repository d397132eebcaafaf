"""A call through the gateway of a running step 4, beside whatever is done to the step."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bench.gateway_link import ANY_PORT, GatewayLink
from tests.bed.client import Participant
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_peer import RtcPeer
from tests.bed.stage import door, password
from tests.bed.step import Step


async def relayed_peer(step: Step, room: str, name: str) -> RtcPeer:
    """Somebody in a room whose media go through the gateway, as those of every page do."""
    address = door(step)
    host = address[0]  # this computer's, from which the gateway relays as well
    link = GatewayLink(host, address, password(step, name), ANY_PORT, host)
    return await RtcPeer.join(step.url, room, name, udp=link)


@asynccontextmanager
async def gateway_call(step: Step, room: str = "bystander") -> AsyncIterator[RtcBystander]:
    """Two people who talk through the gateway, and must notice nothing."""
    ada, ben = await relayed_peer(step, room, "Ada"), await relayed_peer(step, room, "Ben")
    try:
        call = RtcBystander(ada, ben)
        await call.begin()
        yield call
    finally:
        await asyncio.gather(ada.leave(), ben.leave())


def node_of(person: Participant) -> str:
    """The node that has somebody's room, as the welcome says."""
    return str(person.welcome["way"]["node"])

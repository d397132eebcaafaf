"""A TURN server in the event loop of the test, whose limits a test may make shorter."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network

import trustme

from common.certificates import server_context
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.hosting import Plan, build
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.service import TurnService, open_sockets

HOST, REALM = "127.0.0.1", "polycloud"
USERS = {"ada": "correct horse", "ben": "battery staple"}


@asynccontextmanager
async def turn_service() -> AsyncIterator[tuple[TurnService, ssl.SSLContext]]:
    """A server on free ports of 127.0.0.1, and what makes a client trust it."""
    issuer, trusting = trustme.CA(), ssl.create_default_context()
    issuer.configure_trust(trusting)
    service = build(
        Plan(
            sockets=open_sockets([HOST], 0, 0),
            credentials=Credentials(REALM, USERS),
            policy=PeerPolicy(networks=[ip_network("127.0.0.0/8")]),
            hosts=[HOST],
            tls=server_context(issuer, [HOST]),
        )
    )
    async with service.running():
        yield service, trusting
    assert not service.turn.allocator.allocations

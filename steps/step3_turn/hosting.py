"""Putting a TURN server together: the core, the sockets, the clock."""

import logging
import secrets
import ssl
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from common.limits import TokenBucket
from steps.step3_turn.allocator import Allocator
from steps.step3_turn.authentication import Authenticator
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.nonces import Nonces
from steps.step3_turn.policy import PeerPolicy
from steps.step3_turn.quotas import Quotas
from steps.step3_turn.relay_sockets import PORTS, RelaySockets
from steps.step3_turn.service import Sockets, TurnService
from steps.step3_turn.turn import TurnServer

logger = logging.getLogger(__name__)

LOGGED_PER_SECOND, LOGGED_AT_ONCE = 1.0, 20.0


def steady_unix_time() -> Callable[[float], float]:
    """Unix time as the clock is set now: setting it later moves no deadline.

    For passwords that one process makes and checks.
    """
    offset = time.time() - time.monotonic()
    return lambda now: now + offset


def live_unix_time(_now: float) -> float:
    """Unix time as the clock is set at this moment.

    For passwords that others make or check, by their own clocks, perhaps long after this one was
    set, or after the computer was asleep, when the clock of `now` stands still.
    """
    return time.time()


def forbidden_log() -> Callable[[str, str], None]:
    """Says who wanted to reach what: a person with a mistake, or one with an intention.

    Not without end: somebody with a password must not fill the disk.
    """
    budget = TokenBucket(LOGGED_PER_SECOND, LOGGED_AT_ONCE, time.monotonic())

    def log(owner: str, peer: str) -> None:
        if budget.take(time.monotonic()):
            logger.warning("%r may not reach %s", owner, peer)

    return log


@dataclass
class Plan:
    """What a TURN server is made of."""

    sockets: Sockets
    credentials: Credentials
    policy: PeerPolicy
    hosts: Sequence[str]
    quotas: Quotas = field(default_factory=Quotas)
    ports: range = PORTS
    public: str | None = None
    tls: ssl.SSLContext | None = None
    nonce_key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    is_here: Callable[[str], bool] = lambda _owner: True
    pairs: bool = True  # whether a second relay may be reserved


def build(plan: Plan) -> TurnService:
    """A server, ready to run."""
    relays = RelaySockets(plan.hosts, plan.ports, plan.public, pairs=plan.pairs)
    plan.policy.close(plan.sockets.addresses)
    if plan.public:
        plan.policy.close((plan.public, port) for _host, port in plan.sockets.addresses)
    allocator = Allocator(relays, plan.policy, plan.quotas)
    nonces = Nonces(plan.nonce_key)
    turn = TurnServer(
        allocator, Authenticator(plan.credentials, nonces, plan.is_here), forbidden_log()
    )
    return TurnService(turn, plan.sockets, plan.tls, relays)

"""How much one may have: of allocations, permissions, channels, bytes, and of answers. [pure]"""

from collections import Counter, OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address

from common.limits import TokenBucket

STRANGERS_KEPT = 4_096  # addresses whose budget is remembered; the longest quiet one is forgotten


@dataclass(frozen=True, slots=True)
class Quotas:
    """The bounds of a TURN server."""

    allocations: int = 1_000
    allocations_per_user: int = 12
    permissions: int = 64  # of an allocation
    channels: int = 16
    bits_per_second: int = 200_000_000  # of an allocation, both ways together
    # Answers to strangers: for each address over UDP, for each connection over TCP and TLS.
    challenges_per_second: float = 10.0
    challenges_at_once: float = 100.0  # a hall full of people may share one address


def source_of(host: str) -> str:
    """As whom an address is counted: of IPv6, one subscriber has a whole network (/64)."""
    return str(IPv6Address(int(IPv6Address(host)) >> 64 << 64)) if ":" in host else host


class Counts:
    """Who has how many allocations, reserved ones among them."""

    def __init__(self, quotas: Quotas) -> None:
        self.quotas = quotas
        self.total = 0
        self._by_owner: Counter[str] = Counter()

    @property
    def full(self) -> bool:
        """Whether nobody may have one more."""
        return self.total >= self.quotas.allocations

    def take(self, owner: str) -> bool:
        """Counts one more for an owner, if that is within the bounds."""
        if self.full or self._by_owner[owner] >= self.quotas.allocations_per_user:
            return False
        self.total += 1
        self._by_owner[owner] += 1
        return True

    def give_back(self, owner: str) -> None:
        """Counts one less."""
        self.total -= 1
        self._by_owner[owner] -= 1
        if not self._by_owner[owner]:
            del self._by_owner[owner]


class Strangers:
    """The budget of answers for those who have not proved who they are.

    Over UDP their address may be forged, so that each answer might hit somebody else.
    """

    def __init__(self, quotas: Quotas) -> None:
        self._rate = quotas.challenges_per_second
        self._burst = quotas.challenges_at_once
        self._budgets: OrderedDict[str, TokenBucket] = OrderedDict()
        self.unanswered = 0

    def may_ask(self, source: str, now: float) -> bool:
        """Whether one of them may be answered once more."""
        budget = self._budgets.get(source)
        if budget is None:
            if len(self._budgets) >= STRANGERS_KEPT:
                self._budgets.popitem(last=False)
            budget = self._budgets[source] = TokenBucket(self._rate, self._burst, now)
        self._budgets.move_to_end(source)
        answered = budget.take(now)
        self.unanswered += not answered
        return answered

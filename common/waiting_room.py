"""The waiting room: who comes while a presenter wants to let people in one by one. [pure]

Who waits is in no room yet: they have a number and a name, and hear nothing but the decision, and
whether a presenter is there to make it.

Where there are too many, one link must not keep all others out: who comes by a link of which fewer
wait takes the place of the last who came by the one of which most do. As long as there are places,
any number may wait by the same.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from common.fields import ProtocolError
from common.server_messages import WaitingList, WaitingPerson


class Decision(Enum):
    """What becomes of somebody who waits."""

    LET_IN = "let_in"
    TURNED_AWAY = "turned_away"  # a presenter does not want them
    CROWDED_OUT = "crowded_out"  # so many wait by the same link that another's takes the place


Decide: TypeAlias = Callable[[Decision], None]


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, and how they are told whether they are let in."""

    person: WaitingPerson
    decide: Decide
    link: str  # the `jti` of the key by which they came


@dataclass(slots=True)
class WaitingRoom:
    """Those who wait for one room, in the order of their coming."""

    on: bool = False
    waiters: dict[int, Waiter] = field(default_factory=dict)
    told: bool = True  # whether the presenters know who waits
    presenter: bool = True  # whether there is one
    last: int = 0  # number that was given

    def come(self, name: str, decide: Decide, link: str = "") -> int:
        """The number of somebody who waits from now on."""
        self.last += 1
        self.waiters[self.last] = Waiter(WaitingPerson(self.last, name), decide, link)
        self.told = False
        return self.last

    def go(self, number: int) -> None:
        """Somebody waits no more, whatever was decided; perhaps they have made room already."""
        self.waiters.pop(number, None)
        self.told = False

    def make_room(self, link: str) -> bool:
        """Whether a place was taken for one more of a link, from a link of which more wait.

        Two more at least: else the one who had to go would have the same right to come again.
        """
        waiting = Counter(waiter.link for waiter in self.waiters.values())
        most = max(waiting, key=waiting.__getitem__, default=link)
        if waiting[most] < waiting[link] + 2:
            return False
        number = max(n for n, waiter in self.waiters.items() if waiter.link == most)
        self.waiters[number].decide(Decision.CROWDED_OUT)
        self.go(number)
        return True

    def decide(self, number: int, *, let_in: bool) -> None:
        """A presenter's decision about one who waits; ProtocolError if they have gone."""
        if number not in self.waiters:
            raise ProtocolError("not_found", "They do not wait any more.", "waiting")
        self.waiters[number].decide(Decision.LET_IN if let_in else Decision.TURNED_AWAY)

    def admit_all(self) -> None:
        """Lets in everybody who waits."""
        for waiter in self.waiters.values():
            waiter.decide(Decision.LET_IN)

    def tell_again(self) -> None:
        """Somebody has come who presents, and knows of nobody who waits."""
        if self.waiters:
            self.told = False

    def as_list(self) -> WaitingList:
        """Who waits, for the presenters."""
        return WaitingList([waiter.person for waiter in self.waiters.values()])

"""The waiting room: who comes while a presenter wants to let people in one by one. [pure]

Who waits is in no room yet: they have a number and a name, and hear nothing but the decision.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from common.fields import ProtocolError
from common.server_messages import WaitingList, WaitingPerson


@dataclass(frozen=True, slots=True)
class Waiter:
    """Somebody who waits, and how they are told whether they are let in."""

    person: WaitingPerson
    decide: Callable[[bool], None]


@dataclass(slots=True)
class WaitingRoom:
    """Those who wait for one room, in the order of their coming."""

    on: bool = False
    waiters: dict[int, Waiter] = field(default_factory=dict)
    told: bool = True  # whether the presenters know who waits
    last: int = 0  # number that was given

    def come(self, name: str, decide: Callable[[bool], None]) -> int:
        """The number of somebody who waits from now on."""
        self.last += 1
        self.waiters[self.last] = Waiter(WaitingPerson(self.last, name), decide)
        self.told = False
        return self.last

    def go(self, number: int) -> None:
        """Somebody waits no more, whatever was decided."""
        del self.waiters[number]
        self.told = False

    def decide(self, number: int, *, let_in: bool) -> None:
        """A presenter's decision about one who waits; ProtocolError if they have gone."""
        if number not in self.waiters:
            raise ProtocolError("not_found", "They do not wait any more.", "waiting")
        self.waiters[number].decide(let_in)

    def admit_all(self) -> None:
        """Lets in everybody who waits."""
        for waiter in self.waiters.values():
            waiter.decide(True)

    def tell_again(self) -> None:
        """Somebody has come who presents, and knows of nobody who waits."""
        if self.waiters:
            self.told = False

    def as_list(self) -> WaitingList:
        """Who waits, for the presenters."""
        return WaitingList([waiter.person for waiter in self.waiters.values()])

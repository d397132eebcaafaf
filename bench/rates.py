"""How much is sent in a fan-out benchmark: who, how often, how large, for how long."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """Messages of one size, so many a second from each publisher."""

    per_second: int
    chunk_bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """One run. Publishers are in the room like everybody else: they see each other too."""

    publishers: int
    viewers: int
    rate: Rate
    warm_up_seconds: float
    seconds: float

    @property
    def copies(self) -> int:
        """The copies made of one message from each publisher."""
        return self.publishers * (self.viewers + self.publishers - 1)

    @property
    def warm_up_messages(self) -> int:
        """What each publisher sends before the measurement."""
        return round(self.rate.per_second * self.warm_up_seconds)

    @property
    def messages(self) -> int:
        """What each publisher sends while it is measured."""
        return round(self.rate.per_second * self.seconds)

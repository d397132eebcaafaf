"""Permissions: the peers, by IP address, that may send to a client (RFC 8656 section 9). [pure]

They are the client's protection from strangers, as a NAT would give it. Traffic does not prolong
them: the client has to ask again.
"""

from collections.abc import Callable, Iterable

PERMISSION_SECONDS = 300.0


class Permissions:
    """The permissions of one allocation, of which there are at most `most`."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._until: dict[str, float] = {}

    def __len__(self) -> int:
        return len(self._until)

    def has_room_for(self, hosts: Iterable[str]) -> bool:
        """Whether these would fit beside those that are there."""
        return len(self._until.keys() | set(hosts)) <= self.most

    def install(self, host: str, now: float, seconds: float = PERMISSION_SECONDS) -> None:
        """Lets a peer send, from now on; never for less time than it had."""
        self._until[host] = max(self._until.get(host, 0.0), now + seconds)

    def allow(self, host: str, now: float) -> bool:
        """Whether a peer may send and be sent to."""
        return self._until.get(host, 0.0) > now

    def expire(self, now: float) -> None:
        """Forgets those whose time is over."""
        for host in [host for host, until in self._until.items() if until <= now]:
            del self._until[host]

    def forget(self, gone: Callable[[str], bool]) -> None:
        """Forgets those of certain hosts."""
        for host in list(filter(gone, self._until)):
            del self._until[host]

"""Who does not receive whom: a page says of whom nothing comes, and these are told. [pure]

A page knows what it shows. It tells all of whom it should get something and gets nothing, whenever
these are others than before; none, once all is well. A shared screen comes by a way of its own, and
so is missing by itself, as "7-screen". Whoever sends is told at the next beat, so a
page that changes its mind all the time costs nobody more. It is no event, and lasts as long as a
WebSocket: who comes back says it again, and is told it again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from common.fields import TileId, checked, tiles

MOST_MISSING = 100  # more pictures are on no page


@dataclass(frozen=True, slots=True)
class Missing:
    """Of whom nothing comes to a browser, though it shows them, and whose screen does not."""

    type: ClassVar[str] = "missing"
    needs: ClassVar[str] = "watch"
    participants: tuple[TileId, ...] = checked(tiles(most=MOST_MISSING))


def unreceived(missing: Mapping[int, Iterable[TileId]]) -> dict[TileId, list[int]]:
    """By whom each is not received, of whom somebody says so; given whom each is missing."""
    by: dict[TileId, list[int]] = defaultdict(list)
    for listener, senders in missing.items():
        for sender in senders:
            if sender not in (listener, screen_of(listener)):
                by[sender].append(listener)
    return by


def screen_of(participant: int) -> TileId:
    """What a participant shares, beside what comes of themselves."""
    return f"{participant}-screen"

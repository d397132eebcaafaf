"""One solution: each node draws a number for the room, and the best one has it.

That is rendezvous hashing, with weights. The front's own is `steps/step4_gateway/placement.py`.
"""

from collections.abc import Mapping
from hashlib import sha256
from math import log


def place(room: str, free: Mapping[str, int]) -> str | None:
    """The node for a room, given how many places are free on each node; None if there is none."""
    nodes = [node for node, places in free.items() if places > 0]
    # Two scores that are the same would be a wonder. Then the name decides.
    return max(nodes, key=lambda node: (score(room, node, free[node]), node), default=None)


def score(room: str, node: str, places: int) -> float:
    """How much a node wants a room; with twice the places it wins twice as often."""
    return -places / log(lot(room, node))


def lot(room: str, node: str) -> float:
    """A number between 0 and 1 that is always the same for a room and a node."""
    text = f"{len(room)} {room} {node}"  # with the length, as a name may have spaces in it
    return (int.from_bytes(sha256(text.encode()).digest()[:6]) + 0.5) / 2**48

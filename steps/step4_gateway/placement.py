"""Which node has a new room: weighted rendezvous hashing. [pure]

Every front computes the same answer from the same nodes, without asking another, and if a node
goes, only its own rooms move. (Thaler and Ravishankar, "Using name-based mappings to increase hit
rates", 1998; Schindelhauer and Schomaker, "Weighted distributed hash tables", 2005.)
"""

import math
from collections.abc import Iterable, Mapping
from hashlib import sha256

BITS = 52  # of the hash: half of the smallest step more is still a number below one, exactly


def score(room: str, node: str, weight: float = 1.0) -> float:
    """How much a node wants a room; of two nodes, one twice as heavy wins twice as often."""
    digest = sha256(f"{room}\0{node}".encode()).digest()
    number = int.from_bytes(digest[:8], "big") >> (64 - BITS)
    uniform = (number + 0.5) / 2**BITS  # between 0 and 1, and neither of them
    return -weight / math.log(uniform)


def heaviest(room: str, weights: Mapping[str, float]) -> str | None:
    """The node that has a new room; the weight of each is its free places, of a full one nought."""
    open_nodes = [node for node, weight in weights.items() if weight > 0]
    return max(open_nodes, key=lambda node: (score(room, node, weights[node]), node), default=None)


def keeper(room: str, nodes: Iterable[str]) -> str | None:
    """The node that keeps a room which several have: their load does not matter."""
    return max(nodes, key=lambda node: (score(room, node), node), default=None)

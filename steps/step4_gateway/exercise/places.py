"""Your part: on which node a room is. All fronts ask this, and none of them asks another.

This first version is naive, and the check says who pays for it. `hashlib` of the standard library
makes numbers out of names: https://docs.python.org/3/library/hashlib.html
"""

from collections.abc import Mapping
from hashlib import sha256


def place(room: str, free: Mapping[str, int]) -> str | None:
    """The node for a room, given how many places are free on each node; None if there is none."""
    nodes = sorted(node for node, places in free.items() if places > 0)
    if not nodes:
        return None
    number = int.from_bytes(sha256(room.encode()).digest())
    # The same on all fronts, and evenly spread. What is wrong with it?
    return nodes[number % len(nodes)]

"""The exercise of step 4: the stub fails and teaches, the solution passes, wrong ideas are told."""

import random
import subprocess
import sys
from bisect import bisect
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest

from steps.step4_gateway.exercise import check, places, solution
from steps.step4_gateway.exercise.solution import lot

ROOT = Path(__file__).parents[2]
turns = count()


def nobody(room: str, free: Mapping[str, int]) -> str | None:
    """Says no to all."""
    return None


def takes_full_ones(room: str, free: Mapping[str, int]) -> str | None:
    """Does not look at the places."""
    return max(free, key=lambda node: lot(room, node), default=None)


def in_turn(room: str, free: Mapping[str, int]) -> str | None:
    """The next node, again and again."""
    nodes = [node for node in free if free[node]]
    return nodes[next(turns) % len(nodes)] if nodes else None


def in_order_of_arrival(room: str, free: Mapping[str, int]) -> str | None:
    """A remainder, without putting the nodes in order."""
    nodes = [node for node in free if free[node]]
    return nodes[sum(room.encode()) % len(nodes)] if nodes else None


def by_builtin_hash(room: str, free: Mapping[str, int]) -> str | None:
    """Python's own hash."""
    nodes = [node for node in free if free[node]]
    return max(nodes, key=lambda node: hash((room, node)), default=None)


def the_first(room: str, free: Mapping[str, int]) -> str | None:
    """One node has all."""
    return min((node for node in free if free[node]), default=None)


def the_next_one(room: str, free: Mapping[str, int]) -> str | None:
    """Each room has a node of its own for good; if that is not there, the next one has it."""
    nodes = [f"sfu-{number}" for number in range(1, 5)] + ["small", "large"]
    own = int.from_bytes(sha256(room.encode()).digest()) % (4 if "sfu-4" in free else 3)
    order = nodes[own:] + nodes[:own]
    return next((node for node in order if free.get(node)), None)


def on_a_ring(room: str, free: Mapping[str, int]) -> str | None:
    """Consistent hashing, with many points for each node."""
    points = ring(tuple(node for node in free if free[node]))
    return points[bisect(points, (lot(room, ""), "")) % len(points)][1] if points else None


@cache
def ring(nodes: tuple[str, ...]) -> list[tuple[float, str]]:
    """The points of these nodes."""
    return sorted((lot(str(number), node), node) for node in nodes for number in range(300))


def shares_of_places(room: str, free: Mapping[str, int]) -> str | None:
    """All places in a row, and one of them by lot."""
    row = [node for node in sorted(free) for _place in range(free[node])]
    return row[int(lot(room, "") * len(row))] if row else None


def grows_at_the_end(room: str, free: Mapping[str, int]) -> str | None:
    """A new node takes its share from all, and one that dies in the middle does harm: jump hash."""
    nodes, node = sorted(name for name in free if free[name]), 0
    for number in range(1, len(nodes)):
        if lot(room, str(number)) < 1 / (number + 1):
            node = number
    return nodes[node] if nodes else None


def favours_the_new(room: str, free: Mapping[str, int]) -> str | None:
    """A new node should have much to do."""
    if free.get("sfu-4") and lot(room, "") < 0.6:
        return "sfu-4"
    return solution.place(room, free)


def multiplies(room: str, free: Mapping[str, int]) -> str | None:
    """A lot times the places."""
    nodes = [node for node in free if free[node]]
    return max(nodes, key=lambda node: lot(room, node) * free[node], default=None)


def looks_at_all_places(room: str, free: Mapping[str, int]) -> str | None:
    """Lots that are drawn anew whenever anything changes."""
    nodes = [node for node in sorted(free) if free[node]]
    weights = [free[node] for node in nodes]
    draw = random.Random(f"{room}{weights}" if "sfu-1" in nodes and 98 in weights else room)
    return solution.place(room + str(draw.random()), free)


WRONG_IDEAS: list[tuple[check.Place, int, str]] = [
    (nobody, 1, "is put on None"),
    (takes_full_ones, 1, "None is the answer there"),
    (in_turn, 2, "the same front says otherwise"),
    (in_order_of_arrival, 2, "in another order"),
    (by_builtin_hash, 2, "in another process"),
    (the_first, 3, "would be its share"),
    (places.place, 4, "A remainder, for example"),
    (shares_of_places, 4, "that were not on it"),
    (grows_at_the_end, 4, "that were not on it"),
    (the_next_one, 5, "the others get all of them"),
    (favours_the_new, 6, "would be its share"),
    (on_a_ring, 7, "A third of them"),
    (multiplies, 7, "is not enough"),
    (looks_at_all_places, 8, "A handful"),
]


@pytest.mark.parametrize("place,number,words", WRONG_IDEAS)
def test_each_wrong_idea_is_told_at_its_own_check(
    place: check.Place, number: int, words: str
) -> None:
    found = check.problems(place)
    assert [bool(problem) for problem in found[:number]] == [False] * (number - 1) + [True], found
    assert words in found[number - 1]


def test_the_solution_has_no_problem() -> None:
    assert check.problems(solution.place) == [""] * len(check.CHECKS) and check.CHECKS


@pytest.mark.parametrize("name,status,words", [("", 1, "NOT YET"), ("solution", 0, "8 of 8")])
def test_the_command_of_the_readme(name: str, status: int, words: str) -> None:
    command = [sys.executable, "-m", "steps.step4_gateway.exercise.check", *name.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    assert words in done.stdout

"""The check of the exercise: several fronts place rooms, while nodes come, fill up and go.

    python -m steps.step4_gateway.exercise.check             your places.py
    python -m steps.step4_gateway.exercise.check solution    ours

It looks at where rooms go, not at source text. The exit status is 0 only if everything is as it
must be.
"""

import importlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

from common.exercise import Unfit, problems_of, tell

Place: TypeAlias = Callable[[str, Mapping[str, int]], str | None]  # what the learner writes

ROOT = Path(__file__).parents[3]
ROOMS = [f"room {number}" for number in range(2_000)]
THREE = {"sfu-1": 100, "sfu-2": 100, "sfu-3": 100}
FOUR = {**THREE, "sfu-4": 100}
ANOTHER_FRONT = """
import importlib, json, sys
place = getattr(importlib.import_module(sys.argv[1]), sys.argv[2])
rooms, free = json.load(sys.stdin)
json.dump([place(room, free) for room in rooms], sys.stdout)
"""


def placed(place: Place, free: Mapping[str, int]) -> dict[str, str]:
    """On which node each of the rooms is."""
    found = {}
    for room in ROOMS:
        node = place(room, free)
        if node is None or node not in free:
            raise Unfit(f"With places on {', '.join(free)}, {room!r} is put on {node!r}.")
        found[room] = node
    return found


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> Counter[tuple[str, str]]:
    """How many rooms have moved, by the nodes that they left and came to."""
    pairs = ((before[room], after[room]) for room in ROOMS)
    return Counter((old, new) for old, new in pairs if old != new)


def a_room_is_on_one_of_the_nodes(place: Place) -> None:
    """That much a front must know before it can pass on who wants to join."""
    placed(place, THREE)
    for free in ({}, {"sfu-1": 0, "sfu-2": 0}):
        if (node := place("lobby", free)) is not None:
            raise Unfit(
                f"With {free or 'no node'}, the lobby is put on {node!r}. None is the answer there:"
                " the front then tells the joiner, in a sentence, that it has no place."
            )


def all_fronts_say_the_same(place: Place) -> None:
    """Two people of one room may come through two fronts, which never speak to each other."""
    here = placed(place, THREE)
    if placed(place, THREE) != here:
        raise Unfit("Asked a second time about the same rooms, the same front says otherwise.")
    if placed(place, dict(reversed(THREE.items()))) != here:
        raise Unfit(
            "A front that has heard of the nodes in another order puts rooms elsewhere: Ada and Ben"
            " are in one room, on two nodes, and do not see each other."
        )
    if in_another_process(place, THREE) != list(here.values()):
        raise Unfit(
            "A front in another process puts rooms elsewhere: Ada and Ben are in one room, on two"
            " nodes, and do not see each other. (hash() of a text is different in each process.)"
        )


def in_another_process(place: Place, free: Mapping[str, int]) -> list[str | None]:
    """What a front says that has nothing in common with this one but the code."""
    command = [sys.executable, "-c", ANOTHER_FRONT, place.__module__, place.__qualname__]
    environment = os.environ | {"PYTHONHASHSEED": "1"}
    told = json.dumps([ROOMS, free])
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=told, capture_output=True, text=True, check=True
    )
    answers: list[str | None] = json.loads(done.stdout)
    return answers


def each_node_has_its_share(place: Place) -> None:
    """A node without rooms costs as much as one with rooms."""
    rooms = Counter(placed(place, THREE).values())
    for node in THREE:
        if not 550 < rooms[node] < 790:
            raise Unfit(
                f"Of {len(ROOMS)} rooms {rooms[node]} are on {node}, one of three nodes that are"
                " alike. About 667 would be its share."
            )


def a_node_dies_and_only_its_rooms_move(place: Place) -> None:
    """Whoever was on another node must not notice."""
    before = placed(place, THREE)
    for dead in THREE:
        gone = {node: places for node, places in THREE.items() if node != dead}
        moves = moved(before, placed(place, gone))
        disturbed = sum(count for (old, _new), count in moves.items() if old != dead)
        if disturbed:
            raise Unfit(
                f"{dead} has died, and {disturbed} rooms that were not on it are put elsewhere:"
                " whoever joins them now is alone there. A remainder, for example, changes for"
                " nearly everybody when the divisor does. Let each node give a number for the room"
                " by itself, whatever other nodes there are, and take the best."
            )


def and_they_go_to_all_that_are_left(place: Place) -> None:
    """What one node carried may be too much for one other."""
    before = placed(place, FOUR)
    gone = {node: places for node, places in FOUR.items() if node != "sfu-2"}
    moves = moved(before, placed(place, gone))
    for node in gone:
        came = moves["sfu-2", node]
        if came < sum(moves.values()) / 6:
            raise Unfit(
                f"sfu-2 has died, and of its {sum(moves.values())} rooms {came} go to {node}: the"
                " others get all of them, and may be the next to die. Each that is left should get"
                " about a third."
            )


def a_new_node_takes_its_share_and_no_more(place: Place) -> None:
    """A node was added because the others have much to do."""
    moves = moved(placed(place, THREE), placed(place, FOUR))
    needless = sum(count for (_old, new), count in moves.items() if new != "sfu-4")
    if needless:
        raise Unfit(f"sfu-4 is new, and {needless} rooms move from one old node to another.")
    if not 400 < sum(moves.values()) < 600:
        raise Unfit(
            f"sfu-4 is new, the fourth of its kind, and gets {sum(moves.values())} of {len(ROOMS)}"
            " rooms. About 500 would be its share."
        )


def twice_the_places_twice_the_rooms(place: Place) -> None:
    """Nodes are not all of one size, and not all of them are empty."""
    rooms = Counter(placed(place, {"small": 100, "large": 200}).values())
    if not 600 < rooms["small"] < 735:
        raise Unfit(
            f"One node has 100 free places, one has 200, and of {len(ROOMS)} rooms {rooms['small']}"
            " are on the small one. A third of them, about 667, would be its share. To multiply a"
            " number from 0 to 1 by the places is not enough, as you see; hint 3."
        )


def somebody_joins_and_nearly_all_stay(place: Place) -> None:
    """Free places change with everybody who comes, and each front hears of it a little later."""
    before = placed(place, THREE)
    after = placed(place, {**THREE, "sfu-1": 98})
    moves = moved(before, after)
    between = sum(count for pair, count in moves.items() if "sfu-1" not in pair)
    if between or sum(moves.values()) > 40:
        raise Unfit(
            "Two people have joined on sfu-1, which has 98 free places now, and"
            f" {sum(moves.values())} of {len(ROOMS)} rooms are put elsewhere, {between} of them"
            " between the other two nodes. A front that has not heard of the two yet disagrees"
            " about all of these. A handful, away from sfu-1, is what cannot be avoided."
        )


CHECKS = (
    a_room_is_on_one_of_the_nodes,
    all_fronts_say_the_same,
    each_node_has_its_share,
    a_node_dies_and_only_its_rooms_move,
    and_they_go_to_all_that_are_left,
    a_new_node_takes_its_share_and_no_more,
    twice_the_places_twice_the_rooms,
    somebody_joins_and_nearly_all_stay,
)


def problems(place: Place) -> list[str]:
    """What is wrong, in the order in which one repairs it; one line for each check, or ''."""
    return problems_of(CHECKS, place)


def main() -> int:
    """Checks one module and tells; stops at the first problem, as the later ones follow from it."""
    name = sys.argv[1] if len(sys.argv) > 1 else "places"
    module = importlib.import_module(f"steps.step4_gateway.exercise.{name}")
    return tell(CHECKS, module.place, "Kill any node you like. Compare with placement.py.")


if __name__ == "__main__":
    sys.exit(main())

"""Rendezvous hashing: fair, stable, and the same everywhere."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.step4_gateway.placement import heaviest, keeper, score

ROOMS = [f"room-{number}" for number in range(6_000)]
NODES = [f"sfu-{number}" for number in range(1, 7)]
WORDS = st.text(max_size=20)


def counts(weights: dict[str, float]) -> dict[str, int]:
    """How many rooms each node has."""
    placed = [heaviest(room, weights) for room in ROOMS]
    return {node: placed.count(node) for node in weights}


def chi_square(found: dict[str, int], weights: dict[str, float]) -> float:
    """How far the counts are from what the weights promise."""
    total = sum(weights.values())
    expected = {node: len(ROOMS) * weight / total for node, weight in weights.items()}
    return sum((found[node] - expected[node]) ** 2 / expected[node] for node in weights)


def test_equal_nodes_have_equally_many_rooms() -> None:
    weights = dict.fromkeys(NODES, 200.0)
    # Five degrees of freedom: a fair die exceeds 20.5 once in a thousand runs.
    assert chi_square(counts(weights), weights) < 20.5


def test_a_node_with_more_free_places_has_more_rooms() -> None:
    weights = {node: 40.0 * number for number, node in enumerate(NODES, 1)}
    assert chi_square(counts(weights), weights) < 20.5


def test_only_the_rooms_of_a_node_that_goes_move() -> None:
    weights = dict.fromkeys(NODES, 200.0)
    without = {node: weight for node, weight in weights.items() if node != "sfu-3"}
    before = {room: heaviest(room, weights) for room in ROOMS}
    moved = {room for room in ROOMS if heaviest(room, without) != before[room]}
    assert moved == {room for room in ROOMS if before[room] == "sfu-3"}


def test_a_node_that_comes_takes_no_more_than_its_share() -> None:
    weights = dict.fromkeys(NODES, 200.0)
    more = weights | {"sfu-7": 200.0}
    moved = [room for room in ROOMS if heaviest(room, more) != heaviest(room, weights)]
    assert {heaviest(room, more) for room in moved} == {"sfu-7"}
    share = len(ROOMS) / 7
    assert abs(len(moved) - share) < 4 * math.sqrt(share)


def test_a_little_load_moves_few_rooms() -> None:
    weights = dict.fromkeys(NODES, 200.0)
    loaded = weights | {"sfu-1": 190.0}
    moved = [room for room in ROOMS if heaviest(room, loaded) != heaviest(room, weights)]
    assert {heaviest(room, weights) for room in moved} == {"sfu-1"}
    assert len(moved) < len(ROOMS) * 0.02


def test_full_nodes_get_nothing_and_without_nodes_there_is_none() -> None:
    assert {heaviest(room, {"a": 0, "b": 1}) for room in ROOMS[:50]} == {"b"}
    assert heaviest("room", {"a": 0}) is None
    assert heaviest("room", {}) is None
    assert keeper("room", []) is None


def test_who_keeps_a_room_depends_on_nothing_but_names() -> None:
    assert {keeper(room, NODES) for room in ROOMS[:100]} == set(NODES)
    assert all(keeper(room, reversed(NODES)) == keeper(room, NODES) for room in ROOMS[:100])


@given(WORDS, WORDS, st.floats(1e-3, 1e4))
def test_scores_are_positive_and_finite(room: str, node: str, weight: float) -> None:
    assert 0 < score(room, node, weight) < math.inf


@given(WORDS, st.dictionaries(WORDS, st.integers(0, 300), min_size=1))
def test_the_order_of_the_nodes_does_not_matter(room: str, weights: dict[str, int]) -> None:
    backwards = dict(reversed(weights.items()))
    assert heaviest(room, weights) == heaviest(room, backwards)


@pytest.mark.parametrize(
    ("room", "node", "known"),
    [
        ("lobby", "sfu-1", 0.5253174561036049),
        ("lobby", "sfu-2", 0.8050387944898968),
        ("talk", "sfu-1", 3.5335207453207595),
        ("talk", "sfu-3", 1.7660597837371887),
    ],
)
def test_a_pair_has_the_same_score_in_every_process(room: str, node: str, known: float) -> None:
    assert score(room, node) == pytest.approx(known)

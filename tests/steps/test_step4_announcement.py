"""A heartbeat as the front reads it, and the snapshots that it keeps."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.fields import ProtocolError
from steps.step4_gateway.announcement import read
from steps.step4_gateway.kept_rooms import KeptRooms
from tests.bed.front_bed import beat_data

TALK = {"name": "talk", "event": 1, "people": ["Ada"]}


def test_snapshots_have_a_bound_together() -> None:
    kept = KeptRooms(most=1_000)
    for number in range(50):
        snapshot = {"room": f"room-{number}", "event": 1, "chat": "x" * 100}
        kept.keep(snapshot, "a", "1", 0.0)
    assert 500 < kept.bytes <= 1_000
    assert len(kept.by_name) < 10
    assert not kept.lacks("room-49", "a", "1", 9), "what has no space is not asked for"
    assert kept.lacks("room-0", "a", "1", 9)
    for name in list(kept.by_name):
        kept.drop(name)
    assert kept.bytes == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("node", "a b"),
        ("beat", 0),
        ("url", "https://10.0.0.7:8002"),
        ("url", "http://10.0.0.7"),
        ("url", "http://[::1"),
        ("capacity", -1),
        ("cpu", "much"),
        ("rooms", {"talk": 1}),
        ("rooms", ["talk"]),
        ("rooms", [{"name": "talk", "event": 1}]),
        ("rooms", [TALK] * 101),
        ("snapshots", [{"room": "talk"}]),
        ("snapshots", [7]),
    ],
)
def test_a_wrong_field_of_a_heartbeat_is_named(field: str, value: object) -> None:
    with pytest.raises(ProtocolError, match=f"The field {field} "):
        read(beat_data("a") | {field: value})


def test_what_a_newer_node_says_besides_is_not_looked_at() -> None:
    newer = beat_data("a", rooms=[TALK | {"topic": "?"}], weather="fine")
    assert read(newer).rooms[0].name == "talk"


@given(
    st.dictionaries(
        st.sampled_from([*beat_data()]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
            max_leaves=5,
        ),
    )
)
def test_nothing_but_the_declared_error_comes_out(changes: dict[str, Any]) -> None:
    try:
        assert read(beat_data() | changes).node
    except ProtocolError as problem:
        assert problem.field

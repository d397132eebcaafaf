"""Names in a room: of two people nobody can be taken for the other."""

import pytest

from common.fields import display_name
from common.rooms import Rooms
from common.signaling import Join


def given(*names: str) -> list[str]:
    """What people are called who come into a room under these names."""
    rooms = Rooms()
    joins = [Join("tea", str(display_name(name))) for name in names]
    return [rooms.enter(join, "secret", clock_ms=0).presence.name for join in joins]


@pytest.mark.parametrize(
    "other",
    ["Ada\ufe0f", "A\u034fda", "Ada\u180b", "Ada\U000e0101", "ada", "\uff21\uff44\uff41"],
)
def test_nobody_is_taken_for_another(other: str) -> None:
    assert given("Ada", other) == ["Ada", f"{other} (2)"]


def test_gaps_make_no_other_name() -> None:
    names = given("Ada Lo", "Ada  Lo", "Ada\u00a0Lo")
    assert [name[-3:] for name in names] == [" Lo", "(2)", "(3)"]


def test_other_names_stay_as_they_are() -> None:
    names = ["Ada", "Adá", "Ада", "Ada 2", "\u2764\ufe0f"]
    assert given(*names) == names

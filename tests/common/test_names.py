"""Names in a room: of two people nobody can be taken for the other."""

import re
from pathlib import Path

import pytest

from common.fields import NOT_YOURSELF, display_name
from common.rooms import Rooms
from common.signaling import Join
from tests.bed.step import ROOT

STRINGS = sorted((ROOT / "frontend/strings").glob("*.js"))


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


@pytest.mark.parametrize("strings", STRINGS, ids=[path.stem for path in STRINGS])
def test_nobody_is_called_as_the_page_calls_its_reader(strings: Path) -> None:
    table = strings.read_text(encoding="utf-8").partition("  names: {")[2].partition("  },")[0]
    (you,) = re.findall(r'^    you: "(.+)",$', table, re.MULTILINE)
    (is_you,) = re.findall(r"^    isYou: .+ => `(.+)`,$", table, re.MULTILINE)
    for name in (you, is_you.replace("${name}", "Ada")):
        with pytest.raises(ValueError, match=NOT_YOURSELF):
            display_name(name)


@pytest.mark.parametrize(
    "name",
    ["you", "Y\u034fou", " SIE ", "\uff39\uff4f\uff55", "Ada(you)", "Ada \uff08Sie\uff09", "(you)"],
)
def test_nor_as_what_looks_like_that(name: str) -> None:
    with pytest.raises(ValueError, match=NOT_YOURSELF):
        display_name(name)


def test_names_that_only_have_these_words_in_them_are_taken() -> None:
    names = [
        "You Jin",
        "Sie Ming",
        "Siegfried",
        "Ada (younger)",
        "Kim (sie)",
        "Thank you",
        "Ada (2)",
    ]
    assert given(*names, "Ada (2)") == [*names, "Ada (2) (2)"]

"""Who does not receive whom, told the other way round."""

from common.reception import screen_of, unreceived

ADA, BEN, CID = 1, 2, 3


def test_each_is_told_by_whom_they_are_not_received() -> None:
    assert unreceived({ADA: [], BEN: []}) == {}
    assert unreceived({ADA: [BEN], BEN: [], CID: [BEN, ADA]}) == {BEN: [ADA, CID], ADA: [CID]}


def test_nobody_misses_themselves() -> None:
    assert unreceived({ADA: [ADA, BEN]}) == {BEN: [ADA]}


def test_a_screen_is_missing_by_itself() -> None:
    screen = screen_of(BEN)
    assert screen == "2-screen"
    by = unreceived({ADA: [screen], BEN: [screen], CID: [BEN, screen]})
    assert (by[screen], by[BEN]) == ([ADA, CID], [CID])

"""The browsers' turns: nothing is left out that no other run does."""

import pytest

from tests.bed.turns import is_day, is_turn, is_turn_of_both


@pytest.mark.parametrize(("steps", "browsers"), [(4, 3), (4, 2), (2, 2), (2, 3), (1, 2), (2, 1)])
@pytest.mark.parametrize("turn", range(5))
def test_every_step_and_every_browser_has_a_turn(steps: int, browsers: int, turn: int) -> None:
    taken = {
        (step, who)
        for step in range(steps)
        for who in range(browsers)
        if is_turn(step, who, steps, browsers, turn)
    }
    assert {step for step, _ in taken} == set(range(steps))
    assert {who for _, who in taken} == set(range(browsers))
    assert len(taken) == max(steps, browsers)


def test_the_turn_changes_from_test_to_test() -> None:
    assert [is_turn(0, 0, 4, 2, turn) for turn in range(4)] == [True, False, True, False]


@pytest.mark.parametrize("browsers", [1, 2, 3])
def test_of_what_is_spread_each_browser_runs_a_test_once_and_each_step_is_seen(
    browsers: int,
) -> None:
    steps = 4
    taken = [
        (turn, step, who)
        for turn in range(4)
        for step in range(steps)
        for who in range(browsers)
        if is_turn_of_both(step, who, steps, browsers, turn)
    ]
    assert {(turn, who) for turn, _, who in taken} == {
        (turn, who) for turn in range(4) for who in range(browsers)
    }
    assert len(taken) == 4 * browsers
    # And in the end every browser was in every step.
    assert {(step, who) for _, step, who in taken} == {
        (step, who) for step in range(steps) for who in range(browsers)
    }


@pytest.mark.parametrize("browsers", [1, 2, 3, 4])
@pytest.mark.parametrize("turn", range(3))
def test_in_one_step_all_browsers_have_had_a_test_after_two_days(browsers: int, turn: int) -> None:
    today, tomorrow = (
        {who for who in range(browsers) if is_day(who, browsers, turn, day)}
        for day in (738_000, 738_001)
    )
    assert today and tomorrow and today | tomorrow == set(range(browsers))
    assert browsers == 1 or not today & tomorrow


def test_on_a_day_the_tests_of_a_module_are_shared_between_the_browsers() -> None:
    assert [is_day(0, 2, turn, 738_000) for turn in range(4)] == [True, False, True, False]

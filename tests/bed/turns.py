"""The browsers take turns: a test that is the same in several steps runs in each of them once.

Which browser (or pair of browsers) runs it changes from step to step and from test to test: every
test is still run in each step, and by each browser. The tests of a module with SPREAD = True, of
what hardly differs between the steps, are run by each browser once, each time in another step: the
steps take turns as well. What is tested in one step only is run by one browser today and by the
other one tomorrow, half of a module's tests by each. EVERY=1 runs all of each.
"""

import os
from collections.abc import Sequence
from datetime import date
from math import lcm

import pytest

WHO = {"browser", "pair", "host", "guest"}  # the parameters that name browsers


@pytest.hookimpl(trylast=True)  # of what is asked for by -k, nothing else is left out
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is another browser's turn."""
    if os.environ.get("EVERY"):
        return
    modules: dict[object, dict[object, list[pytest.Item]]] = {}
    for item in items:
        modules.setdefault(item.path, {}).setdefault(_test(item), []).append(item)
    out = {
        item
        for tests in modules.values()
        for turn, runs in enumerate(tests.values())
        for item in _others_turn(runs, turn, getattr(_module(runs[0]), "SPREAD", False))
    }
    config.hook.pytest_deselected(items=list(out))
    items[:] = [item for item in items if item not in out]


def is_turn(step: int, who: int, steps: int, browsers: int, turn: int = 0) -> bool:
    """Whether a test is run in a step by these browsers, both counted from 0, in the given turn."""
    return (who - step - turn) % min(steps, browsers) == 0


def is_turn_of_both(step: int, who: int, steps: int, browsers: int, turn: int = 0) -> bool:
    """The same where each browser runs a test once: the next one begins at the step after it."""
    before = turn * browsers
    rounds = before // lcm(steps, browsers)  # after each of which it would go on as before
    return step == (before + who + rounds) % steps


def is_day(who: int, browsers: int, turn: int, day: int) -> bool:
    """Whether a test of one step is run by these browsers on a day, which are every second one."""
    return (who - turn - day) % min(browsers, 2) == 0


def _others_turn(runs: Sequence[pytest.Item], turn: int, is_spread: bool) -> list[pytest.Item]:
    takes = is_turn_of_both if is_spread else is_turn
    steps = list(dict.fromkeys(_step(run) for run in runs))
    browsers = list(dict.fromkeys(_who(run) for run in runs))
    if len(steps) == 1:
        day = date.today().toordinal()
        return [
            run for run in runs if not is_day(browsers.index(_who(run)), len(browsers), turn, day)
        ]
    sizes = len(steps), len(browsers)
    return [
        run
        for run in runs
        if not takes(steps.index(_step(run)), browsers.index(_who(run)), *sizes, turn)
    ]


def _test(item: pytest.Item) -> object:
    """What is the same test in every step: its name and its other parameters."""
    others = {name: value for name, value in _parameters(item).items() if name not in WHO}
    others.pop("step", None)
    return item.nodeid.partition("[")[0], repr(others)


def _module(item: pytest.Item) -> object:
    return getattr(item, "module", None)


def _step(item: pytest.Item) -> object:
    return _parameters(item).get("step")


def _who(item: pytest.Item) -> object:
    return tuple(value for name, value in _parameters(item).items() if name in WHO)


def _parameters(item: pytest.Item) -> dict[str, object]:
    return item.callspec.params if hasattr(item, "callspec") else {}

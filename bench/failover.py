"""How long sound and picture are away when a part of step 4 dies: a node, the gateway, the front.

People without a browser take part in two rooms; a node that has one of them is killed, again and
again. The same is done to two pages of Chromium, which also tell how soon a browser notices that
its gateway was started anew.
"""

import asyncio
import math
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, TypeAlias, TypeVar

from playwright.async_api import Page

from bench.failover_pages import back_after, node_of, two_pages
from bench.failover_people import PATIENCE, People
from bench.failover_stage import DATAPLANE, FRONT, Stage, missing, running_stage
from bench.report import percentile, save, table

KILLS, QUICK_KILLS = 20, 2
RESTARTS, QUICK_RESTARTS = 5, 1
# A page's line must live for five seconds until it counts as a good one, and the stage starts a
# program again after one second if it lived for thirty.
SETTLE_SECONDS, RESTART_SECONDS, GAP_SECONDS = 6.0, 31.0, 1.0
Outage: TypeAlias = float | None  # seconds; None: not good again in time
Row: TypeAlias = dict[str, Any]
T = TypeVar("T")


def measure(quick: bool) -> None:
    """Runs the benchmark, prints its table and keeps the result."""
    if problem := missing():
        print(problem)
        return
    kills, restarts = (QUICK_KILLS, QUICK_RESTARTS) if quick else (KILLS, RESTARTS)
    with running_stage() as stage:
        rows, kept = asyncio.run(_without_browser(stage, kills, restarts))
        rows += asyncio.run(_with_browser(stage, kills, restarts))
    print(file=sys.stderr)
    _show(rows, kept)
    if not quick:
        save("step4", "failover", {"rows": rows, "kept": kept})


async def _without_browser(
    stage: Stage, kills: int, restarts: int
) -> tuple[list[Row], dict[str, Any]]:
    async with People(stage.signalling) as people:
        await people.enter()
        moved = await _again(stage, kills, SETTLE_SECONDS, partial(_kill_node, stage, people))
        kept = people.kept() | {"chat": await people.chat_is_kept()}
        both = await _again(
            stage, restarts, RESTART_SECONDS, partial(_restart_front, stage, people)
        )
    away, gaps = ([one[kind] for one in both] for kind in range(2))
    return [
        row_of("node killed: media away", "people", moved, goal=5.0),
        row_of("front killed: signalling away", "people", away),
        row_of("front killed: longest gap of media", "people", gaps),
    ], kept


async def _with_browser(stage: Stage, kills: int, restarts: int) -> list[Row]:
    async with two_pages(stage.port) as pages:
        moved = await _again(stage, kills, SETTLE_SECONDS, partial(_kill_node_of, stage, pages))
        restart = partial(_restart_gateway, stage, pages)
        restarted = await _again(stage, restarts, RESTART_SECONDS, restart)
    return [
        row_of("node killed: media away", "Chromium", moved, goal=5.0),
        row_of("gateway killed: media away", "Chromium", restarted, goal=10.0),
    ]


async def _again(
    stage: Stage, times: int, seconds: float, act: Callable[[], Awaitable[T]]
) -> list[T]:
    """Does something so many times, and waits before each until all is as it was at first."""
    done = []
    for number in range(times):
        await asyncio.sleep(seconds)
        await asyncio.to_thread(stage.wait_for_nodes)
        done.append(await act())
        print(f"\r{number + 1} of {times}: {done[-1]}", file=sys.stderr)
    return done


async def _kill_node(stage: Stage, people: People) -> Outage:
    """Kills the node of the first room: how long its people's media are away."""
    node = people.all[0].node
    moving = [one for one in people.all if one.node == node]
    at = await asyncio.to_thread(stage.kill_node, node)
    away = await asyncio.gather(*(people.back_after(one, at) for one in moving))
    await asyncio.to_thread(stage.add_node)
    return longest(away)


async def _restart_front(stage: Stage, people: People) -> tuple[Outage, Outage]:
    """Kills the front: how long signalling is away, and the longest gap of anybody's media."""
    for one in people.all:
        one.forget_gap()
    began = {one.name: one.began_at for one in people.all}
    at = await asyncio.to_thread(stage.kill, FRONT)
    away = await asyncio.gather(*(people.welcomed_after(one, at) for one in people.all))
    await asyncio.sleep(GAP_SECONDS)
    # Who has a new connection had to begin anew: that is no gap but a loss.
    gaps = [one.gap() if one.began_at == began[one.name] else None for one in people.all]
    return longest(away), longest(gaps)


async def _kill_node_of(stage: Stage, pages: Sequence[Page]) -> Outage:
    """Kills the node of a call: how long its pictures stand still."""
    node, at_ms = await node_of(pages[0]), 1_000 * time.time()
    await asyncio.to_thread(stage.kill_node, node)
    away = await asyncio.gather(*(back_after(page, at_ms, PATIENCE) for page in pages))
    await asyncio.to_thread(stage.add_node)
    return longest(away)


async def _restart_gateway(stage: Stage, pages: Sequence[Page]) -> Outage:
    """Kills the gateway, which is started again: how long the pictures of a call stand still."""
    at_ms = 1_000 * time.time()
    await asyncio.to_thread(stage.kill, DATAPLANE)
    return longest(await asyncio.gather(*(back_after(page, at_ms, PATIENCE) for page in pages)))


def longest(away: Sequence[Outage]) -> Outage:
    """The longest of some people's outages; None if not all of them are over."""
    known = [seconds for seconds in away if seconds is not None]
    return max(known) if known and len(known) == len(away) else None


def row_of(what: str, who: str, outages: Sequence[Outage], goal: float | None = None) -> Row:
    """A row of the table; who was not back in time counts as away for ever."""
    away = [math.inf if seconds is None else seconds for seconds in outages]
    return {
        "what": what,
        "who": who,
        "times": len(outages),
        "back": sum(map(math.isfinite, away)),
        "p50_s": _told(percentile(away, 50)),
        "p95_s": _told(percentile(away, 95)),
        "longest_s": _told(max(away)),
        "goal_s": goal,
        "all_s": [_told(seconds) for seconds in away],
    }


def _told(seconds: float) -> Outage:
    return round(seconds, 3) if math.isfinite(seconds) else None


def _show(rows: Sequence[Row], kept: dict[str, Any]) -> None:
    table(
        "A part of step 4 dies: seconds until it is good again for everybody",
        ("what: who", "back", "median", "p95", "longest", "goal of p95"),
        [
            (
                f"{row['what']}: {row['who']}",
                f"{row['back']} of {row['times']}",
                *(_seconds(row[key]) for key in ("p50_s", "p95_s", "longest_s", "goal_s")),
            )
            for row in rows
        ],
    )
    print(
        f"\nOf {kept['people']} people {kept['same_participant']} are who they were at first; "
        f"chat kept: {'yes' if kept['chat'] else 'no'}."
    )
    for problem in kept["problems"]:
        print(problem)


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"

"""Sending heartbeats: twice a second, signed, and no front delays another."""

import asyncio
import logging
import time
from collections.abc import Iterable
from typing import Any

import pytest

from common.signaling import Join
from steps.step4_gateway.announcer import Announcer
from steps.step4_gateway.heartbeat import Heart
from steps.step4_gateway.node_settings import NodeSettings, parse_settings
from tests.bed.node_bed import SECRET, heart, recorder, snapshot_in
from tests.bed.step import free_port
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio


def settings_for(front: str) -> NodeSettings:
    """A node's settings with this front."""
    told = {"ADVERTISE": "127.0.0.1", "FRONT": front, "HEARTBEAT_SECRET": SECRET}
    return parse_settings(told, "sfu-1")


def announcer(node: Heart, front: str, *addresses: str) -> Announcer:
    """Something that tells a front of a node, or the fronts at some addresses."""

    async def resolve(_name: str) -> Iterable[str]:
        return addresses or ["127.0.0.1"]

    return Announcer(node, settings_for(front), lambda: 7, resolve)


async def test_beats_come_signed_and_twice_a_second() -> None:
    async with recorder() as front, announcer(heart("a"), front.url).announcing():
        first = await front.told(lambda data: data["snapshots"])
        assert (first["packets"], first["rooms"][0]["name"]) == (7, "a")
        await until(lambda: len(front.beats) >= 3, what="three heartbeats")
    assert abs(front.beats[0].at - time.time()) < 60
    numbers = [sealed.data["beat"] for sealed in front.beats]
    assert numbers == sorted(set(numbers))


async def test_wanted_is_answered_and_a_changed_room_is_in_the_next_beat() -> None:
    node = heart("a", "b")
    async with recorder() as front, announcer(node, front.url).announcing():
        await front.told(lambda data: not data["snapshots"])
        front.wants = ["b"]
        assert [s["room"] for s in (await front.told(lambda d: d["snapshots"]))["snapshots"]] == [
            "b"
        ]
        node.rooms.enter(Join("a", "Ben"), "secret", clock_ms=1)
        assert [s["room"] for s in (await front.told(lambda d: d["snapshots"]))["snapshots"]] == [
            "a"
        ]


async def test_the_last_word_is_that_nobody_is_taken_any_more() -> None:
    async with recorder() as front:
        async with announcer(heart(), front.url).announcing():
            await until(lambda: front.beats, what="a heartbeat")
        assert [sealed.data["draining"] for sealed in front.beats][-1]
        assert not front.beats[0].data["draining"]


async def test_a_front_that_is_away_is_told_when_it_comes_and_the_log_says_it_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    port = free_port()
    with caplog.at_level(logging.DEBUG, "steps"):
        async with announcer(heart("a"), f"http://127.0.0.1:{port}").announcing():
            await until(lambda: caplog.records, what="a warning")
            async with recorder(port) as front:
                await front.told(lambda data: data["snapshots"])
                front.refuses = True
                await until(lambda: "403 Not today." in caplog.text, what="another warning")
                front.refuses = False
                again = "takes heartbeats again"
                await until(lambda: caplog.text.count(again) == 2, what="word of its return")
    assert len(caplog.records) <= 5
    assert SECRET not in caplog.text and "secret" not in caplog.text


async def test_a_front_that_never_answers_delays_no_other() -> None:
    port = free_port()
    asked = asyncio.Event()

    async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(never, "::1", port), recorder(port) as front:
        told = announcer(heart("a"), front.url, "::1", "127.0.0.1")
        async with told.announcing():
            await until(lambda: told.fronts and told.fronts["::1"].problem, what="a problem")
            before = len(front.beats)
            await until(lambda: len(front.beats) > before + 1, what="two more for the other")
            assert asked.is_set()
        assert told.fronts["127.0.0.1"].problem == ""
        assert told.fronts["::1"].problem == "TimeoutError"


async def test_a_front_that_answers_without_end_is_left() -> None:
    port = free_port()

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + bytes(1_000_000))
        writer.close()

    async with await asyncio.start_server(flood, "127.0.0.1", port):
        told = announcer(heart("a"), f"http://127.0.0.1:{port}")
        async with told.announcing():
            found = await until(
                lambda: [f.problem for f in told.fronts.values() if f.problem], what="a problem"
            )
        assert "over 131072 bytes" in found[0]


async def test_a_name_that_nobody_knows_for_a_moment_changes_nothing() -> None:
    answers: Any = iter([OSError("no network"), [], ["127.0.0.1"]])

    async def resolve(_name: str) -> Iterable[str]:
        answer = next(answers)
        if isinstance(answer, OSError):
            raise answer
        return list(answer)

    async with recorder() as front:
        told = Announcer(heart(), settings_for(front.url), lambda: 0, resolve)
        async with told.announcing():
            await until(lambda: front.beats, what="a heartbeat")


async def test_news_wait_for_no_beat_not_even_those_that_come_while_one_is_on_its_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("steps.step4_gateway.announcer.BEAT_SECONDS", 60.0)
    node = heart("a")
    async with recorder() as front:
        told = announcer(node, front.url)
        async with told.announcing():
            await front.told(lambda data: data["snapshots"])
            there = told.fronts["127.0.0.1"]
            await until(lambda: not there.busy, what="its answer")
            node.rooms.enter(Join("a", "Ben"), "secret", clock_ms=1)
            async with front.answers:
                before = len(front.beats)
                told.hurry()
                await until(lambda: len(front.beats) > before, what="a beat that waits there")
                node.rooms.enter(Join("b", "Cy"), "secret", clock_ms=1)
                told.hurry()
                await until(lambda: there.late, what="a note that there is more")
            await front.told(lambda data: snapshot_in(data, "a"))
            await front.told(lambda data: snapshot_in(data, "b"))
            quiet = len(front.beats)
            await asyncio.sleep(0.3)
            assert len(front.beats) == quiet  # with nothing new it is the usual pace again

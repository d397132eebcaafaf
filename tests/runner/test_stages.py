"""The test run's own arithmetic: what counts as passed, failed, or nothing at all."""

import sys
from itertools import product
from pathlib import Path

import pytest

from runner.environment import Environment
from runner.results import Counts, Result, last_line, read_junit, read_node
from runner.stages import Stage, checks, run_stages, unit_tests

NODE_20 = "ℹ tests 5\nℹ suites 0\nℹ pass 3\nℹ fail 1\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\n"
TAP = "1..5\n# tests 5\n# pass 4\n# fail 1\n# cancelled 0\n# skipped 0\n# todo 0\n"


def python_stage(name: str, code: str, report: Path | None = None) -> Stage:
    """A stage that runs a line of Python."""
    return Stage(name, [sys.executable, "-c", code], junit=report)


@pytest.mark.parametrize(
    ("said", "counts"), [(NODE_20, (3, 1, 1)), (TAP, (4, 1, 0)), ("", (0, 0, 0))]
)
def test_the_summary_of_node_is_read(said: str, counts: tuple[int, int, int]) -> None:
    assert read_node(said) == Counts(*counts)


def test_a_report_of_pytest_is_read(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(
        '<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>',
        encoding="utf-8",
    )
    assert read_junit(report) == Counts(passed=3, failed=3, skipped=3)


@pytest.mark.parametrize("content", [None, "", "<testsuites>"])
def test_a_report_that_is_missing_or_cut_counts_nothing(
    tmp_path: Path, content: str | None
) -> None:
    report = tmp_path / "report.xml"
    if content is not None:
        report.write_text(content, encoding="utf-8")
    assert read_junit(report) == Counts()


def test_a_stage_that_ran_no_test_has_failed() -> None:
    assert Result("pytest", 1.0, 0, Counts()).failed
    assert Result("pytest", 1.0, 0, Counts(skipped=4)).failed
    assert not Result("pytest", 1.0, 0, Counts(passed=1)).failed
    assert Result("pytest", 1.0, 1, Counts(passed=1)).failed
    assert not Result("ruff", 1.0, 0, None).failed


def test_the_last_line_counts_tests_and_silent_failures() -> None:
    results = [
        Result("mypy", 1.0, 1, None),
        Result("node tests", 1.0, 0, Counts(passed=4, skipped=1)),
        Result("pytest", 1.0, 1, Counts(passed=10, failed=2)),
        Result("notebooks", 1.0, 5, Counts()),
    ]
    assert last_line(results) == "14 passed, 4 failed"


def test_every_stage_runs_also_after_one_has_failed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = tmp_path / "report.xml"
    write = f"open({str(report)!r}, 'w').write('<testsuite tests=\"2\"/>')"
    stages = [
        python_stage("first", "raise SystemExit(3)"),
        Stage("second", ["none"], missing="Node is not installed"),
        python_stage("third", write, report),
    ]
    assert run_stages(Environment(tmp_path), stages) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == "2 passed, 2 failed"
    assert [line.split()[:2] for line in lines[-4:-1]] == [
        ["FAILED", "first"],
        ["FAILED", "second"],
        ["ok", "third"],
    ]
    assert "Node is not installed" in lines[-3]


def test_all_stages_passing_is_success(tmp_path: Path) -> None:
    assert run_stages(Environment(tmp_path), [python_stage("only", "pass")]) == 0


def test_an_old_report_is_not_taken_for_a_new_one(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuite tests="2"/>', encoding="utf-8")
    assert run_stages(Environment(tmp_path), [python_stage("silent", "pass", report)]) == 1


def test_lint_and_types_are_checked_for_python_and_for_the_page() -> None:
    names = [stage.name for stage in checks(Environment())]
    assert names == ["ruff check", "ruff format", "mypy", "biome", "tsc"]


def test_each_test_of_python_is_in_one_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ARGS", raising=False)
    commands = [stage.command for stage in unit_tests(Environment(), quick=False)[1:]]
    marks = [command[command.index("-m", 3) + 1] for command in commands]
    for browser, alone in product((True, False), repeat=2):
        there = {"browser": browser, "alone": alone}
        assert sum(bool(eval(mark, {}, there)) for mark in marks) == 1
    (quick,) = unit_tests(Environment(), quick=True)[1:]
    assert "not browser and not security" in quick.command
    monkeypatch.setenv("ARGS", "tests/turn -k 'udp or tcp'")
    (chosen,) = unit_tests(Environment(), quick=False)[1:]
    assert chosen.command[-3:] == ["tests/turn", "-k", "udp or tcp"]


def test_a_stage_that_hangs_is_stopped_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("runner.stages.LIMIT", 0.5)
    hanging = python_stage("hanging", "import time; time.sleep(600)")
    assert run_stages(Environment(tmp_path), [hanging]) == 1
    assert "it took too long" in capsys.readouterr().out

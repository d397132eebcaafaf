"""The exercise of step 1: the stub fails and teaches, the solution passes, wrong ideas are told."""

import subprocess
import sys
from pathlib import Path

import pytest

from common.webm import MediaPiece
from steps.step1_websocket.exercise import check, late_joiner, solution
from steps.step1_websocket.exercise.recording import recorded

ROOT = Path(__file__).parents[2]


class KeepsAll(late_joiner.Keeper):
    """Sends the whole past."""

    def feed(self, chunk: bytes) -> None:
        """Forgets nothing."""
        self.newest += chunk

    def first_bytes(self) -> bytes:
        """Everything there ever was."""
        return self.newest


class InitAndNewestPiece(solution.Keeper):
    """Begins with whatever came last."""

    def _keep(self, piece: MediaPiece) -> None:
        self.group = [piece.data]


class InitAndKeyframe(solution.Keeper):
    """Leaves a hole between the keyframe and now."""

    def _keep(self, piece: MediaPiece) -> None:
        if piece.random_access:
            self.group = [piece.data]


class InitAlone(solution.Keeper):
    """Waits for the next keyframe."""

    def _keep(self, piece: MediaPiece) -> None:
        pass


class InitAndNewestChunk(solution.Keeper):
    """Takes a chunk for a segment."""

    def feed(self, chunk: bytes) -> None:
        """Reads the init segment, and keeps a chunk."""
        super().feed(chunk)
        self.group = [chunk]


class BelievesInChunks(solution.Keeper):
    """Takes it for granted that the init segment lies in the first two chunks."""

    count = 0

    def feed(self, chunk: bytes) -> None:
        """Reads two chunks, and what comes later only once the init segment is known."""
        self.count += 1
        if self.count <= 2 or self.init:
            super().feed(chunk)


WRONG_IDEAS: list[tuple[check.Make, int, str]] = [
    (late_joiner.Keeper, 2, "a chunk is a cut, not a segment"),
    (InitAndNewestChunk, 2, "does not even begin where a cluster begins"),
    (InitAlone, 3, "no frame of video"),
    (InitAndNewestPiece, 3, "delta frame"),
    (KeepsAll, 4, "you send 4 keyframes, the oldest 3167 ms older"),
    (InitAndKeyframe, 5, "blocks since the last keyframe are missing"),
    (BelievesInChunks, 6, "chunks of 1 bytes"),
]


@pytest.mark.parametrize("make,number,words", WRONG_IDEAS)
def test_each_wrong_idea_is_told_at_its_own_check(
    make: check.Make, number: int, words: str
) -> None:
    found = check.problems(make)
    assert [bool(problem) for problem in found[:number]] == [False] * (number - 1) + [True]
    assert words in found[number - 1]


def test_the_solution_has_no_problem() -> None:
    assert check.problems(solution.Keeper) == [""] * len(check.CHECKS) and check.CHECKS


def test_the_solution_keeps_a_bounded_group() -> None:
    keeper = solution.Keeper()
    for number in range(30):
        keeper._keep(MediaPiece(bytes(100_000), random_access=number == 0, timestamp=0))
        assert sum(map(len, keeper.group)) <= solution.MOST_BYTES


@pytest.mark.parametrize("name,status,words", [("", 1, "NOT YET"), ("solution", 0, "6 of 6")])
def test_the_command_of_the_readme(name: str, status: int, words: str) -> None:
    command = [sys.executable, "-m", "steps.step1_websocket.exercise.check", *name.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (status, "")
    assert words in done.stdout


def test_the_recordings_are_cut_as_the_browsers_cut_them() -> None:
    chromium, firefox = recorded("chromium"), recorded("firefox")
    assert len(chromium.chunks[0]) == 1
    assert all(chromium.chunks) and all(firefox.chunks)
    assert chromium.byte_stream.startswith(check.EBML_ID)
    assert chromium.times == sorted(chromium.times)

"""The folder of a run: what a killed run has left goes, and what a living one has stays."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from steps.step4_gateway import run_folder as run_folders
from steps.step4_gateway.run_folder import PREFIX, run_folder
from tests.bed.step import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
PROGRAM = """
from steps.step4_gateway.run_folder import run_folder
with run_folder() as folder:
    (folder / "secret").write_text("hidden")
    print(folder, flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of temporary files of our own."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@contextmanager
def other_run(here: Path) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Another run, and its folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={"TMPDIR": str(here)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, Path(process.stdout.readline().strip())
    finally:
        process.kill()
        process.communicate()


def test_what_a_killed_run_has_left_goes_with_the_next_one(here: Path) -> None:
    with other_run(here) as (process, folder):
        process.kill()
        process.wait()
        assert (folder / "secret").read_text() == "hidden"
        with run_folder() as ours:
            assert list(here.iterdir()) == [ours]
    assert not list(here.iterdir())


def test_a_run_that_goes_on_keeps_its_folder(here: Path) -> None:
    with other_run(here) as (process, folder):
        with run_folder() as ours, run_folder() as another:
            assert len({ours, another, folder}) == len(list(here.iterdir())) == 3
        assert (folder / "secret").read_text() == "hidden"
        assert process.communicate("\n")[0] == "" and process.returncode == 0
    assert not list(here.iterdir())


def test_what_is_not_a_folder_of_a_run_stays(here: Path) -> None:
    (here / "elsewhere").mkdir()
    (here / "polycloud-of-somebody").mkdir()
    (here / f"{PREFIX}link").symlink_to(here / "elsewhere")
    (here / f"{PREFIX}file").touch()
    before = set(here.iterdir())
    with run_folder():
        pass
    assert set(here.iterdir()) == before


def test_a_folder_that_is_taken_for_dead_at_once_is_made_anew(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = tempfile.TemporaryDirectory
    lost: list[str] = []

    def made(prefix: str) -> "tempfile.TemporaryDirectory[str]":
        folder = real(prefix=prefix)
        if not lost:
            lost.append(folder.name)
            Path(folder.name).rmdir()
        return folder

    monkeypatch.setattr(run_folders, "TemporaryDirectory", made)
    with run_folder() as ours:
        assert ours.is_dir() and str(ours) not in lost

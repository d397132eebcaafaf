"""STUNner's own programs, `stunnerd` and `turncat`, built from their source where there is Go.

Building takes minutes, so it is done only when STUNNER=1 asks for it; what was built is kept.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bed.step import ROOT

MODULE, VERSION = "github.com/l7mp/stunner", "v1.2.1"
SOURCE_SUM = "h1:Nzk40RBDnGba3S+fLqcPMzJVkAT3nvLwEZBdfSnauVQ="  # as go.sum would have it
FOLDER = ROOT / ".cache" / f"stunner-{VERSION}"
PROGRAMS = ("stunnerd", "turncat")
LONGEST_REASON = 300  # characters of what Go says


def programs() -> Path:
    """The folder that both programs are in; skips the test if they cannot be had."""
    if not all((FOLDER / name).exists() for name in PROGRAMS):
        if os.environ.get("STUNNER", "") in ("", "0"):
            pytest.skip(f"STUNner {VERSION} is not built: STUNNER=1 builds it in some minutes")
        if not (go := shutil.which("go")):
            pytest.skip(f"there is no Go here to build STUNner {VERSION}")
        build(go)
    return FOLDER


def build(go: str) -> None:
    """Builds both programs, as their authors' go.mod and go.sum say."""
    source = json.loads(output_of(go, "mod", "download", "-json", f"{MODULE}@{VERSION}"))
    assert source["Sum"] == SOURCE_SUM
    part = FOLDER.with_name(f"{FOLDER.name}.part")
    # In its own module, and not by `go install`: so its go.sum is what counts.
    command = ["build", "-C", source["Dir"], "-mod=readonly", "-trimpath", "-ldflags=-s -w"]
    output_of(go, *command, "-o", f"{part}{os.sep}", *(f"./cmd/{name}" for name in PROGRAMS))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS:
        os.replace(part / name, FOLDER / name)
    part.rmdir()


def output_of(*command: str) -> str:
    """What a command prints; skips the test if it fails, as it does without a network."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        why = " ".join((done.stderr or done.stdout).split())[-LONGEST_REASON:]
        pytest.skip(f"STUNner {VERSION} cannot be built here: {why}")
    return done.stdout


@contextmanager
def running(command: list[str], log_path: Path, **settings: str) -> Iterator[None]:
    """One of them, until the end of the block."""
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [str(programs() / command[0]), *command[1:]],
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield
        assert process.poll() is None, log_path.read_text(encoding="utf-8")
    finally:
        process.kill()
        process.wait()

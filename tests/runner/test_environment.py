"""What the stamp in `.venv` says, and when it is not to be believed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runner.environment import LEVELS
from tests.runner.copies import copy_of_runner, copy_with_step


def test_a_bigger_level_satisfies_a_smaller_one(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    environment.stamp("learn")
    assert [environment.satisfies(level) for level in LEVELS] == [True, True, False]


def test_changed_requirements_are_noticed(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    for level in LEVELS:
        environment.requirements(level).write_text("new==1\n", encoding="utf-8")
    assert environment.level() is None
    assert environment.former_level() == "test"


@pytest.mark.skipif(os.name == "nt", reason="permissions of POSIX")
def test_an_interpreter_that_may_not_be_read_counts_as_none() -> None:
    with tempfile.TemporaryDirectory() as name:
        environment = copy_with_step(Path(name))
        Path(name).chmod(0o755)
        environment.python.parent.chmod(0)
        with nobody():
            assert environment.level() is None
        environment.python.parent.chmod(0o755)


@contextmanager
def nobody() -> Iterator[None]:
    """Gives up the rights of root, to whom everything is permitted, for a while."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(user)


def test_line_ends_of_windows_are_no_change(tmp_path: Path) -> None:
    environment = copy_with_step(tmp_path)
    requirements = environment.requirements("test")
    requirements.write_bytes(requirements.read_bytes().replace(b"\n", b"\r\n"))
    assert environment.level() == "test"


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"level": "all"}', "\0"])
def test_a_stamp_that_says_nothing_counts_as_none(tmp_path: Path, content: str) -> None:
    environment = copy_with_step(tmp_path)
    (environment.folder / "polycloud.json").write_text(content, encoding="utf-8")
    assert environment.level() is None


def test_without_environment_nothing_is_installed(tmp_path: Path) -> None:
    assert copy_of_runner(tmp_path).level() is None

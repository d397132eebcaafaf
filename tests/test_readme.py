"""Every command that the prose tells people to type exists."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from runner.commands import COMMANDS
from tests.runner.copies import plain_environ

ROOT = Path(__file__).parent.parent
PROSE = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not {".venv", ".venv.old", "node_modules", "_build"} & set(path.relative_to(ROOT).parts)
)
ANYWHERE = {"git", "cd"}  # programs of everybody's, which are not ours to check
RUNNERS = {"python3", "py", "python"}


def block_commands(text: str) -> list[str]:
    """The lines in blocks marked sh, and those after a prompt in blocks marked console."""
    found: list[str] = []
    for kind, body in re.findall(
        r"^[`:]{3,}\{?\.?(?:code-block\} )?(sh|console)\n(.*?)^[`:]{3,}", text, re.M | re.S
    ):
        lines = [line.strip() for line in body.splitlines()]
        found += [
            line.removeprefix("$ ")
            for line in lines
            if line and not line.startswith("#") and (kind == "sh" or line.startswith("$ "))
        ]
    return found


def inline_commands(text: str) -> list[str]:
    """The commands in running text, written as code."""
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)
    ours = r"([A-Z]+=\S+ )*(make [a-z]|(python3?|py) polycloud\.py)"
    return [span for span in spans if re.match(ours, span)]


def words_of(command: str) -> list[str]:
    """A command's words, without the settings before it and a remark behind it."""
    words = shlex.split(command, comments=True)
    while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
        words.pop(0)
    return words


def check(command: str) -> None:
    """Fails if a command is none of ours, nor one that everybody has."""
    program, *rest = words_of(command)
    if program == "make":
        for target in (word for word in rest if "=" not in word):
            check_target(target)
    elif rest and program in RUNNERS and rest[0] == "polycloud.py":
        assert rest[1] in COMMANDS, command
        assert len(rest[2:]) == len(COMMANDS[rest[1]].arguments.split()), command
    elif rest[:1] == ["-m"]:
        module = ROOT / rest[1].replace(".", "/")
        assert module.with_suffix(".py").exists() or (module / "__main__.py").exists(), command
    else:
        assert program in ANYWHERE, f"nobody knows {command!r}"


def check_target(target: str) -> None:
    """Fails if the Makefile has no such target, or one that the runner does not know."""
    target = target.replace("-N", "-1")
    made = subprocess.run(
        ["make", "-n", target], cwd=ROOT, env=plain_environ(), capture_output=True, text=True
    )
    assert made.returncode == 0, made.stderr
    assert made.stdout.split("polycloud.py ")[1].split()[0] in COMMANDS


@pytest.mark.parametrize("path", PROSE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_in_the_prose_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for command in block_commands(text) + inline_commands(text):
        check(command)


def test_wishes_are_told_as_a_whole_address_that_the_page_answers() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "`http://localhost:8001/?fake=1`" in text
    assert not re.findall(r"`[?&]\w+=", text), "added to an address by hand, one of the two fails"


def test_what_has_to_be_there_first_is_named() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"python3-venv", "npm"} <= set(re.findall(r"[\w-]+", text))


def test_nothing_that_is_called_left_out_is_a_module() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    section = text.partition("## What is left out")[2].lower()
    left_out = {name.replace(" ", "_") for name in re.findall(r"\bno ([a-z ]+)", section)}
    modules = {path.stem for path in (ROOT / "common").rglob("*.py")}
    assert "account" in left_out and "waiting_room" in modules
    assert not left_out & modules


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted(ROOT.glob("steps/step*/README.md"))])
def test_a_readme_tells_what_to_type(path: Path) -> None:
    assert block_commands(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("command", ["make nonsense", "python3 polycloud.py dance", "curl x | sh"])
def test_a_command_that_does_not_exist_would_be_noticed(command: str) -> None:
    with pytest.raises(AssertionError):
        check(command)

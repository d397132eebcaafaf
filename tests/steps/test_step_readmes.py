"""The README of a step tells no number that was not measured, and names nothing that is not there.

`python -m tests.steps.test_step_readmes` writes the numbers of bench/results into all of them.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from slides.results import NotMeasured, look_up, readable

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"<!-- measured -->\n.*?<!-- /measured -->", re.DOTALL)
NUMBER = re.compile(r"\*\*(?P<value>[^*\n]+)\*\*<!-- (?P<path>[^\n]+?) -->")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
BROWSERS = re.compile(r"localhost:(\d+)")


@dataclass(frozen=True)
class Readme:
    """A step's README: where it is, and which places of the code it wants to be read slowly."""

    number: int
    folder: Path
    names: tuple[str, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / "README.md"

    @property
    def text(self) -> str:
        """What is written in it."""
        return self.path.read_text(encoding="utf-8")

    @property
    def block(self) -> str:
        """The part whose numbers are measured ones."""
        (block,) = BLOCK.findall(self.text)
        return str(block)

    def expected(self, path: str) -> str:
        """A number as the README shows it."""
        try:
            return readable(look_up(ROOT / "bench/results" / f"step{self.number}.json", path))
        except NotMeasured:
            return "not yet"

    def with_numbers(self) -> str:
        """The README with the newest results in its measured block."""

        def number(found: re.Match[str]) -> str:
            return f"**{self.expected(found['path'])}**<!-- {found['path']} -->"

        return BLOCK.sub(lambda block: NUMBER.sub(number, block[0]), self.text)


READMES = [
    Readme(
        1,
        ROOT / "steps" / "step1_websocket",
        ("ByteStream._keep", "FanOut._fan_out", "Viewer.keeps_up"),
    ),
    Readme(
        2,
        ROOT / "steps" / "step2_sfu",
        ("IceLite.receive", "Track._forward", "Rewriter.rewrite"),
    ),
    Readme(
        3,
        ROOT / "steps" / "step3_turn",
        ("Authenticator.check", "Allocation.take_from_peer", "PeerPolicy.allows"),
    ),
    Readme(
        4,
        ROOT / "steps" / "step4_gateway",
        ("RoutePolicy.allows_host", "Gateway.reconcile", "Fleet.choose"),
    ),
]
each = pytest.mark.parametrize("readme", READMES, ids=lambda readme: f"step-{readme.number}")


def test_no_step_is_without_a_readme_here() -> None:
    there = sorted(main.parent for main in ROOT.glob("steps/step[0-9]_*/__main__.py"))
    assert [readme.folder for readme in READMES] == there


@each
def test_each_number_is_the_measured_one(readme: Readme) -> None:
    numbers = list(NUMBER.finditer(readme.block))
    assert [(found["path"], found["value"]) for found in numbers] == [
        (found["path"], readme.expected(found["path"])) for found in numbers
    ], "python -m tests.steps.test_step_readmes writes them anew"


@each
def test_each_row_of_the_measured_table_has_a_number(readme: Readme) -> None:
    rows = [line for line in readme.block.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 6 and all(NUMBER.search(row) for row in rows)


@each
@pytest.mark.parametrize("name", ["README.md", "exercise/README.md"])
def test_what_is_linked_is_there(readme: Readme, name: str) -> None:
    path = readme.folder / name
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert links and not [link for link in links if not (path.parent / link).exists()]


@each
def test_the_names_in_the_readme_are_those_of_the_code(readme: Readme) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in readme.folder.glob("*.py"))
    for name in readme.names:
        owner, _, method = name.partition(".")
        assert f"`{name}`" in readme.text and f"class {owner}" in source
        assert f"def {method}(" in source
    assert set(BROWSERS.findall(readme.text)) == {str(8000 + readme.number)}


@each
def test_each_module_of_the_server_has_its_row(readme: Readme) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in readme.folder.glob("*.py"))
    modules = set(re.findall(rf"^from steps\.{readme.folder.name}\.(\w+) import", source, re.M))
    assert {f"{module}.py" for module in modules} <= set(LINK.findall(readme.text))


if __name__ == "__main__":
    for written in READMES:
        written.path.write_text(written.with_numbers(), encoding="utf-8")

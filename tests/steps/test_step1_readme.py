"""The README of step 1 tells no number that was not measured, and names nothing that is not there.

`python -m tests.steps.test_step1_readme` writes the numbers of bench/results/step1.json into it.
"""

import re
from pathlib import Path

import pytest

from slides.results import NotMeasured, look_up, readable

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "steps" / "step1_websocket"
README, RESULTS = FOLDER / "README.md", ROOT / "bench" / "results" / "step1.json"
BLOCK = re.compile(r"<!-- measured -->\n.*?<!-- /measured -->", re.DOTALL)
NUMBER = re.compile(r"\*\*(?P<value>[^*\n]+)\*\*<!-- (?P<path>[^\n]+?) -->")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
BROWSERS = re.compile(r"localhost:(\d+)")


def expected(path: str) -> str:
    """A number as the README shows it."""
    try:
        return readable(look_up(RESULTS, path))
    except NotMeasured:
        return "not yet"


def with_numbers(text: str) -> str:
    """The README with the newest results in its measured block."""

    def number(found: re.Match[str]) -> str:
        return f"**{expected(found['path'])}**<!-- {found['path']} -->"

    return BLOCK.sub(lambda block: NUMBER.sub(number, block[0]), text)


def test_each_number_is_the_measured_one() -> None:
    text = README.read_text(encoding="utf-8")
    (block,) = BLOCK.findall(text)
    assert [(f["path"], f["value"]) for f in NUMBER.finditer(block)] == [
        (f["path"], expected(f["path"])) for f in NUMBER.finditer(block)
    ], "python -m tests.steps.test_step1_readme writes them anew"


def test_each_row_of_the_measured_table_has_a_number() -> None:
    (block,) = BLOCK.findall(README.read_text(encoding="utf-8"))
    rows = [line for line in block.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 6 and all(NUMBER.search(row) for row in rows)


@pytest.mark.parametrize(
    "path", [README, FOLDER / "exercise" / "README.md"], ids=lambda p: p.parent.name
)
def test_what_is_linked_is_there(path: Path) -> None:
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert links and not [link for link in links if not (path.parent / link).exists()]


def test_the_names_in_the_readme_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    for name in ("ByteStream._keep", "FanOut._fan_out", "Viewer.keeps_up"):
        owner, _, method = name.partition(".")
        source = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
        assert name in text and f"class {owner}" in source and f"def {method}(" in source
    assert set(BROWSERS.findall(text)) == {"8001"}


if __name__ == "__main__":
    README.write_text(with_numbers(README.read_text(encoding="utf-8")), encoding="utf-8")

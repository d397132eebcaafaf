"""What nbval does not see in a notebook: imports, real exercises, right solutions.

An exercise is a cell tagged `exercise` with a naive version, a cell tagged `check` that fails on it
and says why, and a folded solution in Markdown. The solutions are tried here: each notebook runs
once with them in the place of the naive versions.
"""

import ast
import json
import re
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
MODULES = sorted(FOLDER.glob("*.py"))
MAY_IMPORT = {"steps", "common", "matplotlib", "numpy", "websockets", *(m.stem for m in MODULES)}
MAY_IMPORT |= {"aioice", "aiortc", "av", "bench", "pylibsrtp"}  # far ends, a codec, servers
LONGEST_CELL, USUAL_CELL = 16, 8
SOLUTION = re.compile(r"<summary>Solution</summary>\s+```python\n(.+?)\n```", re.DOTALL)
OF_ONE_MACHINE = re.compile(
    r"/(home|root|Users|work|tmp)/|(127\.0\.0\.1|localhost)(:|', )\d|:\\Users"
)

Cell = dict[str, Any]


@dataclass(frozen=True)
class Exercise:
    """The indices of an exercise's cells, and its solution."""

    stub: int
    check: int
    solution: str


def read(path: Path) -> Any:
    """A notebook as nbformat reads it."""
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


def code_cells(path: Path) -> list[Cell]:
    """The code cells of a notebook as they are stored."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def has_tag(cell: Cell, tag: str) -> bool:
    """Whether a cell carries a tag."""
    return tag in cell["metadata"].get("tags", [])


def exercises(path: Path) -> list[Exercise]:
    """The exercises of a notebook, each with what follows it up to the next."""
    cells = read(path).cells
    stubs = [index for index, cell in enumerate(cells) if has_tag(cell, "exercise")]
    found = []
    for stub, end in zip(stubs, [*stubs[1:], len(cells)], strict=True):
        span = range(stub, end)
        checks = [index for index in span if has_tag(cells[index], "check")]
        solutions = [m[1] for index in span if (m := SOLUTION.search(cells[index].source))]
        assert len(checks) == len(solutions) == 1, f"exercise in cell {stub}"
        found.append(Exercise(stub, checks[0], solutions[0]))
    return found


def imported(source: str) -> set[str]:
    """The top-level modules that some Python imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


def source_of(cell: Cell) -> str:
    """The text of a stored cell."""
    return "".join(cell["source"])


each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", [*NOTEBOOKS, *MODULES], ids=lambda path: path.name)
def test_it_imports_the_project_and_little_else(path: Path) -> None:
    if path.suffix == ".py":
        names = imported(path.read_text(encoding="utf-8"))
    else:
        names = set().union(*(imported(source_of(cell)) for cell in code_cells(path)))
    assert names - MAY_IMPORT - sys.stdlib_module_names == set()


@each_notebook
def test_cells_are_small(path: Path) -> None:
    lines = [len(source_of(cell).splitlines()) for cell in code_cells(path)]
    assert max(lines) <= LONGEST_CELL and statistics.median(lines) <= USUAL_CELL


@each_notebook
def test_all_cells_were_run_in_order_and_their_output_is_kept(path: Path) -> None:
    cells = code_cells(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert all(
        cell["outputs"] for cell in cells if "print(" in source_of(cell) and not _defines(cell)
    )
    assert all(cell["outputs"] for cell in cells if "plt.show()" in source_of(cell))
    assert read(path).metadata["kernelspec"]["name"] == "python3"


def _defines(cell: Cell) -> bool:
    return "\ndef " in "\n" + source_of(cell)


@each_notebook
def test_nothing_of_one_machine_is_kept(path: Path) -> None:
    assert not OF_ONE_MACHINE.search(path.read_text(encoding="utf-8"))
    assert not [cell for cell in code_cells(path) if "%" in source_of(cell)[:1]]


@each_notebook
def test_the_last_cell_closes_what_was_opened(path: Path) -> None:
    assert "await lab.close()" in source_of(code_cells(path)[-1])


@each_notebook
def test_exercises_are_real_and_their_checks_teach(path: Path) -> None:
    cells = read(path).cells
    assert len(exercises(path)) >= 3
    for exercise in exercises(path):
        assert has_tag(cells[exercise.check], "raises-exception")
        (problem,) = cells[exercise.check].outputs
        assert problem.ename == "AssertionError" and len(problem.evalue) > 20


@each_notebook
def test_the_folded_solutions_pass(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = read(path)
    for exercise in exercises(path):
        notebook.cells[exercise.stub].source = exercise.solution
    begin = time.monotonic()
    place = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, timeout=60, kernel_name="python3", resources=place).execute()
    with capsys.disabled():
        sys.stdout.write(f" {path.name} took {time.monotonic() - begin:.1f} s ")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert outputs and not [output for output in outputs if output.output_type == "error"]

"""The house rules, read from the source: import directions, purity, sizes, words, headings."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = [p for folder in ("common", "steps") for p in sorted((ROOT / folder).rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TOOLS = [ROOT / name for name in ("runner", "bench", "slides", "notebooks")]
PYTHON = [
    ROOT / "polycloud.py",
    *MODULES,
    *TESTS,
    *(path for folder in TOOLS for path in sorted(folder.glob("*.py"))),
]
PAGES = [
    p
    for p in sorted((ROOT / "frontend").rglob("*"))
    if p.suffix in (".js", ".css", ".html") and not {"node_modules", "tests"} & set(p.parts)
]
SCRIPTS = [p for p in PAGES if p.suffix == ".js"]
TABLES = {"strings"}  # folders of scripts that are nothing but the words of a language, a line each

MODULE_LINES, FUNCTION_LINES, SCRIPT_LINES, MAIN_LINES = 250, 40, 150, 80
SANS_IO = {"websockets.frames"}  # RFC 6455 frames to bytes and back, nothing else
SHELL_ONLY = {"asyncio", "socket", "time", "logging", "starlette", "uvicorn", "websockets"}
HEADINGS = (
    "Predict",
    "Run",
    "What you should see (and what will not work yet)",
    "What changed",
    "Look inside",
    "Measured here",
    "Exercise",
    "Break it",
    "If it fails",
    "Answers",
    "What this step does not solve",
)
# What people read begins with a capital and has a word after it; what comes before is a comment,
# or told to who reads the console.
SENTENCE = re.compile(
    r"""(?://.*|/\*.*|^\s*\*.*|console\.\w+\(.*)|(["'`>])([A-Z][a-z]+ \w[^"'`]*)"""
)
OWN_ADDRESS = re.compile(r"https?://(localhost|127\.0\.0\.1|www\.w3\.org/2000/svg)\b")


def name_of(path: Path) -> str:
    """A file's path from the root of the repository."""
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    """A test for each of these files."""
    return pytest.mark.parametrize("path", paths, ids=name_of)


def tree_of(path: Path) -> ast.Module:
    """A Python file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(path: Path) -> set[str]:
    """The modules that a Python file imports, by full name."""
    nodes = list(ast.walk(tree_of(path)))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {n.module for n in nodes if isinstance(n, ast.ImportFrom) and n.module}


def is_pure(path: Path) -> bool:
    """Whether a module's docstring claims purity by the word in brackets."""
    return "[pure]" in (ast.get_docstring(tree_of(path)) or "")


def step_number(name: str) -> int:
    """The number in `steps.step3_turn`; 0 in a name that is no step's."""
    found = re.match(r"steps[./]step(\d)", name)
    return int(found[1]) if found else 0


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def without_docstring(path: Path) -> Iterator[str]:
    """The public classes, functions and methods of a file that do not say what they are."""
    tree = tree_of(path)
    scopes: list[ast.Module | ast.ClassDef] = [tree]
    scopes += [node for node in tree.body if isinstance(node, ast.ClassDef)]
    for scope in scopes:
        for node in scope.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                overloads = [ast.unparse(decorator) for decorator in node.decorator_list]
                if not node.name.startswith("_") and "overload" not in overloads:
                    yield from [] if ast.get_docstring(node) else [node.name]


@each(MODULES)
def test_imports_point_backwards_only(path: Path) -> None:
    own = step_number(name_of(path))
    forwards = {name for name in imported(path) if step_number(name) > own}
    foreign = {n for n in imported(path) if n.partition(".")[0] in ("tests", "bench", "notebooks")}
    assert not forwards | foreign


@each([path for path in MODULES if is_pure(path)])
def test_pure_modules_know_no_clock_no_socket_and_no_dice(path: Path) -> None:
    names = imported(path) - SANS_IO
    assert not {name.partition(".")[0] for name in names} & SHELL_ONLY
    assert not names & {"random"} or "from random import Random\n" in path.read_text(
        encoding="utf-8"
    )
    own = [ROOT / (name.replace(".", "/") + ".py") for name in names]
    assert all(is_pure(module) for module in own if module.exists())


@each(PYTHON)
def test_python_files_and_functions_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES
    assert not [f.name for f in functions(path) if (f.end_lineno or 0) - f.lineno >= FUNCTION_LINES]


@pytest.mark.parametrize("folder", ["common", "steps", "runner", "bench", "slides", "notebooks"])
def test_the_rules_hold_in_every_folder(folder: str) -> None:
    assert [path for path in PYTHON if path.is_relative_to(ROOT / folder)]


@each([path for path in SCRIPTS if path.parent.name not in TABLES])
def test_scripts_are_short(path: Path) -> None:
    most = MAIN_LINES if path.name == "main.js" else SCRIPT_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= most


@each(PYTHON)
def test_everything_public_says_what_it_is(path: Path) -> None:
    test_file = path.name.startswith("test_")
    silent = [n for n in without_docstring(path) if not (test_file and n.startswith("test_"))]
    assert not silent
    assert ast.get_docstring(tree_of(path)) or not path.read_text(encoding="utf-8")


@each([path for path in PYTHON if path.name.startswith("test_")])
def test_every_test_asserts_something(path: Path) -> None:
    words = ("assert ", "raises(", "expect(", "wait_", "until(", "check(", "parse(")
    empty = [
        function.name
        for function in functions(path)
        if function.name.startswith("test_") and not any(w in ast.unparse(function) for w in words)
    ]
    assert not empty


@each(sorted(ROOT.glob("steps/step*/README.md")))
def test_a_step_tells_its_story_under_the_fixed_headings(path: Path) -> None:
    headings = re.findall(r"^##+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    found = [heading for heading in headings if heading in HEADINGS]
    assert tuple(found) == HEADINGS


@each([path for path in SCRIPTS if path.parent.name not in TABLES])
def test_what_people_read_is_in_the_tables_of_words(path: Path) -> None:
    if path.is_relative_to(ROOT / "frontend/styleguide"):
        return  # whose examples nobody reads in a call
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [said for line in lines for said in SENTENCE.finditer(line) if said[2]]
    assert not [said[0] for said in found]


@each(PAGES)
def test_the_page_asks_nobody_but_its_own_server(path: Path) -> None:
    text = OWN_ADDRESS.sub("", path.read_text(encoding="utf-8"))
    assert not re.findall(r"(?:https?|wss?)://[\w.]+", text)


@each([path for path in SCRIPTS if "lib" in path.parts])
def test_the_library_of_the_page_knows_no_step(path: Path) -> None:
    names = re.findall(
        r"""(?:from|import)\s*\(?["']([^"']+)["']""", path.read_text(encoding="utf-8")
    )
    assert not [name for name in names if "step-" in name]

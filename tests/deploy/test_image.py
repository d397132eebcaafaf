"""The image: there is no Docker here, so what it would be made of is looked at, and tried."""

import ast
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.bed.step import ROOT
from tests.deploy.applied import DEPLOY, container

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
LINES = [line.split() for line in DOCKERFILE.splitlines() if line and not line.startswith("#")]
FINAL = LINES[len(LINES) - [line[0] for line in reversed(LINES)].index("FROM") - 1 :]
COPIED = [line[1:] for line in LINES if line[0] == "COPY" and not line[1].startswith("--")]
IGNORED = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").split()


def test_it_is_small_and_runs_as_nobody_special() -> None:
    assert {line[1] for line in LINES if line[0] == "FROM"} == {"python:3.11-slim"}
    assert ["USER", "10001"] in FINAL and "--require-hashes" in DOCKERFILE


def test_what_it_copies_is_there_and_is_not_ignored() -> None:
    assert [source for source, _target in COPIED]
    for source, _target in COPIED:
        assert (ROOT / source).exists() and f"!{source}" in IGNORED


@pytest.mark.parametrize("name", ["front", "sfu"])
def test_what_a_pod_runs_is_a_module_of_it(name: str) -> None:
    (module,) = container(name)["args"]
    assert ["ENTRYPOINT", '["python",', '"-m"]'] in FINAL
    assert (ROOT / f"{module.replace('.', '/')}.py").exists()
    assert module.split(".")[0] in {source for source, _target in COPIED}


def test_every_package_that_is_imported_is_installed_in_it() -> None:
    locked = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    installed = set(re.findall(r"^([\w.-]+)==", locked, re.MULTILINE))
    known = packages_distributions()
    for name in foreign(ROOT / "common") | foreign(ROOT / "steps"):
        names = {one.lower().replace("_", "-") for one in known.get(name, [])}
        assert not names or names & installed, name


def foreign(folder: Path) -> set[str]:
    """The names under which packages of others are imported in a folder."""
    nodes = [
        n for path in folder.rglob("*.py") for n in ast.walk(ast.parse(path.read_text("utf-8")))
    ]
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in names} - {"common", "steps"}

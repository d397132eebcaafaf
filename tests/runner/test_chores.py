"""The commands beside the steps: what they prepare, and what they start."""

import os
import sys
from pathlib import Path

import pytest

from runner.machine import is_root
from tests.runner.copies import call, copy_with_step

TELL = "import sys; print(*sys.argv[1:])"


def test_notebooks_are_opened_also_for_root(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    (tmp_path / "jupyter.py").write_text(TELL, encoding="utf-8")
    code, out, err = call(tmp_path, "notebooks")
    assert code == 0, err
    assert out.split() == ["lab", "notebooks", *(["--allow-root"] if is_root() else [])]


@pytest.mark.skipif(os.name == "nt", reason="the npm of this test is a shell script")
def test_benchmarks_get_browsers_and_page_tools_first(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    for folder in ("bench", "frontend", "bin"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bench" / "__main__.py").write_text("print('measured')", encoding="utf-8")
    (tmp_path / "frontend" / "package-lock.json").write_text("{}", encoding="utf-8")
    npm = tmp_path / "bin" / "npm"
    npm.write_text(f"#!/bin/sh\nexec {sys.executable} -c 'print(1)'\n", encoding="utf-8")
    npm.chmod(0o755)
    (tmp_path / "frontend" / "node_modules").mkdir()
    nothing = str(tmp_path / "no browsers")
    _, out, err = call(tmp_path, "bench", PATH=str(npm.parent), PLAYWRIGHT_BROWSERS_PATH=nothing)
    assert "Installing the page's checking tools with npm." in out, err
    assert out.splitlines()[-1] == "measured"
    if sys.platform.startswith("linux"):
        assert "Downloading chromium and firefox with Playwright." in out

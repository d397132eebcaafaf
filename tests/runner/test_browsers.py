"""Opening a page for the person: done, or said why not."""

import sys
import webbrowser
from pathlib import Path
from subprocess import PIPE

import pytest

from runner import browsers
from runner.ports import free_port
from tests.runner.copies import copy_with_step, start


def test_without_a_browser_the_person_is_told_to_open_the_address(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(address: str) -> bool:
        raise webbrowser.Error("could not locate runnable browser")

    for opening in (lambda address: False, fail):
        monkeypatch.setattr(webbrowser, "open", opening)
        browsers.show("http://localhost:8001/")
        said = capsys.readouterr().out
        assert "no browser" in said
        assert "open http://localhost:8001/ in one yourself" in said
        assert said.count("\n") == 1


def test_with_a_browser_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []

    def succeed(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr(webbrowser, "open", succeed)
    browsers.show("http://localhost:8001/")
    assert opened == ["http://localhost:8001/"]
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere one would open")
def test_a_step_that_should_open_a_browser_and_cannot_says_so(tmp_path: Path) -> None:
    copy_with_step(tmp_path)
    bare = dict.fromkeys(("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"), "") | {"PATH": str(tmp_path)}
    said, port = "", str(free_port())
    with start(tmp_path, "step", "1", output=PIPE, PORT=port, OPEN="1", **bare) as process:
        for line in process.stdout or ():
            said += line
            if "Stop it" in line:
                process.terminate()
    assert f"no browser to start here: open http://localhost:{port}/ in one" in said
    assert process.returncode == 0

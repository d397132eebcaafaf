"""Slides about what was not measured yet are left out of the talk, and come by themselves."""

from pathlib import Path

from slides.results import only_measured

PAGE = """## Before

<!-- if measured: step9 -->
### What it costs

{measured}`step9: a`
<!-- end -->

## After
"""


def test_a_slide_waits_for_its_results(tmp_path: Path) -> None:
    assert only_measured(PAGE, tmp_path) == "## Before\n\n\n## After\n"
    (tmp_path / "step9.json").write_text("{}")
    shown = only_measured(PAGE, tmp_path)
    assert "### What it costs" in shown and "## After" in shown and "<!--" not in shown

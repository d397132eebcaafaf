"""What the slides add to Sphinx, so that nothing on a slide is typed twice.

A role for measured numbers, directives for figures, speaker notes, the live step and the difference
between two steps, and a check of each quoted piece of code. Whatever cannot be found is a warning,
and warnings are errors; only slides about a step that was not measured yet can be left out.
"""

import ast
import difflib
import html
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.states import Inliner
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from slides import results

ROOT = Path(__file__).parent.parent
CODE_LINES, CODE_COLUMNS = 12, 80
NOTES = ("Say", "Do", "If it fails", "Ask")
DOCSTRING = re.compile(r'(?<=:\n) +"""(?P<words>[^"]+)"""\n')
logger = logging.getLogger(__name__)


def measured(
    _name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *_rest: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """The role of a number from bench/results: {measured}`step1: fan_out.date`."""
    environment = inliner.document.settings.env
    folder = Path(environment.srcdir) / environment.config.measured_results
    file_name, _, path = text.partition(":")
    results_file = folder / f"{file_name.strip()}.json"
    try:
        value = results.look_up(results_file, path.strip())
    except results.NotMeasured as problem:
        message = inliner.reporter.error(str(problem), line=lineno)
        return [inliner.problematic(rawtext, rawtext, message)], [message]
    return [nodes.inline(rawtext, results.readable(value), classes=["measured"])], []


class Drawing(SphinxDirective):
    """A figure of slides/figures, put into the page itself, so that it takes the page's font."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The SVG as it is in its file."""
        path = Path(self.env.srcdir) / "figures" / f"{self.arguments[0]}.svg"
        if not path.exists():
            raise self.error(f"There is no figure {path.name} in slides/figures.")
        svg = path.read_text(encoding="utf-8")
        return [nodes.raw("", f'<div class="drawing">\n{svg}</div>', format="html")]


class Notes(Directive):
    """A slide's speaker notes: the minute, then paragraphs that begin with one of NOTES."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The notes as reveal.js's speaker view shows them."""
        minute = self.arguments[0]
        if not re.fullmatch(r"\d{1,2}:[0-5]\d", minute):
            raise self.error(f"Notes begin with the minute, such as 2:30, not {minute!r}.")
        paragraphs = [self._paragraph(p) for p in "\n".join(self.content).split("\n\n")]
        text = f"<p><b>Minute {minute}</b></p>" + "".join(paragraphs)
        aside = f'<aside class="notes" data-minute="{minute}">{text}</aside>'
        return [nodes.raw("", aside, format="html")]

    def _paragraph(self, text: str) -> str:
        label, _, words = " ".join(text.split()).partition(": ")
        if label not in NOTES:
            raise self.error(f"A note begins with one of {', '.join(NOTES)}, not {text[:30]!r}.")
        words = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(words))
        return f"<p><b>{label}:</b> {words}</p>"


class LiveStep(Directive):
    """A step in the slide itself, loaded when its slide is shown, with its command beside it."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """The frame, and what stands in its place until the step answers."""
        step = self.arguments[0]
        if not list(ROOT.glob(f"steps/step{step}_*/__main__.py")):
            raise self.error(f"There is no step {step}.")
        return [nodes.raw("", LIVE_STEP.format(step=step, port=8000 + int(step)), format="html")]


class Difference(Directive):
    """What a function of one step's server.py has that an earlier step's has not: 1 2 main."""

    required_arguments = 3

    def run(self) -> list[nodes.Node]:
        """The function's lines, with a plus or a minus before those that differ."""
        former, latter, name = self.arguments
        olds, news = (self._lines(step, name) for step in (former, latter))
        lines = list(difflib.unified_diff(olds, news, n=max(len(olds), len(news)), lineterm=""))
        block = nodes.literal_block("", "\n".join(lines[3:]), language="diff")  # without its head
        check_size(lines[3:], block)
        before = nodes.paragraph(classes=["quoted-from"])
        before += nodes.literal("", f"server.py of step {former} and of step {latter}")
        return [before, block]

    def _lines(self, step: str, name: str) -> list[str]:
        for path in ROOT.glob(f"steps/step{step}_*/server.py"):
            text = path.read_text(encoding="utf-8")
            for node in ast.parse(text).body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
                    code = ast.get_source_segment(text, node) or ""
                    return without_docstring(code)[1].splitlines()
        raise self.error(f"The server of step {step} has no function {name!r}.")


LIVE_STEP = """
<div class="live-step" data-origin="http://localhost:{port}">
<iframe title="Step {step}, running on this computer"
  data-live-src="http://localhost:{port}/?room=stage&amp;fake=1&amp;autojoin=1"
  allow="autoplay; camera; microphone; display-capture"></iframe>
<p class="not-running">Step {step} is not running on this computer.<br>
It appears here as soon as it is.</p>
</div>
"""


def leave_out_unmeasured(app: Sphinx, _page: str, source: list[str]) -> None:
    """Leaves out the slides about a step of which nothing was measured yet."""
    source[0] = results.only_measured(source[0], Path(app.srcdir) / app.config.measured_results)


def dress_quotations(_app: Sphinx, doctree: nodes.document) -> None:
    """Says where quoted code is from, and sets its docstring as text above it."""
    for block in list(doctree.findall(nodes.literal_block)):
        source = Path(block.get("source") or "").resolve()
        if not source.is_relative_to(ROOT) or source.suffix not in (".py", ".js"):
            continue
        docstring, code = without_docstring(block.astext().rstrip())
        block.replace_self(before := nodes.paragraph(classes=["quoted-from"]))
        before += nodes.literal("", source.relative_to(ROOT).as_posix())
        before += nodes.Text(f" {docstring}")
        block.children = [nodes.Text(code)]
        before.parent.insert(before.parent.index(before) + 1, block)
        check_size(code.splitlines(), block)


def without_docstring(code: str) -> tuple[str, str]:
    """A function's docstring in one line, and the function without it."""
    found = DOCSTRING.search(code)
    if not found:
        return "", code
    return " ".join(found["words"].split()), code[: found.start()] + code[found.end() :]


def check_size(lines: list[str], block: nodes.literal_block) -> None:
    """Warns of more code than is read from the back row."""
    columns = max(map(len, lines))
    if len(lines) > CODE_LINES or columns > CODE_COLUMNS:
        logger.warning(
            f"{len(lines)} lines of {columns} columns are quoted: more than {CODE_LINES} lines "
            f"of {CODE_COLUMNS} columns.",
            location=block,
        )


def read_everything(_app: Sphinx, environment: BuildEnvironment, *_rest: Any) -> list[str]:
    """Reads all slides at each build: a warning must not get lost because a page is cached."""
    return list(environment.found_docs)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tells Sphinx about all of it."""
    app.add_config_value("measured_results", "../bench/results", "env")
    app.add_role("measured", measured)
    app.add_directive("drawing", Drawing)
    app.add_directive("notes", Notes)
    app.add_directive("live-step", LiveStep)
    app.add_directive("difference", Difference)
    app.connect("env-get-outdated", read_everything)
    app.connect("source-read", leave_out_unmeasured)
    app.connect("doctree-read", dress_quotations)
    return {"parallel_read_safe": True}

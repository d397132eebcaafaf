"""Sphinx settings of the slides: reveal.js from the sphinx-revealjs wheel, nothing from the net."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

project = "Polycloud"
extensions = ["myst_parser", "sphinx_revealjs", "slides.deck"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
exclude_patterns = ["_build"]
highlight_language = "python"

measured_results = "../bench/results"  # where the numbers on the slides come from

revealjs_style_theme = "polycloud.css"
revealjs_static_path = ["_static"]
revealjs_use_section_ids = True
revealjs_script_files = ["polycloud.js"]
revealjs_script_plugins = [
    {"src": "revealjs/plugin/highlight/highlight.js", "name": "RevealHighlight"},
    {"src": "revealjs/plugin/notes/notes.js", "name": "RevealNotes"},
]
revealjs_script_conf = {
    "width": 1280,
    "height": 720,
    "margin": 0,
    "center": False,
    "display": "flex",
    "hash": True,
    "slideNumber": "c/t",
    "transition": "none",
    "backgroundTransition": "none",
    "pdfSeparateFragments": False,
}

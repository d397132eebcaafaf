"""Sentences that share a code are told in German by their English words: both sides know each."""

import ast
import re

from common.attendance import FORBIDDEN
from common.keys import BARRED, EXPIRED, OWN_EXPIRED
from common.rooms import CROWDED
from steps.step4_gateway.entrance import NOBODY
from tests.bed.step import ROOT

GERMAN = (ROOT / "frontend/strings/de.js").read_text(encoding="utf-8")
KNOWN = set(re.findall(r'^  "([^"]+)":', GERMAN.partition("const TOLD = ")[2], re.MULTILINE))
SOURCES = [
    path.read_text(encoding="utf-8")
    for folder in ("common", "steps")
    for path in (ROOT / folder).rglob("*.py")
]


def test_what_is_known_is_what_the_servers_say() -> None:
    nodes = [node for source in SOURCES for node in ast.walk(ast.parse(source))]
    said = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert len(KNOWN) > 10 and not KNOWN - said


def test_what_the_servers_say_is_known() -> None:
    told = {BARRED, EXPIRED, OWN_EXPIRED, CROWDED, NOBODY, *FORBIDDEN.values()}
    told.update(re.findall(r'NoNode\("([^"]+)"', "\n".join(SOURCES)))
    assert not told - KNOWN

"""Sentences that share a code are told in German by their English words: both sides know each."""

import ast
import re
from collections.abc import Iterator

import pytest

from common.attendance import FORBIDDEN
from common.fields import NOT_YOURSELF
from common.keys import BARRED, EXPIRED, OWN_EXPIRED
from common.rooms import CROWDED
from steps.step1_websocket.fan_out import NO_PLACE, NO_SCREEN
from steps.step2_sfu.places import TOO_MANY
from steps.step4_gateway.entrance import NOBODY
from tests.bed.step import ROOT

GERMAN = (ROOT / "frontend/strings/de.js").read_text(encoding="utf-8")
KNOWN = set(re.findall(r'^  "([^"]+)":', GERMAN.partition("const TOLD = ")[2], re.MULTILINE))
# Each of these is put together: by a number, or by the field's name.
WITH_LIMITS = {NO_PLACE, NO_SCREEN, str(TOO_MANY), f"The field name {NOT_YOURSELF}."}
CODES = {"flood", "idle", "unacceptable"}
# What programs offer over HTTP (WHIP and WHEP) is answered to them: no page is told of it.
TO_PROGRAMS = {"answering.py", "offers.py"}
PATHS = [path for folder in ("common", "steps") for path in (ROOT / folder).rglob("*.py")]
SOURCES = [path.read_text(encoding="utf-8") for path in PATHS]
TO_PAGES = [s for path, s in zip(PATHS, SOURCES, strict=True) if path.name not in TO_PROGRAMS]


def value(node: ast.expr) -> object:
    """What a constant is; None for anything that is only known when it is said."""
    return node.value if isinstance(node, ast.Constant) else None


def under_the_codes(source: str) -> Iterator[str]:
    """What is said under one of the codes, or about the field sdp; perhaps only by the source."""
    nodes = list(ast.walk(ast.parse(source)))
    given = [node for node in nodes if isinstance(node, ast.Assign)]
    names = {ast.unparse(target): value(node.value) for node in given for target in node.targets}
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        code, sentence, field = (call.args + [ast.Constant(None)] * 3)[:3]
        if value(code) in CODES or value(field) == "sdp":
            source_of_it = ast.unparse(sentence)
            yield str(value(sentence) or names.get(source_of_it) or source_of_it)


def test_what_is_known_is_what_the_servers_say() -> None:
    nodes = [node for source in SOURCES for node in ast.walk(ast.parse(source))]
    said = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert len(KNOWN) > 20 and not KNOWN - said - WITH_LIMITS


def test_what_the_servers_say_is_known() -> None:
    told = {BARRED, EXPIRED, OWN_EXPIRED, CROWDED, NOBODY, *FORBIDDEN.values(), *WITH_LIMITS}
    told.update(re.findall(r'NoNode\("([^"]+)"', "\n".join(SOURCES)))
    assert not told - KNOWN


def test_what_they_say_under_a_code_that_is_shared_is_known() -> None:
    told = {sentence for source in TO_PAGES for sentence in under_the_codes(source)}
    assert len(told) > 9 and not told - KNOWN


@pytest.mark.parametrize(
    "said",
    ['end("idle", "New.")', 'problem = "New."\nProtocolError("invalid", problem, "sdp")']
    + ['Bye("flood", NEW)', 'ProtocolError("unacceptable", f"The {field} is new.")'],
)
def test_a_sentence_that_is_new_is_found(said: str) -> None:
    (sentence,) = under_the_codes(said)
    assert "new" in sentence.lower() and sentence not in KNOWN

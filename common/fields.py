"""The fields of a message: what each may hold, and the sentence that says so. [pure]

A check takes the value that JSON gave and returns the clean value, or raises ValueError with
the end of a sentence that begins with the field's name ("must be true or false").
"""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import MISSING, field, fields
from typing import Any, TypeAlias, TypeVar

Check = Callable[[Any], Any]
TileId: TypeAlias = int | str  # a participant, or "7-screen" for what 7 shares
Message = TypeVar("Message")

ROOM_PATTERN = re.compile(r"[A-Za-z0-9._-]{1,64}")
SCREEN_PATTERN = re.compile(r"[0-9]{1,16}-screen")
LONGEST_NAME = 64
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
# A name must not disguise another: no character that nobody sees, or that turns the text around it.
JOINERS = "\u200c\u200d"  # Persian and emoji need them: no other format character is allowed
# Default_Ignorable_Code_Point (Unicode 5.21): drawn as nothing, and emoji need some of them.
UNSEEN = re.compile(
    "[\u034f\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2065\ufe00-\ufe0f\ufff0-\ufff8"
    "\U000e0000-\U000e0fff]"
)
BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters and symbols that show nothing
# So the page calls its reader, in each of its languages; `tests/common/test_names.py` compares.
# "(sie)" is a pronoun, which people write behind their names.
_YOU = "(?:[Yy][Oo][Uu]|S[Ii][Ee])"
YOURSELF = re.compile(rf"{_YOU}|.*\( ?{_YOU} ?\)")
NOT_YOURSELF = (
    "must not be “You” or “Sie”, nor end with either in brackets: so the page calls its reader"
)


class ProtocolError(ValueError):
    """A message that the remote side should not have sent: a code, the field, and a sentence."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


def checked(check: Check, default: Any = MISSING) -> Any:
    """A dataclass field whose incoming value goes through `check`; without default, required."""
    return field(default=default, metadata={"check": check})


def flag(value: Any) -> bool:
    """A boolean, and nothing that merely looks like one."""
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def whole_number(low: int, high: int) -> Check:
    """A check for an integer from `low` to `high`."""

    def check(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return check


def tiles(most: int) -> Check:
    """A check for a list of up to `most` participants, or "7-screen" for what 7 shares."""
    participant = whole_number(0, 2**53)

    def check_one(value: Any) -> TileId:
        is_screen = isinstance(value, str) and SCREEN_PATTERN.fullmatch(value)
        return str(value) if is_screen else int(participant(value))

    def check(value: Any) -> tuple[TileId, ...]:
        if not isinstance(value, list) or len(value) > most:
            raise ValueError(f"must be a list of at most {most} whole numbers and screens")
        return tuple(map(check_one, value))

    return check


def number(value: Any) -> float:
    """A finite number."""
    if not isinstance(value, int | float) or isinstance(value, bool) or abs(value) > 1e15:
        raise ValueError("must be a number")
    return value


def text(longest: int) -> Check:
    """A check for a text of 1 to `longest` characters, line breaks and tabs allowed."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or not value.strip() or len(value) > longest:
            raise ValueError(f"must be a text of 1 to {longest} characters")
        if CONTROLS.search(value):
            raise ValueError("must not contain control characters")
        return value

    return check


def one_of(*words: str) -> Check:
    """A check for one of these words."""

    def check(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise ValueError(f"must be one of: {', '.join(words)}")
        return value

    return check


def optional(check: Check) -> Check:
    """A check that lets null pass."""
    return lambda value: None if value is None else check(value)


def display_name(value: Any) -> str:
    """A person's name: normalised (NFC) and trimmed, 1 to 64 characters, all to be seen."""
    if not isinstance(value, str) or len(value) > 4 * LONGEST_NAME:
        raise ValueError(f"must be a text of 1 to {LONGEST_NAME} characters")
    name = unicodedata.normalize("NFC", value).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise ValueError(f"must be a text of 1 to {LONGEST_NAME} characters")
    kinds = {unicodedata.category(c) for c in name if c not in JOINERS}
    if kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"} or BLANKS & set(name):
        raise ValueError("must not contain control characters or invisible ones")
    if not any(kind[0] in "LNPS" for kind in kinds):
        raise ValueError("must contain something to be seen")
    if YOURSELF.fullmatch(_bare(name)):
        raise ValueError(NOT_YOURSELF)
    return name


def looks(name: str) -> str:
    """A name as it looks: without what is not seen, nor the size of letters and gaps.

    Not so letters of other alphabets that look alike (UTS 39): people are called by them.
    """
    return _bare(name).casefold()


def _bare(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", UNSEEN.sub("", name)).split())


def room_name(value: Any) -> str:
    """A room's name: 1 to 64 letters, digits, dots, hyphens and underscores."""
    if not isinstance(value, str) or not ROOM_PATTERN.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, '.', '-' or '_'")
    return value


def parse_object(text: str) -> dict[str, Any]:
    """The JSON object that a text message holds; ProtocolError if it holds anything else."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise ProtocolError("not_json", "The message is not valid JSON.") from None
    if not isinstance(value, dict):
        raise ProtocolError("not_json", "The message must be one JSON object.")
    return value


def _refuse_constant(constant: str) -> None:
    # RFC 8259 section 6: NaN and Infinity are not JSON, though Python's parser takes them.
    raise ValueError(constant)


def parse_message(text: str, types: Mapping[str, type[Message]]) -> Message:
    """The message that a JSON text stands for, by its `type`; ProtocolError says what is wrong."""
    values = parse_object(text)
    kind = values.pop("type", None)
    if not isinstance(kind, str) or kind not in types:
        known = ", ".join(types)
        raise ProtocolError("invalid", f"The field type must be one of: {known}.", "type")
    return build(types[kind], values)


def build(message_type: type[Message], values: dict[str, Any]) -> Message:
    """A message of the given dataclass from unchecked values."""
    known = {item.name: item for item in fields(message_type)}  # type: ignore[arg-type]
    for name in values:
        if name not in known:
            raise ProtocolError("invalid", f"The field {name[:64]!a} is not known.", name[:64])
    clean = {}
    for name, item in known.items():
        if name in values:
            clean[name] = _check(name, item.metadata["check"], values[name])
        elif item.default is MISSING:
            raise ProtocolError("invalid", f"The field {name} is missing.", name)
    return message_type(**clean)


def _check(name: str, check: Check, value: Any) -> Any:
    try:
        return check(value)
    except ValueError as problem:
        raise ProtocolError("invalid", f"The field {name} {problem}.", name) from None

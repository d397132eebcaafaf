"""What a program offers over HTTP: codecs, feedback and extensions under its own numbers. [pure]

Our own page is offered something; OBS, FFmpeg, GStreamer and plain players offer themselves (RFC
9725 section 4.2). The bounds, the transport and the sources are read as in an answer (`sdp.py`);
what is read here are the numbers that in a call of the page the server chooses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from common.fields import ProtocolError
from steps.step2_sfu.sdp import EXTENSIONS, FEEDBACK, AnsweredLine, parse_answer

OUR_EXTENSIONS = {uri: number for number, uri in EXTENSIONS.items()}
ANY = -1  # the payload type of feedback for all of them
MOST_EXTENSION_ID = 14  # of the one-byte form (RFC 8285 section 4.2)
LONGEST_WORD = 256


@dataclass(slots=True)
class OfferedLine:
    """One m-line of an offer."""

    kind: str
    protocol: str
    basics: AnsweredLine  # direction and sources
    mid: str = ""
    setup: str = ""
    bundle_only: bool = False
    rtcp_mux: bool = False
    codecs: dict[int, str] = field(default_factory=dict)  # "VP8/90000" by payload type
    parameters: dict[int, str] = field(default_factory=dict)
    feedback: dict[int, set[str]] = field(default_factory=dict)
    extensions: dict[int, int] = field(default_factory=dict)  # their number by ours

    @property
    def is_offered(self) -> bool:
        """Whether the line is meant at all (RFC 9143 section 7.2: port 0 may wait for a bundle)."""
        return self.bundle_only or not self.basics.rejected

    def feedback_for(self, payload_type: int) -> list[str]:
        """The kinds of feedback that both sides know for a codec."""
        known = self.feedback.get(ANY, set()) | self.feedback.get(payload_type, set())
        return [words for words in FEEDBACK.get(self.kind, ()) if words in known]

    def parameters_with(self, payload_type: int, ours: str) -> str:
        """The parameters of a codec; what `ours` says stands instead of what theirs say."""
        words = [*self.parameters.get(payload_type, "").split(";"), *ours.split(";")]
        named = {word.partition("=")[0].strip().lower(): word.strip() for word in words}
        return ";".join(word for name, word in named.items() if name)


@dataclass(slots=True)
class Offer:
    """A program's offer, as far as the server needs it."""

    ufrag: str
    fingerprints: list[tuple[str, str]]
    bundle: list[str] = field(default_factory=list)
    setup: str = "actpass"
    lines: list[OfferedLine] = field(default_factory=list)


def parse_offer(text: str) -> Offer:
    """What an offer says; ProtocolError if it cannot be one, or is too long."""
    basics = parse_answer(text)
    offer = Offer(basics.ufrag, basics.fingerprints)
    lines = iter(basics.lines)
    for row in text.splitlines():
        kind, _, value = row.partition("=")
        if kind == "m":
            media, _port, protocol, *_formats = value.split()
            offer.lines.append(OfferedLine(media, protocol, next(lines)))
        elif kind == "a" and offer.lines:
            _learn(offer.lines[-1], *_named(value))
        elif kind == "a":
            _learn_for_all(offer, *_named(value))
    offer.setup = next((line.setup for line in offer.lines if line.setup), offer.setup)
    return offer


def parse_fragment(text: str) -> str:
    """The user fragment in a piece of a description (RFC 8840 section 9), "" if there is none."""
    rows = [row for row in text.splitlines() if row]
    if not rows or any(row[1:2] != "=" for row in rows):
        raise ProtocolError("invalid", "This is not a piece of a session description.", "sdp")
    named = (_named(row[2:]) for row in rows if row.startswith("a="))
    return next((value[:LONGEST_WORD] for name, value in named if name == "ice-ufrag"), "")


def _named(attribute: str) -> tuple[str, str]:
    name, _, value = attribute.partition(":")
    return name, value.strip()


def _learn_for_all(offer: Offer, name: str, value: str) -> None:
    if name == "group" and value.startswith("BUNDLE ") and not offer.bundle:
        offer.bundle = value.split()[1:]
    elif name == "setup":
        offer.setup = value


def _learn(line: OfferedLine, name: str, value: str) -> None:
    match name:
        case "mid":
            line.mid = value
        case "setup":
            line.setup = value
        case "bundle-only":
            line.bundle_only = True
        case "rtcp-mux":
            line.rtcp_mux = True
        case "extmap":
            line.extensions.update(_extension(value))
        case "rtpmap" | "fmtp" | "rtcp-fb":
            _learn_of_codec(line, name, value)


def _learn_of_codec(line: OfferedLine, name: str, value: str) -> None:
    word, _, rest = value.partition(" ")
    number = ANY if word == "*" else _number(word, 127)
    if number is None:
        return
    if name == "rtcp-fb" and rest in FEEDBACK.get(line.kind, ()):
        line.feedback.setdefault(number, set()).add(rest)
    elif name == "rtpmap":
        line.codecs[number] = rest
    elif name == "fmtp":
        line.parameters[number] = rest.strip()


def _extension(value: str) -> Iterator[tuple[int, int]]:
    word, _, rest = value.partition(" ")
    number = _number(word.partition("/")[0], MOST_EXTENSION_ID)  # "3/sendonly" has a direction
    ours = OUR_EXTENSIONS.get(rest.partition(" ")[0])
    if number and ours:
        yield ours, number


def _number(word: str, most: int) -> int | None:
    if not (word.isascii() and word.isdecimal() and len(word) <= 3 and int(word) <= most):
        return None
    return int(word)

"""The answer to a program that offers (RFC 3264, RFC 9725 section 4.4, RFC 9429). [pure]

Everything keeps the numbers of the offer: we say which of its codecs, feedback and extensions we
know, under the names it gave them; `translation.py` turns them into ours, and back. An offer is
taken as a whole or not at all, for a stream without its picture would be misleading (RFC 9725
section 4.4.3).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from common.fields import ProtocolError
from steps.step2_sfu.offers import Offer, OfferedLine
from steps.step2_sfu.rtx import RTX
from steps.step2_sfu.sdp import (
    BY_PAYLOAD_TYPE,
    CODECS,
    EXTENSIONS,
    FROM_PUBLISHERS,
    TO_SUBSCRIBERS,
    Answer,
    AnsweredLine,
    Codec,
    Line,
    Transport,
    candidates,
    sources,
)

PROTOCOL = "UDP/TLS/RTP/SAVPF"
FROM_THEM, TO_THEM = "recvonly", "sendonly"  # as we answer: WHIP, WHEP
ROLES = {"actpass": "passive", "active": "passive", "passive": "active"}  # RFC 5763 section 5
# The parameter that decides whether it is the codec that we forward, its default, what it must be.
REQUIRED = {
    "H264": ("packetization-mode", "0", "1"),
    "VP9": ("profile-id", "0", "0"),
    "AV1": ("profile", "0", "0"),
}
EVERYBODY_DECODES = "42e0"  # H.264, Constrained Baseline (RFC 7742 section 6.2)
MISTAKEN = range(64, 96)  # payload types whose packets could be RTCP (RFC 5761 section 4)
PATH_FEEDBACK = "transport-cc"


@dataclass(frozen=True, slots=True)
class AgreedCodec:
    """A codec that both sides know."""

    codec: Codec  # ours
    payload_type: int  # theirs
    description: str  # as they wrote it, "VP8/90000"
    parameters: str
    feedback: list[str]
    again: int | None  # their payload type of what is sent again (RFC 4588)


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """An m-line that was accepted."""

    offered: OfferedLine
    codecs: list[AgreedCodec]
    extensions: dict[int, int]  # their number by ours

    @property
    def payload_types(self) -> dict[int, int]:
        """Their payload types by ours."""
        first = {agreed.codec.payload_type: agreed.payload_type for agreed in self.codecs}
        again = {RTX[a.codec.payload_type]: a.again for a in self.codecs if a.again is not None}
        return first | again


@dataclass(frozen=True, slots=True)
class Agreement:
    """What came of an offer."""

    offer: Offer
    direction: str  # as we answer
    lines: dict[str, AgreedLine]  # by kind

    @property
    def role(self) -> str:
        """Our role in the DTLS handshake: passive, or active where they cannot begin it."""
        return ROLES[self.offer.setup]

    def as_answered(self) -> Answer:
        """The sources and fingerprints, as our own page would tell them in an answer."""
        lines = [
            self.lines[kind].offered.basics if kind in self.lines else AnsweredLine(rejected=True)
            for kind in CODECS
        ]
        return Answer(self.offer.ufrag, self.offer.fingerprints, lines)


def agree(offer: Offer, direction: str) -> Agreement:
    """What we take of an offer; ProtocolError says why it cannot be taken."""
    offered = [line for line in offer.lines if line.is_offered]
    if not offered or offer.setup not in ROLES:
        raise _unacceptable("There is no m-line to answer, or a setup attribute that is unknown.")
    if len({line.kind for line in offered}) < len(offered):  # RFC 9725 section 4.4.2
        raise _unacceptable("At most one audio and one video track can be offered.")
    mids = {line.mid for line in offered}
    if len(offered) > 1 and (len(mids) < len(offered) or not mids <= set(offer.bundle)):
        raise _unacceptable("All m-lines must be in one BUNDLE group (RFC 9143).")
    lines = {line.kind: _agreed_line(line, direction) for line in offered}
    numbers = [number for line in lines.values() for number in line.payload_types.values()]
    if len(set(numbers)) < len(numbers):
        raise _unacceptable("One payload type stands for two things.")
    return Agreement(offer, direction, lines)


def require(line: AgreedLine, payload_type: int) -> None:
    """ProtocolError if a player cannot take what is sent now, under our payload type."""
    if payload_type not in line.payload_types:
        codec = BY_PAYLOAD_TYPE.get(payload_type)
        sent = codec.name if codec else "of a strange kind"
        raise _unacceptable(f"The {line.offered.kind} is {sent}, which is not in the offer.")


def _unacceptable(sentence: str) -> ProtocolError:
    return ProtocolError("unacceptable", sentence, "sdp")


def _agreed_line(line: OfferedLine, direction: str) -> AgreedLine:
    if line.kind not in CODECS or line.protocol != PROTOCOL or not line.rtcp_mux:
        raise _unacceptable(f"Only audio and video over {PROTOCOL} with rtcp-mux can be offered.")
    line.basics.rejected = False  # if its port was 0, it waited for the bundle
    if not (line.basics.sends if direction == FROM_THEM else line.basics.receives):
        raise _unacceptable(f"An m-line that is {line.basics.direction} cannot be answered here.")
    codecs = list(_agreed_codecs(line, direction))
    if not codecs:
        names = ", ".join(codec.name for codec in CODECS[line.kind])
        raise _unacceptable(f"None of the {line.kind} codecs is one that is forwarded: {names}.")
    told = (FROM_PUBLISHERS if direction == FROM_THEM else TO_SUBSCRIBERS)[line.kind]
    known = {ours: theirs for ours, theirs in line.extensions.items() if ours in told}
    return AgreedLine(line, codecs, known)


def _agreed_codecs(line: OfferedLine, direction: str) -> Iterator[AgreedCodec]:
    chosen: dict[Codec, int] = {}
    for number in line.basics.payload_types:
        codec = _ours(line, number)
        if codec and (codec not in chosen or _is_safer(line, number, chosen[codec])):
            chosen[codec] = number
    for codec, number in chosen.items():
        again = _again(line, number)
        # Opus is sent as we say that we like it (RFC 7587 section 7.1), the others as was offered.
        liked = codec.parameters if line.kind == "audio" and direction == FROM_THEM else ""
        # Without a source of its own, what is sent again could not be told apart.
        usable = codec.payload_type in RTX and (direction == TO_THEM or line.basics.repairs)
        yield AgreedCodec(
            codec,
            number,
            line.codecs[number],
            line.parameters_with(number, liked) if liked else line.parameters.get(number, ""),
            [f for f in line.feedback_for(number) if direction == FROM_THEM or f != PATH_FEEDBACK],
            again if usable else None,
        )


def _ours(line: OfferedLine, number: int) -> Codec | None:
    if number in MISTAKEN:
        return None
    name, _, rest = line.codecs.get(number, "").partition("/")
    for codec in CODECS[line.kind]:
        rate = f"{codec.clock_rate}/2" if line.kind == "audio" else str(codec.clock_rate)
        if (name.lower(), rest) == (codec.name.lower(), rate):
            key, default, wanted = REQUIRED.get(codec.name, ("", "", ""))
            return codec if _parameter(line, number, key, default) == wanted else None
    return None


def _is_safer(line: OfferedLine, number: int, other: int) -> bool:
    profiles = [_parameter(line, n, "profile-level-id").lower() for n in (number, other)]
    return [p.startswith(EVERYBODY_DECODES) for p in profiles] == [True, False]


def _again(line: OfferedLine, number: int) -> int | None:
    for again, description in line.codecs.items():
        is_rtx = description.lower().startswith("rtx/") and again in line.basics.payload_types
        if is_rtx and again not in MISTAKEN and _parameter(line, again, "apt") == str(number):
            return again
    return None


def _parameter(line: OfferedLine, number: int, key: str, default: str = "") -> str:
    for word in line.parameters.get(number, "").split(";"):
        name, _, value = word.strip().partition("=")
        if name.lower() == key:
            return value.strip()
    return default


def answer(agreement: Agreement, session: int, transport: Transport, shown: Iterable[Line]) -> str:
    """The text of the answer; `shown` are the tracks that a player is sent."""
    tracks = {line.kind: line for line in shown}
    text = ["v=0", f"o=- {session} 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
    accepted = [line for line in agreement.offer.lines if line.is_offered]
    if agreement.offer.bundle:
        text.append("a=group:BUNDLE " + " ".join(line.mid for line in accepted))
    text += ["a=extmap-allow-mixed", "a=msid-semantic:WMS *", "a=ice-lite"]
    for line in agreement.offer.lines:
        if not line.is_offered:
            text += [f"m={line.kind} 0 {line.protocol} 0"]
            continue
        text += _media(agreement, agreement.lines[line.kind], transport, line is accepted[0])
        text += sources(tracks[line.kind]) if line.kind in tracks else ()
    return "\r\n".join(text) + "\r\n"


def _media(
    agreement: Agreement, line: AgreedLine, transport: Transport, is_first: bool
) -> Iterator[str]:
    numbers = " ".join(str(number) for number in line.payload_types.values())
    yield f"m={line.offered.kind} 9 {PROTOCOL} {numbers}"
    yield "c=IN IP4 0.0.0.0"
    if line.offered.mid:
        yield f"a=mid:{line.offered.mid}"
    yield f"a={agreement.direction}"
    yield f"a=ice-ufrag:{transport.ufrag}"
    yield f"a=ice-pwd:{transport.password}"
    yield from (f"a=fingerprint:{name} {value}" for name, value in transport.fingerprints)
    yield from (f"a=setup:{agreement.role}", "a=rtcp-mux", "a=rtcp-rsize")
    for ours, theirs in line.extensions.items():
        yield f"a=extmap:{theirs} {EXTENSIONS[ours]}"
    for agreed in line.codecs:
        yield from _codec(agreed)
    if is_first:
        yield from candidates(transport.addresses)


def _codec(agreed: AgreedCodec) -> Iterator[str]:
    number = agreed.payload_type
    yield f"a=rtpmap:{number} {agreed.description}"
    if agreed.parameters:
        yield f"a=fmtp:{number} {agreed.parameters}"
    yield from (f"a=rtcp-fb:{number} {feedback}" for feedback in agreed.feedback)
    if agreed.again is not None:
        yield f"a=rtpmap:{agreed.again} rtx/{agreed.codec.clock_rate}"
        yield f"a=fmtp:{agreed.again} apt={number}"


def ice_fragment(line: OfferedLine, transport: Transport) -> str:
    """What an ICE restart tells: new credentials, and candidates on the first line (RFC 8840)."""
    rows = ["a=ice-lite", f"m={line.kind} 9 {PROTOCOL} 0", f"a=mid:{line.mid}"]
    rows += [f"a=ice-ufrag:{transport.ufrag}", f"a=ice-pwd:{transport.password}"]
    return "\r\n".join([*rows, *candidates(transport.addresses), ""])

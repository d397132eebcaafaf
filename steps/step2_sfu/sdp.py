"""Session descriptions: what we offer, and what of an answer we need (RFC 8866, RFC 9429). [pure]

The server always offers, so it chooses the numbers: payload types and header extensions are the
same in every description, and no packet has to be translated. A line is one track: the first
three come from the browser, each of the others brings it somebody's track. Lines are never
removed (RFC 9429 section 5.2.2), so one that is not needed any more is given to the next track.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from common.fields import ProtocolError
from steps.step2_sfu.rtx import RTX

LONGEST, MOST_LINES, MOST_MEDIA, MOST_SSRCS = 64 * 1024, 4_000, 128, 8
AUDIO_LEVEL_ID, SEND_TIME_ID, TRANSPORT_NUMBER_ID, MID_ID = 1, 2, 3, 4
EXTENSIONS = {
    AUDIO_LEVEL_ID: "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    SEND_TIME_ID: "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    TRANSPORT_NUMBER_ID: "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    MID_ID: "urn:ietf:params:rtp-hdrext:sdes:mid",
}
# What we are told with each packet, and what of it goes on to subscribers. The time of sending is
# left out: all publishers have other clocks, and a subscriber would take them for one.
FROM_PUBLISHERS = {
    "audio": [AUDIO_LEVEL_ID, TRANSPORT_NUMBER_ID, MID_ID],
    "video": [TRANSPORT_NUMBER_ID, MID_ID],
}
TO_SUBSCRIBERS: dict[str, list[int]] = {"audio": [AUDIO_LEVEL_ID], "video": []}


@dataclass(frozen=True, slots=True)
class Codec:
    """A payload type, the same in every description."""

    payload_type: int
    name: str
    clock_rate: int
    parameters: str = ""


CONSTRAINED_BASELINE = "packetization-mode=1;profile-level-id=42e01f"
CODECS = {
    "audio": [Codec(111, "opus", 48_000, "minptime=10;useinbandfec=1;usedtx=1")],
    "video": [
        Codec(96, "VP8", 90_000),
        Codec(98, "VP9", 90_000, "profile-id=0"),
        Codec(102, "H264", 90_000, f"level-asymmetry-allowed=1;{CONSTRAINED_BASELINE}"),
        Codec(45, "AV1", 90_000),
    ],
}
BY_PAYLOAD_TYPE = {codec.payload_type: codec for kind in CODECS.values() for codec in kind}
FEEDBACK = {
    "audio": ("transport-cc",),
    "video": ("transport-cc", "nack", "nack pli", "ccm fir"),
}


@dataclass(slots=True)
class Line:
    """One m-line of a description, from the server's point of view."""

    mid: str
    kind: str  # audio or video
    direction: str  # recvonly, sendonly or inactive
    stream: str = ""  # of what is sent: whose it is
    track: str = ""  # and which of theirs
    ssrc: int = 0
    rtx_ssrc: int = 0  # under which lost packets of a video come again


@dataclass(frozen=True, slots=True)
class Transport:
    """What an offer tells about the one path that all lines share."""

    ufrag: str
    password: str
    fingerprints: list[tuple[str, str]]
    addresses: list[tuple[str, int]]  # host candidates, the best first


@dataclass(slots=True)
class AnsweredLine:
    """What an answer says about one line."""

    mid: str = ""
    rejected: bool = False
    direction: str = "sendrecv"
    payload_types: list[int] = field(default_factory=list)
    ssrcs: list[int] = field(default_factory=list)
    repairs: dict[int, int] = field(default_factory=dict)  # SSRC of an RTX stream -> of what

    @property
    def receives(self) -> bool:
        """Whether the browser takes what comes on this line."""
        return not self.rejected and self.direction in ("recvonly", "sendrecv")

    @property
    def sends(self) -> bool:
        """Whether the browser may send on this line."""
        return not self.rejected and self.direction in ("sendonly", "sendrecv")


@dataclass(slots=True)
class Answer:
    """A browser's answer, as far as the server needs it."""

    ufrag: str = ""
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    lines: list[AnsweredLine] = field(default_factory=list)


def offer(session: int, revision: int, transport: Transport, lines: Iterable[Line]) -> str:
    """The text of an offer; `revision` grows with each (RFC 8866 section 5.2)."""
    lines = list(lines)
    text = [
        "v=0",
        f"o=- {session} {revision} IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE " + " ".join(line.mid for line in lines),
        "a=extmap-allow-mixed",
        "a=msid-semantic:WMS *",
        "a=ice-lite",
    ]
    for index, line in enumerate(lines):
        text += _media(line, transport, with_candidates=index == 0)
    return "\r\n".join(text) + "\r\n"


def _media(line: Line, transport: Transport, *, with_candidates: bool) -> Iterator[str]:
    codecs = CODECS[line.kind]
    numbers = [codec.payload_type for codec in codecs]
    numbers += [RTX[number] for number in numbers if number in RTX]
    yield f"m={line.kind} 9 UDP/TLS/RTP/SAVPF {' '.join(map(str, numbers))}"
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{line.mid}"
    yield f"a={line.direction}"
    yield f"a=ice-ufrag:{transport.ufrag}"
    yield f"a=ice-pwd:{transport.password}"
    yield from (f"a=fingerprint:{name} {value}" for name, value in transport.fingerprints)
    yield "a=setup:actpass"
    yield "a=rtcp-mux"
    yield "a=rtcp-rsize"
    told = FROM_PUBLISHERS if line.direction == "recvonly" else TO_SUBSCRIBERS
    yield from (f"a=extmap:{number} {EXTENSIONS[number]}" for number in told[line.kind])
    for codec in codecs:
        yield from _codec(codec, line)
    if line.direction == "sendonly":
        yield from sources(line)
    if with_candidates:
        yield from candidates(transport.addresses)


def sources(line: Line) -> Iterator[str]:
    """The attributes that tell under which SSRCs a track comes, and whose it is."""
    yield f"a=msid:{line.stream} {line.track}"
    ssrcs = [line.ssrc]
    if line.kind == "video" and line.rtx_ssrc:
        ssrcs.append(line.rtx_ssrc)
        yield f"a=ssrc-group:FID {line.ssrc} {line.rtx_ssrc}"
    for ssrc in ssrcs:
        yield f"a=ssrc:{ssrc} cname:{line.stream}"
        yield f"a=ssrc:{ssrc} msid:{line.stream} {line.track}"


def _codec(codec: Codec, line: Line) -> Iterator[str]:
    channels = "/2" if line.kind == "audio" else ""
    yield f"a=rtpmap:{codec.payload_type} {codec.name}/{codec.clock_rate}{channels}"
    if codec.parameters:
        yield f"a=fmtp:{codec.payload_type} {codec.parameters}"
    for feedback in FEEDBACK[line.kind]:
        # To a subscriber we do not adapt, so we need not know how packets came.
        if feedback != "transport-cc" or line.direction == "recvonly":
            yield f"a=rtcp-fb:{codec.payload_type} {feedback}"
    if (again := RTX.get(codec.payload_type)) is not None:
        yield f"a=rtpmap:{again} rtx/{codec.clock_rate}"
        yield f"a=fmtp:{again} apt={codec.payload_type}"


def candidates(addresses: list[tuple[str, int]]) -> Iterator[str]:
    """The attributes that tell where the server is, the best address first."""
    # RFC 8445 section 5.1.2.1: type preference 126 for host candidates, component 1.
    for index, (host, port) in enumerate(addresses):
        priority = 126 << 24 | 65_535 - index << 8 | 255
        yield f"a=candidate:{index + 1} 1 udp {priority} {host} {port} typ host"
    yield "a=end-of-candidates"


def parse_answer(text: str) -> Answer:
    """What an answer says; ProtocolError if it cannot be one, or is too long."""
    rows = text.splitlines()
    if len(text) > LONGEST or len(rows) > MOST_LINES:
        raise ProtocolError("invalid", "The session description is too long.", "sdp")
    answer = Answer()
    for row in rows:
        kind, _, value = row.partition("=")
        if kind == "m":
            answer.lines.append(_media_line(value))
            if len(answer.lines) > MOST_MEDIA:
                raise ProtocolError("invalid", "There are too many m-lines.", "sdp")
        elif kind == "a":
            _attribute(answer, value)
    if not (answer.lines and answer.ufrag and answer.fingerprints):
        missing = "There is no m-line, ice-ufrag or fingerprint in the session description."
        raise ProtocolError("invalid", missing, "sdp")
    return answer


def _media_line(value: str) -> AnsweredLine:
    words = value.split()
    if len(words) < 4 or not words[1].isdecimal():
        raise ProtocolError("invalid", "An m-line is not one.", "sdp")
    numbers = [int(word) for word in words[3:] if word.isdecimal() and len(word) < 4]
    return AnsweredLine(rejected=words[1] == "0", payload_types=numbers)


def _attribute(answer: Answer, attribute: str) -> None:
    name, _, value = attribute.partition(":")
    if name == "ice-ufrag" and not answer.ufrag:
        answer.ufrag = value[:256]
    elif name == "fingerprint":
        algorithm, _, print_ = value.partition(" ")
        if print_ and (algorithm, print_) not in answer.fingerprints[:8]:
            answer.fingerprints = [*answer.fingerprints[:7], (algorithm, print_)]
    elif answer.lines:
        _line_attribute(answer.lines[-1], name, value)


def _line_attribute(line: AnsweredLine, name: str, value: str) -> None:
    if name == "mid":
        line.mid = value[:16]
    elif name in ("sendrecv", "sendonly", "recvonly", "inactive"):
        line.direction = name
    elif name == "ssrc":
        number = value.partition(" ")[0]
        if _is_ssrc(number) and int(number) not in line.ssrcs:
            line.ssrcs = [*line.ssrcs, int(number)][:MOST_SSRCS]
    elif name == "ssrc-group":
        group, *ssrcs = value.split() or [""]
        is_pair = group == "FID" and len(ssrcs) == 2 and all(map(_is_ssrc, ssrcs))
        if is_pair and len(line.repairs) < MOST_SSRCS:
            line.repairs[int(ssrcs[1])] = int(ssrcs[0])


def _is_ssrc(word: str) -> bool:
    return word.isascii() and word.isdecimal() and len(word) <= 10

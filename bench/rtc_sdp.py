"""Session descriptions for a load generator that is no browser (RFC 8866, RFC 9429). [pure]

It reads what it needs of any server's description. Its answers echo the codecs and extensions of
the offer; its own offers are the least that Janus and aiortc take.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from common.stun_attributes import Address

AUDIO, VIDEO = 111, 96  # the payload types of its own offers
AUDIO_LEVEL_ID, SEND_TIME_ID, TRANSPORT_NUMBER_ID = 1, 2, 3
LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
TRANSPORT = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
OFFERED = {
    "audio": (
        f"rtpmap:{AUDIO} opus/48000/2",
        f"rtcp-fb:{AUDIO} transport-cc",
        f"extmap:{AUDIO_LEVEL_ID} {LEVEL}",
        f"extmap:{TRANSPORT_NUMBER_ID} {TRANSPORT}",
    ),
    "video": (
        f"rtpmap:{VIDEO} VP8/90000",
        f"rtcp-fb:{VIDEO} transport-cc",
        f"rtcp-fb:{VIDEO} goog-remb",
        f"rtcp-fb:{VIDEO} nack",
        f"rtcp-fb:{VIDEO} nack pli",
        f"rtcp-fb:{VIDEO} ccm fir",
        f"extmap:{SEND_TIME_ID} {SEND_TIME}",
        f"extmap:{TRANSPORT_NUMBER_ID} {TRANSPORT}",
    ),
}
ECHOED = ("rtpmap:", "fmtp:", "rtcp-fb:", "extmap:")
MIRRORED = {"sendonly": "recvonly", "recvonly": "sendonly", "sendrecv": "sendrecv"}
PAYLOAD_TYPES = {"audio": AUDIO, "video": VIDEO}


@dataclass(slots=True)
class RemoteLine:
    """One m-line of the server's description."""

    kind: str
    port: str
    formats: str
    mid: str = ""
    direction: str = "sendrecv"
    echoed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Remote:
    """What a server's description says."""

    ufrag: str = ""
    password: str = ""
    setup: str = ""  # "active": it is the client of the DTLS handshake
    lite: bool = False  # ICE-lite: it only answers, so the other side is in control
    fingerprints: list[tuple[str, str]] = field(default_factory=list)
    addresses: list[Address] = field(default_factory=list)
    lines: list[RemoteLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Local:
    """What a description of ours tells about the client's transport."""

    ufrag: str
    password: str
    fingerprints: list[tuple[str, str]]
    address: Address


def parse(text: str) -> Remote:
    """What a server's offer or answer says."""
    remote = Remote()
    for row in text.splitlines():
        if row.startswith("m="):
            kind, port, _protocol, formats = row[2:].split(" ", 3)
            remote.lines.append(RemoteLine(kind, port, formats))
        elif row.startswith("a="):
            _read_attribute(remote, row[2:])
    return remote


def _read_attribute(remote: Remote, attribute: str) -> None:
    name, _, value = attribute.partition(":")
    if name == "ice-ufrag":
        remote.ufrag = value
    elif name == "ice-pwd":
        remote.password = value
    elif name == "setup":
        remote.setup = value
    elif name == "ice-lite":
        remote.lite = True
    elif name == "fingerprint":
        algorithm, _, print_ = value.partition(" ")
        if (algorithm, print_) not in remote.fingerprints:
            remote.fingerprints.append((algorithm, print_))
    elif name == "candidate":
        _foundation, component, protocol, _priority, host, port, *_others = value.split()
        if component == "1" and protocol.lower() == "udp":
            remote.addresses.append((host, int(port)))
    elif remote.lines:
        _read_line_attribute(remote.lines[-1], name, value)


def _read_line_attribute(line: RemoteLine, name: str, value: str) -> None:
    if name == "mid":
        line.mid = value
    elif name in (*MIRRORED, "inactive"):
        line.direction = name
    elif name + ":" in ECHOED:
        line.echoed.append(f"{name}:{value}")


def answer(remote: Remote, local: Local, sources: dict[str, int]) -> str:
    """The answer to an offer: takes all it is sent, and sends each kind's source once."""
    left = dict(sources)
    lines: list[str] = []
    for line in remote.lines:
        direction = MIRRORED.get(line.direction, "inactive")
        ssrc = left.pop(line.kind, None) if direction == "sendonly" else None
        if direction == "sendonly" and ssrc is None:
            direction = "inactive"
        head = f"m={line.kind} {line.port} UDP/TLS/RTP/SAVPF {line.formats}"
        lines += _line(head, line.mid, direction, line.echoed, ssrc)
    return _description([line.mid for line in remote.lines], local, "active", lines)


def offer(local: Local, direction: str, sources: dict[str, int]) -> str:
    """An offer of sound and picture, `sendonly` or `recvonly`."""
    lines: list[str] = []
    for mid, (kind, attributes) in enumerate(OFFERED.items()):
        head = f"m={kind} 9 UDP/TLS/RTP/SAVPF {PAYLOAD_TYPES[kind]}"
        lines += _line(head, str(mid), direction, attributes, sources.get(kind))
    return _description(["0", "1"], local, "actpass", lines)


def _line(
    head: str, mid: str, direction: str, attributes: Iterable[str], ssrc: int | None
) -> Iterator[str]:
    yield head
    yield "c=IN IP4 0.0.0.0"
    yield f"a=mid:{mid}"
    yield f"a={direction}"
    yield "a=rtcp-mux"
    yield from (f"a={attribute}" for attribute in attributes)
    if ssrc is not None:
        yield f"a=msid:bench {mid}"
        yield f"a=ssrc:{ssrc} cname:bench"
    yield ""  # where the transport's attributes go


def _description(mids: list[str], local: Local, setup: str, lines: Iterable[str]) -> str:
    host, port = local.address
    transport = [
        f"a=ice-ufrag:{local.ufrag}",
        f"a=ice-pwd:{local.password}",
        *(f"a=fingerprint:{name} {value}" for name, value in local.fingerprints),
        f"a=setup:{setup}",
        f"a=candidate:1 1 udp 2130706431 {host} {port} typ host",
        "a=end-of-candidates",
    ]
    text = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE " + " ".join(mids)]
    for line in lines:
        text += [line] if line else transport
    return "\r\n".join(text) + "\r\n"

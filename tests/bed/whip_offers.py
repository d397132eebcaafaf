"""Offers of programs, under payload types and extension ids of their own choice."""

import re

from steps.step2_sfu import sdp
from steps.step2_sfu.answering import FROM_THEM, Agreement, agree
from steps.step2_sfu.offers import parse_offer

LEVEL, SEND_TIME, NUMBER, MID = (sdp.EXTENSIONS[number] for number in (1, 2, 3, 4))
AUDIO = f"""m=audio 9 UDP/TLS/RTP/SAVPF 96 9
a=mid:a
a=DIRECTION
a=rtcp-mux
a=extmap:5 {LEVEL}
a=extmap:6/sendonly {NUMBER}
a=extmap:7 urn:example:unknown
a=rtpmap:96 opus/48000/2
a=fmtp:96 minptime=10
a=rtpmap:9 G722/8000
a=ssrc:11 cname:x
"""
VIDEO = f"""m=video 9 UDP/TLS/RTP/SAVPF 97 98 100 101 102 103 104
a=mid:v
a=DIRECTION
a=rtcp-mux
a=extmap:6 {NUMBER}
a=extmap:8 {SEND_TIME}
a=extmap:9 {MID}
a=rtpmap:97 vp8/90000
a=rtcp-fb:* nack
a=rtcp-fb:97 nack pli
a=rtcp-fb:97 transport-cc
a=rtcp-fb:97 strange
a=rtpmap:98 rtx/90000
a=fmtp:98 apt=97
a=rtpmap:100 H264/90000
a=fmtp:100 packetization-mode=0;profile-level-id=42e01f
a=rtpmap:101 H264/90000
a=fmtp:101 packetization-mode=1;profile-level-id=640c1f
a=rtpmap:102 H264/90000
a=fmtp:102 level-asymmetry-allowed=1; packetization-mode=1; profile-level-id=42E01F
a=rtpmap:103 VP9/90000
a=fmtp:103 profile-id=2
a=rtpmap:104 AV1/90000
a=ssrc-group:FID 21 22
a=ssrc:21 cname:x
a=ssrc:22 cname:x
"""


def offer_of(*lines: str, direction: str = "sendonly", **changes: str) -> str:
    """The offer of a program, with each key in it replaced by its value."""
    mids = re.findall(r"^a=mid:(.*)", "".join(lines), re.MULTILINE)
    text = (
        f"v=0\na=group:BUNDLE {' '.join(mids)}\na=setup:actpass\n"
        "a=ice-ufrag:theirs\na=ice-pwd:secret\na=fingerprint:sha-256 00\n"
    )
    text += "".join(lines).replace("DIRECTION", direction)
    for old, new in changes.items():
        text = text.replace(old.replace("_", "-"), new)
    return text


def agreed(*lines: str, answers: str = FROM_THEM, **changes: str) -> Agreement:
    """What comes of an offer."""
    direction = "sendonly" if answers == FROM_THEM else "recvonly"
    return agree(parse_offer(offer_of(*lines, direction=direction, **changes)), answers)

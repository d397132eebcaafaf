"""Whether a keyframe begins with a packet: all that a forwarder wants to know of a payload. [pure]

Each codec has a payload format of its own, whose first bytes stand before the coded picture and
are there for the likes of us: VP8 (RFC 7741 section 4), VP9 (RFC 9628 section 4), H.264 (RFC 6184
section 5) and AV1 (the Alliance's RTP specification, section 4.4).
"""

from collections.abc import Callable

from common.rtp import RtpHeader
from steps.step2_sfu.sdp import CODECS

PEEK = 16  # bytes of a payload that are looked at
# VP8, payload descriptor: extension, start of partition, partition index; then the extension bits.
VP8_EXTENDED, VP8_START, VP8_PARTITION = 0x80, 0x10, 0x0F
VP8_PICTURE_ID, VP8_TL0PICIDX, VP8_TID_KEYIDX, VP8_LONG_ID = 0x80, 0x40, 0x30, 0x80
VP8_INTERFRAME = 0x01  # of the picture's first byte, inverted: 0 is a keyframe (RFC 6386 9.1)
# VP9: picture id is there, predicted from other pictures, layers are told, start of a frame.
VP9_PICTURE_ID, VP9_PREDICTED, VP9_LAYERS, VP9_START = 0x80, 0x40, 0x20, 0x08
VP9_LONG_ID = 0x80
H264_TYPE, H264_IDR, H264_SPS, H264_STAP_A, H264_FU_A, H264_FU_START = 0x1F, 5, 7, 24, 28, 0x80
AV1_NEW_SEQUENCE, AV1_CONTINUED = 0x08, 0x80


def packet_begins_keyframe(packet: bytes, header: RtpHeader) -> bool:
    """Whether a keyframe begins with this packet."""
    reader = READER_BY_PAYLOAD_TYPE.get(header.payload_type)
    payload = packet[header.length : header.length + PEEK]
    return bool(reader and payload and reader(payload))


def begins_keyframe(codec: str, payload: bytes) -> bool:
    """Whether a keyframe of that codec ("VP8", "H264", ..) begins with this payload."""
    reader = READERS.get(codec.upper())
    return bool(reader and payload and reader(payload))


def _vp8(payload: bytes) -> bool:
    if not payload[0] & VP8_START or payload[0] & VP8_PARTITION:
        return False
    at = 1
    if payload[0] & VP8_EXTENDED and len(payload) > 1:
        extension = payload[1]
        at = 2
        if extension & VP8_PICTURE_ID:
            at += 2 if payload[at : at + 1] >= bytes([VP8_LONG_ID]) else 1
        at += bool(extension & VP8_TL0PICIDX) + bool(extension & VP8_TID_KEYIDX)
    return len(payload) > at and not payload[at] & VP8_INTERFRAME


def _vp9(payload: bytes) -> bool:
    if payload[0] & VP9_PREDICTED or not payload[0] & VP9_START:
        return False
    at = 1
    if payload[0] & VP9_PICTURE_ID:
        at += 2 if payload[at : at + 1] >= bytes([VP9_LONG_ID]) else 1
    if not payload[0] & VP9_LAYERS:
        return True
    return len(payload) > at and payload[at] >> 1 & 0b111 == 0  # the lowest spatial layer


def _h264(payload: bytes) -> bool:
    kind = payload[0] & H264_TYPE
    if kind == H264_STAP_A:
        return _any_in_aggregate(payload)
    if kind == H264_FU_A:
        start = len(payload) > 1 and payload[1] & H264_FU_START
        return bool(start) and payload[1] & H264_TYPE in (H264_IDR, H264_SPS)
    return kind in (H264_IDR, H264_SPS)


def _any_in_aggregate(payload: bytes) -> bool:
    at = 1
    while at + 2 < len(payload):
        if payload[at + 2] & H264_TYPE in (H264_IDR, H264_SPS):
            return True
        at += 2 + int.from_bytes(payload[at : at + 2])
    return False


def _av1(payload: bytes) -> bool:
    return bool(payload[0] & AV1_NEW_SEQUENCE) and not payload[0] & AV1_CONTINUED


READERS: dict[str, Callable[[bytes], bool]] = {
    "VP8": _vp8,
    "VP9": _vp9,
    "H264": _h264,
    "AV1": _av1,
}
READER_BY_PAYLOAD_TYPE = {codec.payload_type: READERS[codec.name] for codec in CODECS["video"]}

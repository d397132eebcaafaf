"""SRTP in a buffer that is used again and again (RFC 3711, RFC 7714).

libsrtp does the work. pylibsrtp's own methods make new objects around each packet, which takes
longer than the encryption; and they refuse what is longer than 1,356 bytes. Names of pylibsrtp
that it does not document are used here and nowhere else: `tests/steps/test_step2_dtls.py` holds
it to them.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeAlias

from pylibsrtp import ERRORS, Error, Session, ffi, lib  # type: ignore[attr-defined]

LONGEST = 2_048  # bytes of a packet; none from a network is longer
TRAILER = 160  # that protection may add, at the most

Transform: TypeAlias = Callable[[bytes], bytes]


class SrtpError(ValueError):
    """A packet that was not protected with the keys of this participant, or came before."""


def no_keys(_packet: bytes) -> bytes:
    """What happens to a packet before the handshake is done: SrtpError."""
    raise SrtpError("There are no keys yet.")


def protect(session: Session) -> Transform:
    """What makes SRTP packets of RTP packets."""
    return _transform(session, lib.srtp_protect)


def protect_rtcp(session: Session) -> Transform:
    """What makes SRTCP packets of RTCP packets."""
    return _transform(session, lib.srtp_protect_rtcp)


def unprotect(session: Session) -> Transform:
    """What takes RTP packets out of SRTP packets; SrtpError for the forged and the repeated."""
    return _transform(session, lib.srtp_unprotect)


def unprotect_rtcp(session: Session) -> Transform:
    """What takes RTCP packets out of SRTCP packets; SrtpError for the forged and the repeated."""
    return _transform(session, lib.srtp_unprotect_rtcp)


def forget(session: Session, ssrc: int) -> None:
    """Ends an outgoing stream, whose SSRC must never be used again with these keys.

    Its count of packets is lost, and one nonce must not serve two (RFC 7714 section 8.1).
    """
    with suppress(Error):  # nothing was sent under it
        session.remove_stream(ssrc)


def _transform(session: Session, work: Callable[[Any, Any, Any], int]) -> Transform:
    buffer, length = ffi.new("char[]", LONGEST + TRAILER), ffi.new("int *")
    content, holder = ffi.buffer(buffer), session._srtp  # held, or its memory would be given back

    def transform(packet: bytes) -> bytes:
        size = length[0] = len(packet)
        if size > LONGEST:
            raise SrtpError(f"{size} bytes are too long for a packet.")
        content[:size] = packet
        if status := work(holder[0], buffer, length):
            raise SrtpError(ERRORS[status])
        result: bytes = content[: length[0]]
        return result

    return transform

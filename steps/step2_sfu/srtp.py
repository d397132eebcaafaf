"""SRTP in a buffer that is used again and again (RFC 3711, RFC 7714).

libsrtp does the work. pylibsrtp's own methods make new objects around each packet, which takes
longer than the encryption; and they refuse what is longer than 1,356 bytes. Names of pylibsrtp
that it does not document are used here and nowhere else: `tests/steps/test_step2_dtls.py` holds
it to them.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

from pylibsrtp import ERRORS, Error, Session, ffi, lib  # type: ignore[attr-defined]

from steps.step2_sfu.egress import MOST_BYTES, MOST_SEGMENTS

LONGEST = 2_048  # bytes of a packet; none from a network is longer
TRAILER = 160  # that protection may add, at the most

Transform: TypeAlias = Callable[[bytes], bytes]
Run: TypeAlias = tuple[memoryview, int]  # packets of one size, the last may be shorter; that size
Protect: TypeAlias = Callable[[Iterable[bytes]], Iterator[Run]]

# Where runs are made, one after another for all participants: so it stays in the processor's cache.
_memory = ffi.new("char[]", MOST_BYTES)
_content = memoryview(ffi.buffer(_memory))


class SrtpError(ValueError):
    """A packet that was not protected with the keys of this participant, or came before."""


def no_keys(_packet: bytes) -> bytes:
    """What happens to a packet before the handshake is done: SrtpError."""
    raise SrtpError("There are no keys yet.")


def nothing(_packets: Iterable[bytes]) -> Iterator[Run]:
    """What becomes of many packets before the handshake is done, and after the end."""
    return iter(())


def protect_runs(session: Session) -> Protect:
    """What makes SRTP packets of many RTP packets, in as few runs as possible.

    A run must be used before the next is asked for. A packet that cannot be protected is left
    out: it is longer than any, or its number is too old to be sent again.
    """
    length, holder = ffi.new("int *"), session._srtp

    def runs(packets: Iterable[bytes]) -> Iterator[Run]:
        start = end = size = 0  # of the run; without one the size is 0
        for packet in packets:
            if end > MOST_BYTES - LONGEST - TRAILER:
                if size:
                    yield _content[start:end], size
                start = end = size = 0
            plain = length[0] = len(packet)
            if plain > LONGEST:
                continue
            _content[end : end + plain] = packet
            if lib.srtp_protect(holder[0], _memory + end, length):
                continue
            protected = length[0]
            if size and (protected > size or end - start >= MOST_SEGMENTS * size):
                yield _content[start:end], size
                start, size = end, 0
            end += protected
            if protected >= size:
                size = protected
            else:  # and nothing may follow a shorter one
                yield _content[start:end], size
                start, size = end, 0
        if size:
            yield _content[start:end], size

    return runs


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

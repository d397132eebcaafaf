"""What an Allocate request asks for, checked in the order of RFC 8656 section 7.2. [pure]"""

from dataclasses import dataclass

from common.stun import Attribute, Message
from steps.step3_turn.allocation import IPV4, IPV6
from steps.step3_turn.refusal import (
    BAD_REQUEST,
    FAMILY_UNSUPPORTED,
    TRANSPORT_UNSUPPORTED,
    UNKNOWN_ATTRIBUTE,
    Refused,
)

UDP = 17  # the protocol's number, as in an IP header
DEFAULT_LIFETIME, LONGEST_LIFETIME = 600, 3_600  # seconds
RESERVE = 0x80  # the R bit of EVEN-PORT
CONTRADICTIONS = (  # of a reservation token
    Attribute.EVEN_PORT,
    Attribute.REQUESTED_ADDRESS_FAMILY,
    Attribute.ADDITIONAL_ADDRESS_FAMILY,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """The relayed addresses that a client wants, and for how long."""

    families: tuple[int, ...]
    lifetime: int
    even_port: bool
    reserve: bool
    token: bytes | None


def wish_of(request: Message, listener_family: int, *, can_keep_whole: bool = True) -> Wish:
    """The wish in an Allocate; Refused with 400, 420, 440 or 442, StunError for a malformed value.

    Who names no family gets that of the address that was asked, where it is served: RFC 8656 says
    IPv4, but then a browser in an IPv6 network would get nothing.
    """
    transport = request.get(Attribute.REQUESTED_TRANSPORT)
    if transport is None:
        raise Refused(BAD_REQUEST)
    if transport != UDP:
        raise Refused(TRANSPORT_UNSUPPORTED)
    # Only a question: each Send says of its own datagram whether it is to stay whole.
    if request.get(Attribute.DONT_FRAGMENT) is not None and not can_keep_whole:
        raise Refused(UNKNOWN_ATTRIBUTE, unknown=[Attribute.DONT_FRAGMENT])
    even = request.get(Attribute.EVEN_PORT)
    reserve = bool(even and even & RESERVE)
    _check_token(request)
    return Wish(
        families=_families(request, listener_family, reserve=reserve),
        lifetime=lifetime_of(request),
        even_port=even is not None,
        reserve=reserve,
        token=request.get(Attribute.RESERVATION_TOKEN),
    )


def lifetime_of(request: Message) -> int:
    """The lifetime that is granted: at least ten minutes, at most an hour."""
    wanted = request.get(Attribute.LIFETIME)
    return min(max(wanted or 0, DEFAULT_LIFETIME), LONGEST_LIFETIME)


def _check_token(request: Message) -> None:
    """A reserved relay has its port and its family already."""
    if request.get(Attribute.RESERVATION_TOKEN) is None:
        return
    for attribute in CONTRADICTIONS:
        if request.get(attribute) is not None:
            raise Refused(BAD_REQUEST)


def _families(request: Message, listener_family: int, *, reserve: bool) -> tuple[int, ...]:
    requested = request.get(Attribute.REQUESTED_ADDRESS_FAMILY)
    additional = request.get(Attribute.ADDITIONAL_ADDRESS_FAMILY)
    if requested is not None and additional is not None:
        raise Refused(BAD_REQUEST)
    if requested not in (None, IPV4, IPV6):
        raise Refused(FAMILY_UNSUPPORTED)
    if additional is None:
        return (requested or listener_family,)
    if reserve or additional != IPV6:
        raise Refused(BAD_REQUEST)
    return IPV4, IPV6

"""Refusals: the error codes of STUN and TURN, and what an error response says. [pure]"""

from common.stun import Attribute, Class, Message, answer

BAD_REQUEST, UNAUTHENTICATED, FORBIDDEN, UNKNOWN_ATTRIBUTE = 400, 401, 403, 420
ALLOCATION_MISMATCH, STALE_NONCE, FAMILY_UNSUPPORTED, WRONG_CREDENTIALS = 437, 438, 440, 441
TRANSPORT_UNSUPPORTED, PEER_FAMILY_MISMATCH, QUOTA_REACHED, NO_CAPACITY = 442, 443, 486, 508

# RFC 8489 section 14.8, RFC 8656 section 19
REASONS = {
    BAD_REQUEST: "Bad Request",
    FORBIDDEN: "Forbidden",
    UNKNOWN_ATTRIBUTE: "Unknown Attribute",
    ALLOCATION_MISMATCH: "Allocation Mismatch",
    FAMILY_UNSUPPORTED: "Address Family not Supported",
    WRONG_CREDENTIALS: "Wrong Credentials",
    TRANSPORT_UNSUPPORTED: "Unsupported Transport Protocol",
    PEER_FAMILY_MISMATCH: "Peer Address Family Mismatch",
    QUOTA_REACHED: "Allocation Quota Reached",
    NO_CAPACITY: "Insufficient Capacity",
}


class Refused(Exception):
    """A request that gets an error response instead of what it asks for."""

    def __init__(self, code: int, *, unknown: list[int] | None = None) -> None:
        super().__init__(REASONS.get(code, ""))
        self.code = code
        self.unknown = unknown or []

    def response(self, request: Message) -> Message:
        """The error response."""
        response = answer(request, Class.ERROR)
        response.add(Attribute.ERROR_CODE, (self.code, REASONS.get(self.code, "")))
        if self.unknown:
            response.add(Attribute.UNKNOWN_ATTRIBUTES, self.unknown)
        return response

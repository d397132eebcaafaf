"""The key in an invite link: a JSON Web Token (RFC 7519), signed with HMAC-SHA256. [pure]

    {"alg":"HS256","typ":"JWT"} . {"room":"tea","rights":"talk","exp":1760000000,"jti":"f3Kz"} . MAC

each in base64url; the MAC is over the text of the other two (RFC 7515 section 7.1). A token says
itself how it is signed, and many a reader was fooled by that. Here is one algorithm: what a token
says about it is not obeyed, but compared.
"""

import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import asdict, dataclass
from typing import Any

from common.fields import build, checked, one_of, parse_object, room_name, whole_number

LONGEST_KEY = 1_024  # characters
RIGHTS = ("watch", "talk", "present")  # each has in it those before it
HEADER = {"alg": "HS256", "typ": "JWT"}
THREE_PARTS = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
IDENTIFIER = re.compile(r"[A-Za-z0-9_-]{1,64}")


class BadKey(ValueError):
    """A text that is no key of ours, in a sentence: for a test, not for whoever brings it."""


def identifier(value: Any) -> str:
    """The name of one key among all others."""
    if not isinstance(value, str) or not IDENTIFIER.fullmatch(value):
        raise ValueError("must be 1 to 64 letters, digits, '-' or '_'")
    return value


@dataclass(frozen=True, slots=True)
class Key:
    """What an invite link allows: in which room, how much, and until when."""

    room: str = checked(room_name)
    rights: str = checked(one_of(*RIGHTS))
    exp: int = checked(whole_number(0, 2**53))  # seconds since 1970
    jti: str = checked(identifier)  # so that one key can be barred and the others stay good

    def allows(self, right: str) -> bool:
        """Whether it gives a right."""
        return RIGHTS.index(self.rights) >= RIGHTS.index(right)

    def is_expired(self, now: float) -> bool:
        """Whether its time is over; `now` is in seconds since 1970."""
        return now >= self.exp


def sign(key: Key, secret: bytes) -> str:
    """The text of a key, for a link."""
    signed = f"{_encoded(HEADER)}.{_encoded(asdict(key))}"
    return f"{signed}.{_mac(signed, secret)}"


def read(text: str, secret: bytes) -> Key:
    """The key in a text that was signed with our secret, expired or not; else BadKey."""
    if len(text) > LONGEST_KEY or not THREE_PARTS.fullmatch(text):
        raise BadKey("It does not look like a key.")
    signed, _, mac = text.rpartition(".")
    if not hmac.compare_digest(mac, _mac(signed, secret)):
        raise BadKey("It is not signed with our secret.")
    header, _, claims = signed.partition(".")
    try:
        if _decoded(header) not in (HEADER, {"alg": "HS256"}):  # typ may be left out
            raise BadKey("It claims another algorithm.")
        return build(Key, _decoded(claims))
    except ValueError as problem:  # not base64url, not UTF-8, not JSON, or not these claims
        raise BadKey(str(problem)) from None


def _encoded(part: dict[str, Any]) -> str:
    return _base64url(json.dumps(part, separators=(",", ":")).encode())


def _decoded(part: str) -> dict[str, Any]:
    return parse_object(urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode())


def _mac(signed: str, secret: bytes) -> str:
    # Texts are compared, not bytes: base64url can write the same bytes in more than one way.
    return _base64url(hmac.digest(secret, signed.encode(), "sha256"))


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()

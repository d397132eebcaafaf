"""Nonces that the server need not remember (RFC 8489 section 9.2). [pure]

A nonce says when it was made and proves, with a key that only the server has, that it was made
for this address. So a request without a valid password costs no memory, and a nonce that was
overheard is of no use elsewhere.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error

from common.stun_attributes import Address

NONCE_SECONDS = 600
TIME_LENGTH, PROOF_LENGTH = 4, 8  # bytes; short, as a challenge must not be longer than need be


class Nonces:
    """Makes nonces and recognizes them; workers of one server share the key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def make(self, address: Address, now: float) -> str:
        """A nonce for a client's address."""
        made_at = int(now).to_bytes(TIME_LENGTH)
        return urlsafe_b64encode(made_at + self._proof(made_at, address)).decode()

    def is_good(self, nonce: str, address: Address, now: float) -> bool:
        """Whether a nonce was made for this address, less than ten minutes ago."""
        try:
            plain = urlsafe_b64decode(nonce.encode("ascii"))
        except (Base64Error, UnicodeEncodeError):
            return False
        made_at, proof = plain[:TIME_LENGTH], plain[TIME_LENGTH:]
        ours = hmac.compare_digest(proof, self._proof(made_at, address))
        return ours and 0 <= int(now) - int.from_bytes(made_at) <= NONCE_SECONDS

    def _proof(self, made_at: bytes, address: Address) -> bytes:
        text = made_at + f"{address[0]}|{address[1]}".encode()
        return hmac.digest(self._key, text, "sha256")[:PROOF_LENGTH]

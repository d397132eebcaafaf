"""Certificates for TLS on a network without a public name, signed by our own `authority.py`.

They are valid for a month, and from a day ago: Apple's systems take none that is valid for more
than 825 days, and clocks differ.
"""

import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import trustme

from common.authority import SLACK

VALID = timedelta(days=30)


def issue(ca: trustme.CA, names: Iterable[str], now: datetime | None = None) -> trustme.LeafCert:
    """A new certificate for these names or IP addresses."""
    now = now or datetime.now(UTC)
    return ca.issue_cert(*names, not_before=now - SLACK, not_after=now + VALID)


def server_context(ca: trustme.CA, names: Iterable[str]) -> ssl.SSLContext:
    """The TLS settings of a server that is called by these names or IP addresses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issue(ca, names).configure_cert(context)
    return context


def server_pem(ca: trustme.CA, names: Iterable[str]) -> tuple[bytes, bytes]:
    """A certificate chain for these names or IP addresses, and its key, both as PEM."""
    issued = issue(ca, names)
    return b"".join(pem.bytes() for pem in issued.cert_chain_pems), issued.private_key_pem.bytes()


def context_from(certificate: str, key: str) -> ssl.SSLContext:
    """The TLS settings of a server with a certificate from elsewhere, as files; OSError if not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""Certificates for TLS on a network without a public name: issued by a small authority of our own.

A browser accepts them once this authority (`/ca.pem`) is installed on its device. The authority
is kept from run to run, so that this has to be done once; what it signs is valid for a month.
"""

import os
import ssl
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

FOLDER = Path(__file__).parent.parent / ".certificates"
VALID = timedelta(days=30)


def authority(folder: Path = FOLDER) -> trustme.CA:
    """Our certificate authority: that of earlier runs, or a new one."""
    certificate, key = folder / "ca.pem", folder / "ca.key"
    if certificate.exists() and key.exists():
        return trustme.CA.from_pem(certificate.read_bytes(), key.read_bytes())
    ca = trustme.CA(organization_name="Polycloud on this computer")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    certificate.write_bytes(ca.cert_pem.bytes())
    with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(ca.private_key_pem.bytes())
    return ca


def server_context(ca: trustme.CA, names: Iterable[str]) -> ssl.SSLContext:
    """The TLS settings of a server that is called by these names or IP addresses."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    until = datetime.now(UTC) + VALID
    ca.issue_cert(*names, not_after=until).configure_cert(context)
    return context


def server_pem(ca: trustme.CA, names: Iterable[str]) -> tuple[bytes, bytes]:
    """A certificate chain for these names or IP addresses, and its key, both as PEM."""
    issued = ca.issue_cert(*names, not_after=datetime.now(UTC) + VALID)
    return b"".join(pem.bytes() for pem in issued.cert_chain_pems), issued.private_key_pem.bytes()


def context_from(certificate: str, key: str) -> ssl.SSLContext:
    """The TLS settings of a server with a certificate from elsewhere, as files; OSError if not."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context

"""Our own small certificate authority, kept from run to run in the user's folder for such things.

A browser accepts what it signs once its certificate (`/ca.pem`) is installed on that device. It is
one for all steps and all copies of the project, so that this has to be done once, and it lasts
for a year: nobody's phone should trust it for ever.

    python -m common.authority

tells where it is, for `make doctor`.
"""

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import gethostname

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

YEAR = timedelta(days=365)
AT_LEAST = timedelta(days=60)  # that are left of it when it signs something
SLACK = timedelta(days=1)  # by which clocks may differ
OLDEST = datetime(2025, 1, 1, tzinfo=UTC)  # before, a clock has lost its battery
KEPT = "authority.pem"  # its certificate and its key
CERTIFICATE_END = b"-----END CERTIFICATE-----\n"
PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600


class Unusable(Exception):
    """Why there is no authority, in a sentence."""


def state_folder(settings: Mapping[str, str] = os.environ) -> Path:
    """Where this system keeps what a program of the user's remembers; Unusable if nowhere."""
    if settings.get("XDG_STATE_HOME"):
        return Path(settings["XDG_STATE_HOME"]) / "polycloud"
    try:
        home = Path.home()
    except RuntimeError:
        raise Unusable("This user has no home folder: name one by XDG_STATE_HOME.") from None
    if sys.platform == "win32":
        return Path(settings.get("LOCALAPPDATA") or home / "AppData/Local") / "Polycloud"
    if sys.platform == "darwin":
        return home / "Library/Application Support/Polycloud"
    return home / ".local/state/polycloud"


def authority(folder: Path | None = None, now: datetime | None = None) -> trustme.CA:
    """Our certificate authority: that of earlier runs, or a new one; Unusable says why not."""
    now = now or datetime.now(UTC)
    require_clock(now)
    folder = folder or state_folder()
    path = folder / KEPT
    try:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        folder.chmod(PRIVATE_FOLDER)
        if not path.exists():
            _keep(path, new_authority(now), over=False)
        kept = _read(path)
        if ends_at(kept) - now < AT_LEAST:
            _keep(path, new_authority(now), over=True)
            kept = _read(path)
    except OSError as problem:
        raise Unusable(
            f"The certificate authority in {folder} cannot be used ({problem.strerror}):"
            " make that folder yours, or name another by XDG_STATE_HOME."
        ) from None
    made = certificate_of(kept).not_valid_before_utc
    if made > now:
        raise Unusable(
            f"{_clock(now)}, but {path} was made on {made:%Y-%m-%d} or later:"
            " set the clock, or delete that file if the clock is right."
        )
    return kept


def require_clock(now: datetime) -> None:
    """Unusable if the clock cannot be right: to all others a certificate would have expired."""
    if now < OLDEST:
        raise Unusable(f"{_clock(now)}, which is long ago: set the clock.")


def new_authority(now: datetime) -> trustme.CA:
    """An authority that lasts a year; trustme's own would last until the year 3000."""
    made = trustme.CA(path_length=0)
    long, key = certificate_of(made), made.private_key_pem.bytes()
    # The common name is what people find it by in the lists of their systems.
    called = x509.NameAttribute(NameOID.COMMON_NAME, f"Polycloud on {gethostname()}"[:64])
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Polycloud"), called])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(long.public_key())
        .serial_number(long.serial_number)
        .not_valid_before(now - SLACK)
        .not_valid_after(now + YEAR)
    )
    for extension in long.extensions:
        builder = builder.add_extension(extension.value, extension.critical)
    signed = builder.sign(load_pem_private_key(key, None), SHA256())  # type: ignore[arg-type]
    return trustme.CA.from_pem(signed.public_bytes(Encoding.PEM), key)


def certificate_of(ca: trustme.CA) -> x509.Certificate:
    """The certificate of an authority."""
    return x509.load_pem_x509_certificate(ca.cert_pem.bytes())


def ends_at(ca: trustme.CA) -> datetime:
    """When an authority expires."""
    return certificate_of(ca).not_valid_after_utc


def fingerprint(ca: trustme.CA) -> str:
    """The SHA-256 of an authority's certificate, as browsers show it."""
    return certificate_of(ca).fingerprint(SHA256()).hex(":").upper()


def _keep(path: Path, ca: trustme.CA, *, over: bool) -> None:
    """Writes it in one step; who comes second, at the same time, takes what the first has made."""
    part = path.with_suffix(f".{os.getpid()}")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE), "wb") as file:
        file.write(ca.cert_pem.bytes() + ca.private_key_pem.bytes())
    if over:
        part.replace(path)
        return
    with suppress(FileExistsError):
        path.hardlink_to(part)
    part.unlink()


def _read(path: Path) -> trustme.CA:
    path.chmod(PRIVATE_FILE)
    certificate, end, key = path.read_bytes().partition(CERTIFICATE_END)
    try:
        ca = trustme.CA.from_pem(certificate + end, key)
        if load_pem_private_key(key, None).public_key() != certificate_of(ca).public_key():
            raise ValueError("that key is another's")
    except ValueError:
        sentence = f"{path} holds no certificate authority: delete it, and a new one is made."
        raise Unusable(sentence) from None
    return ca


def _clock(now: datetime) -> str:
    return f"The clock of this computer says {now:%Y-%m-%d}"


def main() -> None:
    """Says where the authority is, or why there is none; exit code 1 if something is wrong."""
    try:
        path = state_folder() / KEPT
        require_clock(datetime.now(UTC))
        if not path.exists():
            sys.stdout.write(f"none yet; LAN=1 makes one in {path.parent}\n")
            return
        until = ends_at(authority())
    except (Unusable, OSError) as problem:
        sys.exit(str(problem))
    sys.stdout.write(f"{path}, until {until:%Y-%m-%d}\n")


if __name__ == "__main__":
    main()

"""A certificate authority of the tests' own, which Chromium and Firefox are made to trust.

Chromium takes the hash of its key on the command line, for TLS of pages and of TURN alike; Firefox
a policy that installs its certificate.
"""

import base64
import hashlib
import json
import shutil
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common.addresses import local_addresses
from common.authority import KEPT


class Authority:
    """The authority; what it makes lies in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ca = trustme.CA(organization_name="Polycloud's tests")
        self.certificate = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(self.certificate)

    def issue(self, *names: str) -> tuple[Path, Path]:
        """A certificate for these host names and addresses, with the authority's, and its key."""
        issued = self._ca.issue_cert(*names)
        chain, key = (self.folder / f"{names[0]}{end}" for end in (".pem", ".key.pem"))
        # Chromium knows the authority only from the chain that the server shows.
        parts = [*issued.cert_chain_pems, self._ca.cert_pem]
        chain.write_bytes(b"".join(part.bytes() for part in parts))
        issued.private_key_pem.write_to_path(key)
        return chain, key

    def keep(self, folder: Path) -> None:
        """Is the authority of the steps that keep theirs in a folder."""
        folder.mkdir(parents=True)
        pem = self._ca.cert_pem.bytes() + self._ca.private_key_pem.bytes()
        (folder / KEPT).write_bytes(pem)

    def settings(self, *names: str) -> dict[str, str]:
        """The settings of a step whose TURN server shows a certificate for this computer."""
        chain, key = self.issue("localhost", *local_addresses(), *names)
        return {"TLS_CERT": str(chain), "TLS_KEY": str(key)}

    @property
    def chromium_arguments(self) -> list[str]:
        """What makes Chromium trust a chain that the authority is part of."""
        key = x509.load_pem_x509_certificate(self._ca.cert_pem.bytes()).public_key()
        spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        hashed = base64.b64encode(hashlib.sha256(spki).digest()).decode()
        return [f"--ignore-certificate-errors-spki-list={hashed}"]

    def firefox(self, program: Path) -> Path:
        """A Firefox that trusts the authority: links to all of the installed one, and a policy.

        Only the program is copied, as it looks for everything else, and for policies, beside it.
        """
        program = program.resolve()
        folder = self.folder / program.parent.name
        if not folder.exists():
            folder.mkdir()
            for path in program.parent.iterdir():
                if path.name not in ("distribution", program.name):
                    (folder / path.name).symlink_to(path)
            shutil.copy2(program, folder)
            policies = {"policies": {"Certificates": {"Install": [str(self.certificate)]}}}
            (folder / "distribution").mkdir()
            told = folder / "distribution" / "policies.json"
            told.write_text(json.dumps(policies), encoding="utf-8")
        return folder / program.name

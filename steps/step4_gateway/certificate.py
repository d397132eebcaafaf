"""The certificate of a TLS listener, which its configuration carries in base64."""

import ssl
from base64 import b64decode
from pathlib import Path
from tempfile import TemporaryDirectory

from steps.step4_gateway.dataplane_config import ListenerConfig
from steps.step4_gateway.fields import ConfigError


def tls_context(config: ListenerConfig) -> ssl.SSLContext | None:
    """The TLS settings of a listener, None if it has no TLS; ConfigError if they make no sense."""
    if config.transport != "tls":
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:  # the ssl module reads files only; nobody else can
        cert, key = Path(folder, "cert.pem"), Path(folder, "key.pem")
        cert.write_bytes(b64decode(config.cert))
        key.write_bytes(b64decode(config.key))
        try:
            # A password, so that nobody is asked for one at the terminal.
            context.load_cert_chain(cert, key, password="")
        except (OSError, ValueError) as problem:  # ssl.SSLError is an OSError
            why = f"and key are not usable together: {_reason(problem)}"
            raise ConfigError(f"listener {config.name!r}", "cert", why) from None
    return context


def _reason(problem: Exception) -> str:
    reason = getattr(problem, "reason", None)
    return str(reason or type(problem).__name__).replace("_", " ").lower()

"""Whether a listener can be: its protocol, its port and its certificate. [pure]"""

from base64 import b64encode
from collections.abc import Mapping

from steps.step4_gateway.gateway_objects import Gateway, Listener, Objects
from steps.step4_gateway.manifest import Failure

TRANSPORTS = {"TURN-UDP": "udp", "TURN-TCP": "tcp", "TURN-TLS": "tcp", "TURN-DTLS": "udp"}
SHORT = {"UDP": "TURN-UDP", "TCP": "TURN-TCP", "TLS": "TURN-TLS", "DTLS": "TURN-DTLS"}
CERTIFICATE = (("tls.crt", "crt", "cert"), ("tls.key", "key"))


def protocol_of(listener: Listener) -> str:
    """The protocol of a listener in full; the short words are old ones for the same."""
    return SHORT.get(listener.protocol, listener.protocol)


def refusal(gateway: Gateway, listener: Listener) -> Failure | None:
    """Why a listener cannot be, whatever its references lead to."""
    protocol = protocol_of(listener)
    if protocol not in TRANSPORTS:
        return Failure("UnsupportedProtocol", f"{listener.protocol} is none of {_words()}")
    for other in gateway.listeners[: gateway.listeners.index(listener)]:
        same = TRANSPORTS.get(protocol_of(other)) == TRANSPORTS[protocol]
        if same and other.port == listener.port:
            return Failure("PortUnavailable", f"the listener {other.name} has port {other.port}")
    return None


def _words() -> str:
    return ", ".join(TRANSPORTS)


def certificate_of(objects: Objects, listener: Listener) -> dict[str, str] | Failure:
    """Certificate and key of a listener in Base64; nothing for a protocol without TLS."""
    if protocol_of(listener) not in ("TURN-TLS", "TURN-DTLS"):
        return {}
    if not listener.certificates:
        return Failure("InvalidCertificateRef", "tls.certificateRefs is missing")
    for wanted in listener.certificates:
        secret = objects.secrets.get(wanted.key)
        found = [_first(secret.data if secret else {}, names) for names in CERTIFICATE]
        if wanted.kind == "Secret" and all(found):
            return dict(zip(("cert", "key"), map(_base64, found), strict=True))
    names = ", ".join(str(wanted.key) for wanted in listener.certificates)
    return Failure("InvalidCertificateRef", f"no Secret with tls.crt and tls.key: {names}")


def _first(data: Mapping[str, bytes], names: tuple[str, ...]) -> bytes:
    return next((data[name] for name in names if data.get(name)), b"")


def _base64(data: bytes) -> str:
    return b64encode(data).decode()

"""What a cluster does for a gateway, done here: objects, secrets, and where the nodes are.

The objects are those of deploy/kubernetes, in a folder of this run that the control plane follows.
Each has a file of its own, so that one can be taken away.
"""

import os
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from common.stun_attributes import Address

DEPLOY = Path(__file__).parent.parent.parent / "deploy" / "kubernetes"
SOURCES = ("namespace.yaml", "gateway.yaml", "sfu.yaml")
NAMESPACE, SERVICE = "polycloud", "sfu"
CREDENTIALS, CERTIFICATE = "gateway-credentials", "gateway-tls"
WRITTEN = "polycloud_gateway.yaml"  # by the control plane: the namespace and name of the gateway


@dataclass(frozen=True)
class Doors:
    """The ports of the listeners, which are not as on Kubernetes."""

    turn: int
    tls: int


class LocalCluster:
    """The folder of one run, for its owner only."""

    def __init__(self, folder: Path, doors: Doors) -> None:
        self.manifests = folder / "manifests"
        self.dataplane = folder / "dataplane"
        self._doors = doors
        for path in (self.manifests, self.dataplane):
            path.mkdir(mode=0o700)
        self._route: tuple[Path, str] | None = None
        for thing in objects(doors):
            self._write_object(thing)

    @property
    def config(self) -> Path:
        """The file that the data plane follows."""
        return self.dataplane / WRITTEN

    @property
    def has_route(self) -> bool:
        """Whether the gateway leads anywhere."""
        return self._route is not None and self._route[0].exists()

    def write_secrets(self, secret: str, certificate: bytes, key: bytes) -> None:
        """Tells the gateway whom it can trust, and what it shows to clients over TLS."""
        self._write_object(_secret(CREDENTIALS, type=b"ephemeral", secret=secret.encode()))
        self._write_object(_secret(CERTIFICATE, **{"tls.crt": certificate, "tls.key": key}))

    def write_endpoints(self, addresses: Iterable[Address]) -> None:
        """Says where the nodes are, and nothing else. (On Kubernetes these are EndpointSlices.)"""
        told = sorted("{}:{}".format(*address) for address in addresses)
        self._write_object(
            {
                "apiVersion": "polycloud.local/v1",
                "kind": "LocalEndpoints",
                "metadata": {"namespace": NAMESPACE, "name": "nodes"},
                "services": {f"{NAMESPACE}/{SERVICE}": told},
            }
        )

    def set_route(self, *, present: bool) -> None:
        """Takes the UDPRoute away, or brings it back."""
        assert self._route is not None
        path, text = self._route
        if present:
            _replace(path, text)
        else:
            path.unlink(missing_ok=True)

    def leads_to(self, address: Address) -> bool:
        """Whether the data plane has been told of a node."""
        try:
            return f"{address[0]}:<{address[1]}-" in self.config.read_text(encoding="utf-8")
        except OSError:
            return False

    def _write_object(self, thing: dict[str, Any]) -> None:
        path = self.manifests / f"{thing['kind']}-{thing['metadata']['name']}.yaml".lower()
        text = yaml.safe_dump(thing, sort_keys=False)
        _replace(path, text)
        if thing["kind"] == "UDPRoute":
            self._route = path, text


def objects(doors: Doors) -> Iterator[dict[str, Any]]:
    """The objects of deploy/kubernetes of which a gateway is made, with the ports of this run."""
    for source in SOURCES:
        for thing in yaml.safe_load_all((DEPLOY / source).read_text(encoding="utf-8")):
            _move(thing, doors)
            yield thing


def _move(thing: dict[str, Any], doors: Doors) -> None:
    if thing["kind"] == "Gateway":
        for listener in thing["spec"]["listeners"]:
            listener["port"] = doors.tls if listener["name"] == "tls" else doors.turn


def _secret(name: str, **data: bytes) -> dict[str, Any]:
    coded = {key: b64encode(value).decode() for key, value in data.items()}
    metadata = {"namespace": NAMESPACE, "name": name}
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": coded}


def _replace(path: Path, text: str) -> None:
    """Writes a file in one step: half an object is none."""
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)

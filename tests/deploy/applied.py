"""The objects of deploy/kubernetes, as tests ask for them."""

from pathlib import Path
from typing import Any

import yaml

DEPLOY = Path(__file__).parents[2] / "deploy"
MANIFESTS, LOCAL = DEPLOY / "kubernetes", DEPLOY / "local"
FILES = sorted([*MANIFESTS.rglob("*.yaml"), *LOCAL.rglob("*.yaml")])
Manifest = dict[str, Any]


def documents(path: Path) -> list[Manifest]:
    """The objects in a file."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


ALL = [(path, document) for path in FILES for document in documents(path)]


def named(kind: str, name: str) -> Manifest:
    """An object that is applied."""
    (found,) = [
        document
        for path, document in ALL
        if path.parent == MANIFESTS
        and document["kind"] == kind
        and document["metadata"]["name"] == name
    ]
    return found


def pod(name: str) -> Manifest:
    """What a deployment's pods are like."""
    spec: Manifest = named("Deployment", name)["spec"]["template"]["spec"]
    return spec


def container(name: str) -> Manifest:
    """The only container in a deployment's pods."""
    (only,) = pod(name)["containers"]
    found: Manifest = only
    return found


def ports(name: str) -> dict[str, tuple[int, str]]:
    """The ports of a deployment's pods by name: the number and the transport."""
    return {
        port["name"]: (port["containerPort"], port.get("protocol", "TCP"))
        for port in container(name)["ports"]
    }

"""What Kubernetes knows of the backends: services, the addresses of their pods, secrets. [pure]

Each reader takes what it needs; the rest of these objects is the business of the cluster.
"""

from base64 import b64decode
from collections.abc import Iterator
from ipaddress import ip_address

from steps.step4_gateway.gateway_objects import (
    EndpointSlice,
    Key,
    Namespace,
    Object,
    Secret,
    Service,
)
from steps.step4_gateway.manifest import Part
from steps.step4_gateway.stand_ins import parse_address

SLICE_OF = "kubernetes.io/service-name"
PLACEHOLDER = b"generate-me"  # in deploy/kubernetes/examples/secrets.yaml


def read_namespace(key: Key, top: Part) -> Iterator[Object]:
    """A namespace and its labels; Kubernetes adds its name to them."""
    top.ignore_rest()
    labels = top.part("metadata").pairs("labels")
    yield Namespace(key, labels | {"kubernetes.io/metadata.name": key.name})


def read_secret(key: Key, top: Part) -> Iterator[Object]:
    """Secret: `data` in Base64, `stringData` as it is."""
    top.ignore("type", "immutable")
    data = {}
    for name, coded in top.pairs("data").items():
        try:
            data[name] = b64decode("".join(coded.split()), validate=True)
        except ValueError:
            top.refuse(f"data.{name}", "is not Base64; stringData takes it as it is")
    data |= {name: word.encode() for name, word in top.pairs("stringData").items()}
    for name in (name for name, word in data.items() if word == PLACEHOLDER):
        top.warn(f"data.{name}", "is still the placeholder, which everybody knows")
    yield Secret(key, data)


def read_service(key: Key, top: Part) -> Iterator[Object]:
    """Service: only its addresses, if it has got any."""
    spec = top.part("spec")
    spec.ignore_rest()
    own = [spec.text("clusterIP")] if spec.has("clusterIP") else []
    addresses = dict.fromkeys(own + spec.texts("clusterIPs"))
    addresses.pop("None", None)  # a word of its own: headless
    yield Service(key, tuple(_address(spec, "clusterIP", address) for address in addresses))


def read_slice(key: Key, top: Part) -> Iterator[Object]:
    """EndpointSlice. A pod that is not ready yet may be reached: ICE knows better (STUNner too)."""
    top.ignore_rest()
    name = top.part("metadata").pairs("labels").get(SLICE_OF, "")
    addresses = [
        _address(endpoint, "addresses", address)
        for endpoint in top.parts("endpoints")
        for address in endpoint.texts("addresses")
    ]
    yield EndpointSlice(key, Key(key.namespace, name), tuple(addresses))


def read_local(key: Key, top: Part) -> Iterator[Object]:
    """LocalEndpoints, our own: stands for the EndpointSlices of a cluster that is not there.

    An address may have a port: as in Kubernetes, that is where the service's port really leads.
    """
    services = top.part("services")
    for name in services.fields():
        addresses = services.texts(name)
        namespace, slash, service = name.partition("/")
        if not slash:
            services.refuse(name, "is no service: namespace/name")
        of = Key(namespace, service)
        checked = tuple(_endpoint(services, name, address) for address in addresses)
        yield EndpointSlice(Key(namespace, f"{key.name}-{service}"), of, checked)


def _endpoint(part: Part, name: str, told: str) -> str:
    """An address, or an address and its port as STUNner's dataplane writes them."""
    if told.count(":") != 1 and not told.startswith("["):  # IPv6 with a port is in brackets
        return _address(part, name, told)
    try:
        host, port = parse_address(told)
    except ValueError:
        part.refuse(name, f"{told[:64]!r} is no address and port, as 10.0.0.7:8002 is")
    return f"{_address(part, name, host)}:<{port}-{port}>"


def _address(part: Part, name: str, address: str) -> str:
    try:
        return str(ip_address(address))
    except ValueError:
        part.refuse(name, f"{address[:64]!r} is no IP address")

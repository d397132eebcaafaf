"""A gateway hierarchy in YAML, to be changed by tests: one gateway, one route, two nodes."""

from steps.step4_gateway.gateway_api import Reading
from steps.step4_gateway.gateway_objects import Objects

CLASS = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: media}
spec:
  controllerName: stunner.l7mp.io/gateway-operator
  parametersRef: {group: stunner.l7mp.io, kind: GatewayConfig, namespace: talk, name: config}
"""
CONFIG = """
apiVersion: stunner.l7mp.io/v1
kind: GatewayConfig
metadata: {namespace: talk, name: config}
spec:
  realm: example.org
  authRef: {name: credentials}
"""
SECRET = """
apiVersion: v1
kind: Secret
metadata: {namespace: talk, name: credentials}
stringData: {type: ephemeral, secret: north}
"""
GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {namespace: talk, name: door}
spec:
  gatewayClassName: media
  listeners:
    - {name: udp, port: 3478, protocol: TURN-UDP}
"""
ROUTE = """
apiVersion: stunner.l7mp.io/v1
kind: UDPRoute
metadata: {namespace: talk, name: nodes}
spec:
  parentRefs:
    - name: door
  rules:
    - backendRefs:
        - {name: sfu, port: 8002}
"""
SERVICE = """
apiVersion: v1
kind: Service
metadata: {namespace: talk, name: sfu}
spec: {clusterIP: None}
"""
SLICE = """
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  namespace: talk
  name: sfu-x7
  labels: {kubernetes.io/service-name: sfu}
addressType: IPv4
endpoints:
  - addresses: [10.0.0.7]
  - addresses: [10.0.0.8]
    conditions: {ready: false}
"""
TLS_LISTENER = """
    - name: tls
      port: 5349
      protocol: TURN-TLS
      tls: {certificateRefs: [{name: certificate}]}
"""
CERTIFICATE = """
apiVersion: v1
kind: Secret
metadata: {namespace: talk, name: certificate}
type: kubernetes.io/tls
stringData: {tls.crt: "-----BEGIN CERTIFICATE-----", tls.key: "-----BEGIN PRIVATE KEY-----"}
"""
HIERARCHY = (CLASS, CONFIG, SECRET, GATEWAY, ROUTE, SERVICE, SLICE)


def joined(*manifests: str) -> str:
    """Manifests in one text."""
    return "---".join(manifests)


def read(*manifests: str) -> Reading:
    """What manifests say, right or wrong."""
    reading = Reading()
    reading.read(joined(*manifests), "test.yaml")
    return reading


def objects(*manifests: str) -> Objects:
    """The objects of manifests, all of which make sense; of two with one name, the later."""
    found = []
    for manifest in manifests:
        reading = read(manifest)
        assert not reading.errors and not reading.warnings, (reading.errors, reading.warnings)
        found += reading.objects
    return Objects(found)

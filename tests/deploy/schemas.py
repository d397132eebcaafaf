"""Schemas of what is no part of Kubernetes: the Gateway API, STUNner, cert-manager, kustomize.

Written from their documentation, for the fields that our manifests use. Nothing else is allowed:
a cluster prunes an unknown field without a word, and then the manifest does not do what it says.
"""

from typing import Any

Schema = dict[str, Any]

NAME = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$"}
TEXT = {"type": "string", "minLength": 1}
PORT = {"type": "integer", "minimum": 1, "maximum": 65_535}
TEXTS = {"type": "object", "additionalProperties": {"type": "string"}}


def fields(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these fields and no others."""
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def listing(item: Schema, least: int = 1, most: int = 64) -> Schema:
    """A list."""
    return {"type": "array", "items": item, "minItems": least, "maxItems": most}


def kind(version: str, name: str, spec: Schema, *, namespaced: bool = True) -> Schema:
    """An object of Kubernetes; where it is must be written, as kustomize does not run locally."""
    where = {"namespace": NAME} if namespaced else {}
    metadata = fields({"name": NAME, **where}, {"labels": TEXTS, "annotations": TEXTS})
    return fields(
        {
            "apiVersion": {"const": version},
            "kind": {"const": name},
            "metadata": metadata,
            "spec": spec,
        }
    )


REFERENCE = fields({"name": NAME}, {"group": {"type": "string"}, "kind": TEXT, "namespace": NAME})
TLS = fields({"certificateRefs": listing(REFERENCE)}, {"mode": {"const": "Terminate"}})
LISTENER = fields(
    {
        "name": NAME,
        "port": PORT,
        "protocol": {"enum": ["TURN-UDP", "TURN-TCP", "TURN-TLS", "TURN-DTLS"]},
    },
    {
        "tls": TLS,
        "allowedRoutes": fields(
            {
                "namespaces": fields(
                    {"from": {"enum": ["Same", "All", "Selector"]}},
                    {"selector": {"type": "object"}},
                )
            }
        ),
    },
)
PARENT = fields({"name": NAME}, {"namespace": NAME, "sectionName": NAME})
BACKEND = fields(
    {"name": NAME},
    {
        "group": {"enum": ["", "stunner.l7mp.io"]},
        "kind": {"enum": ["Service", "StaticService"]},
        "namespace": NAME,
        "port": PORT,
        "endPort": PORT,
    },
)
RULE = fields({"backendRefs": listing(BACKEND, most=16)})
ACME = fields(
    {
        "server": {"type": "string", "pattern": "^https://"},
        "privateKeySecretRef": fields({"name": NAME}),
        "solvers": listing(fields({"dns01": {"type": "object", "minProperties": 1}})),
    }
)

SCHEMAS: dict[tuple[str, str], Schema] = {
    ("gateway.networking.k8s.io/v1", "GatewayClass"): kind(
        "gateway.networking.k8s.io/v1",
        "GatewayClass",
        fields(
            {
                "controllerName": {"const": "stunner.l7mp.io/gateway-operator"},
                "parametersRef": fields(
                    {
                        "group": {"const": "stunner.l7mp.io"},
                        "kind": {"const": "GatewayConfig"},
                        "name": NAME,
                        "namespace": NAME,
                    }
                ),
            },
            {"description": {"type": "string", "maxLength": 64}},
        ),
        namespaced=False,
    ),
    ("gateway.networking.k8s.io/v1", "Gateway"): kind(
        "gateway.networking.k8s.io/v1",
        "Gateway",
        fields({"gatewayClassName": NAME, "listeners": listing(LISTENER)}),
    ),
    ("stunner.l7mp.io/v1", "GatewayConfig"): kind(
        "stunner.l7mp.io/v1",
        "GatewayConfig",
        fields(
            {"authRef": REFERENCE},  # credentials in a manifest are credentials in a repository
            {"realm": NAME, "logLevel": TEXT, "dataplane": NAME},
        ),
    ),
    ("stunner.l7mp.io/v1", "UDPRoute"): kind(
        "stunner.l7mp.io/v1",
        "UDPRoute",
        fields({"parentRefs": listing(PARENT), "rules": listing(RULE, most=1)}),
    ),
    ("stunner.l7mp.io/v1", "StaticService"): kind(
        "stunner.l7mp.io/v1", "StaticService", fields({"prefixes": listing(TEXT)})
    ),
    ("cert-manager.io/v1", "Issuer"): kind("cert-manager.io/v1", "Issuer", fields({"acme": ACME})),
    ("cert-manager.io/v1", "Certificate"): kind(
        "cert-manager.io/v1",
        "Certificate",
        fields(
            {
                "secretName": NAME,
                "dnsNames": listing(NAME),
                "issuerRef": fields(
                    {"name": NAME}, {"kind": {"enum": ["Issuer", "ClusterIssuer"]}}
                ),
            }
        ),
    ),
    ("kustomize.config.k8s.io/v1beta1", "Kustomization"): fields(
        {
            "apiVersion": {"const": "kustomize.config.k8s.io/v1beta1"},
            "kind": {"const": "Kustomization"},
            "resources": listing(TEXT),
        },
        {"images": listing(fields({"name": TEXT, "newName": TEXT, "newTag": TEXT}))},
    ),
    ("polycloud.local/v1", "LocalEndpoints"): fields(
        {
            "apiVersion": {"const": "polycloud.local/v1"},
            "kind": {"const": "LocalEndpoints"},
            "metadata": fields({"name": NAME, "namespace": NAME}),
            "services": {"type": "object", "additionalProperties": listing(TEXT)},
        }
    ),
}

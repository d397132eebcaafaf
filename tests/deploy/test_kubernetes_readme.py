"""The way from an empty cluster to a call: what it makes and names is what there is."""

import re

from tests.deploy.applied import DEPLOY, MANIFESTS, container, documents, named

SECRETS = MANIFESTS / "examples" / "secrets.yaml"


def test_the_readme_makes_the_secrets_that_the_manifests_want() -> None:
    text = (MANIFESTS / "README.md").read_text(encoding="utf-8")
    made = set(re.findall(r"create secret generic (\S+)", text))
    wanted = {named("GatewayConfig", "gateway")["spec"]["authRef"]["name"], "dns-token"}
    for name in ("front", "sfu"):
        wanted |= {source["secretRef"]["name"] for source in container(name)["envFrom"]}
    (ingress,) = documents(MANIFESTS / "examples" / "ingress.yaml")
    wanted.add(ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/auth-secret"])
    assert made == wanted
    for document in documents(SECRETS):
        for field in document["stringData"]:
            assert f"--from-literal={field}=" in text


def test_what_the_readme_names_is_there() -> None:
    text = (MANIFESTS / "README.md").read_text(encoding="utf-8")
    files = set(re.findall(r"`((?:examples/)?[\w-]+\.yaml)`", text))
    assert files and not [file for file in files if not (MANIFESTS / file).exists()]
    paths = set(re.findall(r"\bdeploy/[\w./-]*\w", text))
    assert paths and not [path for path in paths if not (DEPLOY.parent / path).exists()]
    links = re.findall(r"\]\((?!https?:)([^)]+)\)", text)
    assert links and not [link for link in links if not (MANIFESTS / link).exists()]


def test_the_example_of_an_ingress_asks_who_is_there_and_names_the_page() -> None:
    (ingress,) = documents(MANIFESTS / "examples" / "ingress.yaml")
    annotations, spec = ingress["metadata"]["annotations"], ingress["spec"]
    assert annotations["nginx.ingress.kubernetes.io/auth-type"] == "basic"
    assert spec["ingressClassName"] == "nginx"  # which knows that annotation
    (names,) = [one["value"] for one in container("front")["env"] if one["name"] == "NAMES"]
    assert [rule["host"] for rule in spec["rules"]] == names.split(",")

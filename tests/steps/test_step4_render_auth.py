"""Who may use a gateway: the credentials that are rendered, and gateways that have none."""

from typing import Any

import pytest

from steps.step4_gateway.gateway_objects import Key
from steps.step4_gateway.render import render
from tests.bed.manifests import CLASS, CONFIG, HIERARCHY, SECRET, objects

DOOR = Key("talk", "door")


def auth(*manifests: str) -> dict[str, Any]:
    """The part of the only gateway's configuration that says who may use it."""
    found: dict[str, Any] = render(objects(*HIERARCHY, *manifests)).configs[DOOR]["auth"]
    return found


@pytest.mark.parametrize("word", ["static", "plaintext"])
def test_one_name_and_password_for_all(word: str) -> None:
    secret = SECRET.replace("ephemeral, secret: north", f"{word}, username: ada, password: engine")
    credentials = {"username": "ada", "password": "engine"}
    assert auth(secret) == {
        "type": "static",
        "realm": "example.org",
        "credentials": credentials,
    }


@pytest.mark.parametrize("word", ["ephemeral", "longterm", "timewindowed"])
@pytest.mark.parametrize("name", ["secret", "sharedSecret"])
def test_a_secret_from_which_passwords_are_made(word: str, name: str) -> None:
    secret = SECRET.replace("ephemeral, secret", f"{word}, {name}")
    assert auth(secret)["type"] == "ephemeral"
    assert auth(secret)["credentials"] == {"secret": "north"}


def test_credentials_may_stand_in_the_config_itself() -> None:
    inline = "authType: longterm\n  sharedSecret: south"
    told = auth(CONFIG.replace("authRef: {name: credentials}", inline))
    assert told["type"] == "ephemeral" and told["credentials"] == {"secret": "south"}


@pytest.mark.parametrize(
    ("manifest", "told"),
    [
        (CONFIG.replace("name: credentials", "name: lost"), "spec.authRef names Secret talk/lost"),
        (CONFIG.replace("  authRef: {name: credentials}\n", ""), "spec.username is missing"),
        (SECRET.replace("secret: north", "other: x"), "data.secret is missing: ephemeral needs it"),
        (SECRET.replace("ephemeral", "oauth"), "data.type is 'oauth'"),
        (
            SECRET.replace("stringData: {type: ephemeral,", "data: {x: /w==}\nstringData: {"),
            "no text",
        ),
        (CLASS.replace("name: config", "name: lost"), "names GatewayConfig talk/lost"),
        (CLASS.replace("kind: GatewayConfig", "kind: ConfigMap"), "must be a GatewayConfig"),
    ],
)
def test_a_gateway_that_nobody_could_use_is_not_rendered_and_told(manifest: str, told: str) -> None:
    result = render(objects(*HIERARCHY, manifest))
    assert not result.configs and result.failed == {DOOR}
    (problem,) = result.problems
    assert told in str(problem)
    assert "north" not in str(problem)

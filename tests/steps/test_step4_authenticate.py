"""Who may use the gateway: one user, whoever has a password that expires, or nobody."""

import hmac
from base64 import b64encode

import pytest

from common.stun import Attribute, Method, serialize
from steps.step3_turn.credentials import Credentials
from steps.step3_turn.turn import TurnServer
from steps.step4_gateway.authenticate import GatewayAuthenticator, credentials_of
from steps.step4_gateway.dataplane_config import Auth
from tests.bed.turn_bed import BEGIN, OVER_UDP, REALM, TurnBed, code_of

STATIC = Auth("static", REALM, {"username": "ada", "password": "correct horse"})
EPHEMERAL = Auth("ephemeral", REALM, {"secret": "sesame"})
NONE = Auth("none", REALM)


class Desk:
    """A TURN server with the gateway's way to ask who somebody is."""

    def __init__(self, auth: Auth) -> None:
        self.bed = TurnBed()
        self.authenticator = GatewayAuthenticator(auth, self.bed.nonces, float)
        self.bed.server = TurnServer(self.bed.allocator, self.authenticator)
        self.client = self.bed.client()

    def ask(self, method: Method, username: str, password: str) -> int | None:
        """The error that a user gets, None for a success."""
        values = [OVER_UDP] if method is Method.ALLOCATE else []
        request = self.bed.request(
            self.client, method, *values, username=username, password=password
        )
        return code_of(self.bed.take(self.client, request))


def password_of(username: str, secret: str = "sesame") -> str:
    """A password as STUNner's auth service makes it."""
    return b64encode(hmac.digest(secret.encode(), username.encode(), "sha1")).decode()


def test_a_static_user_has_one_password() -> None:
    desk = Desk(STATIC)
    assert desk.ask(Method.ALLOCATE, "ada", "guess") == 401
    assert desk.ask(Method.ALLOCATE, "ben", "correct horse") == 401
    assert desk.ask(Method.ALLOCATE, "ada", "correct horse") is None


@pytest.mark.parametrize(
    ("username", "owner"),
    [
        (f"{int(BEGIN) + 9}:ada", "ada"),
        (f"ada:{int(BEGIN) + 9}", "ada"),
        (f"{int(BEGIN) + 9}", f"{int(BEGIN) + 9}"),
        (f"room:ada:{int(BEGIN) + 9}:7", "room:ada:7"),
        (f"{int(BEGIN) + 9}:1", "1"),
    ],
)
def test_the_first_number_says_until_when(username: str, owner: str) -> None:
    desk = Desk(EPHEMERAL)
    assert desk.ask(Method.ALLOCATE, username, password_of(username)) is None
    assert desk.authenticator.credentials.owner(username) == owner
    desk.client = desk.bed.client()
    desk.bed.now += 10
    assert desk.ask(Method.ALLOCATE, username, password_of(username)) == 401


@pytest.mark.parametrize("username", ["ada", "", ":", "-5:ada", "1e9:ada", "٣:ada", "9" * 13])
def test_a_name_without_a_time_has_no_password(username: str) -> None:
    desk = Desk(EPHEMERAL)
    assert desk.ask(Method.ALLOCATE, username, password_of(username)) == 401
    assert desk.authenticator.credentials.is_expired(username, BEGIN)


def test_a_password_of_step_3_is_one_here() -> None:
    issued = Credentials(REALM, secret="sesame").issue("ada", BEGIN)
    assert Desk(EPHEMERAL).ask(Method.ALLOCATE, *issued) is None
    assert Desk(EPHEMERAL).ask(Method.ALLOCATE, issued.username, "guess") == 401


@pytest.mark.parametrize("method", [Method.ALLOCATE, Method.REFRESH, Method.CREATE_PERMISSION])
def test_without_authentication_it_is_a_stun_server(method: Method) -> None:
    desk = Desk(NONE)
    assert desk.ask(method, "ada", "correct horse") == 400
    request = serialize(desk.bed.bare(method, OVER_UDP), fingerprint=False)
    answer = desk.bed.take(desk.client, request)
    assert answer is not None and code_of(answer) == 400 and not answer.get(Attribute.REALM)
    binding = desk.bed.take(desk.client, serialize(desk.bed.bare(Method.BINDING)))
    assert binding is not None and binding.get(Attribute.XOR_MAPPED_ADDRESS) == desk.client.address


def test_who_came_with_other_credentials_fails_at_the_next_refresh() -> None:
    desk = Desk(STATIC)
    assert desk.ask(Method.ALLOCATE, "ada", "correct horse") is None
    desk.authenticator.change(Auth("static", REALM, {"username": "ada", "password": "new"}))
    assert desk.ask(Method.REFRESH, "ada", "correct horse") == 401
    assert desk.ask(Method.REFRESH, "ada", "new") is None
    desk.authenticator.change(NONE)
    assert desk.ask(Method.REFRESH, "ada", "new") == 400
    desk.authenticator.change(EPHEMERAL)
    name = f"{int(BEGIN) + 9}:ada"
    assert desk.ask(Method.REFRESH, name, password_of(name)) == 441


def test_nobody_is_a_user_where_there_is_no_authentication() -> None:
    assert credentials_of(NONE, float).key_of("ada") is None

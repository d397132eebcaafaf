"""Passwords of the TURN server: who has which, for how long, and which key comes of it."""

from base64 import b64encode
from hashlib import md5, sha1
from hmac import new

import pytest

from steps.step3_turn.credentials import LIFETIME, LONGEST_NAME, Credentials

UNIX = 1_767_225_600.0
SECRET = "north"


def ephemeral(now: float = 0.0) -> tuple[Credentials, str]:
    """Credentials with a secret, and the name of a user who was given a password at `now`."""
    credentials = Credentials("polycloud", secret=SECRET, unix_time=UNIX.__add__)
    return credentials, credentials.issue("4711", now).username


def test_an_ephemeral_name_says_until_when_and_who_and_its_password_proves_it() -> None:
    """The TURN REST API, in the words of other libraries: any server with the secret agrees."""
    credentials = Credentials("polycloud", secret=SECRET, unix_time=UNIX.__add__)
    username, password = credentials.issue("4711", 10.0)
    assert username == f"{int(UNIX + 10 + LIFETIME)}:4711"
    digest = new(SECRET.encode(), username.encode(), sha1).digest()
    assert password == b64encode(digest).decode()
    assert credentials.owner(username) == "4711"


def test_a_key_is_the_hash_of_name_realm_and_password() -> None:
    credentials = Credentials("polycloud", {"zoë": "pass:word"})
    expected = md5("zoë:polycloud:pass:word".encode(), usedforsecurity=False).digest()
    assert credentials.key_of("zoë") == expected


def test_the_key_of_an_ephemeral_name_is_that_of_its_password() -> None:
    credentials, username = ephemeral()
    password = credentials.issue("4711", 0.0).password
    assert credentials.key_of(username) == Credentials("polycloud", {username: password}).key_of(
        username
    )


def test_a_password_expires_and_its_key_stays() -> None:
    """A call that has begun must be able to go on after it."""
    credentials, username = ephemeral()
    assert not credentials.is_expired(username, LIFETIME)
    assert credentials.is_expired(username, LIFETIME + 1)
    assert credentials.key_of(username) is not None


def test_users_by_name_never_expire_and_own_what_they_have() -> None:
    credentials = Credentials("polycloud", {"0:ada": "x"}, secret=SECRET, unix_time=UNIX.__add__)
    assert not credentials.is_expired("0:ada", 1e9)
    assert credentials.owner("0:ada") == "0:ada"


@pytest.mark.parametrize(
    "username",
    ["", ":", "ada", "123", "123:", ":ada", "-1:ada", "1e9:ada", "٣:ada", "1" * 13 + ":ada"]
    + ["9:" + "x" * LONGEST_NAME],
)
def test_nobody_else_has_a_key(username: str) -> None:
    assert Credentials("polycloud", {"ben": "x"}, secret=SECRET).key_of(username) is None


def test_without_a_secret_no_name_is_good_because_it_looks_like_one() -> None:
    credentials = Credentials("polycloud", {"ben": "x"})
    assert credentials.key_of("9999999999:ada") is None
    assert credentials.key_of("ben") is not None


def test_an_empty_secret_is_none_and_nobody_gets_in_with_it() -> None:
    with pytest.raises(ValueError, match="everybody could make passwords"):
        Credentials("polycloud", {"ben": "x"}, secret="")


def test_another_realm_another_secret_and_another_time_make_other_keys() -> None:
    _credentials, username = ephemeral()
    known = [
        Credentials("polycloud", secret=SECRET).key_of(username),
        Credentials("elsewhere", secret=SECRET).key_of(username),
        Credentials("polycloud", secret="south").key_of(username),
        Credentials("polycloud", secret=SECRET).key_of("9" + username),
    ]
    assert len(set(known)) == 4


def test_asking_for_keys_leaves_nothing_behind() -> None:
    """Names come from strangers: what is kept of them before they prove anything is a weapon."""
    credentials, _username = ephemeral()
    before = str(vars(credentials))
    for number in range(100):
        credentials.key_of(f"{number}:stranger")
    assert str(vars(credentials)) == before

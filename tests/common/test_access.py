"""The key of an invite link: what is taken, what is refused, and that nothing else comes out."""

import base64
import hmac
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from common.access import HEADER, LONGEST_KEY, RIGHTS, BadKey, Key, read, sign

SECRET, OTHER = b"s" * 32, b"t" * 32
KEY = Key("tea", "talk", 1_760_000_000, "f3Kz")
CLAIMS = {"room": "tea", "rights": "talk", "exp": 1_760_000_000, "jti": "f3Kz"}
TEXT = sign(KEY, SECRET)
HEAD, BODY, MAC = TEXT.split(".")


def encoded(part: object) -> str:
    """A part in base64url; bytes and texts are taken as they are."""
    data = part if isinstance(part, bytes) else str(part).encode()
    if isinstance(part, dict):
        data = json.dumps(part).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def signed(
    header: object, claims: object, secret: bytes = SECRET, hash_name: str = "sha256"
) -> str:
    """A token with anything in it, but well signed."""
    text = f"{encoded(header)}.{encoded(claims)}"
    return f"{text}.{encoded(hmac.digest(secret, text.encode(), hash_name))}"


def test_a_key_is_read_as_it_was_signed() -> None:
    assert read(TEXT, SECRET) == KEY
    assert json.loads(base64.urlsafe_b64decode(BODY + "==")) == CLAIMS
    assert json.loads(base64.urlsafe_b64decode(HEAD + "==")) == {"alg": "HS256", "typ": "JWT"}


def test_the_signature_is_that_of_rfc_7515() -> None:
    """The HMAC of the example in its appendix A.1, whose claims are not ours."""
    secret = base64.urlsafe_b64decode(
        "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow=="
    )
    token = (
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    )
    with pytest.raises(BadKey, match="iss"):
        read(token, secret)
    with pytest.raises(BadKey, match="not signed"):
        read(token, SECRET)


@pytest.mark.parametrize("right", RIGHTS)
def test_each_right_has_those_before_it_in_it(right: str) -> None:
    key = Key("tea", right, 0, "x")
    allowed = RIGHTS[: RIGHTS.index(right) + 1]
    assert [one for one in RIGHTS if key.allows(one)] == list(allowed)


def test_a_key_is_good_until_its_time() -> None:
    assert not KEY.is_expired(KEY.exp - 0.1)
    assert KEY.is_expired(KEY.exp)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        TEXT[:-1],
        TEXT + "A",
        TEXT + "=",
        TEXT + "\n",
        " " + TEXT,
        f"{HEAD}.{BODY}",
        f"{HEAD}.{BODY}.",
        f"{HEAD}.{BODY}.{MAC}.{MAC}",
        f"{HEAD}.{BODY}.{MAC[:-1]}{'B' if MAC[-1] != 'B' else 'C'}",
        f"{HEAD}.{encoded(CLAIMS | {'rights': 'present'})}.{MAC}",
        f"{encoded({'alg': 'none'})}.{BODY}.",
        f"{encoded({'alg': 'none'})}.{BODY}.{MAC}",
        "ｅ" + TEXT[1:],
        TEXT.replace(".", "\u2024"),
    ],
)
def test_what_was_changed_is_no_key(text: str) -> None:
    with pytest.raises(BadKey):
        read(text, SECRET)


def test_a_foreign_key_is_none() -> None:
    with pytest.raises(BadKey, match="not signed with our secret"):
        read(sign(KEY, OTHER), SECRET)


def test_no_text_but_one_is_the_same_key() -> None:
    """The last character of the MAC has two bits that mean nothing: they may not vary."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    good = []
    for last in alphabet:
        try:
            read(TEXT[:-1] + last, SECRET)
        except BadKey:
            continue
        good.append(last)
    assert good == [TEXT[-1]]


@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none", "typ": "JWT"},
        {"alg": "HS512", "typ": "JWT"},
        {"alg": "RS256", "typ": "JWT"},
        {"alg": ["HS256"], "typ": "JWT"},
        {"alg": "hs256"},
        {"typ": "JWT"},
        {},
        HEADER | {"crit": ["exp"]},
        HEADER | {"kid": "../../dev/null"},
        [],
        "no JSON",
        b"\xff",
    ],
)
def test_even_with_our_signature_the_algorithm_is_the_one(header: object) -> None:
    with pytest.raises(BadKey):
        read(signed(header, CLAIMS), SECRET)


def test_the_type_may_be_left_out() -> None:
    assert read(signed({"alg": "HS256"}, CLAIMS), SECRET) == KEY


def test_a_longer_hash_is_no_signature_of_ours() -> None:
    with pytest.raises(BadKey):
        read(signed({"alg": "HS512", "typ": "JWT"}, CLAIMS, hash_name="sha512"), SECRET)


BAD_CLAIMS: list[Any] = [
    *({name: value for name, value in CLAIMS.items() if name != left} for left in CLAIMS),
    CLAIMS | {"sub": "ada"},
    CLAIMS | {"room": "a/b"},
    CLAIMS | {"room": None},
    CLAIMS | {"rights": "own"},
    CLAIMS | {"rights": ["talk", "present"]},
    CLAIMS | {"exp": 1_760_000_000.5},
    CLAIMS | {"exp": True},
    CLAIMS | {"exp": "1760000000"},
    CLAIMS | {"exp": -1},
    CLAIMS | {"exp": 10**30},
    CLAIMS | {"jti": ""},
    CLAIMS | {"jti": "x" * 65},
    CLAIMS | {"jti": 7},
    [CLAIMS],
    "[" * 500,
    '{"exp":NaN}',
    "",
    b"\xff\xfe",
]


@pytest.mark.parametrize("claims", BAD_CLAIMS, ids=repr)
def test_other_claims_are_no_key_though_we_signed_them(claims: object) -> None:
    with pytest.raises(BadKey):
        read(signed(HEADER, claims), SECRET)


def test_a_text_that_is_too_long_is_not_even_looked_at() -> None:
    claims = json.dumps(CLAIMS) + " " * LONGEST_KEY
    with pytest.raises(BadKey, match="look like"):
        read(signed(HEADER, claims), SECRET)


ROOMS = st.from_regex(r"[A-Za-z0-9._-]{1,64}", fullmatch=True)
KEYS = st.builds(
    Key,
    ROOMS,
    st.sampled_from(RIGHTS),
    st.integers(0, 2**53),
    st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True),
)


@given(KEYS, st.binary(min_size=32, max_size=64))
def test_every_key_comes_back(key: Key, secret: bytes) -> None:
    text = sign(key, secret)
    assert read(text, secret) == key
    assert len(text) <= LONGEST_KEY


@given(KEYS, st.data())
def test_no_changed_character_goes_unnoticed(key: Key, data: st.DataObject) -> None:
    text = sign(key, SECRET)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda c: c != text[place]))
    with pytest.raises(BadKey):
        read(text[:place] + other + text[place + 1 :], SECRET)


@given(st.text() | st.binary().map(encoded))
@example("." * 2_000)
@example("a.b.c")
def test_nothing_but_bad_key_comes_out(text: str) -> None:
    with pytest.raises(BadKey):
        read(text, SECRET)


@given(st.binary() | st.text(), st.binary() | st.text())
def test_nothing_but_bad_key_comes_out_of_what_is_signed(header: object, claims: object) -> None:
    with pytest.raises(BadKey):
        read(signed(header, claims), SECRET)

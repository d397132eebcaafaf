"""Messages between front and nodes: what is sealed comes out, and nothing else does."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steps.step4_gateway.signed import LONGEST, SECONDS_APART, Forged, seal, unseal

SECRET = b"correct horse"
NOW = 1_760_000_000.25

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
texts = st.text(st.characters(exclude_categories=["Cs"]))
json_objects = st.dictionaries(texts, texts | st.integers() | st.booleans() | st.none())


def sealed(**changes: Any) -> dict[str, Any]:
    """A sealed message as it is written in JSON, tampered with."""
    message: dict[str, Any] = json.loads(seal(SECRET, "heartbeat", {"a": 1}, NOW))
    return message | changes


def refused(message: object, now: float = NOW, purpose: str = "heartbeat") -> str:
    """Why a message is none."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    with pytest.raises(Forged) as problem:
        unseal(SECRET, purpose, body, now)
    assert "correct" not in str(problem.value)
    return str(problem.value)


@given(json_objects)
def test_what_is_sealed_comes_out_as_it_was(data: dict[str, Any]) -> None:
    message = unseal(SECRET, "heartbeat", seal(SECRET, "heartbeat", data, NOW), NOW + 1)
    assert (message.at, message.data) == (NOW, data)


def test_the_mac_is_over_canonical_json_and_spaces_do_not_matter() -> None:
    # The MAC is what `openssl dgst -sha256 -hmac key` says of the first three.
    assert (
        seal(b"key", "restore", {"b": 1, "a": "ä"}, 1.5)
        == (
            '{"at":1.5,"data":{"a":"ä","b":1},"purpose":"restore",'
            '"mac":"f374b34879f8b46a096d2fee7f301dfc2cee1b3ebdd6f9249010633dfb90ed39"}'
        ).encode()
    )
    assert unseal(SECRET, "heartbeat", json.dumps(sealed(), indent=4).encode(), NOW).data


@pytest.mark.parametrize("secret", [b"", b"correct horsf", b"correct horse "])
def test_another_secret_signs_nothing(secret: bytes) -> None:
    assert "not signed" in refused(seal(secret, "heartbeat", {"a": 1}, NOW))


@pytest.mark.parametrize(
    "changes",
    [
        {"data": {"a": 2}},
        {"at": NOW + 1},
        {"purpose": "restore"},
        {"mac": ""},
        {"mac": None},
        {"mac": 7},
        {"mac": "ä" * 64},
        {"mac": "\ud800"},
    ],
)
def test_a_changed_message_is_not_signed(changes: dict[str, Any]) -> None:
    assert "not signed" in refused(sealed(**changes))


def test_a_message_for_another_purpose_is_refused() -> None:
    assert "purpose restore" in refused(sealed(), purpose="restore")


@pytest.mark.parametrize("apart", [-SECONDS_APART, 0.0, SECONDS_APART])
def test_clocks_may_be_five_seconds_apart(apart: float) -> None:
    body = json.dumps(sealed()).encode()
    assert unseal(SECRET, "heartbeat", body, NOW + apart).at == NOW


@pytest.mark.parametrize("apart", [-SECONDS_APART - 0.5, SECONDS_APART + 0.5, 1e9])
def test_an_old_message_is_refused_and_one_from_the_future(apart: float) -> None:
    assert "within 5 s" in refused(sealed(), NOW + apart)


@pytest.mark.parametrize("at", ["now", True, None, [], 1e999])
def test_the_time_is_a_number_even_when_it_is_signed(at: Any) -> None:
    body = seal(SECRET, "heartbeat", {}, at).replace(b"Infinity", b"1e999")
    with pytest.raises(Forged):
        unseal(SECRET, "heartbeat", body, NOW)


def test_the_data_are_an_object_even_when_they_are_signed() -> None:
    data: Any = ["a"]
    assert "object" in refused(seal(SECRET, "heartbeat", data, NOW))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"at":' + b"9" * 5_000 + b"}",
        b"NaN",
        b"{}",
        b'"text"',
        b'{"at": 1, "data": {}, "purpose": "heartbeat"}',
    ],
)
def test_what_is_no_message_is_forged(body: bytes) -> None:
    assert refused(body)


def test_a_message_of_one_mebibyte_is_the_longest() -> None:
    short = seal(SECRET, "heartbeat", {"a": ""}, NOW)
    longest = seal(SECRET, "heartbeat", {"a": "x" * (LONGEST - len(short))}, NOW)
    assert len(longest) == LONGEST and unseal(SECRET, "heartbeat", longest, NOW)
    assert "longer" in refused(seal(SECRET, "heartbeat", {"a": "x" * LONGEST}, NOW))


def test_a_sealed_message_does_not_show_its_tokens() -> None:
    body = seal(SECRET, "restore", {"token": "7.secret"}, NOW)
    assert "7.secret" not in repr(unseal(SECRET, "restore", body, NOW))


@given(st.binary(max_size=200) | json_values.map(lambda value: json.dumps(value).encode()))
def test_nothing_but_forged_comes_of_any_bytes(body: bytes) -> None:
    assert refused(body)


@given(
    st.fixed_dictionaries(dict.fromkeys(("at", "data", "purpose", "mac"), json_values)).map(
        lambda value: json.dumps(value).encode()
    )
)
def test_nothing_but_forged_comes_of_any_object(body: bytes) -> None:
    assert refused(body)

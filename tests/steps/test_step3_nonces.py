"""Nonces that prove their age and their address, without being remembered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.stun_attributes import Address
from steps.step3_turn.nonces import NONCE_SECONDS, Nonces

HOME: Address = ("203.0.113.7", 50_000)
NONCES = Nonces(b"a key that only the server has")


@pytest.mark.parametrize("age", [0, 1, NONCE_SECONDS])
def test_a_nonce_is_good_for_ten_minutes(age: int) -> None:
    assert NONCES.is_good(NONCES.make(HOME, 100.5), HOME, 100.5 + age)


@pytest.mark.parametrize("age", [NONCE_SECONDS + 1, 10_000, -1])
def test_it_is_not_good_later_nor_before_it_was_made(age: int) -> None:
    assert not NONCES.is_good(NONCES.make(HOME, 100.5), HOME, 100.5 + age)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("203.0.113.7", 50_001),
        ("203.0.113.8", 50_000),
        ("203.0.113.75", 0),
        ("2001:db8::7", 50_000),
    ],
    ids=["port", "host", "digits moved", "family"],
)
def test_it_is_of_no_use_at_another_address(elsewhere: Address) -> None:
    assert not NONCES.is_good(NONCES.make(HOME, 100.0), elsewhere, 100.0)


def test_workers_with_one_key_know_each_others_nonces_and_others_do_not() -> None:
    nonce = NONCES.make(HOME, 100.0)
    assert Nonces(b"a key that only the server has").is_good(nonce, HOME, 101.0)
    assert not Nonces(b"another key").is_good(nonce, HOME, 101.0)


def test_a_nonce_is_short() -> None:
    """It goes to addresses that may be forged."""
    assert len(NONCES.make(HOME, 2.0**31)) == 16


@pytest.mark.parametrize("nonce", ["", "=", "A" * 15, "A" * 16, "é" * 16, "A" * 700, "\0" * 16])
def test_garbage_is_no_nonce(nonce: str) -> None:
    assert not NONCES.is_good(nonce, HOME, 0.0)


@given(st.text(max_size=24))
def test_nobody_guesses_one(nonce: str) -> None:
    assert not NONCES.is_good(nonce, HOME, 100.0)


@given(st.integers(0, 15), st.characters(codec="ascii"))
def test_no_character_may_be_changed(at: int, character: str) -> None:
    good = NONCES.make(HOME, 100.0)
    changed = good[:at] + character + good[at + 1 :]
    assert NONCES.is_good(changed, HOME, 100.0) == (changed == good)

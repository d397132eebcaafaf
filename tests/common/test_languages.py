"""Which language a page without a script is wanted in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.languages import language_of

SPOKEN = ("en", "de")


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("", "", "en"),
        ("", "de", "de"),
        ("", "de-AT,de;q=0.9,en;q=0.5", "de"),
        ("", "fr-CH, en;q=0.4, de ; q=0.8", "de"),
        ("", "de;q=0, en;q=0.1", "en"),
        ("", "de;q=0, fr", "en"),
        ("", "*, de;q=x", "en"),
        ("de", "en", "de"),
        ("EN-gb", "de", "en"),
        ("fr", "de", "de"),
    ],
)
def test_the_first_wish_that_can_be_met_decides(asked: str, accepted: str, language: str) -> None:
    assert language_of(asked, accepted, SPOKEN) == language


@given(st.text(), st.text(alphabet="den-;,q=0.19 *"))
def test_whatever_comes_there_is_a_page(asked: str, accepted: str) -> None:
    assert language_of(asked, accepted, SPOKEN) in SPOKEN

"""Fields of a configuration with a wrong value, and how much of it an error shows."""

import pytest
import yaml

from steps.step4_gateway.fields import LONGEST_SHOWN, ConfigError, Fields
from tests.bed.gateway_bed import config_of, listener

ALIASES = "[" + ", ".join(["&a0 [lol]", *(f"&a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 20))])
BOMB = yaml.safe_load(ALIASES + "]")[-1]  # more texts than any memory holds


@pytest.mark.parametrize("read", [Fields.text, Fields.texts, lambda f, n: f.number(n, 0, 0, 9)])
def test_what_aliases_swell_is_shown_in_part(read: object) -> None:
    assert callable(read)
    with pytest.raises(ConfigError, match=r"^thing: field is \[\[") as caught:
        read(Fields("thing", {"field": BOMB}, []), "field")
    assert len(str(caught.value)) < 2 * LONGEST_SHOWN


def test_a_name_or_an_address_that_aliases_swell_is_shown_in_part() -> None:
    for wrong in (
        {"listeners": [{"name": BOMB}]},
        {"x-polycloud": {"stand_ins": {"10.0.0.7:8002": BOMB}}},
    ):
        with pytest.raises(ConfigError, match=r"is \[\[.*no text$"):
            config_of(listener(3478), clusters=[], **wrong)


def test_a_long_word_is_shown_from_its_beginning() -> None:
    with pytest.raises(ConfigError, match=f"is 'p{'o' * (LONGEST_SHOWN - 2)}…, not a whole number"):
        Fields("thing", {"field": "p" + "o" * 5_000}, []).number("field", 0, 0, 9)

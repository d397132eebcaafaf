"""Addresses that only the gateway knows: read both ways, and written as anybody writes them."""

import pytest

from steps.step4_gateway.stand_ins import StandIns, parse_address

TOLD, REAL, OTHER = ("10.204.0.11", 8002), ("127.0.1.1", 8002), ("10.0.0.9", 8002)


def test_a_stand_in_is_read_both_ways_and_everybody_else_is_where_they_say() -> None:
    stand_ins = StandIns({TOLD: REAL})
    assert (stand_ins.real(TOLD), stand_ins.told(REAL)) == (REAL, TOLD)
    assert (stand_ins.real(OTHER), stand_ins.told(OTHER)) == (OTHER, OTHER)
    assert stand_ins.real((TOLD[0], 8003)) == (TOLD[0], 8003)


@pytest.mark.parametrize(
    ("text", "address"),
    [("10.204.0.11:8002", TOLD), ("[fd00::7]:1", ("fd00::7", 1)), ("a:65535", ("a", 65_535))],
)
def test_an_address_is_written_with_its_port(text: str, address: tuple[str, int]) -> None:
    assert parse_address(text) == address


@pytest.mark.parametrize("text", ["", ":1", "10.0.0.7", "10.0.0.7:", "a:0", "a:65536", "a:١"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no address and port"):
        parse_address(text)

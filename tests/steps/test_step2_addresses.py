"""The addresses that a browser is told, and the setting that names others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.addresses import local_addresses
from common.serving import BAD_SETTING
from steps.step2_sfu.addresses import parse_advertise
from steps.step2_sfu.settings import advertised


@pytest.mark.parametrize(
    ("setting", "addresses"),
    [
        ("", []),
        ("192.0.2.1", [("192.0.2.1", 8002)]),
        ("192.0.2.1:9000, 198.51.100.7", [("192.0.2.1", 9000), ("198.51.100.7", 8002)]),
        ("2001:db8::1", [("2001:db8::1", 8002)]),
        ("[2001:db8::1]", [("2001:db8::1", 8002)]),
        ("[2001:db8::1]:9000", [("2001:db8::1", 9000)]),
    ],
)
def test_advertised_addresses(setting: str, addresses: list[tuple[str, int]]) -> None:
    assert parse_advertise(setting, 8002) == addresses


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("here", "not an IP address"),
        ("1.2.3", "not an IP address"),
        ("1.2.3.4]:90", "not an IP address"),
        ("[1.2.3.4", "not an IP address"),
        ("[2001:db8::1", "not an IP address"),
        ("[2001:db8::1]9000", "not an IP address"),
        ("[]:9000", "not an IP address"),
        ("192.0.2.1:", "has a port that is none"),
        ("192.0.2.1:0", "has a port that is none"),
        ("192.0.2.1:99999", "has a port that is none"),
        ("[2001:db8::1]:", "has a port that is none"),
        ("fe80::1%eth0", "has a zone"),
        ("[fe80::1%eth0]:9000", "has a zone"),
        ("0.0.0.0", "not the address of one computer"),
        ("[::]:9000", "not the address of one computer"),
        ("224.0.0.1:9000", "not the address of one computer"),
        ("ff02::1", "not the address of one computer"),
    ],
)
def test_what_nobody_could_send_to_is_named(setting: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as refused:
        parse_advertise(f"192.0.2.7, {setting}", 8002)
    assert repr(setting) in str(refused.value)


@given(st.text("0123456789abcdef:.[]%, "))
def test_any_text_is_addresses_or_refused_with_a_sentence(setting: str) -> None:
    try:
        for host, port in parse_advertise(setting, 8002):
            assert parse_advertise(host, port) == [(host, port)]
    except ValueError as problem:
        assert str(problem).endswith(".")


def test_a_setting_that_makes_no_sense_ends_the_step_with_a_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert advertised(8002, {"ADVERTISE": "192.0.2.1"}) == [("192.0.2.1", 8002)]
    assert advertised(8002, {}) == []
    with pytest.raises(SystemExit) as ended:
        advertised(8002, {"ADVERTISE": "here"})
    assert ended.value.code == BAD_SETTING
    said = capsys.readouterr().err
    assert said == "ADVERTISE: 'here' is not an IP address, with or without a port.\n"


def test_the_loopback_is_never_the_first_of_several() -> None:
    found = local_addresses()
    assert found and (len(found) == 1 or not found[0].startswith("127."))

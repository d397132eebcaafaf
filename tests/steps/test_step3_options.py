"""The command line of the stand-alone TURN server: what is taken, and what is refused in words."""

import logging
from ipaddress import ip_network

import pytest

from common.serving import BAD_SETTING
from steps.step3_turn.hosting import LOGGED_AT_ONCE, forbidden_log
from steps.step3_turn.options import parse

USER = ["--user", "ada:pass:word"]


def test_the_least_that_must_be_said_is_who_may_use_it() -> None:
    options = parse(USER)
    assert options.user == [("ada", "pass:word")] and not options.allow_peer
    assert (options.port, options.tls_port, options.workers) == (3478, 5349, 1)
    assert options.ports == range(49_152, 65_536)


def test_what_is_said_is_taken() -> None:
    words = "--secret s --listen 127.0.0.1 --ports 50000-50009 --allow-peer 192.168.1.0/24 "
    words += "--public 198.51.100.7 --quota 3 --workers 2 --realm turn.example.org"
    options = parse(words.split())
    assert options.ports == range(50_000, 50_010) and options.listen == ["127.0.0.1"]
    assert options.allow_peer == [ip_network("192.168.1.0/24")] and options.quota == 3


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "nobody could use it"),
        ("--user ada", "is not NAME:PASSWORD"),
        ("--user :x", "is not NAME:PASSWORD"),
        ("--port 65536", "is not a port"),
        ("--port first", "is not a port"),
        ("--ports 5-4", "is not a range of ports"),
        ("--ports 0-9", "is not a range of ports"),
        ("--allow-peer 10.0.0.1/8", "has host bits set"),
        ("--allow-peer everybody", "does not appear to be"),
        ("--listen localhost", "is not an IP address"),
        ("--listen 0.0.0.0", "wants the addresses themselves"),
        ("--listen ::", "wants the addresses themselves"),
        ("--workers 0", "is not a number from 1 on"),
        ("--quota 0", "is not a number from 1 on"),
        ("--bits-per-second many", "is not a number from 1 on"),
        ("--metrics-port 65535 --workers 2", "the others have the next ones"),
        ("--cert x.pem", "belong together"),
        ("--realm " + "x" * 33, "does not have 1 to 32 bytes"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    words: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse([*words.split(), *(USER if words and "--user" not in words else [])])
    assert end.value.code == 2 and told in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--secret", ""], ["--secret="], []])
def test_an_empty_secret_is_refused_though_there_is_a_user(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`TURN_SECRET=$NOT_SET` would let everybody in who knows what an HMAC is."""
    monkeypatch.setenv("TURN_SECRET", "good" if words else "")
    with pytest.raises(SystemExit) as end:
        parse([*USER, *words])
    assert end.value.code == BAD_SETTING == 64
    assert capsys.readouterr().err.startswith("--secret or TURN_SECRET is empty")


def test_who_may_not_reach_whom_is_told_but_not_without_end(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log = forbidden_log()
    with caplog.at_level(logging.WARNING):
        for number in range(1_000):
            log("ada\n", f"10.0.0.1 port {number}")
    assert LOGGED_AT_ONCE <= len(caplog.messages) <= LOGGED_AT_ONCE + 2
    assert caplog.messages[0] == r"'ada\n' may not reach 10.0.0.1 port 0"

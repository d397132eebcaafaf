"""ICE-lite: who may come in, where the answers go, and what a stranger can do."""

import aioice.stun
import pytest

from common.stun import Attribute, Class, Message, Method, parse, serialize
from steps.step2_sfu.ice_lite import (
    CONSENT_SECONDS,
    UNUSED_SECONDS,
    Credentials,
    IceLite,
    Pair,
)

OURS = Credentials("ours", "a password of the server")
LATER = Credentials("later", "another password of it")
HOME = Pair(0, ("192.0.2.7", 50_000))
CABLE = Pair(1, ("2001:db8::9", 40_000))


def agent() -> IceLite:
    """A participant's agent, whose last packet came at 0."""
    return IceLite(OURS, heard_at=0.0)


def check(
    *values: Attribute, username: str = "ours:theirs", password: str = OURS.password
) -> Message:
    """A connectivity check as a browser sends it, the flags among its attributes given."""
    message = Message(Method.BINDING, Class.REQUEST, bytes(12))
    message.add(Attribute.USERNAME, username)
    message.add(Attribute.PRIORITY, 1)
    for attribute in values:
        message.add(attribute, 7)
    return parse(serialize(message, password.encode()))


def code_of(response: bytes) -> int | None:
    """The code of an error response; None for success."""
    error = parse(response).get(Attribute.ERROR_CODE)
    return error[0] if error else None


def test_a_valid_check_is_answered_with_its_source_and_signed() -> None:
    ice = agent()
    response = ice.receive(check(Attribute.ICE_CONTROLLING), HOME, 1.0)
    theirs = aioice.stun.parse_message(response)
    assert theirs.check_message_integrity(OURS.password.encode())
    assert theirs.message_class == aioice.stun.Class.RESPONSE
    assert theirs.attributes["XOR-MAPPED-ADDRESS"] == HOME.remote
    assert ice.validated == [HOME] and ice.selected is None


def test_what_is_sent_goes_to_the_address_that_was_nominated_last() -> None:
    ice = agent()
    ice.receive(check(Attribute.USE_CANDIDATE), HOME, 1.0)
    ice.receive(check(), CABLE, 2.0)
    assert ice.selected == HOME
    ice.receive(check(Attribute.USE_CANDIDATE), CABLE, 3.0)
    assert ice.selected == CABLE and HOME in ice.validated


@pytest.mark.parametrize(
    ("request_", "code"),
    [
        (check(password="a guess"), 401),
        (check(username="nobody:theirs"), 401),
        (check(username=""), 401),
        (parse(serialize(Message(Method.BINDING, Class.REQUEST, bytes(12)))), 400),
        (check(Attribute.ICE_CONTROLLED), 487),
    ],
    ids=["password", "stranger", "no name", "unsigned", "role"],
)
def test_whoever_is_not_the_participant_is_refused_and_changes_nothing(
    request_: Message, code: int
) -> None:
    ice = agent()
    assert code_of(ice.receive(request_, HOME, 1.0)) == code
    assert not ice.validated and ice.selected is None and ice.heard_at == 0.0


def test_an_attribute_that_must_be_understood_is_named() -> None:
    message = Message(Method.BINDING, Class.REQUEST, bytes(12), [(0x7F01, b"")])
    message.add(Attribute.USERNAME, "ours:theirs")
    response = agent().receive(parse(serialize(message, OURS.password.encode())), HOME, 1.0)
    assert code_of(response) == 420
    assert parse(response).get(Attribute.UNKNOWN_ATTRIBUTES) == [0x7F01]


def test_a_refusal_is_not_much_longer_than_the_request() -> None:
    request = Message(Method.BINDING, Class.REQUEST, bytes(12))
    response = agent().receive(parse(serialize(request)), HOME, 1.0)
    assert len(response) <= 2 * len(serialize(request))


def test_addresses_are_few_and_the_nominated_one_stays() -> None:
    ice = agent()
    ice.receive(check(Attribute.USE_CANDIDATE), HOME, 1.0)
    others = [Pair(0, ("192.0.2.8", port)) for port in range(1, 101)]
    for pair in others:
        ice.receive(check(), pair, 2.0)
    assert ice.validated == [HOME, *others[-7:]]


def test_an_address_that_is_not_used_is_forgotten_but_for_the_nominated_one() -> None:
    ice = agent()
    ice.receive(check(Attribute.USE_CANDIDATE), HOME, 1.0)
    ice.receive(check(), CABLE, 2.0)
    other = Pair(0, ("192.0.2.8", 1))
    ice.receive(check(), other, 2.0 + UNUSED_SECONDS)
    assert ice.validated == [HOME, CABLE, other]
    ice.receive(check(), other, 3.0 + UNUSED_SECONDS)
    assert ice.validated == [HOME, other] and ice.path == HOME


def test_a_participant_who_is_silent_for_too_long_is_gone() -> None:
    ice = agent()
    ice.receive(check(), HOME, 1.0)
    assert not ice.is_gone(1.0 + CONSENT_SECONDS)
    assert ice.is_gone(1.1 + CONSENT_SECONDS)
    ice.hear(9.0)
    assert not ice.is_gone(1.1 + CONSENT_SECONDS)


def test_after_a_restart_the_old_credentials_count_for_a_moment() -> None:
    ice = agent()
    ice.receive(check(Attribute.USE_CANDIDATE), HOME, 1.0)
    ice.restart(LATER, 10.0)
    assert ice.selected == HOME
    assert code_of(ice.receive(check(), HOME, 12.9)) is None
    assert code_of(ice.receive(check(), HOME, 13.1)) == 401
    new = check(username="later:theirs", password=LATER.password)
    assert code_of(ice.receive(new, CABLE, 13.2)) is None

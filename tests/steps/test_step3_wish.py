"""What an Allocate asks for: each check of RFC 8656 section 7.2, and which one comes first."""

import pytest

from common.stun import Attribute, Class, Message, Method
from steps.step3_turn.allocation import IPV4, IPV6
from steps.step3_turn.refusal import Refused
from steps.step3_turn.wish import UDP, Wish, wish_of
from tests.bed.turn_bed import OVER_UDP, Value

TCP = (Attribute.REQUESTED_TRANSPORT, 6)
WHOLE = (Attribute.DONT_FRAGMENT, None)
TOKEN = (Attribute.RESERVATION_TOKEN, bytes(8))
EVEN, RESERVE = (Attribute.EVEN_PORT, 0), (Attribute.EVEN_PORT, 0x80)
V4, V6 = (Attribute.REQUESTED_ADDRESS_FAMILY, IPV4), (Attribute.REQUESTED_ADDRESS_FAMILY, IPV6)
V9 = (Attribute.REQUESTED_ADDRESS_FAMILY, 9)
TWO = (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV6)
TWICE_V4 = (Attribute.ADDITIONAL_ADDRESS_FAMILY, IPV4)


def allocate(*values: Value) -> Message:
    """An Allocate request."""
    request = Message(Method.ALLOCATE, Class.REQUEST, bytes(12))
    for attribute, value in values:
        request.add(attribute, value)
    return request


def refusal(*values: Value, can_keep_whole: bool = True) -> Refused:
    """Why a wish is refused."""
    with pytest.raises(Refused) as problem:
        wish_of(allocate(*values), IPV4, can_keep_whole=can_keep_whole)
    return problem.value


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([], 400),
        ([WHOLE, V9], 400),  # first of all, the transport
        ([TCP], 442),
        ([TCP, TOKEN, V9], 442),
        ([OVER_UDP, TOKEN, EVEN], 400),
        ([OVER_UDP, TOKEN, RESERVE], 400),
        ([OVER_UDP, TOKEN, V4], 400),
        ([OVER_UDP, TOKEN, V9], 400),
        ([OVER_UDP, TOKEN, TWO], 400),
        ([OVER_UDP, V4, TWO], 400),
        ([OVER_UDP, V9, TWO], 400),
        ([OVER_UDP, V9], 440),
        ([OVER_UDP, RESERVE, TWO], 400),
        ([OVER_UDP, TWICE_V4], 400),
    ],
)
def test_a_wish_is_refused_for_the_first_reason_there_is(values: list[Value], code: int) -> None:
    assert refusal(*values).code == code


def test_who_cannot_keep_datagrams_whole_does_not_know_the_word_for_it() -> None:
    problem = refusal(OVER_UDP, WHOLE, TOKEN, EVEN, can_keep_whole=False)
    assert problem.code == 420 and problem.unknown == [Attribute.DONT_FRAGMENT]
    assert refusal(TCP, WHOLE, can_keep_whole=False).code == 442
    assert wish_of(allocate(OVER_UDP, WHOLE), IPV4) == wish_of(allocate(OVER_UDP), IPV4)


@pytest.mark.parametrize(
    ("value", "wished"),
    [(None, 600), (0, 600), (1, 600), (600, 600), (601, 601), (3_600, 3_600), (2**32 - 1, 3_600)],
)
def test_a_lifetime_is_ten_minutes_at_least_and_an_hour_at_most(
    value: int | None, wished: int
) -> None:
    values = [] if value is None else [(Attribute.LIFETIME, value)]
    assert wish_of(allocate(OVER_UDP, *values), IPV4).lifetime == wished


@pytest.mark.parametrize(
    ("values", "listener", "families"),
    [
        ([], IPV4, (IPV4,)),
        ([], IPV6, (IPV6,)),
        ([V4], IPV6, (IPV4,)),
        ([V6], IPV4, (IPV6,)),
        ([TWO], IPV4, (IPV4, IPV6)),
        ([TWO], IPV6, (IPV4, IPV6)),
    ],
)
def test_who_names_no_family_gets_that_of_the_listener(
    values: list[Value], listener: int, families: tuple[int, ...]
) -> None:
    assert wish_of(allocate(OVER_UDP, *values), listener).families == families


def test_a_browsers_wish_is_plain() -> None:
    assert wish_of(allocate((Attribute.REQUESTED_TRANSPORT, UDP)), IPV4) == Wish(
        (IPV4,), 600, even_port=False, reserve=False, token=None
    )


def test_an_even_port_may_come_with_the_next_one_or_without() -> None:
    even, both = wish_of(allocate(OVER_UDP, EVEN), IPV4), wish_of(allocate(OVER_UDP, RESERVE), IPV4)
    assert even.even_port and not even.reserve
    assert both.even_port and both.reserve

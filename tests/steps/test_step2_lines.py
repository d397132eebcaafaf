"""Lines that bring one track after the other: there are few, and yet everybody is seen."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from common.limits import PUBLISHERS_PER_ROOM
from steps.step2_sfu.negotiation import INCOMING, MOST_LINES, Negotiation
from steps.step2_sfu.sdp import parse_answer
from tests.steps.test_step2_negotiation import TRANSPORT, agree, answer_to, show


def agree_on_all(negotiation: Negotiation) -> set[int]:
    """Makes offers and takes the answers until nothing is left to be said; what is seen then."""
    for _round in range(4):
        if negotiation.changed:
            agree(negotiation)
    assert not negotiation.changed
    return set(negotiation.agreed)


def test_a_line_is_used_again_once_the_browser_knows_that_it_is_free() -> None:
    negotiation = Negotiation(session=1)
    show(negotiation, 5)
    agree(negotiation)
    negotiation.hide(5)
    show(negotiation, 6)
    agree(negotiation)
    assert len(negotiation.lines) == 5 and negotiation.agreed.keys() == {6}
    show(negotiation, 7)
    agree(negotiation)
    assert len(negotiation.lines) == 5 and negotiation.agreed.keys() == {6, 7}


def test_a_line_that_was_offered_is_not_given_away_before_the_answer() -> None:
    """The browser would take one's picture for another's."""
    negotiation = Negotiation(session=1)
    negotiation.show("camera", stream="2", track="c", ssrc=7)
    offer = negotiation.next_offer(TRANSPORT) or ""
    negotiation.hide(7)
    negotiation.show("camera", stream="3", track="d", ssrc=8)
    lines = [(line.ssrc, line.direction) for line in negotiation.lines[3:]]
    assert lines == [(7, "inactive"), (8, "sendonly")]
    assert negotiation.accept(1, parse_answer(answer_to(offer))) and not negotiation.agreed


def test_a_long_meeting_does_not_grow() -> None:
    negotiation = Negotiation(session=1)
    for ssrc in range(1, 301):
        show(negotiation, ssrc)
        agree(negotiation)
        negotiation.hide(ssrc)
        agree(negotiation)
    assert len(negotiation.lines) == 4


def test_a_track_without_a_line_waits_for_one() -> None:
    negotiation, most = Negotiation(session=1), MOST_LINES["screen"]
    for ssrc in range(1, most + 4):
        show(negotiation, ssrc, "screen")
    assert agree_on_all(negotiation) == set(range(1, most + 1))
    negotiation.hide(most + 1)  # while it waits
    negotiation.hide(3)
    negotiation.hide(4)
    assert agree_on_all(negotiation) == {1, 2, *range(5, most + 1), most + 2, most + 3}
    show(negotiation, 100)
    assert 100 in agree_on_all(negotiation), "screens keep no camera from its line"
    assert len(negotiation.lines) == len(INCOMING) + most + 1


def test_what_comes_and_goes_between_two_offers_needs_no_line_of_its_own() -> None:
    negotiation = Negotiation(session=1)
    for out in (False, True):  # an offer
        for ssrc in range(1, 100):
            show(negotiation, ssrc + 100 * out)
            negotiation.hide(ssrc + 100 * out)
        show(negotiation, 1_000 + out)
        assert len(negotiation.lines) == len(INCOMING) + 1 + out
        if not out:
            negotiation.next_offer(TRANSPORT)
    assert negotiation.accept(1, parse_answer(answer_to(negotiation.text)))
    assert agree_on_all(negotiation) == {1_000, 1_001}


def test_all_are_shown_though_everybody_reloads_before_a_slow_answer() -> None:
    negotiation = Negotiation(session=1)
    names = ["microphone", "camera"] * PUBLISHERS_PER_ROOM
    for ssrc, name in enumerate(names):
        show(negotiation, 100 + ssrc, name)
    offer = negotiation.next_offer(TRANSPORT) or ""
    for reload in (1, 2, 3):
        for ssrc, name in enumerate(names):
            negotiation.hide(100 * reload + ssrc)
            show(negotiation, 100 * (reload + 1) + ssrc, name)
    assert negotiation.accept(1, parse_answer(answer_to(offer)))
    assert agree_on_all(negotiation) == set(range(400, 400 + len(names)))
    assert len(negotiation.lines) == len(INCOMING) + len(names)


@settings(max_examples=100, derandomize=True)
@given(st.integers(0, 2**32))
def test_any_interleaving_ends_with_what_is_to_be_seen(seed: int) -> None:
    dice, negotiation, shown = Random(seed), Negotiation(session=1), dict[int, str]()
    out, slowness = list[tuple[int, str]](), dice.random()
    for ssrc in range(1, 200):
        name = dice.choice(list(INCOMING))
        if dice.random() < 0.6 and list(shown.values()).count(name) < MOST_LINES[name]:
            show(negotiation, ssrc, name)
            shown[ssrc] = name
        elif shown:
            gone = dice.choice(sorted(shown))
            negotiation.hide(gone)
            del shown[gone]
        if offer := negotiation.next_offer(TRANSPORT):
            out.append((negotiation.revision, offer))
        if out and dice.random() > slowness:
            revision, offer = out.pop(dice.randrange(len(out)))
            negotiation.accept(revision, parse_answer(answer_to(offer)))
    if negotiation.waiting:
        negotiation.accept(
            *[(r, parse_answer(answer_to(o))) for r, o in out if r == negotiation.revision][0]
        )
    assert agree_on_all(negotiation) == shown.keys()
    assert len(negotiation.lines) <= len(INCOMING) + sum(MOST_LINES.values())

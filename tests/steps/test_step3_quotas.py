"""How much one may have of a TURN server, so that the others have something too."""

from common.stun import Attribute, Method
from steps.step3_turn.quotas import STRANGERS_KEPT, Counts, Quotas, Strangers
from tests.bed.turn_bed import OVER_UDP, PEER, TurnBed, code_of


def test_the_thirteenth_allocation_of_a_user_is_refused_and_another_users_first_is_not() -> None:
    bed = TurnBed()
    clients = [bed.allocated() for _number in range(12)]
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP)) == 486
    bed.allocate(bed.client(), username="ben")
    bed.ask(clients[0], Method.REFRESH, (Attribute.LIFETIME, 0))
    bed.allocate(bed.client())


def test_all_passwords_of_one_person_share_a_quota() -> None:
    bed = TurnBed(secret="s", quotas=Quotas(allocations_per_user=2))
    for second in (1.0, 2.0, 3.0):
        username, _password = bed.credentials.issue("4711", bed.now + second)
        values = Method.ALLOCATE, OVER_UDP
        code = code_of(bed.ask(bed.client(), *values, username=username))
        assert code == (486 if second == 3.0 else None)


def test_a_full_server_has_no_capacity_for_anybody() -> None:
    bed = TurnBed(quotas=Quotas(allocations=2))
    bed.allocated()
    client = bed.allocated(username="ben")
    assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP)) == 508
    bed.allocator.free_all_of("ben")
    assert client.allocation is None and client.released == 1
    bed.allocate(bed.client())


def test_who_is_refused_a_port_is_not_counted() -> None:
    bed = TurnBed(most_relays=1)
    bed.allocated()
    for _time in range(20):
        assert code_of(bed.ask(bed.client(), Method.ALLOCATE, OVER_UDP)) == 508
    assert bed.allocator.counts.total == 1


def test_an_allocation_has_64_permissions_and_the_65th_is_refused() -> None:
    bed = TurnBed()
    client = bed.allocated()
    for number in range(64):
        assert bed.permit(client, (f"198.51.100.{number}", 1)) is None
    assert bed.permit(client, ("198.51.100.64", 1)) == 508
    assert bed.permit(client, ("198.51.100.0", 1), ("198.51.100.65", 1)) == 508
    assert bed.permit(client, ("198.51.100.0", 1), ("198.51.100.63", 1)) is None
    assert bed.bind(client, 0x4000, ("198.51.100.64", 1)) == 508
    assert client.allocation is not None and len(client.allocation.channels) == 0


def test_an_allocation_has_16_channels_and_the_17th_is_refused() -> None:
    bed = TurnBed()
    client = bed.allocated()
    for number in range(16):
        assert bed.bind(client, 0x4000 + number, (PEER[0], 1 + number)) is None
    assert bed.bind(client, 0x4010, (PEER[0], 17)) == 508
    assert bed.bind(client, 0x4003, (PEER[0], 4)) is None  # again


def test_bytes_beyond_the_rate_are_lost_both_ways_and_a_second_later_pass_again() -> None:
    bed = TurnBed(quotas=Quotas(bits_per_second=8_000))
    client = bed.allocated(PEER)
    allocation = client.allocation
    assert allocation is not None
    bed.send(client, PEER, bytes(600))
    bed.hear(client, PEER, bytes(401))
    bed.hear(client, PEER, bytes(400))
    bed.send(client, PEER, b"x")
    assert len(client.relay.sent) == len(client.received) == 1
    assert (allocation.sent.dropped, allocation.received.dropped) == (1, 1)
    bed.wait(1)
    bed.send(client, PEER, bytes(1_000))
    assert len(client.relay.sent) == 2


def test_counts_forget_who_has_nothing() -> None:
    counts = Counts(Quotas())
    for number in range(100):
        assert counts.take(str(number))
        counts.give_back(str(number))
    assert counts.total == 0 and not vars(counts)["_by_owner"]


def test_a_stranger_is_answered_so_often_and_then_at_a_rate() -> None:
    strangers = Strangers(Quotas(challenges_per_second=10, challenges_at_once=100))
    answered = [strangers.may_ask("a", 0.0) for _time in range(1_000)]
    assert sum(answered) == 100 and strangers.unanswered == 900
    assert strangers.may_ask("b", 0.0)
    assert 19 <= sum(strangers.may_ask("a", 0.001 * now) for now in range(2_001)) <= 20


def test_of_strangers_a_bounded_number_is_remembered() -> None:
    strangers = Strangers(Quotas())
    for number in range(3 * STRANGERS_KEPT):
        strangers.may_ask(str(number), 0.0)
    assert len(vars(strangers)["_budgets"]) == STRANGERS_KEPT


def test_a_stranger_who_goes_on_asking_is_not_forgotten() -> None:
    """Else others, in forged names, would win a new budget for each who floods."""
    strangers = Strangers(Quotas(challenges_per_second=0, challenges_at_once=1))
    assert strangers.may_ask("a", 0.0)
    for number in range(2 * STRANGERS_KEPT):
        strangers.may_ask(str(number), 0.0)
        assert number % 1_000 or not strangers.may_ask("a", 0.0)

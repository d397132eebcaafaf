"""The whole TURN server is given anything: it never raises, and nothing in it grows."""

from collections.abc import Iterator
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from common.stun import Attribute, Class, Message, Method, serialize
from steps.step3_turn.quotas import Quotas
from tests.bed.turn_bed import OVER_UDP, PEER, PEER_V6, TurnBed, Value, to
from tests.bed.turn_memory import MemoryClient

AT_ONCE, TIMES = 200, 50  # 10,000 messages
QUOTAS = Quotas(allocations=20, allocations_per_user=4, permissions=8, channels=4)
METHODS = [
    Method.BINDING,
    Method.ALLOCATE,
    Method.REFRESH,
    Method.CREATE_PERMISSION,
    Method.CHANNEL_BIND,
]


def values(dice: Random) -> list[Value]:
    """Some attributes of a request, each with a value that it may have."""
    port = dice.randrange(1, 9)
    found: list[Value] = [
        OVER_UDP,
        to((PEER[0], port)),
        to((PEER_V6[0], port)),
        (Attribute.CHANNEL_NUMBER, 0x4000 + port),
        (Attribute.LIFETIME, dice.choice([0, 1, 3_600])),
        (Attribute.EVEN_PORT, dice.choice([0, 0x80])),
        (Attribute.RESERVATION_TOKEN, port.to_bytes(8)),
        (Attribute.REQUESTED_ADDRESS_FAMILY, dice.randrange(4)),
        (Attribute.ADDITIONAL_ADDRESS_FAMILY, dice.randrange(4)),
        (Attribute.DONT_FRAGMENT, None),
    ]
    return dice.sample(found, dice.randrange(5))


def indication(dice: Random) -> bytes:
    """A Send indication."""
    message = Message(Method.SEND, Class.INDICATION, dice.randbytes(12))
    for attribute, value in (to(PEER), (Attribute.DATA, dice.randbytes(dice.randrange(20)))):
        message.add(attribute, value)
    return serialize(message, fingerprint=False)


def sound(bed: TurnBed, client: MemoryClient, dice: Random) -> bytes:
    """A message as it should be."""
    kind = dice.randrange(5)
    if kind == 0:
        return indication(dice)
    if kind == 1:
        payload = dice.randbytes(dice.randrange(20))
        return b"\x40" + bytes([dice.randrange(9)]) + len(payload).to_bytes(2) + payload
    request = bed.bare(dice.choice(METHODS), *values(dice))
    if kind == 2:
        return serialize(request, fingerprint=bool(dice.randrange(2)))
    username = dice.choice(["ada", "ben", "eve"])
    method, wanted = dice.choice(METHODS), values(dice)
    return bed.request(client, method, *wanted, username=username)


def anything(bed: TurnBed, client: MemoryClient, dice: Random) -> Iterator[bytes]:
    """Messages as they should be, changed, cut, longer, or no messages at all."""
    while True:
        message = bytearray(sound(bed, client, dice))
        for _change in range(dice.choice([0, 0, 0, 1, 2, 5])):
            message[dice.randrange(len(message))] = dice.randrange(256)
        end = dice.choice([len(message)] * 5 + [dice.randrange(len(message) + 1)])
        yield dice.choice([bytes(message[:end])] * 9 + [dice.randbytes(dice.randrange(60))])


def check_bounds(bed: TurnBed) -> None:
    """Everything is within the quotas, and in agreement."""
    allocator = bed.allocator
    assert len(allocator.allocations) <= allocator.counts.total <= QUOTAS.allocations
    assert len(bed.relays.open_now) <= 2 * QUOTAS.allocations
    for allocation in allocator.allocations:
        assert allocation.client.allocation is allocation
        assert len(allocation.permissions) <= QUOTAS.permissions
        assert len(allocation.channels) <= QUOTAS.channels
        channels = allocation.channels
        assert len(channels.by_peer) == len(channels.by_prefix)


@settings(max_examples=TIMES, derandomize=True)
@given(st.integers(0, 2**32))
def test_whatever_comes_nothing_is_raised_and_nothing_grows(seed: int) -> None:
    dice, bed = Random(seed), TurnBed(quotas=QUOTAS)
    clients = [bed.client(transport=dice.choice(["udp", "tcp"])) for _number in range(6)]
    sources = [anything(bed, client, dice) for client in clients]
    for _time in range(AT_ONCE // 10):
        which = dice.randrange(len(clients))
        messages = [next(sources[which]) for _message in range(10)]
        bed.server.take(messages, clients[which], bed.now)
        if clients[which].allocation:
            bed.hear(clients[which], (PEER[0], dice.randrange(9)), dice.randbytes(9), b"")
        check_bounds(bed)
        bed.wait(dice.choice([0, 0, 1, 40]))
    bed.wait(3_600)
    assert not bed.relays.open_now and bed.allocator.counts.total == 0
    bed.allocate(clients[0])


@given(st.lists(st.binary(max_size=80), max_size=8))
def test_bytes_without_sense_get_no_answer_of_length(messages: list[bytes]) -> None:
    bed = TurnBed()
    client = bed.allocated(PEER)
    for answer in bed.server.take(messages, client, bed.now):
        assert len(answer) <= 80

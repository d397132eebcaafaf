"""Those without a password, at the real sockets: they cost nothing, and get little."""

import asyncio
from random import Random

import pytest

from common.stun import Attribute, Class, Message, Method, parse, serialize
from tests.bed.stranger import garbage, stranger
from tests.bed.turn_client import OVER_UDP, code_of, turn_client
from tests.bed.turn_process import TurnBystander, TurnProcess
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security, pytest.mark.alone]


def allocate(number: int) -> bytes:
    """The first Allocate of a browser."""
    message = Message(Method.ALLOCATE, Class.REQUEST, number.to_bytes(12))
    message.add(*OVER_UDP)
    return serialize(message, fingerprint=False)


async def test_2000_strangers_cost_no_memory_and_are_answered_within_a_budget(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    with stranger(turn.address) as somebody:
        await somebody.flood(map(allocate, range(300)))
        await until(lambda: somebody.heard, what="a challenge")
        before, begun = turn.memory, asyncio.get_running_loop().time()
        await somebody.flood(map(allocate, range(2_000)))
        await relayed.check()
        seconds = asyncio.get_running_loop().time() - begun
        answers = somebody.heard
    assert turn.memory - before < 2_000 * 100
    assert len(answers) <= 10 * (seconds + 1)
    assert all(code_of(parse(answer)) == 401 and len(answer) <= 2.4 * 28 for answer in answers)


async def test_a_nonce_that_was_overheard_is_of_no_use_at_another_port(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with turn_client(turn.address, "ben", "battery staple") as client:
        assert code_of(await client.allocate()) is None
        nonce = client.proof[-1][1]
        async with turn_client(turn.address, "ben", "battery staple") as other:
            other.proof, other._key = client.proof, client._key
            answer = await other.once(Method.ALLOCATE, OVER_UDP)
            assert code_of(answer) == 438 and answer.get(Attribute.NONCE) != nonce
            assert await client.refresh(0) is None


def mutated(seed: int, times: int) -> list[bytes]:
    """Messages that were right before somebody changed them."""
    dice, found = Random(seed), list[bytes]()
    for number in range(times):
        message = bytearray(allocate(number) + dice.randbytes(4 * dice.randrange(20)))
        message[3] = dice.choice([len(message) - 20, dice.randrange(256)]) & 0xFF
        for _change in range(dice.randrange(4)):
            message[dice.randrange(len(message))] = dice.randrange(256)
        found.append(bytes(message[: dice.choice([len(message), dice.randrange(len(message))])]))
    return found


async def test_10000_datagrams_of_garbage_reach_nobody(
    turn: TurnProcess, relayed: TurnBystander, peer_port: int
) -> None:
    """From a stranger, and from somebody with an allocation and a channel."""
    async with turn_client(turn.address) as client:
        await client.allocate()
        assert await client.bind(0x4000, ("127.0.0.1", peer_port)) is None
        before = turn.memory
        with stranger(turn.address) as somebody:
            for number, datagram in enumerate(mutated(1, 4_000)):
                client.send(bytes([0, 0x16]) + datagram[2:] if number % 2 else datagram)
                if number % 25 == 0:
                    await asyncio.sleep(0.002)
            await somebody.flood(garbage(3_000))
            await somebody.flood(mutated(2, 3_000))
        await relayed.check()
        assert await client.refresh(0) is None
    assert turn.memory - before < 1024 * 1024 and "Traceback" not in turn.log


LENGTHS = [1_200, 4_050, 4_097, 9_000, 65_000, 0]


async def test_long_datagrams_of_a_client_are_relayed_whole_or_not_at_all(
    turn: TurnProcess, relayed: TurnBystander, peer_port: int
) -> None:
    peer = "127.0.0.1", peer_port
    async with turn_client(turn.address) as client:
        await client.allocate()
        assert await client.bind(0x4000, peer) is None
        for length in LENGTHS:
            client.send_channel(0x4000, bytes(length))
            client.send_to(peer, bytes(length))
            await asyncio.sleep(0.01)
        await until(lambda: client.heard[-2:] == [b"", b""], what="the last two")
        lengths = [len(payload) for payload in client.heard]
        assert lengths.count(1_200) == lengths.count(4_050) == 2 and set(lengths) <= set(LENGTHS)
        assert await client.refresh(0) is None


async def test_long_datagrams_of_a_peer_are_relayed_whole_or_not_at_all(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    async with turn_client(turn.address) as client:
        await client.allocate()
        assert await client.permit(("127.0.0.1", 9)) is None
        with stranger(client.relayed) as peer:
            for length in LENGTHS:
                peer.send(bytes(length))
                await asyncio.sleep(0.01)
            await until(lambda: client.heard[-1:] == [b""], what="the last one")
        lengths = {len(payload) for payload in client.heard}
        assert {1_200, 4_050, 0} <= lengths <= set(LENGTHS)
        assert await client.refresh(0) is None


async def test_who_is_not_let_in_reaches_no_client(
    turn: TurnProcess, relayed: TurnBystander
) -> None:
    """A bystander's relayed address is known to all its peers, and to whoever guesses it."""
    before = len(relayed.client.heard)
    async with turn_client(turn.address) as client:
        await client.allocate()
        with stranger(client.relayed) as somebody:
            await somebody.flood(garbage(500))
        assert await client.refresh(0) is None
        assert not client.heard and len(relayed.client.heard) == before

"""Calls through the SFU of step 2, in this process: its parts together, with real browsers."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from random import Random

import av
import httpx
import pytest

from common import rtcp, stun
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.sfu_call import SfuCall, sfu_call

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAIRS = [(CHROMIUM, CHROMIUM), (CHROMIUM, FIREFOX), (FIREFOX, FIREFOX)]


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody."""
    async with sfu_call(browsers) as opened:
        yield opened


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
async def test_two_people_see_each_other(
    call: SfuCall, pair: tuple[str, str], measured: Callable[[str, float, str], None]
) -> None:
    ada, ben = await call.join("Ada", pair[0]), await call.join("Ben", pair[1])
    await ada.wait_moving("Ben")
    await ben.wait_moving("Ada")
    measured("latency of Ben's picture", await ada.latency("Ben"), "ms")
    async with httpx.AsyncClient(trust_env=False) as client:
        numbers = (await client.get(f"{call.url}/metrics")).text
    assert "polycloud_decoders 0.0" in numbers
    assert not [thing for thing in gc.get_objects() if issubclass(type(thing), av.CodecContext)]
    profiles = {participant.dtls.profile for participant in call.sfu.participants.values()}
    assert profiles == {"SRTP_AEAD_AES_128_GCM"}


async def test_who_comes_later_sees_all_and_who_leaves_is_gone(call: SfuCall) -> None:
    pages = [await call.join(name, CHROMIUM) for name in ("Ada", "Ben", "Cleo")]
    for page, other in pairwise([*pages, pages[0]]):
        await page.wait_moving(other.name)
        await other.wait_moving(page.name)
    ada, ben, cleo = pages
    call.pages.remove(ben)
    await ben.context.close()
    await ada.wait_moving("Cleo")
    dora = await call.join("Dora", CHROMIUM)
    await dora.wait_moving("Cleo")
    await cleo.wait_moving("Dora")


async def test_who_only_watches_sees_and_is_not_seen(call: SfuCall) -> None:
    ada = await call.join("Ada", CHROMIUM)
    eve = await call.join("Eve", FIREFOX, view=1, fake=None)
    await eve.wait_moving("Ada")
    assert await ada.page.locator("[data-participant]").count() == 0


def strangers_datagrams() -> list[bytes]:
    """What a stranger might send: nothing, noise, and the beginnings of protocols."""
    dice = Random(1)
    request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST, bytes(12))
    request.add(stun.Attribute.USERNAME, "nobody:here")
    client_hello = bytes.fromhex("16feff0000000000000000002001000014000000000000001400")
    alert = bytes.fromhex("15feff00000000000000000002022f")
    known = [b"", stun.serialize(request, b"guess"), client_hello, alert, rtcp.picture_loss(1, 2)]
    return known * 40 + [dice.randbytes(dice.randrange(1, 1_400)) for _each in range(1_800)]


async def test_a_stranger_reaches_nobody_during_set_up_or_call(call: SfuCall) -> None:
    attacker = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    targets = [address for address in call.sfu.port.addresses if ":" not in address[0]]
    datagrams = strangers_datagrams()

    async def attack() -> None:
        for number, datagram in enumerate(datagrams):
            attacker.sendto(datagram, targets[number % len(targets)])
            if number % 50 == 0:
                await asyncio.sleep(0.01)

    try:
        _none, ada, ben = await asyncio.gather(
            attack(), call.join("Ada", CHROMIUM), call.join("Ben", CHROMIUM)
        )
        await attack()
        await ada.wait_moving("Ben")
        await ben.wait_moving("Ada")
    finally:
        attacker.close()
    assert call.sfu.port.dropped >= len(datagrams)
    assert not any(participant.dropped.srtp for participant in call.sfu.participants.values())

"""Who may open a WebSocket, and what it may carry: origins, sizes, frames, floods."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.bed import raw
from tests.bed.bystander import Bystander
from tests.bed.camera import Camera
from tests.bed.client import Participant, open_websocket
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MIB = 1024 * 1024


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost",
        "http://localhost.evil.example:{port}",
        "http://127.0.0.1:{port}",
        "null",
        "file://",
    ],
)
@pytest.mark.parametrize("path", ["ws", "media"])
async def test_a_page_of_another_origin_is_refused_before_accept(
    step: Step, origin: str, path: str
) -> None:
    url = f"ws://localhost:{step.port}/{path}"
    with pytest.raises(InvalidStatus) as refusal:
        await open_websocket(url, "polycloud.v1", origin=origin.format(port=step.port))
    assert refusal.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:{port}", None])
async def test_our_page_and_programs_that_are_no_browsers_are_let_in(
    step: Step, origin: str | None
) -> None:
    allowed = origin.format(port=step.port) if origin else None
    participant = await Participant.open(step.url, origin=allowed)
    assert participant.websocket.response is not None
    assert participant.websocket.response.status_code == 101
    assert participant.websocket.subprotocol == "polycloud.v1"
    await participant.close()


async def test_a_foreign_host_name_that_leads_here_is_refused(step: Step) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{step.url}/", headers={"Host": "evil.example"})
    assert answer.status_code == 403


async def test_compression_is_not_agreed_on_so_nothing_can_swell(step: Step) -> None:
    async with raw.connection(step.address) as (reader, writer):
        offer = "permessage-deflate; client_max_window_bits"
        writer.write(raw.handshake(Sec_WebSocket_Extensions=offer))
        answer = await reader.readuntil(b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"permessage-deflate" not in answer.lower()


def too_long() -> Iterator[str]:
    """Messages of 64 KiB and one byte, in one-byte and in four-byte characters."""
    frame = len(json.dumps({"type": "chat", "text": ""}))
    yield json.dumps({"type": "chat", "text": "x" * (64 * 1024 + 1 - frame)})
    yield json.dumps({"type": "chat", "text": "\U0001f600" * 16_384}, ensure_ascii=False)


@pytest.mark.parametrize("text", list(too_long()), ids=["ascii", "emoji"])
async def test_a_message_over_64_kib_closes_the_websocket(
    step: Step, bystander: Bystander, room: str, text: str
) -> None:
    participant = await Participant.join(step.url, room, "Eve")
    await participant.websocket.send(text)
    assert await participant.closed() == 1009
    await participant.close()


async def test_a_huge_message_closes_the_websocket_and_costs_no_memory(
    step: Step, bystander: Bystander, room: str
) -> None:
    before = step.server.memory_info().rss
    for _ in range(3):
        participant = await Participant.join(step.url, room, "Eve")
        with pytest.raises(ConnectionClosed):
            await participant.websocket.send("x" * 32 * MIB)
            await participant.websocket.send("more")
        assert await participant.closed() == 1009
        await participant.close()
    assert step.server.memory_info().rss - before < 4 * MIB


async def test_a_chunk_over_1_mib_closes_the_media_websocket_only(
    step: Step, bystander: Bystander, room: str
) -> None:
    participant = await Participant.join(step.url, room, "Eve")
    media = await participant.attach()
    await media.begin()
    await media.websocket.send(bytes(MIB + 1))
    await media.websocket.wait_closed()
    assert media.websocket.close_code == 1009
    await participant.send(type="chat", text="still here")
    await participant.expect("chat", text="still here")
    await participant.leave()


BROKEN_FRAMES = {
    "rsv-without-extension": (raw.frame(raw.TEXT, b"x", first=0xC0), 1002),
    "reserved-opcode": (raw.frame(0x3, b"x"), 1002),
    "reserved-control-opcode": (raw.frame(0xB, b"x"), 1002),
    "unmasked": (raw.frame(raw.TEXT, b"x", masked=False), 1002),
    "fragmented-control": (raw.frame(raw.PING, b"x", first=0), 1002),
    "long-control": (raw.frame(raw.PING, bytes(126)), 1002),
    "continuation-of-nothing": (raw.frame(0x0, b"x"), 1002),
    "not-utf-8": (raw.frame(raw.TEXT, b"\xff\xfe"), 1007),
    "half-a-close-code": (raw.frame(raw.CLOSE, b"\x00"), 1002),
    "8-eib-announced": (b"\x81\xff\x7f" + b"\xff" * 7 + bytes(4), 1009),
    "long-in-fragments": (
        raw.frame(raw.BINARY, b"x", first=0) + raw.frame(0, bytes(65_000), first=0) * 17,
        1009,
    ),
}


@pytest.mark.parametrize(("frame", "code"), BROKEN_FRAMES.values(), ids=BROKEN_FRAMES.keys())
@pytest.mark.parametrize("path", ["/ws", "/media"])
async def test_frames_that_break_rfc_6455_close_the_connection(
    step: Step, bystander: Bystander, path: str, frame: bytes, code: int
) -> None:
    async with raw.raw_websocket(step.address, path) as websocket:
        websocket.writer.write(frame)
        assert await websocket.close_code() == code


async def test_a_flood_of_messages_ends_with_bye_and_harms_nobody(
    step: Step, bystander: Bystander, room: str
) -> None:
    participant = await Participant.join(step.url, room, "Eve")
    flood = asyncio.create_task(send_many(participant, 5_000))
    round_trips = [await bystander.round_trip() for _ in range(5)]
    assert (await participant.expect("bye"))["reason"] == "flood"
    assert await participant.closed() == 1008
    assert max(round_trips) < 1.0
    await flood
    await participant.close()


async def test_a_flood_in_one_go_ends_with_bye_too(step: Step, room: str) -> None:
    participant = await Participant.join(step.url, room, "Eve")
    hand = b'{"type":"hand","raised":true}'
    participant.websocket.transport.write(raw.frame(0x1, hand) * 2_000)
    assert (await participant.expect("bye"))["reason"] == "flood"
    assert await participant.closed() == 1008
    await participant.close()


async def send_many(participant: Participant, number: int) -> None:
    """Sends as fast as the server takes it, until it takes no more."""
    with suppress(ConnectionClosed):
        for count in range(number):
            await participant.send(type="hand", raised=bool(count % 2))


async def test_who_types_fast_but_not_madly_is_not_cut_off(step: Step, room: str) -> None:
    participant = await Participant.join(step.url, room, "Ada")
    for number in range(90):
        await participant.send(type="chat", text=str(number))
    await participant.expect("chat", text="89")
    assert not [message for message in participant.messages if message["type"] == "error"]
    await participant.leave()


@pytest.mark.parametrize("chunk", [b"", b"\xa3", bytes(256 * 1024)], ids=["empty", "tiny", "big"])
async def test_a_flood_of_chunks_closes_the_media_websocket(
    step: Step, bystander: Bystander, room: str, chunk: bytes
) -> None:
    participant = await Participant.join(step.url, room, "Eve")
    media = await participant.attach()
    await media.begin()
    await media.websocket.send(Camera().next_chunk())
    with suppress(ConnectionClosed):
        for _ in range(5_000):
            await media.websocket.send(chunk)
    async with asyncio.timeout(5):
        await media.websocket.wait_closed()
    assert media.websocket.close_code == 1008
    await participant.leave()

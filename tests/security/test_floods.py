"""Floods of frames, and requests without an end: cut off, and nobody else hurt."""

import asyncio

import pytest

from tests.bed import raw
from tests.bed.bystander import Bystander
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MEGABYTE = 1024 * 1024
CONTINUATION, PONG = 0x0, 0xA
KINDS = {
    "pings": raw.frame(raw.PING, b""),
    "pongs": raw.frame(PONG, b""),
    "tiny texts": raw.frame(raw.TEXT, b""),
    "empty continuations": raw.frame(CONTINUATION, b"", first=0),
}


@pytest.mark.parametrize("path", ["/ws", "/media"])
@pytest.mark.parametrize("tiny", KINDS.values(), ids=KINDS)
async def test_a_flood_of_tiny_frames_ends_the_connection(
    step: Step, bystander: Bystander, path: str, tiny: bytes
) -> None:
    subprotocol = "polycloud.v1" if path == "/ws" else "polycloud.chunks.v1"
    async with raw.raw_websocket(step.address, path, subprotocol) as stranger:
        if tiny is KINDS["empty continuations"]:
            stranger.writer.write(raw.frame(raw.TEXT, b"a", first=0))
        stranger.writer.write(tiny * (2 * MEGABYTE // len(tiny)))
        assert await stranger.close_code(seconds=10) in (1008, 0)
    assert await bystander.round_trip() < 1


HEADER = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
ENDLESS = {
    "headers": HEADER + b"X-a: b\r\n" * 200_000,
    "one header": HEADER + b"X-a: " + b"b" * MEGABYTE,
    "a target": b"GET /" + b"a" * MEGABYTE,
    "a body": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999999\r\n\r\n"
    + b"b" * MEGABYTE,
}


@pytest.mark.parametrize("request_bytes", ENDLESS.values(), ids=ENDLESS)
async def test_a_request_without_an_end_is_cut_off(
    step: Step, bystander: Bystander, request_bytes: bytes
) -> None:
    memory = step.server.memory_info().rss
    async with raw.connection(step.address) as (reader, writer):
        writer.write(request_bytes)
        async with asyncio.timeout(5):
            try:
                while await reader.read(65_536):
                    pass
            except ConnectionError:
                pass  # cut off with bytes unread
        assert reader.at_eof() or reader.exception() is not None
    assert step.server.memory_info().rss < memory + 4 * MEGABYTE

"""Media that are no media: the publisher gets an error, the viewers get nothing of it."""

import asyncio
from random import Random

import pytest

from tests.bed.bystander import Bystander
from tests.bed.camera import CLUSTER, HEADER, INIT_SEGMENT, UNKNOWN_SIZE, Camera, element
from tests.bed.client import Participant
from tests.bed.step import Step
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

MIB = 1024 * 1024
VOID, SIMPLE_BLOCK = b"\xec", b"\xa3"


def announced(identifier: bytes, size: int) -> bytes:
    """The beginning of an element that claims to be so large."""
    return identifier + (1 << 56 | size).to_bytes(8, "big")


HOSTILE = {
    "nonsense": Random(1).randbytes(5_000),
    "zeros": bytes(5_000),
    "text": b"<html><script>alert(1)</script></html>" * 10,
    "unknown-ids": HEADER + b"\x18\x53\x80\x67" + UNKNOWN_SIZE + b"\x4f\x4f\x80" * 30_000,
    "huge-header": announced(b"\x1a\x45\xdf\xa3", 2**40) + bytes(100_000),
    "header-without-end": b"\x1a\x45\xdf\xa3" + UNKNOWN_SIZE + bytes(100_000),
    "endless-void": HEADER
    + b"\x18\x53\x80\x67"
    + UNKNOWN_SIZE
    + announced(VOID, 2**50)
    + bytes(100_000),
    "endless-init": INIT_SEGMENT + element(VOID, bytes(1_000)) * 200,
    "endless-block": Camera().next_chunk() + announced(SIMPLE_BLOCK, 2**50) + bytes(200_000),
    "endless-timestamp": INIT_SEGMENT + CLUSTER + UNKNOWN_SIZE + announced(b"\xe7", 2**20),
    "unknown-size-block": Camera().next_chunk() + SIMPLE_BLOCK + UNKNOWN_SIZE + bytes(100_000),
    "tiny-block": Camera().next_chunk() + element(SIMPLE_BLOCK, b"\x81"),
    "block-longer-than-cluster": INIT_SEGMENT
    + announced(CLUSTER, 20)
    + element(b"\xe7", b"\0")
    + announced(SIMPLE_BLOCK, 5_000)
    + bytes(6_000),
    "nested-clusters": INIT_SEGMENT + (CLUSTER + UNKNOWN_SIZE) * 1_000 + bytes(1_000),
    "no-tracks": HEADER + b"\x18\x53\x80\x67" + UNKNOWN_SIZE + CLUSTER + UNKNOWN_SIZE,
    "wrong-doctype": Camera().next_chunk().replace(b"webm", b"evil"),
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
async def test_hostile_media_are_refused_and_a_new_epoch_heals(
    step: Step, bystander: Bystander, room: str, data: bytes
) -> None:
    eve = await Participant.join(step.url, room, "Eve", camera=True)
    ben = await Participant.join(step.url, room, "Ben", view=True)
    viewer, media = await ben.attach(), await eve.attach()
    memory = step.server.memory_info().rss
    await media.begin()
    for begin in range(0, len(data), 50_000):
        await media.websocket.send(data[begin : begin + 50_000])
    error = await media.expect("error")
    assert error["code"] == "invalid" and error["message"].endswith((".", ")"))
    await media.expect("refresh")
    await media.websocket.send(Camera().next_chunk())  # the rest of the epoch is not read
    assert step.server.memory_info().rss - memory < 4 * MIB
    received = viewer.received[eve.id]
    assert len(received.frames) <= 1
    camera = Camera()
    media.publish(camera)
    await until(lambda: camera.frames > 2 and received.frames[-2:] == [1, 2], what="a picture")
    await eve.leave()
    await ben.leave()


async def test_a_stream_in_one_byte_chunks_is_understood(
    step: Step, bystander: Bystander, room: str
) -> None:
    ada = await Participant.join(step.url, room, "Ada", camera=True)
    ben = await Participant.join(step.url, room, "Ben", view=True)
    viewer, media = await ben.attach(), await ada.attach()
    camera = Camera(kilobits=1)
    data = b"".join(camera.next_chunk() for _ in range(10))
    await media.begin()
    for index in range(150):  # the limit is 100 chunks a second, 200 at once
        await media.websocket.send(data[index : index + 1])
    await media.websocket.send(data[150:])
    await until(lambda: len(viewer.received[ada.id].frames) >= 9, what="nine frames")
    assert viewer.received[ada.id].frames[:9] == list(range(9))
    await ada.leave()
    await ben.leave()


@pytest.mark.parametrize("mime", ["text/html", "video/webm\r\nx: y", "image/svg+xml", "", 7])
async def test_only_media_types_that_a_viewer_can_play_are_announced(
    step: Step, room: str, mime: str
) -> None:
    eve = await Participant.join(step.url, room, "Eve", camera=True)
    media = await eve.attach()
    await media.begin(mime)
    error = await media.expect("error")
    assert "mime" in error["message"]
    await eve.leave()


async def test_who_only_views_cannot_publish(step: Step, room: str) -> None:
    eve = await Participant.join(step.url, room, "Eve", view=True)
    media = await eve.attach()
    await media.begin()
    assert (await media.expect("error"))["code"] == "invalid"
    await eve.leave()


async def test_a_publisher_without_keyframes_is_asked_for_a_new_epoch_not_kept(
    step: Step, bystander: Bystander, room: str
) -> None:
    eve = await Participant.join(step.url, room, "Eve", camera=True)
    media = await eve.attach()
    await media.begin()
    camera = Camera(kilobits=700)
    await media.websocket.send(camera.next_chunk())
    memory = step.server.memory_info().rss
    delta = element(SIMPLE_BLOCK, b"\x81\x00\x01\x00" + bytes(90_000))
    for _ in range(45):  # 4 MB in one group of pictures, at the permitted rate
        await media.websocket.send(delta)
        await asyncio.sleep(0.05)
    await media.expect("refresh")
    assert step.server.memory_info().rss - memory < 6 * MIB
    await eve.leave()

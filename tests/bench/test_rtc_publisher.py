"""What the load generator sends: packets of the right sizes, pictures that can be decoded."""

import asyncio
from random import Random

import av
import pytest

from bench.rtc_client import RtcClient
from bench.rtc_publisher import PICTURE_ROOM, Publisher
from bench.rtc_receiver import LOOKED_AT, Receiver
from bench.shapes import AUDIO_BYTES, PACKETS_PER_PICTURE, PICTURES_PER_SECOND, VIDEO_BYTES, Shape
from bench.vp8_pictures import pictures
from common import rtp
from steps.step2_sfu.keyframes import begins_keyframe

pytestmark = pytest.mark.anyio
SOURCES = {"audio": 11, "video": 22}


class Recorder(RtcClient):
    """A client that keeps what it is to send."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []

    def send_rtp(self, packet: bytes) -> None:
        """Keeps a packet."""
        self.packets.append(packet)


async def sent(count: int) -> list[bytes]:
    """The first packets of a publisher in a great hurry."""
    recorder = Recorder()
    publisher = Publisher(recorder, SOURCES, pictures(PICTURES_PER_SECOND))
    publisher.start(1_000.0, Random(1))
    while len(recorder.packets) < count:
        await asyncio.sleep(0)
    publisher.stop()
    assert publisher.sent == len(recorder.packets)
    return recorder.packets


async def test_packets_have_their_sizes_and_follow_each_other() -> None:
    packets = await sent(100)
    for ssrc, size in ((SOURCES["audio"], AUDIO_BYTES), (SOURCES["video"], VIDEO_BYTES)):
        own = [packet for packet in packets if rtp.read_header(packet).ssrc == ssrc]
        numbers = [rtp.read_header(packet).sequence_number for packet in own]
        assert {len(packet) for packet in own} == {size}
        assert numbers == list(range(len(own)))


async def test_the_first_picture_is_a_keyframe_and_ends_with_the_marker() -> None:
    packets = [p for p in await sent(100) if rtp.read_header(p).ssrc == SOURCES["video"]]
    assert begins_keyframe("VP8", rtp.payload(packets[0]))
    markers = [rtp.read_header(packet).marker for packet in packets[:PACKETS_PER_PICTURE]]
    assert markers == [False] * (PACKETS_PER_PICTURE - 1) + [True]


def test_a_picture_can_be_decoded_however_much_follows_it() -> None:
    decoder = av.CodecContext.create("libvpx", "r")
    assert isinstance(decoder, av.VideoCodecContext)
    for picture in pictures(PICTURES_PER_SECOND):
        assert len(picture) <= PICTURE_ROOM
        assert len(decoder.decode(av.Packet(picture + bytes(5_000)))) == 1


async def test_a_receiver_counts_all_and_finds_out_what_is_wrong() -> None:
    receiver = Receiver(unprotect=lambda packet: packet)
    for packet in (await sent(20 * LOOKED_AT))[: 20 * LOOKED_AT]:
        receiver.take(memoryview(packet), len(packet))
    assert receiver.packets == 20 * LOOKED_AT
    assert receiver.latencies and not receiver.wrong
    receiver.unprotect = lambda packet: packet[:-1]
    for packet in await sent(20 * LOOKED_AT):
        receiver.take(memoryview(packet), len(packet))
    assert receiver.wrong


def test_what_a_server_has_to_forward_follows_from_the_shape() -> None:
    assert Shape("room of 10", 10, 0).packets_per_second == 28_800
    assert Shape("1 x 50", 1, 50).packets_per_second == 16_000

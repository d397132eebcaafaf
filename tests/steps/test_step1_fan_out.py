"""Fanning out: who gets which bytes, and from where on."""

import json
import re
from itertools import pairwise

import pytest

from common import limits
from common.fields import ProtocolError
from common.webm import CLUSTER_START
from steps.step1_websocket.byte_stream import (
    GROUP_BYTES,
    PATIENCE_SECONDS,
    ByteStream,
)
from steps.step1_websocket.fan_out import FanOut, media_frame
from steps.step1_websocket.messages import Epoch, parse
from steps.step1_websocket.viewer import BACKLOG_BYTES
from tests.bed.camera import INIT_SEGMENT, Camera
from tests.bed.sink import Sink

WEBM = "video/webm;codecs=vp8"


def room(publishers: int = 1, viewers: int = 2) -> tuple[FanOut, list[Camera], list[Sink]]:
    """A room in which publishers 1, 2, .. have begun, and viewers 101, 102, .. watch."""
    fan_out, sinks = FanOut(), [Sink() for _ in range(viewers)]
    for number in range(publishers):
        fan_out.begin(number + 1, Epoch(1, WEBM))
    for number, sink in enumerate(sinks):
        fan_out.add_viewer(101 + number, sink)
    return fan_out, [Camera(seed=number) for number in range(publishers)], sinks


def send(fan_out: FanOut, camera: Camera, count: int, publisher: int = 1, now: float = 0.0) -> None:
    """The next `count` chunks of a camera."""
    for _ in range(count):
        fan_out.feed(publisher, camera.next_chunk(), now)


def test_every_viewer_gets_every_byte_and_the_publisher_none() -> None:
    fan_out, (camera,), sinks = room()
    own = Sink()
    fan_out.add_viewer(1, own)
    send(fan_out, camera, 25)
    assert sinks[0].media == sinks[1].media and sinks[0].media.count(b"</frame") == 25
    assert own.media == b""


def test_each_copy_is_the_very_same_object() -> None:
    fan_out, (camera,), sinks = room()
    send(fan_out, camera, 5)
    last = [sink.writes[-1] for sink in sinks]
    assert last[0] is last[1]


def test_a_late_joiner_gets_the_init_segment_and_the_group_so_far() -> None:
    fan_out, (camera,), _ = room()
    send(fan_out, camera, 14)
    late = Sink()
    fan_out.add_viewer(200, late)
    assert late.texts[0] == {
        "type": "start",
        "publisher": 1,
        "epoch": 1,
        "mime": WEBM,
        "timestamp": 1000,
        "reason": "joined",
    }
    assert late.media.startswith(INIT_SEGMENT) and late.media.count(CLUSTER_START) == 1
    assert b"<frame 00000010>" in late.media and b"<frame 00000009>" not in late.media
    send(fan_out, camera, 1)
    assert b"<frame 00000014>" in late.media


def test_a_new_epoch_starts_every_viewer_anew() -> None:
    fan_out, (camera,), (sink, _) = room()
    send(fan_out, camera, 3)
    fan_out.begin(1, Epoch(2, WEBM))
    send(fan_out, Camera(seed=9), 2)
    assert [(t["epoch"], t["reason"]) for t in sink.texts] == [(1, "joined"), (2, "epoch")]
    assert sink.media.count(INIT_SEGMENT) == 2


def test_a_viewer_that_is_behind_is_skipped_to_a_keyframe_and_the_other_loses_nothing() -> None:
    fan_out, (camera,), (slow, fast) = room()
    send(fan_out, camera, 5)
    slow.waiting = BACKLOG_BYTES + 1
    send(fan_out, camera, 10, now=1.0)
    before = slow.media
    slow.waiting = 0
    send(fan_out, camera, 4, now=2.0)
    assert slow.media == before, "nothing before the next keyframe"
    send(fan_out, camera, 2, now=2.1)
    assert [t["reason"] for t in slow.texts] == ["joined", "skipped"]
    assert b"<frame 00000020>" in slow.media and b"<frame 00000019>" not in slow.media
    assert fast.media.count(b"</frame") == 21 and len(fast.texts) == 1


def test_nothing_is_started_that_does_not_fit() -> None:
    fan_out, (camera,), _ = room()
    send(fan_out, camera, 5)
    full = Sink(waiting=BACKLOG_BYTES)
    fan_out.add_viewer(200, full)
    assert full.frames == []


def test_who_had_no_room_gets_a_picture_as_soon_as_there_is_some() -> None:
    fan_out, (camera,), _ = room()
    send(fan_out, camera, 5)
    late = Sink(waiting=BACKLOG_BYTES)
    fan_out.add_viewer(200, late)
    send(fan_out, camera, 1)
    late.waiting = 0
    send(fan_out, camera, 1)
    assert b"<frame 00000000>" in late.media and late.media.count(b"</frame") == 7


def test_a_chunk_with_several_keyframes_comes_in_its_order_and_once() -> None:
    fan_out, (camera,), (playing, _) = room()
    send(fan_out, camera, 5)
    late = Sink(waiting=BACKLOG_BYTES)
    fan_out.add_viewer(200, late)
    late.waiting = 0
    fan_out.feed(1, b"".join(camera.next_chunk() for _ in range(30)), 0.0)
    for sink, first in ((playing, 0), (late, 30)):
        found = [int(number) for number in re.findall(rb"<frame (\d+)>", sink.media)]
        assert found == list(range(first, 35))


def test_the_last_cluster_of_a_chunk_begins_a_frame_and_the_rest_is_one() -> None:
    fan_out, (camera,), (sink, _) = room()
    chunks = [camera.next_chunk() for _ in range(30)]
    fan_out.feed(1, b"".join(chunks[:5]), 0.0)
    before = len(sink.frames)
    fan_out.feed(1, b"".join(chunks[5:]), 0.0)
    bodies = [frame[frame.index(CLUSTER_START) :] for frame in sink.frames[-1:]]
    assert len(sink.frames) == before + 2 and b"<frame 00000020>" in bodies[0]
    assert sink.frames[-1].index(CLUSTER_START) <= 14 and sink.frames[-1].count(CLUSTER_START) == 1


def test_a_viewer_that_never_reads_is_not_told_of_stops_without_end() -> None:
    fan_out, _, (stuck, _) = room()
    stuck.waiting = BACKLOG_BYTES
    for epoch in range(2, 100):
        fan_out.stop(1)
        fan_out.begin(1, Epoch(epoch, WEBM))
    assert stuck.frames == []


def test_n_people_cost_n_times_n_minus_one_copies() -> None:
    fan_out = FanOut()
    for person in range(1, 6):
        fan_out.begin(person, Epoch(1, WEBM))
        fan_out.add_viewer(person, Sink())
    for person in range(1, 6):
        send(fan_out, Camera(), 1, publisher=person)
    bill = fan_out.bill(1.0)
    assert (bill.publishers, bill.viewers, bill.copies) == (5, 5, 20)
    assert bill.out_bps > 3.9 * bill.in_bps
    assert fan_out.bill(1.0).in_bps == 0


def test_a_publisher_who_stops_is_told_to_all() -> None:
    fan_out, (camera,), (sink, _) = room()
    send(fan_out, camera, 1)
    fan_out.stop(1)
    assert sink.texts[-1] == {"type": "stop", "publisher": 1}
    late = Sink()
    fan_out.add_viewer(200, late)
    assert late.frames == []
    fan_out.begin(1, Epoch(1, WEBM))  # somebody new to all, with whatever number
    send(fan_out, Camera(), 1)
    assert sink.texts[-1]["reason"] == late.texts[-1]["reason"] == "joined"


def test_only_so_many_can_send() -> None:
    fan_out, _, _ = room(publishers=limits.PUBLISHERS_PER_ROOM)
    with pytest.raises(ProtocolError) as caught:
        fan_out.begin(99, Epoch(1, WEBM))
    assert caught.value.code == "too_many_publishers"
    fan_out.stop(1)
    fan_out.begin(99, Epoch(1, WEBM))


def test_a_chunk_without_an_epoch_is_refused() -> None:
    with pytest.raises(ProtocolError):
        FanOut().feed(1, b"chunk", 0.0)


def test_a_group_that_grows_too_large_is_forgotten_and_a_new_epoch_asked_for() -> None:
    stream = ByteStream(1)
    stream.begin(Epoch(1, WEBM))
    camera = Camera(kilobits=30_000, timeslice=90)  # a keyframe every 9 s only
    while not stream.overfull:
        stream.feed(camera.next_chunk())
    assert GROUP_BYTES < stream.group_bytes < GROUP_BYTES + 1024 * 1024
    fan_out, _, _ = room(publishers=0)
    fan_out.streams[1] = stream
    assert fan_out.feed(1, camera.next_chunk(), 0.0) is True and stream.group == []
    assert fan_out.feed(1, camera.next_chunk(), 0.0) is False


def test_a_recorder_that_falls_behind_is_asked_for_a_new_epoch_now_and_then() -> None:
    fan_out, (camera,), _ = room()
    asked = []
    for tenth in range(200):  # two seconds in time, then each chunk takes a quarter too long
        now = tenth * 0.1 if tenth < 20 else 2.0 + (tenth - 20) * 0.125
        if fan_out.feed(1, camera.next_chunk(), now):
            asked.append(now)
    assert 6.0 < asked[0] < 7.2, "a second late, after two prompt ones and some"
    assert all(later - earlier >= PATIENCE_SECONDS for earlier, later in pairwise(asked))


@pytest.mark.parametrize("mime", ["text/html", "", "video/webm\n", 7, "video/webm;" + "x" * 100])
def test_what_a_viewer_could_not_play_is_refused(mime: object) -> None:
    with pytest.raises(ProtocolError) as caught:
        parse(json.dumps({"type": "epoch", "epoch": 1, "mime": mime}))
    assert caught.value.field == "mime"


def test_a_media_frame_names_its_publisher() -> None:
    assert media_frame(7, b"xy") == b"\x82\x06\x00\x00\x00\x07xy"

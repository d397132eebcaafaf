"""Shared screens in the fan-out: a stream beside the camera, under a number of its own."""

import json

import pytest

from common import limits
from common.fields import ProtocolError
from steps.step1_websocket.fan_out import FanOut
from steps.step1_websocket.messages import SCREEN, Attach, Epoch, owner_of, parse
from steps.step1_websocket.viewer import BACKLOG_BYTES
from tests.bed.camera import INIT_SEGMENT, Camera
from tests.bed.sink import Sink

WEBM = "video/webm;codecs=vp8"
ADA, BEN = 1, 2
ADAS_SCREEN = ADA | SCREEN


def sharing(cameras: dict[int, Camera] | None = None) -> tuple[FanOut, Sink, Sink, Sink]:
    """Ada sends camera and screen; the sinks are her two WebSockets, and Ben's."""
    cameras = cameras or {ADA: Camera(seed=1), ADAS_SCREEN: Camera(seed=2)}
    fan_out, (own, screen, ben) = FanOut(), (Sink(), Sink(), Sink())
    fan_out.add_viewer(ADA, own)
    fan_out.add_screen(ADAS_SCREEN, screen)
    fan_out.add_viewer(BEN, ben)
    for publisher, camera in cameras.items():
        fan_out.begin(publisher, Epoch(1, WEBM))
        fan_out.feed(publisher, camera.next_chunk(), 0.0)
    return fan_out, own, screen, ben


def started(sink: Sink) -> list[int]:
    """Whose media a viewer was announced."""
    return [message["publisher"] for message in sink.texts if message["type"] == "start"]


def test_a_screen_is_a_publisher_of_its_own_whose_owner_is_not_sent_it() -> None:
    fan_out, own, screen, ben = sharing()
    assert started(ben) == [ADA, ADAS_SCREEN] and ben.media.count(INIT_SEGMENT) == 2
    assert own.frames == screen.frames == []
    late = Sink()
    fan_out.add_viewer(3, late)
    assert started(late) == [ADA, ADAS_SCREEN]
    bill = fan_out.bill(1.0)
    assert (bill.publishers, bill.viewers, bill.copies) == (2, 3, 4)
    assert (owner_of(ADA), owner_of(ADAS_SCREEN)) == (ADA, ADA)


def test_where_a_screen_comes_from_the_bill_goes_and_only_if_it_is_read() -> None:
    fan_out, _, screen, _ = sharing()
    fan_out.send_all(fan_out.bill(1.0))
    screen.waiting = BACKLOG_BYTES
    fan_out.send_all(fan_out.bill(1.0))
    assert [message["type"] for message in screen.texts] == ["fan_out"]


@pytest.mark.parametrize(("ended", "other"), [(ADA, ADAS_SCREEN), (ADAS_SCREEN, ADA)])
def test_of_camera_and_screen_one_ends_and_the_other_goes_on(ended: int, other: int) -> None:
    cameras = {ADA: Camera(seed=1), ADAS_SCREEN: Camera(seed=2)}
    fan_out, _, _, ben = sharing(cameras)
    fan_out.remove(ended)
    assert ben.texts[-1] == {"type": "stop", "publisher": ended}
    before = len(ben.media)
    fan_out.feed(other, cameras[other].next_chunk(), 0.1)
    assert len(ben.media) > before and not fan_out.empty
    fan_out.remove(other)
    fan_out.remove(BEN)
    assert fan_out.empty


def test_screens_and_cameras_are_counted_apart() -> None:
    fan_out = FanOut()
    for number in range(limits.SCREENS_PER_ROOM):
        fan_out.begin(number | SCREEN, Epoch(1, WEBM))
    with pytest.raises(ProtocolError, match="Only 6 screens can be shared") as caught:
        fan_out.begin(99 | SCREEN, Epoch(1, WEBM))
    assert caught.value.code == "too_many_publishers"
    for number in range(limits.PUBLISHERS_PER_ROOM):
        fan_out.begin(number, Epoch(1, WEBM))
    with pytest.raises(ProtocolError, match="All 12 places to send are taken"):
        fan_out.begin(99, Epoch(1, WEBM))
    fan_out.begin(0 | SCREEN, Epoch(2, WEBM))  # a new run of one that is there
    fan_out.stop(0 | SCREEN)
    fan_out.begin(99 | SCREEN, Epoch(1, WEBM))


def test_a_websocket_is_for_a_screen_only_if_it_says_so() -> None:
    assert parse('{"type":"attach","token":"t"}') == Attach("t", screen=False)
    assert parse('{"type":"attach","token":"t","screen":true}') == Attach("t", screen=True)
    for wrong in (1, "true", None, 2147483655):
        with pytest.raises(ProtocolError) as caught:
            parse(json.dumps({"type": "attach", "token": "t", "screen": wrong}))
        assert caught.value.field == "screen"

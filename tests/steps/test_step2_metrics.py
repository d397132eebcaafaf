"""The counter that proves that nothing is decoded: it would tell if something were."""

import pytest
from aiortc import RTCPeerConnection
from aiortc.mediastreams import AudioStreamTrack

from common.metrics import registry
from steps.step2_sfu.metrics import SfuNumbers
from tests.bed.rtc_hall import Hall, sfu_hall
from tests.bed.waiting import until

pytestmark = pytest.mark.anyio


def decoders(hall: Hall) -> float:
    """What the server would tell its operator now."""
    value = registry(hall.meeting, SfuNumbers(hall.sfu)).get_sample_value("polycloud_decoders")
    assert value is not None
    return value


async def test_a_thread_that_decodes_is_counted_for_as_long_as_it_lives() -> None:
    async with sfu_hall() as hall:
        await hall.pair()
        assert decoders(hall) == 0
        # What an SFU must not do: aiortc receives a track only by decoding it.
        sender, receiver = RTCPeerConnection(), RTCPeerConnection()
        try:
            sender.addTrack(AudioStreamTrack())
            await sender.setLocalDescription(await sender.createOffer())
            await receiver.setRemoteDescription(sender.localDescription)
            await receiver.setLocalDescription(await receiver.createAnswer())
            await sender.setRemoteDescription(receiver.localDescription)
            await until(lambda: decoders(hall) == 1, what="a decoder")
        finally:
            await sender.close()
            await receiver.close()
        await until(lambda: decoders(hall) == 0, what="the decoder's end")

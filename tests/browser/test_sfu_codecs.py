"""Every codec that is offered is forwarded, and shown at once to who comes late."""

from collections.abc import AsyncIterator

import pytest

from steps.step2_sfu import sdp
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.sfu_call import SfuCall, sfu_call

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ENCODES = """codec => RTCRtpSender.getCapabilities("video").codecs.some(
    ({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`.toLowerCase())"""


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody."""
    async with sfu_call(browsers) as opened:
        yield opened


def codecs_of(call: SfuCall) -> set[str]:
    """The codecs of the pictures that came last."""
    tracks = [t for m in call.sfu.participants.values() for t in m.uplink.tracks.values()]
    newest = [t.ring.newest for t in tracks if t.kind == "video"]
    return {sdp.BY_PAYLOAD_TYPE[packet[1] & 0x7F].name for packet in newest if packet}


@pytest.mark.parametrize("codec", [codec.name for codec in sdp.CODECS["video"]])
@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_codec_is_forwarded(
    call: SfuCall, monkeypatch: pytest.MonkeyPatch, browser: str, codec: str
) -> None:
    offered = sorted(sdp.CODECS["video"], key=lambda known: known.name != codec)
    monkeypatch.setitem(sdp.CODECS, "video", offered)  # a browser sends the first that it can
    ada, ben = await call.join("Ada", browser), await call.join("Ben", browser, view=1)
    await ben.wait_moving("Ada", seconds=20)
    if not await ada.page.evaluate(ENCODES, codec):
        pytest.skip(f"this {browser} cannot encode {codec}")
    assert codecs_of(call) == {codec}
    late = await call.join("Cid", CHROMIUM, view=1)
    await late.wait_moving("Ada")

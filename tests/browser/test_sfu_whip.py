"""Programs without our page in a call: FFmpeg's muxer, aiortc over WHIP and WHEP (RFC 9725)."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from common.server_messages import Presence
from tests.bed.browsers import CHROMIUM, FIREFOX, Browsers
from tests.bed.sfu_call import SfuCall, sfu_call
from tests.bed.step import ROOT
from tests.bed.waiting import until, until_async
from tests.bed.whip_client import whep_player, whip_publisher

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

DECODES_H264 = """RTCRtpReceiver.getCapabilities("video").codecs.some(
    ({ mimeType }) => mimeType === "video/H264")"""
# What a plain web page does, which knows nothing of this server but an address.
OFFER = """async ([path, direction]) => {
    const pc = globalThis.pc = new RTCPeerConnection();
    if (direction === "sendonly") {
        const canvas = document.createElement("canvas");
        const brush = canvas.getContext("2d");
        let turn = 0;
        setInterval(() => {
            brush.fillStyle = `hsl(${turn++ % 360} 100% 50%)`;
            brush.fillRect(0, 0, canvas.width, canvas.height);
        }, 40);
        const sound = new AudioContext().createMediaStreamDestination().stream;
        for (const stream of [sound, canvas.captureStream(25)]) {
            for (const track of stream.getTracks()) pc.addTransceiver(track, { direction });
        }
    } else {
        for (const kind of ["audio", "video"]) pc.addTransceiver(kind, { direction });
    }
    await pc.setLocalDescription();
    const headers = { "Content-Type": "application/sdp" };
    const body = pc.localDescription.sdp;
    const response = await fetch(path, { method: "POST", headers, body });
    await pc.setRemoteDescription({ type: "answer", sdp: await response.text() });
}"""
DECODED = """async () => [...(await globalThis.pc.getStats()).values()]
    .filter(({ type, kind }) => type === "inbound-rtp" && kind === "video")
    .reduce((sum, { framesDecoded }) => sum + (framesDecoded ?? 0), 0)"""
ROLES = {"FFmpeg waits for the handshake": [], "FFmpeg begins it": ["whip_flags=dtls_active"]}


@pytest.fixture
async def call(browsers: Browsers) -> AsyncIterator[SfuCall]:
    """A running SFU without anybody."""
    async with sfu_call(browsers) as opened:
        yield opened


@asynccontextmanager
async def film(url: str, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """FFmpeg's WHIP muxer, which publishes until the end of the test."""
    command = [sys.executable, "-m", "tests.bed.whip_film", f"{url}/whip/sfu?name=Film", "120"]
    process = await asyncio.create_subprocess_exec(*command, *options, cwd=ROOT)
    try:
        yield process
    finally:
        process.kill()
        await process.wait()


def people(call: SfuCall) -> dict[str, Presence]:
    """Who has media, by name."""
    presences = [media.participant.presence for media in call.sfu.participants.values()]
    return {presence.name: presence for presence in presences}


@pytest.mark.parametrize("options", ROLES.values(), ids=ROLES)
async def test_ffmpeg_is_seen_and_heard_in_the_page(call: SfuCall, options: list[str]) -> None:
    ada = await call.join("Ada", CHROMIUM, view=1)
    async with film(call.url, *options):
        if await ada.page.evaluate(DECODES_H264):
            await ada.wait_moving("Film", seconds=20)
            late = await call.join("Cid", CHROMIUM, view=1)
            await late.wait_moving("Film")  # though the muxer hears no wish for a whole picture
            assert await late.loudness("Film") > 0
        await until(lambda: len(_tracks(call, "Film")) == 2, what="both tracks of FFmpeg")
        async with whep_player(call.url, "sfu") as player:
            await player.shows("video", "audio")
        presence = people(call)["Film"]
        assert (presence.microphone, presence.camera, presence.view) == (True, True, False)
    await ada.wait_gone("Film", seconds=12)  # killed: nothing has come for 8 seconds


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_whoever_publishes_over_whip_is_like_anybody_in_the_page(
    call: SfuCall, browser: str
) -> None:
    ada = await call.join("Ada", browser)
    async with whip_publisher(call.url, "sfu", name="Otto") as otto:
        await ada.wait_moving("Otto")
        await ada.wait_person("Otto", camera="true", microphone="true")
        assert (await otto.http.delete(otto.session)).status_code == 200
        await ada.wait_gone("Otto", seconds=2)
        await until(lambda: otto.pc.connectionState == "closed", what="the end of DTLS")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_player_shows_one_page_and_ends_with_it(call: SfuCall, browser: str) -> None:
    ada, ben = await call.join("Ada", browser), await call.join("Ben", CHROMIUM)
    await ben.wait_moving("Ada")
    async with whep_player(call.url, "sfu", participant="Ada", name="Wall") as player:
        await player.shows("video", "audio")
        media = next(m for m in call.sfu.participants.values() if m.id == _id(call, "Wall"))
        owners = {
            subscription.track.owner for subscription in media.downlink.subscriptions.values()
        }
        assert owners == {_id(call, "Ada")}
        assert await ben.page.locator('[data-participant="Wall"]').count() == 0
        call.pages.remove(ada)
        await ada.context.close()
        await until(lambda: player.pc.connectionState == "closed", seconds=25, what="the end")
    await ben.wait_gone("Wall")


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_browser_publishes_and_plays_by_whip_and_whep_alone(
    call: SfuCall, browser: str
) -> None:
    ada = await call.join("Ada", CHROMIUM, view=1)
    context = await (await call.browsers.get(browser)).new_context()
    camera, wall = await context.new_page(), await context.new_page()
    for page in (camera, wall):
        await page.goto(f"{call.url}/steps")
    await camera.evaluate(OFFER, ["/whip/sfu?name=Plain", "sendonly"])
    await ada.wait_moving("Plain")
    await wall.evaluate(OFFER, ["/whep/sfu?participant=Plain", "recvonly"])

    async def plays() -> bool:
        return int(await wall.evaluate(DECODED)) > 20

    await until_async(plays, what="the picture of Plain")
    await context.close()
    await ada.wait_gone("Plain", seconds=12)


async def test_from_whip_to_whep_without_any_page(call: SfuCall) -> None:
    async with whip_publisher(call.url, "sfu") as otto:
        await until(lambda: len(_tracks(call, "WHIP")) == 2, what="both tracks")
        async with whep_player(call.url, "sfu") as player:
            await player.shows("video", "audio")
        await until(lambda: set(people(call)) == {"WHIP"}, what="the end of the player")
        assert otto.pc.connectionState == "connected"


def _id(call: SfuCall, name: str) -> int:
    return people(call)[name].id


def _tracks(call: SfuCall, name: str) -> list[str]:
    media = call.sfu.participants.get(_id(call, name)) if name in people(call) else None
    return [track.name for track in media.uplink.tracks.values()] if media else []

"""Media that do not arrive: the page of who misses them says so, and who sends them is told."""

import pytest

from tests.bed.axe import violations
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.client import Participant
from tests.bed.mirror import Mirror
from tests.bed.rtc_peer import RtcPeer

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1, 2]
TOLD = "Ben does not receive you."
NO_SCREEN = "Ben does not see your screen."


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_of_two_who_do_not_receive_each_other_both_are_told(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    url, room = call.step.url, call.room
    is_sfu = call.step.number > 1
    peer = await RtcPeer.join(url, room, "Ben") if is_sfu else None
    ben = peer.signalling if peer else await Participant.join(url, room, "Ben")
    (number, *_) = [p["id"] for p in ben.welcome["participants"] if p["name"] == "Ada"]
    await ben.send(type="media", microphone=True, camera=True, screen=True)
    await ben.send(type="missing", participants=[number])
    on_tile = ada.page.locator("[data-participant=Ben] .tile-unreceived")
    notice = ada.page.locator("call-notices [data-kind=unreceived]")
    await on_tile.get_by_text("Does not receive you").wait_for()
    await notice.get_by_text(f"{TOLD} Ask Ben whether their page tells the reason.").wait_for()
    assert await violations(ada) == []
    await ada.click("screen")
    await ben.send(type="missing", participants=[f"{number}-screen"])
    await on_tile.get_by_text("Does not see your screen").wait_for()
    await notice.get_by_text(f"{NO_SCREEN} Stop sharing it, then share it again").wait_for()
    await ada.click("screen")
    # Ben sends nothing yet, and Ada's page waits for pictures that do not come.
    await ben.expect("unreceived", by=[number], screen_by=[number], seconds=20)
    if peer:
        peer.publish()
    else:
        await ben.attach(kind=lambda websocket: Mirror(websocket, number))
    await ben.expect("unreceived", by=[], screen_by=[number], seconds=10)
    await ben.send(type="media", microphone=True, camera=True, screen=False)
    await ben.expect("unreceived", by=[], screen_by=[])
    await ben.send(type="missing", participants=[])
    await on_tile.wait_for(state="hidden")
    assert await notice.count() == 0
    await (peer or ben).leave()

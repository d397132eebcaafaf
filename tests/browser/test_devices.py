"""The choice of devices, and plugs that are pulled out: the same page in every step."""

import pytest
from playwright.async_api import ViewportSize

from tests.bed import rack
from tests.bed.axe import examine
from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.rack import KINDS, choose, lobby, wait_notice, wait_use
from tests.bed.waiting import until_async

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
# Firefox lists no speaker before somebody has chosen it in the browser's own question.
ASKING = """
(() => {
  const { mediaDevices } = navigator;
  const { enumerateDevices } = mediaDevices;
  const told = new Set();
  Object.assign(rack, { questions: [], refuses: "" });
  mediaDevices.enumerateDevices = async () => (await enumerateDevices()).filter(
    ({ kind, deviceId }) => kind !== "audiooutput" || told.has(deviceId));
  mediaDevices.selectAudioOutput = async ({ deviceId } = {}) => {
    rack.questions.push(deviceId ?? "");
    if (rack.refuses) throw new DOMException("", rack.refuses);
    told.add(deviceId ?? "wall");
    return (await mediaDevices.enumerateDevices()).find(({ kind }) => kind === "audiooutput");
  };
})();
"""
STILL = "{ const at = Date.now(); Date.now = () => at; }"
LATER = "{ const { now } = Date; Date.now = () => now() + 4000; }"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_choice_lasts(call: Call, browser: str) -> None:
    ada = await lobby(call, browser)
    assert await rack.in_use(ada) == {"microphone": "headset", "camera": "front", "speaker": ""}
    await choose(ada, microphone="Table microphone", camera="Desk camera", speaker="Headphones")
    chosen = {"microphone": "table", "camera": "desk", "speaker": "ears"}
    await wait_use(ada, **chosen)
    await ada.page.reload()
    await wait_use(ada, **chosen)
    await rack.wait_preview(ada, "desk")
    asked = await rack.tell(ada, "rack.asked.map(({ video }) => video.deviceId.exact)")
    assert asked == ["desk"]  # it was never looked through the other one
    await ada.click("join")
    await ada.wait_state("live")
    await ada.click("more")
    await wait_use(ada, **chosen)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_device_that_is_off_can_be_chosen_too(call: Call, browser: str) -> None:
    ada = await lobby(call, browser)
    await ada.click("camera")
    await ada.page.locator("call-self[data-camera=false]").wait_for()
    field = ada.page.locator("select[name=camera-device]")
    assert await field.input_value() == "front"  # which would be opened
    await choose(ada, camera="Desk camera")
    await ada.page.reload()
    await wait_use(ada, camera="desk")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_chosen_device_that_is_missing_is_told_and_used_again_later(
    call: Call, browser: str
) -> None:
    ada = await lobby(call, browser)
    await choose(ada, camera="Desk camera", speaker="Wall speakers")
    await wait_use(ada, camera="desk", speaker="wall")
    await rack.give(ada, "rack.there.delete('desk'); rack.there.delete('wall');")
    await wait_use(ada, camera="front", microphone="headset", speaker="")
    await wait_notice(ada, "The camera you chose last time is not connected")
    await rack.tell(ada, "rack.put('desk'); rack.put('wall')")
    await wait_use(ada, camera="desk", speaker="wall")
    await wait_notice(ada, "The camera you chose is there again. In use now: Desk camera.")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_pulled_plug_is_told_and_another_device_used(call: Call, browser: str) -> None:
    ada = await lobby(call, browser)
    await choose(ada, speaker="Headphones")
    await wait_use(ada, speaker="ears")
    await ada.click("microphone")
    for device in ("headset", "front", "ears"):
        await rack.tell(ada, f"rack.pull('{device}')")
    await wait_use(ada, microphone="table", camera="desk", speaker="")
    assert not await ada.pressed("microphone")  # who is muted stays so, whichever the microphone
    assert await ada.pressed("camera")
    for sentence in (
        "Your microphone was disconnected. In use now: Table microphone.",
        "Your camera was disconnected. In use now: Desk camera.",
        "Your speaker was disconnected. In use now: As the system has it.",
    ):
        await wait_notice(ada, sentence)
    await rack.tell(ada, "rack.put('ears')")
    await wait_use(ada, speaker="ears")  # it was chosen


@pytest.mark.parametrize("browser", BROWSERS)
async def test_what_is_plugged_in_later_is_off_until_somebody_switches_it_on(
    call: Call, browser: str
) -> None:
    ada = await lobby(call, browser)
    await rack.tell(ada, "rack.there.delete('desk'); rack.pull('front')")
    await wait_notice(ada, "Your camera was disconnected. Connect it, then switch it on again.")
    assert not await ada.pressed("camera")
    await ada.click("camera")
    await wait_notice(ada, "No camera was found")
    await rack.tell(ada, "rack.put('desk')")
    await wait_use(ada, camera="desk")  # if it were on
    assert not await ada.pressed("camera")
    await ada.click("camera")
    await until_async(lambda: ada.pressed("camera"), what="a camera that is on")
    await rack.tell(ada, "rack.pull('desk')")
    await wait_notice(ada, "Your camera was disconnected.")
    await rack.tell(ada, f"{LATER} rack.put('front')")
    await wait_use(ada, camera="front")
    assert not await ada.pressed("camera")
    await ada.click("camera")
    await until_async(lambda: ada.pressed("camera"), what="a camera that is on")
    await ada.click("join")
    await ada.wait_state("live")
    await rack.tell(ada, f"{STILL} rack.pull('front')")  # and left within the same moment
    await wait_notice(ada, "Your camera was disconnected.")
    for action, state, plug in (("leave", "left", "desk"), ("rejoin", "live", "front")):
        await ada.click(action)
        await ada.wait_state(state)
        await rack.tell(ada, f"rack.put('{plug}')")
    await ada.click("more")
    await ada.page.locator("option", has_text="Front camera").wait_for(state="attached")
    assert not await ada.pressed("camera")  # by itself


async def test_what_was_put_away_does_not_come_again(call: Call) -> None:
    ada = await lobby(call, CHROMIUM)
    await rack.tell(ada, "rack.pull('front')")
    await wait_notice(ada, "Your camera was disconnected.")
    await ada.click("dismiss")
    await ada.click("microphone")
    assert await ada.page.locator("call-notices .notice").count() == 0
    await rack.tell(ada, "rack.pull('headset')")
    await wait_notice(ada, "Your microphone was disconnected.")
    assert await ada.page.locator("call-notices .notice").count() == 1


@pytest.mark.parametrize("browser", BROWSERS)
async def test_before_a_permission_there_are_no_lists_but_a_reason(
    call: Call, browser: str
) -> None:
    page = await call.open("Ada", browser, fake=None, autojoin=None)
    refuse = "throw new DOMException('', 'NotAllowedError')"
    await rack.give(page, f"navigator.mediaDevices.getUserMedia = async () => {{ {refuse}; }};")
    hint = page.page.get_by_text("you can choose here which one")
    await until_async(hint.is_visible, what="a word about the lists")
    for kind in KINDS:
        assert not await page.page.locator(f"select[name={kind}-device]").is_visible()
    way = {CHROMIUM: "icon at the left of the address", FIREFOX: "crossed-out camera"}[browser]
    await wait_notice(page, way)
    await page.click("join")
    await page.wait_state("live")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_speaker_is_tried_by_keyboard_and_told(call: Call, browser: str) -> None:
    ada = await lobby(call, browser)
    await choose(ada, speaker="Wall speakers")
    await wait_use(ada, speaker="wall")
    listen = """() => {
        globalThis.played = [];
        const { play } = HTMLMediaElement.prototype;
        HTMLMediaElement.prototype.play = function () {
          if (this instanceof HTMLAudioElement) played.push(this.sinkId);
          return play.call(this);
        };
    }"""
    await ada.page.evaluate(listen)
    await ada.page.locator("[data-action=test-speaker]").focus()
    await ada.page.keyboard.press("Enter")
    told = ada.page.locator("call-devices [role=status]")
    words = ["You should hear three notes now.", "Heard nothing?"]
    for sentence in words:

        async def said(sentence: str = sentence) -> bool:
            return sentence in await told.inner_text()

        await until_async(said, what=f"{sentence!r}")
    assert await ada.page.evaluate("played") == ["wall"]


async def test_a_browser_that_asks_for_a_speaker_is_let_ask_and_the_answer_kept(call: Call) -> None:
    ada = await lobby(call, FIREFOX, ASKING)
    ask, told = [
        ada.page.locator(f"call-devices {one}")
        for one in ("[data-action=ask-speaker]", ".devices-told")
    ]
    speakers = ada.page.locator("select[name=speaker-device]")
    assert not await speakers.is_visible()
    await rack.tell(ada, "rack.refuses = 'NotAllowedError'")
    await ask.focus()
    await ada.page.keyboard.press("Enter")
    await told.get_by_text("No speaker was chosen.").wait_for()
    await rack.tell(ada, "rack.refuses = ''")
    await ask.click()
    await wait_use(ada, speaker="wall")
    assert await told.inner_text() == "" and await ask.inner_text() == "Choose a speaker …"
    await ada.page.reload()  # only the question tells the page of speakers, and needs a click
    await ask.get_by_text("Use again: Wall speakers").click()
    await wait_use(ada, speaker="wall")
    assert await rack.tell(ada, "rack.questions") == ["wall"]


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_browsers_own_devices_can_be_chosen_and_break_no_rule(
    call: Call, browser: str
) -> None:
    page = await call.open("Ada", browser, fake=None, autojoin=None)
    await page.page.wait_for_selector("select[name=camera-device] option", state="attached")
    asks = await page.page.locator("[data-action=ask-speaker]").is_visible()
    assert asks == (browser == FIREFOX)
    for name in ("microphone", "speaker"):
        options = page.page.locator(f"select[name={name}-device] option")
        last = await options.last.get_attribute("value")
        assert last
        await page.page.locator(f"select[name={name}-device]").select_option(value=last)
        await wait_use(page, **{name: last})
    assert await examine(page) == []
    for width in (390, 1280):
        await page.page.set_viewport_size(ViewportSize(width=width, height=844))
        assert await page.page.evaluate("document.documentElement.scrollWidth") <= width
    assert (rows := await page.page.evaluate(rack.ROWS)) and 1 not in rows
    await page.click("join")
    await page.wait_state("live")
    await page.click("more")
    assert await examine(page) == []

"""A rack of devices in a page of the tests: two of each kind, which can be pulled out and put back.

The browsers' own fake devices cannot be unplugged. These are as the specification has them: a page
is told their ids and names after it was let in, an exact id that is not there is refused, a device
that is pulled out ends its tracks. Each camera has a colour, each microphone a pitch.
"""

from typing import Any

from tests.bed.browsers import CHROMIUM
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

KINDS = ("microphone", "camera", "speaker")

RACK = """
(() => {
  const { mediaDevices } = navigator;
  const all = [
    ["videoinput", "front", "Front camera", "#c00000"],
    ["videoinput", "desk", "Desk camera", "#0000c0"],
    ["audioinput", "headset", "Headset", 300],
    ["audioinput", "table", "Table microphone", 500],
    ["audiooutput", "ears", "Headphones", 0],
    ["audiooutput", "wall", "Wall speakers", 0],
  ].map(([kind, deviceId, label, look]) => ({ kind, deviceId, label, look, groupId: "" }));
  const rack = (globalThis.rack = {
    there: new Set(all.map(({ deviceId }) => deviceId)),
    allowed: false, asked: [], busy: new Set(), open: [],
    pull(id) {
      rack.there.delete(id);
      const ending = rack.open.filter((one) => one.rackId === id && one.readyState === "live");
      for (const track of ending) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
    hold(id, muted) {
      for (const track of rack.open.filter((one) => one.rackId === id)) {
        Object.defineProperty(track, "muted", { value: muted, configurable: true });
        track.dispatchEvent(new Event(muted ? "mute" : "unmute"));
      }
    },
    hang(hangs) {
      rack.hangs = hangs;
    },
    put(id) {
      rack.there.add(id);
      mediaDevices.dispatchEvent(new Event("devicechange"));
    },
  });
  const here = (kind) =>
    all.filter((one) => (!kind || one.kind === kind) && rack.there.has(one.deviceId));
  mediaDevices.enumerateDevices = async () =>
    here().map((one) => (rack.allowed ? { ...one } : { ...one, deviceId: "", label: "" }));
  mediaDevices.getUserMedia = async (constraints) => {
    rack.asked.push(constraints);
    const tracks = [];
    const { video, audio } = constraints;
    for (const [kind, wish] of [["videoinput", video], ["audioinput", audio]]) {
      if (!wish) continue;
      const exact = wish.deviceId?.exact;
      const found = here(kind).find(({ deviceId }) => !exact || deviceId === exact);
      if (!found) throw new DOMException("", exact ? "OverconstrainedError" : "NotFoundError");
      if (rack.busy.has(found.deviceId)) throw new DOMException("", "NotReadableError");
      const track = kind === "videoinput" ? picture(found.look) : tone(found.look);
      track.rackId = found.deviceId;
      const { getSettings } = track;
      track.getSettings = () => ({ ...getSettings.call(track), deviceId: found.deviceId });
      rack.open.push(track);
      tracks.push(track);
    }
    rack.allowed = true;
    return new MediaStream(tracks);
  };
  const picture = (colour) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 180 });
    const context = canvas.getContext("2d", { alpha: false });
    let frame = 0;
    const paint = () => {
      if (rack.hangs) return;
      context.fillStyle = colour;
      context.fillRect(0, 0, 320, 180);
      context.fillStyle = "#fff";
      context.fillRect(frame++ % 320, 0, 10, 10);
    };
    paint();
    setInterval(paint, 60);
    const [track] = canvas.captureStream().getVideoTracks();
    track.applyConstraints = async () => {};
    return track;
  };
  const tone = (frequency) => {
    const context = new AudioContext();
    const destination = context.createMediaStreamDestination();
    const oscillator = new OscillatorNode(context, { frequency });
    oscillator.connect(new GainNode(context, { gain: 0.1 })).connect(destination);
    oscillator.start();
    return destination.stream.getAudioTracks()[0];
  };
  const sinks = new WeakMap();
  const lead = async function (id) {
    if (id && !rack.there.has(id)) throw new DOMException("", "NotFoundError");
    sinks.set(this, id);
  };
  Object.defineProperties(HTMLMediaElement.prototype, {
    setSinkId: { value: lead, configurable: true },
    sinkId: { get() { return sinks.get(this) ?? ""; }, configurable: true },
  });
})();
"""
LOOK = """async (video) => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 16, height: 9 });
    const context = canvas.getContext("2d");
    context.drawImage(video, 0, 0, 16, 9);
    const [red, , blue] = context.getImageData(8, 5, 1, 1).data;
    return red > 90 && blue < 60 ? "front" : blue > 90 && red < 60 ? "desk" : "none";
}"""
# How many lists and buttons are in each row of the choice.
ROWS = """() => Object.values(Object.groupBy(
    [...document.querySelectorAll("call-devices > :is(label, button):not([hidden])")],
    (one) => Math.round(one.getBoundingClientRect().bottom))).map(({ length }) => length)"""
# Every state that a tile has had is kept in its page: a picture that was lost for a moment shows.
WATCH = """(name) => {
    const tile = document.querySelector(`[data-participant="${name}"]`);
    globalThis.states = [];
    new MutationObserver(() => states.push(tile.dataset.state))
      .observe(tile, { attributeFilter: ["data-state"] });
}"""


async def give(page: Page, before: str = "") -> None:
    """Puts a rack into a page that is loaded anew; `before` is a script that changes it."""
    await page.page.add_init_script(RACK + before)
    await page.page.reload()


async def tell(page: Page, script: str) -> Any:
    """What a script about the rack gives."""
    return await page.page.evaluate(script)


async def seen(page: Page, name: str) -> str:
    """Which camera of a rack somebody's tile shows: `front`, `desk`, or `none` of them."""
    video = page.page.locator(f'[data-participant="{name}"] video')
    return str(await video.evaluate(LOOK))


async def wait_preview(page: Page, camera: str) -> None:
    """Waits until somebody sees themselves by this camera, as in a mirror."""
    video = page.page.locator("call-self[data-mirrored=true] video")

    async def shown() -> bool:
        return bool(await video.evaluate(LOOK) == camera)

    await until_async(shown, what=f"the {camera} camera's picture in {page.name}'s page")


async def lobby(call: Call, browser: str = CHROMIUM, before: str = "") -> Page:
    """A lobby whose devices are open."""
    page = await call.open("Ada", browser, fake=None, autojoin=None)
    await give(page, before)
    await page.page.wait_for_selector("select[name=camera-device] option", state="attached")
    return page


async def in_use(page: Page) -> dict[str, str]:
    """What the lists show."""
    lists = {kind: page.page.locator(f"select[name={kind}-device]") for kind in KINDS}
    return {kind: await list_.input_value() for kind, list_ in lists.items()}


async def wait_use(page: Page, **wanted: str) -> None:
    """Waits until the lists show these devices."""

    async def shown() -> bool:
        return wanted.items() <= (await in_use(page)).items()

    await until_async(shown, what=f"{wanted} in {page.name}'s lists")


async def choose(page: Page, **wanted: str) -> None:
    """Chooses devices by their names."""
    for kind, label in wanted.items():
        await page.page.locator(f"select[name={kind}-device]").select_option(label=label)


async def wait_notice(page: Page, words: str) -> None:
    """Waits until a notice says so."""
    notices = page.page.locator("call-notices")

    async def said() -> bool:
        return words in await notices.inner_text()

    await until_async(said, what=f"{words!r} in {page.name}'s page")

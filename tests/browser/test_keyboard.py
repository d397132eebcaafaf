"""The keys of a call: a letter for each button, Space to talk; and what the page tells unasked."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call
from tests.bed.page import Page
from tests.bed.waiting import until_async

STEPS = [1]  # the same page in all
pytestmark = [pytest.mark.anyio, pytest.mark.browser]

BROWSERS = [CHROMIUM, FIREFOX]
# The browsers' own microphones are too quiet, or beep too shortly, to be a voice.
VOICE = """
    navigator.mediaDevices.getUserMedia = async () => {
      const context = new AudioContext();
      const destination = new MediaStreamAudioDestinationNode(context);
      const voice = new OscillatorNode(context);
      voice.connect(destination);
      voice.start();
      return destination.stream;
    };
"""


async def focused(page: Page) -> str:
    """What has the focus: an action, the name of an input, or the kind of element."""
    script = """(({ dataset, name, localName }) => dataset.action || name || localName)
        (document.activeElement)"""
    return str(await page.page.evaluate(script))


async def wait_pressed(page: Page, action: str, pressed: bool) -> None:
    """Waits until a toggle is on, or off."""

    async def is_so() -> bool:
        return await page.pressed(action) == pressed

    await until_async(is_so, what=f"{action} {'on' if pressed else 'off'}")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_letter_presses_its_button_and_none_while_writing(call: Call, browser: str) -> None:
    ben, ada = await call.join("Ben"), await call.join("Ada", browser)
    await ben.wait_remote("Ada")
    press = ada.page.keyboard.press
    await press("m")
    await ben.wait_person("Ada", microphone="false", camera="true")
    await press("V")
    await ben.wait_person("Ada", camera="false")
    await press("h")
    await ben.wait_person("Ada", hand="true")
    screen = ben.page.locator("[data-screen=Ada]")
    await press("s")
    await screen.wait_for()
    await press("s")
    await screen.wait_for(state="detached")
    await press("c")
    assert await focused(ada) == "text"
    await ada.page.keyboard.type("mvshcp? ")
    field = ada.page.locator("input[name=text]")
    assert await field.input_value() == "mvshcp? "
    assert await ada.page.locator("dialog[open]").count() == 0
    await press("Escape")
    assert await focused(ada) == "chat"
    await press("Control+m")
    await ben.wait_person("Ada", microphone="false", camera="false", hand="true")
    await press("m")
    await ben.wait_person("Ada", microphone="true")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_held_space_talks_and_its_end_mutes(call: Call, browser: str) -> None:
    ben, ada = await call.join("Ben"), await call.join("Ada", browser)
    press = ada.page.keyboard.press
    await ben.wait_remote("Ada")
    await ada.click("microphone")
    await ben.wait_person("Ada", microphone="false")
    await ada.page.keyboard.down("Space")
    await ben.wait_person("Ada", microphone="true")
    assert await ada.pressed("microphone")
    await ada.page.keyboard.up("Space")
    await ben.wait_person("Ada", microphone="false")
    await ada.page.keyboard.down("Space")
    await ben.wait_person("Ada", microphone="true")
    await ada.page.evaluate("dispatchEvent(new Event('blur'))")  # the key is let go elsewhere
    await ben.wait_person("Ada", microphone="false")
    await ada.page.keyboard.up("Space")
    while await focused(ada) != "hand":
        await press("Tab")
    await press("Space")  # is the button's
    await ben.wait_person("Ada", microphone="false", hand="true")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_space_talks_and_presses_nothing_that_was_clicked(call: Call, browser: str) -> None:
    ada, ben = await call.join("Ada", browser, microphone=0), await call.join("Ben")
    await ada.wait_moving("Ben")
    panel = ada.page.locator("call-people:visible")
    for clicks in (["pin"], ["people", "close-panel"]):
        for action in clicks:
            await ada.click(action)
        await ada.page.keyboard.down("Space")
        await ben.wait_person("Ada", microphone="true")
        await ada.page.keyboard.up("Space")
        await ben.wait_person("Ada", microphone="false")
        await ada.wait_remote("Ben", large="true")
        assert await panel.count() == 0


@pytest.mark.parametrize("browser", BROWSERS)
async def test_space_belongs_to_a_field_that_was_clicked(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser, microphone=0)
    await ada.click("more")
    box = ada.page.locator("input[name=own-picture]")
    await box.click()
    assert not await box.is_checked()
    await ada.page.keyboard.press(" ")
    assert await box.is_checked() and await focused(ada) == "own-picture"
    assert not await ada.pressed("microphone")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_list_of_keys_gives_the_focus_back(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.page.locator("call-bar [data-action=people]").focus()
    dialog = ada.page.locator("dialog[open]")
    for close in ("Escape", "?"):
        await ada.page.keyboard.press("?")
        await dialog.wait_for()
        listed = await dialog.inner_text()
        assert "Microphone on or off" in listed and "Talk while you hold it" in listed
        assert "Share your screen" in listed
        await ada.page.keyboard.press("h")  # means nothing now
        await ada.page.keyboard.press(close)
        await dialog.wait_for(state="detached")
        assert await focused(ada) == "people"
    assert not await ada.pressed("hand")
    await ada.click("more")
    await ada.page.locator("call-more [data-action=shortcuts]").click()
    await dialog.wait_for()
    await ada.page.locator("[data-action=close-help]").click()
    assert await focused(ada) == "shortcuts"


@pytest.mark.parametrize("browser", BROWSERS)
async def test_letters_can_be_switched_off_for_good(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    await ada.click("more")
    await ada.page.locator("input[name=shortcuts]").uncheck()
    await ada.page.keyboard.press("Escape")
    assert await focused(ada) == "more"
    await ada.page.reload()
    await ada.wait_state("live")
    for key in ("m", "v", "s", "h", "c", "?", "Space"):
        await ada.page.keyboard.press(key)
    assert await ada.page.locator("dialog[open], call-chat:visible, [data-screen]").count() == 0
    assert [await ada.pressed(name) for name in ("microphone", "camera", "hand")] == [
        True,
        True,
        False,
    ]
    await ada.click("more")
    await ada.page.locator("input[name=shortcuts]").check()
    await ada.page.keyboard.press("h")
    await wait_pressed(ada, "hand", True)


@pytest.mark.parametrize("browser", BROWSERS)
async def test_who_speaks_while_muted_is_told_and_is_heard_without_a_camera(
    call: Call, browser: str
) -> None:
    ada = await call.open("Ada", browser, autojoin=None, fake=None, camera=0)
    await ada.page.add_init_script(VOICE)
    await ada.page.reload()
    await ada.click("join")
    await ada.wait_state("live")
    hint = ada.page.locator("call-bar [role=status]", has_text="your microphone is off")
    assert await hint.count() == 0
    await ada.click("microphone")
    await until_async(hint.count, what="a word about the microphone")
    await ada.click("microphone")

    async def silent() -> bool:
        return await hint.count() == 0

    await until_async(silent, what="the end of it")
    ben = await call.join("Ben")
    await ben.wait_remote("Ada", camera="false")

    async def heard() -> bool:
        return await ben.loudness("Ada") > 0.001

    await until_async(heard, what="Ada, who has no camera")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_the_title_tells_the_state_the_others_and_what_is_unread(
    call: Call, browser: str
) -> None:
    ada = await call.join("Ada", browser)

    async def wait_title(words: str) -> None:
        async def told() -> bool:
            return await ada.page.title() == f"{words} - Polycloud"

        await until_async(told, what=f"the title {words}")

    room = f"room “{call.room}”"
    await wait_title(f"Alone in {room}")
    ben = await call.join("Ben")
    await wait_title(f"With 1 in {room}")
    await ben.say("one")
    await ben.say("two")
    await wait_title(f"(2) With 1 in {room}")
    badge = ada.page.locator("call-bar [data-action=chat] .unread")
    assert await badge.is_visible() and (await badge.inner_text()).split() == ["2", "unread"]
    await ada.click("chat")
    await wait_title(f"With 1 in {room}")
    assert await badge.is_hidden()
    await ben.click("leave")
    await wait_title(f"Alone in {room}")
    await ada.click("leave")
    await wait_title(f"Left {room}")


@pytest.mark.parametrize("part", ["lib/elements/help.js", "css/dialog.css"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_a_list_of_keys_that_does_not_come_is_told(
    call: Call, browser: str, part: str
) -> None:
    ada = await call.join("Ada", browser)
    ada.forgive("help.js|dialog.css|ERR_FAILED|NS_ERROR_FAILURE|Loading failed")
    await ada.page.route(f"**/{part}", lambda route: route.abort())
    await ada.page.keyboard.press("?")
    notice = ada.page.locator("call-notices [data-kind=help]")
    await notice.get_by_text("The server did not send the rest of this page.").wait_for()
    await ada.page.keyboard.press("h")  # all else goes on
    await wait_pressed(ada, "hand", True)

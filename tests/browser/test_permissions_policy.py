"""What a page may ask a browser for: all that a call needs, and nothing that it never does."""

import pytest

from tests.bed.browsers import CHROMIUM, FIREFOX
from tests.bed.call import Call

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

STEPS = [1]
ALLOWED = [
    *["camera", "microphone", "display-capture", "autoplay", "fullscreen", "picture-in-picture"],
    *["screen-wake-lock", "clipboard-write"],
]
DENIED = [
    *["accelerometer", "clipboard-read", "geolocation", "gyroscope", "hid"],
    *["magnetometer", "midi", "payment", "serial", "usb"],
]
# Only Chromium has such a policy; bluetooth it knows on some systems, and warns of it on others.
FOLLOWED = """(features) => {
    const policy = document.featurePolicy;
    return policy && features.filter((feature) => policy.allowsFeature(feature));
}"""
IMAGE = """(src) => new Promise((resolve) => {
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) =>
        resolve(effectiveDirective), { once: true });
    const image = new Image();
    image.onload = () => resolve("shown");
    image.src = src;
})"""
PIXEL = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_a_page_may_do_what_a_call_needs_and_no_more(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    allowed = await ada.page.evaluate(FOLLOWED, ALLOWED + DENIED)
    assert allowed == (ALLOWED if browser == CHROMIUM else None)
    amiss = [line for line in ada.console if "olicy" in line or "nrecognized" in line]
    assert amiss == []  # a feature that a browser does not know is told there


@pytest.mark.parametrize("browser", [CHROMIUM, FIREFOX])
async def test_an_image_is_a_file_of_ours(call: Call, browser: str) -> None:
    ada = await call.join("Ada", browser)
    assert await ada.page.evaluate(IMAGE, "/favicon.svg") == "shown"
    ada.forgive("olicy|img-src")
    assert await ada.page.evaluate(IMAGE, PIXEL) == "img-src"

"""The port: a mistake about one participant costs nobody else a packet."""

import logging
import socket
from collections.abc import Iterable, Iterator

import pytest

from steps.step2_sfu.ice_lite import Pair
from steps.step2_sfu.srtp import Run
from tests.steps.test_step2_room import Hall

pytestmark = pytest.mark.anyio


def as_they_are(packets: Iterable[bytes]) -> Iterator[Run]:
    """Each packet as a run of its own, and not protected."""
    return ((memoryview(packet), len(packet)) for packet in packets)


def mistaken(packets: Iterable[bytes]) -> Iterator[Run]:
    """A mistake of ours."""
    raise LookupError(f"{packets} cannot be protected.")


async def test_a_mistake_about_one_keeps_back_nothing_of_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    hall = Hall()
    ada, ben, cyd = (hall.media_of(hall.join(name)) for name in ("Ada", "Ben", "Cyd"))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as browsers:
        browsers.bind(("127.0.0.1", 0))
        browsers.settimeout(5.0)
        for media in (ada, ben, cyd):
            media.ice.selected = Pair(0, browsers.getsockname())
            media.dtls.protect_runs = mistaken if media is ben else as_they_are
        with caplog.at_level(logging.ERROR):
            for number in (b"1", b"2"):
                for name, media in ((b"Ada", ada), (b"Ben", ben), (b"Cyd", cyd)):
                    media.send_rtp(name + number)
                hall.sfu.port.flush()
        came = [browsers.recv(2_048) for _packet in range(4)]
    hall.sfu.port.close()
    assert came == [b"Ada1", b"Cyd1", b"Ada2", b"Cyd2"]
    assert [record.getMessage() for record in caplog.records] == [
        f"participant {ben.id} is given up"
    ]
    assert ben.ice.is_gone(0.0) and ben not in hall.sfu.port.by_ufrag.values()
    assert not ada.ice.is_gone(ada.ice.heard_at)

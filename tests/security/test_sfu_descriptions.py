"""Session descriptions that no browser would write, and answers to what was not offered."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from bench import rtc_sdp
from tests.bed.client import Message
from tests.bed.rtc_bystander import RtcBystander
from tests.bed.rtc_hall import Hall
from tests.bed.rtc_peer import RtcPeer
from tests.bed.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.security]

CANDIDATES = 1_000
LINE = "m=audio 9 UDP/TLS/RTP/SAVPF 111"
HEAD = "v=0\na=ice-ufrag:abcd\na=ice-pwd:abcdefghijklmnopqrstuv\na=fingerprint:sha-256 00\n"
BOMBS = {
    "lines": HEAD + LINE + "\n" + "a=x\n" * 2_500,
    "m-lines": HEAD + (LINE + "\n") * 500,
    "one long line": HEAD + "a=" + "x" * 60_000,
    "no m-line": HEAD,
    "no fingerprint": "v=0\na=ice-ufrag:abcd\n" + LINE,
    "words": "an answer",
    "a broken m-line": HEAD + "m=audio",
    "strange digits": HEAD
    + "m=audio \u0669 UDP/TLS/RTP/SAVPF \u0661\na=ssrc:\u0661\u0662 x\na=mid:\u0660",
    "many sources": HEAD + LINE + "\n" + "".join(f"a=ssrc:{n} x\n" for n in range(1_500)),
    "many fingerprints": HEAD + LINE + "\n" + "a=fingerprint:sha-256 1\n" * 1_500,
}


async def newcomer(hall: Hall, room: str = "hall") -> tuple[RtcPeer, Message]:
    """Somebody who has an offer and has not answered it."""
    peer = await hall.join("Dan", room=room, answers=False)
    await until(lambda: peer.offers, what="an offer")
    return peer, peer.offers[-1]


def right_answer(peer: RtcPeer, offer: Message, sources: dict[str, int] | None = None) -> str:
    """The answer that a browser would give."""
    return rtc_sdp.answer(rtc_sdp.parse(offer["sdp"]), peer.media.local, sources or {})


async def still_comes_in(hall: Hall, peer: RtcPeer, offer: Message) -> None:
    """The offer still stands: answered as it should be, it leads to a call."""
    cleo = (await hall.join("Cleo")).publish()
    peer.answers = True
    await peer.answer(offer)
    peer.connect()
    await peer.is_connected()
    await peer.has(cleo.pictures)


@pytest.fixture
def listeners() -> Iterator[list[socket.socket]]:
    """Sockets of victims, to which candidates point."""
    opened = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _number in range(10)]
    for listener in opened:
        listener.setblocking(False)
        listener.bind(("127.0.0.1", 0))
    yield opened
    for listener in opened:
        listener.close()


def candidates(listeners: list[socket.socket]) -> str:
    """A thousand candidates: the victims' addresses, and names that would have to be asked for."""
    ports = [listener.getsockname()[1] for listener in listeners]
    hosts = ["127.0.0.1", "127.0.0.1", "victim.local"]
    return "".join(
        f"a=candidate:{n} 1 udp {n} {hosts[n % 3]} {ports[n % len(ports)]} typ host\n"
        for n in range(CANDIDATES)
    )


async def test_a_thousand_candidates_are_taken_and_none_is_contacted(
    hall: Hall, bystanders: RtcBystander, listeners: list[socket.socket]
) -> None:
    cleo = (await hall.join("Cleo")).publish()
    dan, offer = await newcomer(hall)
    sdp = right_answer(dan, offer).replace("\r\n", "\n") + candidates(listeners)
    await dan.answer(offer, sdp=sdp)
    dan.answers = True
    dan.connect()
    await dan.is_connected()
    await dan.has(cleo.pictures)
    await dan.has(cleo.pictures)
    for listener in listeners:
        with pytest.raises(BlockingIOError):
            listener.recv(2_048)
    assert hall.media_of(dan).ice.validated[0].remote == dan.media.address


async def refused(peer: RtcPeer, offer: Message, **fields: Any) -> Message:
    """The error that an answer leads to."""
    await peer.answer(offer, **fields)
    return await peer.signalling.expect("error")


async def test_sdp_bombs_are_refused_and_the_offer_stands(
    hall: Hall, bystanders: RtcBystander
) -> None:
    dan, offer = await newcomer(hall)
    for name, bomb in BOMBS.items():
        error = await refused(dan, offer, sdp=bomb)
        assert (error["code"], error["field"]) == ("invalid", "sdp"), name
        assert hall.media_of(dan).negotiation.waiting
    await still_comes_in(hall, dan, offer)


async def test_an_answer_that_is_too_long_for_a_message_ends_only_that_connection(
    hall: Hall, bystanders: RtcBystander
) -> None:
    dan, offer = await newcomer(hall, "elsewhere")
    await dan.answer(offer, sdp="v=0\n" + "a=x\n" * 16_000)
    assert await dan.signalling.closed() == 1009


async def test_answers_of_a_wrong_revision_do_nothing(hall: Hall, bystanders: RtcBystander) -> None:
    dan, offer = await newcomer(hall)
    for revision in (0, offer["revision"] - 1, offer["revision"] + 1, 2**31):
        await dan.answer(offer, revision=revision)
    await dan.signalling.send(type="chat", text="all read")
    await dan.signalling.expect("chat")
    assert hall.media_of(dan).negotiation.waiting
    await still_comes_in(hall, dan, offer)
    agreed = set(hall.media_of(dan).negotiation.agreed)
    await dan.answer(offer)  # an old one, once more
    await dan.signalling.send(type="chat", text="read again")
    await dan.signalling.expect("chat", text="read again")
    assert hall.media_of(dan).negotiation.agreed.keys() == agreed != set()


def with_other_mids(sdp: str) -> Iterator[str]:
    """An answer with unknown mids, swapped ones, a line too many and one too few."""
    yield sdp.replace("a=mid:0", "a=mid:99")
    yield sdp.replace("a=mid:0", "a=mid:x").replace("a=mid:1", "a=mid:0").replace("mid:x", "mid:1")
    yield sdp + LINE + "\r\na=mid:3\r\n"
    yield sdp[: sdp.rindex("m=")]
    yield sdp.replace("a=mid:2", "a=mid:")


async def test_answers_with_other_lines_than_the_offer_are_refused(
    hall: Hall, bystanders: RtcBystander
) -> None:
    dan, offer = await newcomer(hall)
    for sdp in with_other_mids(right_answer(dan, offer)):
        error = await refused(dan, offer, sdp=sdp)
        assert (error["code"], error["field"]) == ("invalid", "sdp")
    await still_comes_in(hall, dan, offer)


async def test_answers_that_are_none_are_refused(hall: Hall, bystanders: RtcBystander) -> None:
    dan, offer = await newcomer(hall)
    for name, value in {"revision": -1, "sdp": None, "more": 1}.items():
        error = await refused(dan, offer, **{name: value})
        assert (error["code"], error["field"]) == ("invalid", name)
    for fields in ({"revision": "1"}, {"sdp": ""}, {"sdp": "\u0000"}):
        assert (await refused(dan, offer, **fields))["code"] == "invalid"
    await still_comes_in(hall, dan, offer)

"""The meeting with real WebSockets: admission, resumption, and what a lost one costs."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import websockets
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket
from websockets.frames import Frame, Opcode

from common import limits
from common.access import RIGHTS
from common.fields import ProtocolError
from common.key_settings import keys_of
from common.meeting import Meeting
from common.serving import serving
from common.signaling import FROM_BROWSER, Join
from common.web import Guard

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def meeting_server() -> AsyncIterator[tuple[str, Meeting]]:
    """A server with signalling only: its WebSocket URL, and its meeting."""
    meeting = Meeting()

    async def signalling(websocket: WebSocket) -> None:
        async with meeting.attend(websocket) as attendance:
            if attendance is None:
                return
            async for message in attendance.messages():
                try:
                    meeting.apply(attendance.participant, message)
                except ProtocolError as problem:
                    attendance.refuse(problem)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with meeting.running():
            yield

    app = Guard(Starlette(routes=[WebSocketRoute("/ws", signalling)], lifespan=lifespan))
    async with serving(app, meeting.goodbye) as url:
        yield url.replace("http", "ws") + "/ws", meeting


class Browser:
    """A signalling client that keeps what it has received."""

    def __init__(self, websocket: websockets.ClientConnection) -> None:
        self.websocket = websocket

    async def send(self, **message: Any) -> None:
        """Sends one message."""
        await self.websocket.send(json.dumps(message))

    async def expect(self, kind: str) -> dict[str, Any]:
        """The next message of a type, within 5 s; others are passed over."""
        async with asyncio.timeout(5):
            while True:
                message: dict[str, Any] = json.loads(await self.websocket.recv())
                if message["type"] == kind:
                    return message


@asynccontextmanager
async def browser(url: str, name: str = "Ada", **extra: Any) -> AsyncIterator[Browser]:
    """A connected browser that has sent its join."""
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("polycloud.v1")]) as ws:
        client = Browser(ws)
        await client.send(type="join", room="demo", name=name, **extra)
        yield client


async def test_everybody_hears_of_everybody() -> None:
    async with meeting_server() as (url, _), browser(url) as ada, browser(url, "Bob") as bob:
        assert (await ada.expect("participant_joined"))["participant"]["name"] == "Bob"
        await bob.send(type="chat", text="hello")
        assert (await ada.expect("chat"))["text"] == "hello"
        await ada.send(type="hand", raised=True)
        assert (await bob.expect("participant_updated"))["participant"]["hand_raised_at"] > 0
        await bob.send(type="reaction", reaction="heart")
        for page in (ada, bob):
            shown = await page.expect("reaction")
            assert (shown["name"], shown["reaction"]) == ("Bob", "heart") and "event" not in shown
        await bob.send(type="leave")
        assert (await ada.expect("participant_left"))["reason"] == "left"
        assert (await bob.expect("bye"))["reason"] == "left"


async def test_a_lost_websocket_is_resumed_and_misses_nothing() -> None:
    async with meeting_server() as (url, meeting), browser(url, "Bob") as bob:
        async with browser(url) as ada:
            welcome = await ada.expect("welcome")
            ada.websocket.transport.abort()
        lost = await bob.expect("participant_updated")
        assert lost["participant"]["connected"] is False
        await bob.send(type="chat", text="while you were away")
        await bob.expect("chat")
        token, last_event = welcome["token"], welcome["event"]
        async with browser(url, token=token, last_event=last_event) as ada:
            back = await ada.expect("welcome")
            assert (back["resumed"], back["you"]) == (True, welcome["you"])
            assert back["participants"] is None
            assert (await ada.expect("participant_updated"))["event"] == last_event + 1
            assert (await ada.expect("chat"))["text"] == "while you were away"
            assert len(meeting.rooms.participants) == 2


async def test_a_reload_gets_the_whole_room() -> None:
    async with meeting_server() as (url, _), browser(url) as ada:
        token = (await ada.expect("welcome"))["token"]
        async with browser(url, token=token) as reloaded:
            assert (await ada.expect("bye"))["reason"] == "replaced"
            welcome = await reloaded.expect("welcome")
            assert [p["name"] for p in welcome["participants"]] == ["Ada"]


async def test_a_foreign_token_is_a_new_join() -> None:
    async with meeting_server() as (url, _), browser(url) as ada:
        token = (await ada.expect("welcome"))["token"]
        async with browser(url, "Eve", token=token[:-1] + "?") as eve:
            welcome = await eve.expect("welcome")
            assert not welcome["resumed"] and len(welcome["participants"]) == 2


async def test_an_invalid_message_is_answered_and_the_connection_survives() -> None:
    async with meeting_server() as (url, _), browser(url) as ada:
        await ada.send(type="media", microphone=True)
        assert (await ada.expect("error"))["field"] == "camera"
        await ada.websocket.send(b"\x00")
        assert (await ada.expect("error"))["code"] == "not_json"
        await ada.send(type="answer", revision=1, sdp="v=0")
        assert (await ada.expect("error"))["code"] == "unsupported"
        await ada.send(type="chat", text="still here")
        assert (await ada.expect("chat"))["text"] == "still here"


async def test_a_pong_makes_the_quality_known() -> None:
    async with meeting_server() as (url, _), browser(url) as ada:
        ping = await ada.expect("ping")
        await ada.send(type="pong", sent=ping["sent"])
        assert (await ada.expect("participant_updated"))["participant"]["quality"] == "good"


async def test_a_ping_tells_how_long_the_last_one_took(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PING_SECONDS", 0.2)
    async with meeting_server() as (url, _), browser(url) as ada:
        first = await ada.expect("ping")
        assert first["round_trip"] is None
        await asyncio.sleep(0.05)
        await ada.send(type="pong", sent=first["sent"])
        assert 50 <= (await ada.expect("ping"))["round_trip"] < limits.PONG_SECONDS * 1000


async def test_a_pong_to_no_ping_asks_for_one() -> None:
    async with meeting_server() as (url, _), browser(url) as ada:
        ping = await ada.expect("ping")
        await ada.send(type="pong", sent=ping["sent"])
        await ada.send(type="pong", sent=0)
        async with asyncio.timeout(limits.PING_SECONDS / 2):
            await ada.expect("ping")


async def test_a_leave_counts_though_the_close_comes_right_behind_it() -> None:
    async with meeting_server() as (url, _), browser(url, "Bob") as bob:
        for _ in range(20):
            async with browser(url) as ada:
                await ada.expect("welcome")
                leave = Frame(Opcode.TEXT, b'{"type":"leave"}').serialize(mask=True)
                close = Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True)
                ada.websocket.transport.write(leave + close)
                assert (await bob.expect("participant_left"))["reason"] == "left"


async def test_a_server_that_stops_says_goodbye() -> None:
    async with meeting_server() as (url, meeting), browser(url) as ada:
        await ada.expect("welcome")
        meeting.goodbye()
        assert (await ada.expect("bye"))["reason"] == "shutdown"


class Untouchable:
    """Rooms that nobody may look at."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"somebody has looked at {name}")


def test_a_stranger_is_refused_before_any_room_is_looked_at() -> None:
    """So that neither words nor time tell whether there is such a room."""
    meeting = Meeting(keys=keys_of("s" * 32))
    meeting.rooms = Untouchable()  # type: ignore[assignment]
    with pytest.raises(ProtocolError, match="need an invite link"):
        meeting.enter(Join("tea", "Eve"))
    with pytest.raises(ProtocolError, match="need an invite link"):
        meeting.enter(Join("tea", "Eve", key="a.b.c"))


@pytest.mark.parametrize("kind", FROM_BROWSER)
def test_every_message_names_the_right_that_it_needs(kind: str) -> None:
    assert FROM_BROWSER[kind].needs in RIGHTS

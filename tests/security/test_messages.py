"""Messages that are wrong: an error that says which field and why, and a server that lives on."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bed.bystander import Bystander
from tests.bed.client import Participant
from tests.bed.step import Step

pytestmark = [pytest.mark.anyio, pytest.mark.security]

JOIN = {"type": "join", "room": "r", "name": "Ada"}


@pytest.mark.parametrize(
    ("message", "field", "words"),
    [
        (JOIN | {"room": ""}, "room", "letters"),
        (JOIN | {"room": "a/b"}, "room", "letters"),
        (JOIN | {"room": "x" * 65}, "room", "64"),
        (JOIN | {"room": 7}, "room", "letters"),
        (JOIN | {"name": ""}, "name", "64"),
        (JOIN | {"name": "   \u2003"}, "name", "64"),
        (JOIN | {"name": "x" * 65}, "name", "64"),
        (JOIN | {"name": "x" * 60_000}, "name", "64"),
        (JOIN | {"name": "Ada\u202eneB"}, "name", "control"),
        (JOIN | {"name": "Ada\x00"}, "name", "control"),
        (JOIN | {"name": "Ada\nBen"}, "name", "control"),
        (JOIN | {"name": "Ada\ud800"}, "name", "control"),
        (JOIN | {"name": "Ada\u200b"}, "name", "invisible"),
        (JOIN | {"name": "A\u00adda"}, "name", "invisible"),
        (JOIN | {"name": "Ada\U000e0041"}, "name", "invisible"),
        (JOIN | {"name": "\u3164\u2800"}, "name", "invisible"),
        (JOIN | {"name": "\u0301\u200d"}, "name", "seen"),
        (JOIN | {"name": None}, "name", "64"),
        (JOIN | {"view": "yes"}, "view", "true or false"),
        (JOIN | {"view": 1}, "view", "true or false"),
        (JOIN | {"last_event": -1}, "last_event", "whole number"),
        (JOIN | {"last_event": 1.5}, "last_event", "whole number"),
        (JOIN | {"last_event": True}, "last_event", "whole number"),
        (JOIN | {"last_event": 10**30}, "last_event", "whole number"),
        (JOIN | {"token": {"$ne": 1}}, "token", "text"),
        (JOIN | {"admin": True}, "admin", "not known"),
        (JOIN | {"\ud800": True}, "\ud800", "not known"),
        ({"type": "join", "room": "r"}, "name", "missing"),
        ({"type": "chat", "text": "first"}, "type", "join"),
        ({"type": "constructor"}, "type", "one of"),
        ({"type": ["join"]}, "type", "one of"),
        ({}, "type", "one of"),
    ],
)
async def test_a_wrong_first_message_is_told_which_field_and_why(
    step: Step, message: dict[str, Any], field: str, words: str
) -> None:
    stranger = await Participant.open(step.url)
    await stranger.send(**message)
    error = await stranger.expect("error")
    assert (error["code"], error["field"]) == ("invalid", field)
    assert words in error["message"]
    assert len(error["message"]) < 500
    await stranger.send(type="join", room="after-an-error", name="Ada")
    stranger.welcome = await stranger.expect("welcome")  # the connection survives
    await stranger.leave()


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ({"type": "media", "microphone": True, "camera": True}, "screen"),
        ({"type": "media", "microphone": 0, "camera": True, "screen": True}, "microphone"),
        ({"type": "chat", "text": ""}, "text"),
        ({"type": "chat", "text": " \n "}, "text"),
        ({"type": "chat", "text": "x" * 2_001}, "text"),
        ({"type": "chat", "text": "a\x1bb"}, "text"),
        ({"type": "chat", "text": ["a"]}, "text"),
        ({"type": "hand", "raised": "true"}, "raised"),
        ({"type": "reaction", "reaction": "shrug"}, "reaction"),
        ({"type": "speaking", "speaking": None}, "speaking"),
        ({"type": "missing"}, "participants"),
        ({"type": "missing", "participants": ["7-camera"]}, "participants"),
        ({"type": "missing", "participants": [7] * 101}, "participants"),
        ({"type": "pong", "sent": "1"}, "sent"),
        ({"type": "pong", "sent": 1e300}, "sent"),
        ({"type": "leave", "now": True}, "now"),
        (JOIN, "type"),
        ({"type": "answer", "revision": 1, "sdp": "v=0"}, "type"),
    ],
)
async def test_a_wrong_message_in_a_call_changes_nothing_for_the_others(
    step: Step, room: str, message: dict[str, Any], field: str
) -> None:
    ada = await Participant.join(step.url, room, "Ada")
    ben = await Participant.join(step.url, room, "Ben")
    await ada.send(**message)
    error = await ada.expect("error")
    assert error["field"] == field
    await ada.send(type="chat", text="well")
    await ben.expect("chat", text="well")
    assert {m["type"] for m in ben.messages} <= {"welcome", "chat", "ping", "participant_updated"}
    await ada.leave()
    await ben.leave()


async def test_twenty_invalid_messages_end_the_connection(step: Step, room: str) -> None:
    eve = await Participant.join(step.url, room, "Eve")
    for _ in range(30):
        await eve.websocket.send("nonsense")
    assert await eve.closed() == 1008
    assert len([m for m in eve.messages if m["type"] == "error"]) == 20
    await eve.close()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
names = st.sampled_from(["room", "name", "view", "token", "last_event", "text", "raised", "sdp"])
typed = st.builds(
    lambda kind, fields: {**fields, "type": kind},
    st.sampled_from(["join", "media", "chat", "hand", "speaking", "pong", "answer", "welcome"]),
    st.dictionaries(names | st.text(max_size=5), json_values, max_size=5),
)
nested = st.integers(1, 20_000).map(lambda depth: "[" * depth + "]" * depth)
texts = (
    st.text(st.characters(codec="utf-8"))
    | json_values.map(json.dumps)
    | typed.map(json.dumps)
    | nested
)


@settings(
    max_examples=250,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(messages=st.lists(texts | st.binary(max_size=100), min_size=1, max_size=19))
async def test_generated_messages_never_break_the_server(
    step: Step, bystander: Bystander, messages: list[str | bytes]
) -> None:
    eve = await Participant.join(step.url, "generated", "Eve")
    for message in messages:
        await eve.websocket.send(message)
    await eve.send(type="chat", text="alive")
    await eve.expect("chat", text="alive")
    errors = [message for message in eve.messages if message["type"] == "error"]
    assert all(error["message"].endswith(".") for error in errors)
    await eve.leave()


@settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(messages=st.lists(texts | st.binary(max_size=100), min_size=1, max_size=5))
async def test_generated_messages_on_the_media_websocket_never_break_the_server(
    step: Step, bystander: Bystander, messages: list[str | bytes]
) -> None:
    eve = await Participant.join(step.url, "generated", "Eve")
    media = await eve.attach()
    for message in messages:
        await media.websocket.send(message)
    await media.begin()
    await media.send(type="stop")
    await media.send(type="attach", token="again")
    await media.expect("error")
    await eve.leave()
    await media.close()

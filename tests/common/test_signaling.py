"""Messages: what is valid passes, what is not names the field and the reason."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.fields import ProtocolError, parse_object
from common.reception import Missing
from common.server_messages import ChatLine
from common.signaling import REACTIONS, Chat, Join, Media, Reaction, Visible, encode, parse

json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=100),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner),
    max_leaves=8,
)


def refusal(message: object) -> ProtocolError:
    """The error that a message is answered with."""
    with pytest.raises(ProtocolError) as caught:
        parse(message if isinstance(message, str) else json.dumps(message))
    return caught.value


def test_a_join_needs_room_and_name_only() -> None:
    assert parse('{"type":"join","room":"demo","name":" Ada "}') == Join(room="demo", name="Ada")


def test_a_missing_field_is_named() -> None:
    error = refusal({"type": "join", "room": "demo"})
    assert (error.code, error.field, str(error)) == (
        "invalid",
        "name",
        "The field name is missing.",
    )


def test_an_unknown_field_is_named() -> None:
    assert refusal({"type": "leave", "now": True}).field == "now"


def test_a_number_is_not_a_flag() -> None:
    error = refusal({"type": "media", "microphone": 1, "camera": True, "screen": False})
    assert str(error) == "The field microphone must be true or false."


def test_pictures_are_those_of_participants_and_of_their_screens() -> None:
    message = parse('{"type":"visible","participants":[7,"7-screen",8]}')
    assert message == Visible((7, "7-screen", 8))
    for wrong in ("7", ["7"], ["-screen"], ["7-screen "], ["x7-screen"], [True], [-1], [7] * 501):
        assert refusal({"type": "visible", "participants": wrong}).field == "participants"


def test_only_participants_and_their_screens_can_be_missing() -> None:
    assert parse('{"type":"missing","participants":[7,8]}') == Missing((7, 8))
    assert parse('{"type":"missing","participants":["7-screen"]}') == Missing(("7-screen",))
    assert parse('{"type":"missing","participants":[]}') == Missing(())
    for wrong in (None, 7, "7", ["7"], ["-screen"], [True], [-1], [1.0], [2**60], [7] * 101):
        assert refusal({"type": "missing", "participants": wrong}).field == "participants"


@pytest.mark.parametrize("wrong", ["shrug", "Like", "\N{THUMBS UP SIGN}", "", None, ["like"]])
def test_a_reaction_is_one_of_six(wrong: object) -> None:
    assert [parse(json.dumps({"type": "reaction", "reaction": r})) for r in REACTIONS] == [
        Reaction(reaction) for reaction in REACTIONS
    ]
    error = refusal({"type": "reaction", "reaction": wrong})
    assert error.field == "reaction" and "must be one of: like, applause" in str(error)


@pytest.mark.parametrize(
    "text", ["", "[]", "7", "nonsense", "[" * 60_000, '{"type":"chat","text":NaN}', '"\\ud800"']
)
def test_what_is_not_a_json_object_is_told_so(text: str) -> None:
    assert refusal(text).code == "not_json"


@pytest.mark.parametrize("kind", [None, 5, "welcome", "__init__", ["join"]])
def test_an_unknown_type_is_told_the_known_ones(kind: object) -> None:
    error = refusal({"type": kind})
    assert error.field == "type" and "join, media, chat" in str(error)


@pytest.mark.parametrize(
    "name",
    ["", "  ", "a" * 65, "a\x00b", "a\nb", "\u202eadA", "\ud800", "x\u2028y", 7, None, ["Ada"]],
)
def test_names_that_could_deceive_or_break_are_refused(name: object) -> None:
    assert refusal({"type": "join", "room": "demo", "name": name}).field == "name"


@pytest.mark.parametrize("name", ["Ada", "Zoë", "王小明", "👩‍🚀", "<b>x</b>", "a" * 64])
def test_names_of_all_people_are_taken(name: str) -> None:
    message = parse(json.dumps({"type": "join", "room": "demo", "name": name}))
    assert isinstance(message, Join) and message.name == name


def test_names_that_look_the_same_become_the_same() -> None:
    message = parse(json.dumps({"type": "join", "room": "r", "name": "Zoe\u0308"}))
    assert isinstance(message, Join) and message.name == "Zo\u00eb"


@pytest.mark.parametrize("room", ["", "a b", "a/b", "é", "x" * 65, "..\\", 3])
def test_room_names_are_plain(room: object) -> None:
    assert refusal({"type": "join", "room": room, "name": "Ada"}).field == "room"


def test_chat_may_have_lines_but_no_control_characters() -> None:
    assert parse('{"type":"chat","text":"one\\ntwo"}') == Chat("one\ntwo")
    assert refusal({"type": "chat", "text": "\x1b[31m"}).field == "text"
    assert refusal({"type": "chat", "text": "x" * 2001}).field == "text"
    assert refusal('{"type":"chat","text":"\\ud83d"}').field == "text"


def test_an_event_is_encoded_with_its_type_first() -> None:
    text = encode(ChatLine(event=3, id=7, name="Ada", text="hello", at=5))
    assert text == '{"type":"chat","event":3,"id":7,"name":"Ada","text":"hello","at":5}'


def test_media_round_trips() -> None:
    message = Media(microphone=True, camera=False, screen=False)
    assert parse(encode(message)) == message


@given(st.text(max_size=200))
@settings(max_examples=500, derandomize=True, deadline=None)
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        assert isinstance(parse_object(text), dict)
    except ProtocolError as error:
        assert str(error)


@given(
    st.sampled_from(
        ["join", "media", "chat", "hand", "reaction", "speaking", "pong", "leave", "x"]
    ),
    st.dictionaries(
        st.sampled_from(["room", "name", "view", "text", "raised", "sent", "sdp", "token"])
        | st.text(max_size=8),
        json_values,
        max_size=5,
    ),
)
@settings(max_examples=500, derandomize=True, deadline=None)
def test_any_object_is_a_valid_message_or_refused(kind: str, values: dict[str, object]) -> None:
    text = json.dumps({**values, "type": kind})
    try:
        assert parse(text).type == kind
    except ProtocolError as error:
        assert error.code in ("invalid", "not_json") and str(error).encode()

"""Who may enter: with which key, when, and who may not any more."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from common import limits
from common.access import Key, sign
from common.fields import ProtocolError
from common.key_settings import key_secret, keys_of, presenter_link, read_keys
from common.keys import Keys

SECRET = "s" * 32
NOW = 1_000.0
KEY = Key("tea", "talk", 2_000, "one")


@pytest.fixture
def keys() -> Keys:
    """The keys of a server."""
    return keys_of(SECRET)


def text(key: Key = KEY) -> str:
    """A key as it stands in a link."""
    return sign(key, SECRET.encode())


@contextmanager
def refused(words: str) -> Iterator[None]:
    """Expects that nobody is let in, for this reason."""
    with pytest.raises(ProtocolError, match=words) as caught:
        yield
    assert caught.value.code == "no_entry"


def test_an_open_room_asks_for_nothing() -> None:
    keys = Keys()
    assert not keys.needed
    for anything in (None, "", "nonsense", text()):
        assert keys.entering(anything, "tea", NOW) is None
        assert keys.known(anything, "tea") is None
    assert keys.sign(KEY) == ""


def test_a_key_opens_its_own_room_for_its_time(keys: Keys) -> None:
    assert keys.entering(text(), "tea", NOW) == KEY
    with refused("need an invite link"):
        keys.entering(text(), "coffee", NOW)
    with refused("expired"):
        keys.entering(text(), "tea", 2_000)
    for nothing in (None, "", "x.y.z"):
        with refused("need an invite link"):
            keys.entering(nothing, "tea", NOW)


def test_a_barred_key_opens_nothing_until_it_would_have_expired(keys: Keys) -> None:
    keys.bar([(KEY.jti, KEY.exp)], NOW)
    with refused("opens the room no more"):
        keys.entering(text(), "tea", NOW)
    assert keys.entering(text(Key("tea", "talk", 2_000, "two")), "tea", NOW)
    keys.bar([], 2_000)
    assert not keys.barred
    with refused("expired"):
        keys.entering(text(), "tea", 2_000)


def test_who_is_inside_may_come_back_by_the_key_they_came_with(keys: Keys) -> None:
    keys.bar([(KEY.jti, KEY.exp)], NOW)
    assert keys.returning(text(), "tea", KEY, 3_000) == KEY
    with refused("expired"):
        keys.returning(text(), "tea", None, 3_000)
    with refused("expired"):
        keys.returning(text(Key("tea", "present", 2_000, "x")), "tea", KEY, 3_000)
    with refused("need an invite link"):
        keys.returning(None, "tea", KEY, NOW)
    with refused("need an invite link"):
        keys.returning(text(), "coffee", KEY, NOW)


def test_the_barred_have_a_bound_and_the_first_to_expire_are_forgotten(keys: Keys) -> None:
    keys.bar(((f"k{number}", 5_000 + number) for number in range(limits.BARRED_KEYS + 10)), NOW)
    assert len(keys.barred) == limits.BARRED_KEYS
    assert "k9" not in keys.barred and "k10" in keys.barred


def test_a_key_that_a_presenter_makes_is_good_no_longer_than_their_own(keys: Keys) -> None:
    own = Key("tea", "present", 2_000, "own")
    assert keys.derive(own, "watch", 100, "new", NOW) == Key("tea", "watch", 1_100, "new")
    assert keys.derive(own, "talk", 9_000, "new", NOW).exp == own.exp
    with refused("invite nobody"):
        keys.derive(own, "talk", 100, "new", 2_000)


def test_without_the_setting_rooms_are_open() -> None:
    for word in ("", "0"):
        assert not read_keys({"KEYS": word, "KEYS_SECRET": "x"}).needed
        assert presenter_link(Keys(), "http://localhost:8001/") == ""
    assert read_keys({"KEYS": "1"}).needed


def test_a_secret_is_new_in_each_run_or_the_one_that_is_given() -> None:
    made = {key_secret({"KEYS": "1"}) for _ in range(3)}
    assert len(made) == 3 and min(map(len, made)) >= 64
    assert key_secret({"KEYS": "1", "KEYS_SECRET": SECRET}) == SECRET


def test_the_presenter_s_link_opens_the_room_and_its_key_is_in_the_fragment(keys: Keys) -> None:
    for room, settings in {"lobby": {}, "tea": {"KEYS_ROOM": "tea"}}.items():
        line = presenter_link(keys, "http://localhost:8001/", settings)
        address, key = line.split("#key=")
        assert address == f"The presenter's link: http://localhost:8001/?room={room}"
        found = keys.entering(key, room, NOW)
        assert found and found.allows("present")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"KEYS": "1", "KEYS_SECRET": "x" * 31}, "KEYS_SECRET is too short"),
        ({"KEYS": "1", "KEYS_ROOM": "a/b"}, "KEYS_ROOM=a/b is no name of a room"),
        ({"KEYS": "1"}, "KEYS_SECRET is missing"),
    ],
)
def test_a_setting_that_means_nothing_is_told(
    settings: dict[str, str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_keys(settings, shared="KEYS_ROOM" not in settings)
    assert ended.value.code == 64
    error = capsys.readouterr().err
    assert error.startswith(said) and error.count("\n") == 1 and "x" * 31 not in error

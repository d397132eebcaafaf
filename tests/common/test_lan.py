"""LAN=1: the names and addresses of this computer, and the certificate that names them."""

import asyncio
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from hypothesis import given
from hypothesis import strategies as st

from common import lan as lan_module
from common.authority import SLACK, Unusable, certificate_of, new_authority
from common.certificates import VALID
from common.key_settings import GUEST_SECONDS, read_keys
from common.lan import NO_NETWORK, RENEWED, Lan, host_names, read_lan
from common.serving import Door

NOW = datetime.now(UTC).replace(microsecond=0)
CA = new_authority(NOW)
ADDRESSES = ["192.168.7.20", "172.17.0.1", "fd00::7", "127.0.0.1", "::1"]


def made(addresses: list[str] | None = None, now: datetime = NOW) -> Lan:
    """A computer called Desk, with some addresses."""
    local = ADDRESSES if addresses is None else addresses
    return Lan(CA, lambda: local, lambda: "Desk", now)


async def shown(lan: Lan, name: str = "localhost") -> x509.Certificate:
    """The certificate that a client is shown who trusts our authority and asks for a name."""
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0, ssl=lan.context)
    host, port = server.sockets[0].getsockname()
    async with server:
        _reader, writer = await asyncio.open_connection(
            host, port, ssl=lan.trusting(), server_hostname=name
        )
        der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
        writer.close()
    return x509.load_der_x509_certificate(der)


@pytest.mark.anyio
@pytest.mark.parametrize(
    "name", ["localhost", "127.0.0.1", "::1", "desk", "desk.local", *ADDRESSES[:3]]
)
async def test_a_client_that_trusts_our_authority_finds_each_name(name: str) -> None:
    lan = made()
    assert (await shown(lan, name)).issuer == certificate_of(CA).subject


@pytest.mark.anyio
@pytest.mark.parametrize("name", ["evil.local", "10.0.0.1", "desk.example.org", "example.org"])
async def test_it_is_for_no_other_name(name: str) -> None:
    with pytest.raises(ssl.SSLCertVerificationError, match="mismatch|not valid for"):
        await shown(made(), name)


@pytest.mark.anyio
async def test_it_is_valid_for_30_days_and_apple_takes_it() -> None:
    certificate = await shown(made())
    assert certificate.not_valid_after_utc == NOW + timedelta(days=30) == NOW + VALID
    assert certificate.not_valid_before_utc == NOW - SLACK
    used_for = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert x509.oid.ExtendedKeyUsageOID.SERVER_AUTH in used_for


@pytest.mark.anyio
async def test_it_is_renewed_before_it_expires_on_connections_that_come_then() -> None:
    lan = made(now=NOW + RENEWED - VALID)
    first = await shown(lan)
    lan.refresh(NOW)
    assert await shown(lan) == first
    later = NOW + timedelta(minutes=1)
    lan.refresh(later)
    assert (await shown(lan)).not_valid_after_utc == later + VALID


def test_a_certificate_that_could_not_be_made_is_made_at_the_next_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lan = made()
    before, later = lan.names, NOW + VALID - RENEWED + timedelta(minutes=1)
    asked: list[datetime] = []

    def fails(*_asked: object) -> None:
        asked.append(later)
        raise OSError("no space left on device")

    monkeypatch.setattr(lan_module, "issue", fails)
    for _look in range(2):
        with pytest.raises(OSError, match="no space"):
            lan.refresh(later)
    assert len(asked) == 2 and lan.names == before


@pytest.mark.anyio
async def test_it_follows_the_computer_into_another_network() -> None:
    addresses = ["192.168.7.20", "127.0.0.1"]
    lan = made(addresses)
    addresses[0] = "10.1.1.9"
    lan.refresh(NOW)
    await shown(lan, "10.1.1.9")
    assert "192.168.7.20" not in lan.names and lan.address == "10.1.1.9"
    del addresses[0]
    lan.refresh(NOW)
    assert lan.address == "10.1.1.9"  # without a network for a moment


@pytest.mark.anyio
async def test_a_vpn_that_comes_and_goes_costs_one_new_certificate() -> None:
    home, both = ["192.168.7.20"], ["10.8.0.2", "192.168.7.20"]
    addresses = home.copy()
    lan = made(addresses)
    seen = [await shown(lan)]
    for now_here in (both, home, both, both[::-1]):
        addresses[:] = now_here
        lan.refresh(NOW)
        assert lan.address == now_here[0] and set(now_here) <= set(lan.names)
        seen.append(await shown(lan))
    assert len({certificate.serial_number for certificate in seen}) == 2
    addresses[:] = home
    lan.refresh(NOW)
    assert "10.8.0.2" not in lan.names  # by which nobody asks for us any more


@pytest.mark.parametrize("addresses", [[], ["127.0.0.1", "::1"]])
def test_without_a_network_there_is_a_sentence(addresses: list[str]) -> None:
    with pytest.raises(Unusable) as problem:
        made(addresses)
    assert str(problem.value) == NO_NETWORK


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("Desk", ["desk", "desk.local"]),
        ("desk.local", ["desk.local"]),
        ("desk.example.org", ["desk.example.org", "desk.local"]),
        ("localhost", []),
        ("localhost.localdomain", []),
        ("", []),
        ("ein pc", []),
        ("my_desk", []),
        ("-desk", []),
        ("xn--a", []),
        ("a" * 64, []),
        ("10", []),
    ],
)
def test_the_names_of_a_computer(name: str, names: list[str]) -> None:
    assert host_names(name) == names


@given(st.text(max_size=80))
def test_any_host_name_makes_a_certificate(name: str) -> None:
    lan = Lan(CA, lambda: ADDRESSES, lambda: name, NOW)
    assert lan.names[:3] == ("localhost", "127.0.0.1", "::1")


def test_an_address_is_told_as_it_stands_in_a_url() -> None:
    assert (made().address, made().name) == ("192.168.7.20", "desk.local")
    assert made(["fd00::7", "::1"]).address == "[fd00::7]"


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """The settings of LAN=1, for a computer with an address."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr(lan_module, "Lan", lambda ca: Lan(ca, lambda: ADDRESSES))
    yield {"LAN": "1"}


def test_only_a_setting_that_is_on_asks_for_it(settings: dict[str, str]) -> None:
    assert read_lan({}) is None and read_lan({"LAN": "0"}) is None and read_lan({"LAN": ""}) is None
    assert read_lan(settings)


def test_what_is_wrong_ends_the_step_with_a_sentence(
    settings: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "polycloud").touch()
    with pytest.raises(SystemExit) as ended:
        read_lan(settings)
    said = capsys.readouterr().err
    assert ended.value.code == 64
    assert said.count("\n") == 1 and said.startswith("The certificate authority in ")


def test_rooms_are_entered_with_keys_whatever_else_is_set() -> None:
    assert read_keys({"LAN": "1"}).needed and read_keys({"LAN": "1", "KEYS": "0"}).needed
    assert not read_keys({"LAN": "0"}).needed


def test_the_terminal_is_told_both_links_and_both_addresses() -> None:
    keys = read_keys({"LAN": "1"})
    door = Door(2, "", 8002, [], keys, made())
    presenter, guests, fingerprint, ready = door.greeting(keys).splitlines()
    assert presenter.startswith("The presenter's link: https://192.168.7.20:8002/?room=lobby#key=")
    assert guests.startswith("The guests' link: https://192.168.7.20:8002/?room=lobby#key=")
    assert fingerprint.startswith("The fingerprint of our certificate authority: ")
    found = "https://192.168.7.20:8002/, and by name on https://desk.local:8002/"
    assert ready == f"Step 2 is on {found}"
    now = time.time()
    key = keys.entering(guests.partition("#key=")[2], "lobby", now)
    assert key and key.rights == "talk"
    assert abs(key.exp - now - GUEST_SECONDS) < 600

"""Which of this computer's addresses others are told first."""

from types import SimpleNamespace
from typing import Any

import pytest

from common import addresses


def adapter(name: str, *ips: Any) -> SimpleNamespace:
    """A network card with its addresses, as ifaddr tells them."""
    return SimpleNamespace(name=name, ips=[SimpleNamespace(ip=ip) for ip in ips])


CARDS = [
    adapter("lo", "127.0.0.1", ("::1", 0, 0)),
    adapter("docker0", "172.17.0.1", ("fe80::1", 0, 3)),
    adapter("wlan0", "192.168.7.20", ("fd00::7", 0, 0), "169.254.3.4"),
]


@pytest.mark.parametrize(("way_out", "first"), [("", "192.168.7.20"), ("172.17.0.1", "172.17.0.1")])
def test_the_way_out_comes_first_and_bridges_of_our_own_after_all_others(
    monkeypatch: pytest.MonkeyPatch, way_out: str, first: str
) -> None:
    monkeypatch.setattr("ifaddr.get_adapters", lambda: CARDS)
    monkeypatch.setattr(addresses, "way_out", lambda: way_out)
    found = addresses.local_addresses()
    assert found[0] == first and found[-2:] == ["127.0.0.1", "::1"]
    assert set(found) == {"192.168.7.20", "fd00::7", "172.17.0.1", "127.0.0.1", "::1"}


def test_a_tunnel_comes_after_the_network_that_others_are_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cards = [*CARDS, adapter("tun0", "10.8.0.2")]
    monkeypatch.setattr("ifaddr.get_adapters", lambda: cards)
    monkeypatch.setattr(addresses, "way_out", lambda: "10.8.0.2")
    found = addresses.local_addresses()
    assert found[0] == "192.168.7.20" and found.index("10.8.0.2") == len(found) - 3

"""Media over IPv6, over IPv4, and between the two."""

import socket

import pytest

from tests.bed.rtc_hall import sfu_hall

pytestmark = pytest.mark.anyio

V4, V6 = "127.0.0.1", "::1"


def has_ipv6() -> bool:
    """Whether this computer has the loopback address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind((V6, 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="no IPv6 on this computer")
@pytest.mark.parametrize(("cleos", "dans"), [(V6, V6), (V6, V4), (V4, V6)])
async def test_packets_are_forwarded_over_either_family_and_between_them(
    cleos: str, dans: str
) -> None:
    async with sfu_hall(V4, V6) as hall:
        cleo, dan = await hall.join("Cleo", host=cleos), await hall.join("Dan", host=dans)
        cleo.publish()
        for track in cleo.tracks:
            await dan.has(track)
        assert dan.received(cleo.pictures)[0].keyframe
        for peer, host in ((cleo, cleos), (dan, dans)):
            path = hall.media_of(peer).ice.path
            assert path is not None and path.remote[0] == host
            assert hall.sfu.port.addresses[path.local][0] == host

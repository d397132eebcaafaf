"""The load generator of the TURN benchmark with our own server: what it sends comes back."""

from contextlib import closing
from pathlib import Path

import pytest

from bench.turn_batch import can_batch
from bench.turn_control import Allocation, TurnError, link_to
from bench.turn_crowd import Crowd
from bench.turn_servers import free_doors, running_ours
from bench.turn_shapes import Shape, Transport, TurnOrder, Way
from bench.turn_sockets import host_of

pytestmark = pytest.mark.skipif(not can_batch(), reason="recvmmsg is of Linux")
SHAPES = [
    Shape("channels", 2),
    Shape("evenly", 2, burst=1),
    Shape("indications", 2, Way.INDICATIONS),
    Shape("TCP", 2, transport=Transport.TCP),
    Shape("TLS", 2, transport=Transport.TLS),
    Shape("TLS, indications", 2, Way.INDICATIONS, Transport.TLS),
    Shape("runs", 2, peer_segments=True),
]


def test_all_kinds_of_clients_get_back_what_they_sent(tmp_path: Path) -> None:
    doors = free_doors(tmp_path)
    with running_ours(doors):
        for shape in SHAPES:
            tls = shape.transport is Transport.TLS
            with closing(Crowd(shape, doors.tls_port if tls else doors.port)) as crowd:
                entered = crowd.enter()
                seen = crowd.play(TurnOrder(1.0, 0.2))
            assert len(entered.connected_ms) == shape.clients
            assert seen.sent
            assert (seen.received, seen.wrong) == (seen.expected, 0), shape.name


def test_idle_clients_only_have_an_allocation(tmp_path: Path) -> None:
    doors = free_doors(tmp_path)
    shape = Shape("idle", 3, Way.NONE)
    with running_ours(doors), closing(Crowd(shape, doors.port)) as crowd:
        assert len(crowd.enter().connected_ms) == 3
        assert not crowd.clients


def test_a_refusal_is_told_as_the_server_told_it(tmp_path: Path) -> None:
    doors = free_doors(tmp_path)
    with running_ours(doors):
        link = link_to(Transport.UDP, doors.port, host_of(0))
        with closing(link.socket), pytest.raises(TurnError, match="CREATE_PERMISSION: 403"):
            Allocation(link).permit(("10.0.0.1", 9))

"""Who may send in a room, and under which SSRCs: none is told twice."""

import pytest

from common import limits
from common.fields import ProtocolError
from common.presence import Participant
from common.rooms import Rooms
from common.server_messages import Offer
from common.signaling import Join
from steps.step2_sfu import room
from steps.step2_sfu.participant import MediaParticipant
from steps.step2_sfu.port import Port
from steps.step2_sfu.room import MediaRoom
from steps.step2_sfu.sfu import Sfu
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import OWN_SSRC

pytestmark = pytest.mark.anyio


class Hall:
    """An SFU whose offers nobody answers."""

    def __init__(self) -> None:
        self.sfu = Sfu(Port(["127.0.0.1"], 0))
        self.rooms = Rooms()
        self.offers: list[Offer] = []

    def join(self, name: str, *, view: bool = False) -> Participant:
        """Somebody in the room."""
        who = self.rooms.enter(Join(room="hall", name=name, view=view), "secret", clock_ms=0)
        self.sfu.join(who, self.offers.append, returning=False)
        return who

    def media_of(self, who: Participant) -> MediaParticipant:
        """Somebody's connection."""
        return self.sfu.participants[who.id]

    @property
    def media(self) -> MediaRoom:
        """The media of the room."""
        return self.sfu.rooms["hall"]


async def test_twelve_may_send_and_who_views_sends_nothing() -> None:
    hall = Hall()
    hall.join("Viewer", view=True)
    people = [hall.join(f"P{n}") for n in range(limits.PUBLISHERS_PER_ROOM + 1)]
    closed = [hall.media.members[who.id].uplink.closed for who in people]
    assert closed == [False] * limits.PUBLISHERS_PER_ROOM + [True]
    assert [hall.sfu.takes(who) for who in people] == [not each for each in closed]
    viewer = next(iter(hall.media.members.values()))
    assert viewer.uplink.closed
    hall.sfu.port.close()


def publish(hall: Hall, who: Participant, source: int) -> Track:
    """Lets somebody publish a camera under that SSRC."""
    track = Track(who.id, "camera", "video", source=source, ssrc=source)
    hall.media_of(who).uplink.tracks[source] = track
    hall.media.publish(hall.media_of(who), track)
    return track


async def test_a_full_room_has_no_place_for_another_program() -> None:
    hall = Hall()
    hall.sfu.require_place("hall")
    people = [hall.join(f"P{n}") for n in range(limits.PUBLISHERS_PER_ROOM)]
    with pytest.raises(ProtocolError, match="12 people are sending"):
        hall.sfu.require_place("hall")
    hall.sfu.require_place("elsewhere")
    hall.sfu.leave(people[0])
    hall.sfu.require_place("hall")
    hall.sfu.port.close()


async def test_no_ssrc_comes_back_with_another_track() -> None:
    hall = Hall()
    viewer = hall.media_of(hall.join("Viewer", view=True))
    told, sources = list[int](), [7, 7, 0, OWN_SSRC]
    for source in sources:
        who = hall.join(f"P{len(told)}")
        track = publish(hall, who, source)
        told += [track.ssrc, track.rtx_ssrc]
        hall.sfu.leave(who)
    late = publish(hall, hall.join("Thief"), told[1])
    assert told[0] == 7 and len({0, OWN_SSRC, late.ssrc, *told}) == 3 + 2 * len(sources)
    assert len(viewer.negotiation.lines) > 3
    hall.sfu.port.close()


async def test_a_room_remembers_a_bounded_number_of_ssrcs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_SSRCS", 5)
    hall = Hall()
    hall.join("Viewer", view=True)
    who = [hall.join(f"P{number}") for number in range(4)]
    ssrcs = [publish(hall, each, 100 + number).ssrc for number, each in enumerate(who)]
    assert ssrcs[:2] == [100, 101] and not {102, 103} & set(ssrcs)
    assert len(hall.media._ssrcs) == 5
    hall.sfu.port.close()


async def test_no_ssrc_is_told_twice_in_one_description() -> None:
    hall = Hall()
    ada, ben, cleo = (hall.media_of(hall.join(name)) for name in ("Ada", "Ben", "Cleo"))
    first = Track(ada.id, "camera", "video", source=7, ssrc=7)
    hall.media.publish(ada, first)
    thief = Track(ben.id, "camera", "video", source=first.rtx_ssrc, ssrc=first.rtx_ssrc)
    hall.media.publish(ben, thief)
    assert thief.ssrc not in (7, first.rtx_ssrc)
    told = [n for line in cleo.negotiation.lines for n in (line.ssrc, line.rtx_ssrc) if n]
    assert len(told) == len(set(told)) == 4
    hall.sfu.port.close()

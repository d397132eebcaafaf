"""A guest: a participant without our page, who has offered over HTTP and was answered, once.

OBS, FFmpeg and GStreamer publish (WHIP), plain players watch one publisher (WHEP). Everything
else about them is as with anybody: the port, ICE, the handshake, the forwarding. Their packets
are translated here, where they come in and where they leave.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from common.fields import ProtocolError
from common.presence import Participant
from common.rtp import read_header
from steps.step2_sfu.answering import TO_THEM, Agreement, answer, require
from steps.step2_sfu.dtls import DtlsTransport
from steps.step2_sfu.negotiation import INCOMING, Negotiation
from steps.step2_sfu.participant import Events, MediaParticipant, Path
from steps.step2_sfu.rtx import FIRST
from steps.step2_sfu.sdp import AnsweredLine, Line, Transport
from steps.step2_sfu.track import Track
from steps.step2_sfu.translation import Translation, to_ours, to_theirs
from steps.step2_sfu.uplink import Uplink

SILENT = Translation({}, {})  # nothing has a number in it


class GuestUplink(Uplink):
    """The tracks of a guest, whose packets are made uniform first."""

    translation = SILENT

    def receive(self, packet: bytes, now: float) -> None:
        """Takes an RTP packet under the guest's numbers; RtpError if it is none."""
        if (uniform := self.translation.apply(packet)) is None:
            self.unknown += 1
        else:
            super().receive(uniform, now)


@dataclass(slots=True)
class Settled(Negotiation):
    """A negotiation that is over: no offer is ever made.

    A player has one place for sound and one for a picture. Who it shows may begin with one of
    them and add the other; what has ended does not come back under another SSRC.
    """

    shows: int | None = None  # whose tracks it has places for
    places: dict[str, AnsweredLine] = field(default_factory=dict)  # the free ones, by kind
    over: bool = False

    def show(self, name: str, *, stream: str, track: str, ssrc: int, rtx_ssrc: int = 0) -> None:
        """Gives a track its place, if there is one for it."""
        if stream == str(self.shows) and INCOMING[name] in self.places:
            self.agreed[ssrc] = self.places.pop(INCOMING[name])

    def hide(self, ssrc: int) -> None:
        """Ends a track, and with it the player's session."""
        self.over |= self.agreed.pop(ssrc, None) is not None

    def next_offer(self, transport: Transport) -> None:
        """Never one."""
        return None


class Guest(MediaParticipant):
    """The server's side of a guest's connection."""

    negotiation: Settled
    uplink: GuestUplink

    def __init__(
        self,
        participant: Participant,
        transport: Transport,
        dtls: DtlsTransport,
        path: Path,
        events: Events,
        now: float,
    ) -> None:
        super().__init__(participant, transport, dtls, path, events, now)
        self.negotiation = Settled(self.negotiation.session)
        self.uplink = GuestUplink(self.id, lambda track: events.published(self, track), self.shares)
        self._outgoing = SILENT
        self._fingerprints: list[tuple[str, str]] = []

    def prefer(self, host: str) -> None:
        """Names this address first: the guest has reached us there, and FFmpeg tries no other."""
        addresses = sorted(self.transport.addresses, key=lambda address: address[0] != host)
        self.transport = replace(self.transport, addresses=addresses)

    def publish(self, agreement: Agreement) -> str:
        """Begins to take what the guest sends; gives the answer."""
        self.uplink.translation = to_ours(agreement)
        self.uplink.learn(agreement.as_answered())
        self._begin(agreement)
        return answer(agreement, self.negotiation.session, self.transport, [])

    def watch(self, agreement: Agreement, tracks: Iterable[Track]) -> str:
        """Begins to send the guest these tracks of one publisher; gives the answer."""
        self._outgoing = to_theirs(agreement)
        for kind, line in agreement.lines.items():
            ours = AnsweredLine(payload_types=list(line.payload_types))
            self.negotiation.places[kind] = ours
        lines = [self._place(track) for track in tracks]
        self._begin(agreement)
        return answer(agreement, self.negotiation.session, self.transport, lines)

    def _place(self, track: Track) -> Line:
        self.negotiation.shows = track.owner
        place = self.negotiation.agreed[track.ssrc] = self.negotiation.places.pop(track.kind)
        again = track.rtx_ssrc if FIRST.keys() & place.payload_types else 0
        return Line("", track.kind, TO_THEM, str(track.owner), track.name, track.ssrc, again)

    def _begin(self, agreement: Agreement) -> None:
        self._fingerprints = agreement.offer.fingerprints
        if agreement.role == "active":
            self.dtls.act_as_client()  # once there is a path, see `tick`
        else:
            self._shake_hands()

    def _shake_hands(self) -> None:
        self._handshake = asyncio.create_task(self._connect(self._fingerprints))

    def negotiate(self) -> None:
        """Nothing is negotiated any more, but a track may have come for which there is a place."""
        self._renew()
        self._events.ready(self)

    def send_rtp(self, packet: bytes) -> None:
        """Queues an RTP packet under the guest's numbers."""
        if (translated := self._outgoing.apply(packet)) is not None:
            super().send_rtp(translated)

    def tick(self, now: float) -> None:
        """Does what is due; the handshake too, with a guest that waits for us to begin it."""
        if self._handshake is None and self.ice.path and self._fingerprints:
            self._shake_hands()
        super().tick(now)

    def is_gone(self, now: float) -> bool:
        """Whether the guest is gone, or whom it watched."""
        return self.negotiation.over or super().is_gone(now)


def tracks_for(agreement: Agreement, publisher: MediaParticipant) -> list[Track]:
    """What a player is sent of a publisher; ProtocolError if it could not be shown."""
    by_kind: dict[str, Track] = {}
    for track in sorted(publisher.uplink.tracks.values(), key=lambda track: track.name):
        by_kind.setdefault(track.kind, track)  # the camera before the screen
    tracks = [track for kind, track in by_kind.items() if kind in agreement.lines]
    if not tracks:
        raise ProtocolError("not_live", "Nothing of what is offered is published now.")
    for track in tracks:
        if (newest := track.ring.newest) is not None:
            require(agreement.lines[track.kind], read_header(newest).payload_type)
    return tracks

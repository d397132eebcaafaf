"""What one browser sends: its tracks told apart, counted, and asked for what is missing. [pure]

Packets come in unprotected (`participant.py` does that). The feedback decides how fast the
browser sends: without it, it stays at 300 kbit/s.
"""

from collections.abc import Callable, Iterator

from common import rtcp
from common.rtp import RtpHeader, extensions, read_header
from steps.step2_sfu.arrivals import Arrivals
from steps.step2_sfu.erasing import erased
from steps.step2_sfu.negotiation import INCOMING
from steps.step2_sfu.rtx import FIRST, from_repair
from steps.step2_sfu.sdp import AUDIO_LEVEL_ID, MID_ID, TRANSPORT_NUMBER_ID, Answer
from steps.step2_sfu.track import Track
from steps.step2_sfu.voice import Voice

MOST_SOURCES = 8  # SSRCs of one participant
OWN_SSRC = 1  # from which the server's own reports come
REPORT_SECONDS = 1.0


class Uplink:
    """The tracks that one participant publishes."""

    def __init__(
        self,
        owner: int,
        published: Callable[[Track], None],
        shares: Callable[[], bool] = lambda: True,
    ) -> None:
        self.tracks: dict[int, Track] = {}  # by the SSRC under which they come
        self.voice = Voice()
        self.unknown = 0  # packets of sources that nobody told of
        self.closed = False  # nothing is taken: a participant who only views, or one too many
        self._owner = owner
        self._published = published
        self._shares = shares  # whether the owner says that a screen is shared
        self._names: dict[int, str] = {}  # SSRC -> microphone, camera, screen
        self._repairs: dict[int, int] = {}  # SSRC of what is sent again -> of what was sent first
        self._arrivals = Arrivals()
        self._reported_at = 0.0

    def learn(self, answer: Answer) -> None:
        """Takes the sources that a browser's answer names."""
        for name, line in zip(INCOMING, answer.lines, strict=False):
            for ssrc in line.ssrcs if line.sends else ():
                if ssrc not in line.repairs and len(self._names) < MOST_SOURCES:
                    self._names.setdefault(ssrc, name)
            if len(self._repairs) < MOST_SOURCES:
                self._repairs.update(line.repairs)

    def receive(self, packet: bytes, now: float) -> None:
        """Takes an RTP packet and forwards it; RtpError if it is none."""
        header = read_header(packet)
        told = dict(extensions(packet, header))
        if len(number := told.get(TRANSPORT_NUMBER_ID, b"")) == 2:
            self._arrivals.note(int.from_bytes(number), now)
        packet = erased(packet, header, told.get(AUDIO_LEVEL_ID, b""))
        if header.payload_type in FIRST:
            self._repair(packet, header, now)
            return
        track = self.tracks.get(header.ssrc) or self._new_track(header, told.get(MID_ID, b""))
        if track is None:
            self.unknown += 1
            return
        if track.kind == "audio" and AUDIO_LEVEL_ID in told:
            self.voice.note(told[AUDIO_LEVEL_ID], now)
        track.receive(packet, header, now)

    def end_screen(self) -> Track | None:
        """Ends the screen if it is not shared any more, and may be shared again."""
        for source, track in self.tracks.items():
            if track.name == "screen" and not self._shares():
                return self.tracks.pop(source)
        return None

    def report(self, report: rtcp.SenderReport, now: float) -> None:
        """Takes a sender report: by it players keep sound and picture together."""
        if track := self.tracks.get(report.ssrc):
            track.report(report, now)

    def feedback(self, now: float, round_trip: float) -> Iterator[bytes]:
        """The RTCP packets that are due: what is missing, what came, and how well."""
        for source, track in self.tracks.items():
            if lost := track.missing.due(now, round_trip):
                yield rtcp.nack(OWN_SSRC, source, lost)
            if track.pictures.due(now):
                yield rtcp.picture_loss(OWN_SSRC, source)
        if self.tracks and (
            packet := self._arrivals.report(OWN_SSRC, next(iter(self.tracks)), now)
        ):
            yield packet
        if self.tracks and now - self._reported_at >= REPORT_SECONDS:
            self._reported_at = now
            blocks = [track.reception.block(source, now) for source, track in self.tracks.items()]
            yield rtcp.receiver_report(rtcp.ReceiverReport(OWN_SSRC, blocks))

    def _repair(self, packet: bytes, header: RtpHeader, now: float) -> None:
        """Takes a packet that was sent again (RFC 4588), or probes the path and carries nothing."""
        source = self._repairs.get(header.ssrc, -1)
        track = self.tracks.get(source)
        if track is None:
            self.unknown += 1
        elif first := from_repair(packet, header, source):
            track.receive_again(first, now)

    def _new_track(self, header: RtpHeader, mid: bytes) -> Track | None:
        name = self._names.get(header.ssrc) or self._name_by_mid(mid, header.ssrc)
        if self.closed or name is None or name in {t.name for t in self.tracks.values()}:
            return None
        if name == "screen" and not self._shares():
            return None  # on its way when the sharing ended
        ssrc = header.ssrc
        track = Track(self._owner, name, INCOMING[name], source=ssrc, ssrc=ssrc)
        self.tracks[header.ssrc] = track
        self._published(track)
        return track

    def _name_by_mid(self, mid: bytes, ssrc: int) -> str | None:
        text = mid.decode("latin-1")
        known = text.isascii() and text.isdecimal() and int(text) < len(INCOMING)
        if len(self._names) >= MOST_SOURCES or not known:
            return None
        self._names[ssrc] = list(INCOMING)[int(text)]
        return self._names[ssrc]

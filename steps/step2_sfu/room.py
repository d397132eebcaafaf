"""The media of one room: who gets whose tracks (RFC 7667 section 3.7).

Everybody is subscribed to everybody else. The pictures of those whom a browser does not show are
paused: they cost it nothing, and come back with a whole picture.
"""

import logging
import secrets
from collections.abc import Iterable, Iterator

from common import limits
from common.fields import ProtocolError
from steps.step2_sfu.participant import MediaParticipant
from steps.step2_sfu.rtx import FIRST
from steps.step2_sfu.track import Track

logger = logging.getLogger(__name__)


class MediaRoom:
    """The participants with media under one name, by id."""

    def __init__(self) -> None:
        self.members: dict[int, MediaParticipant] = {}
        self._looked_at: dict[int, frozenset[int]] = {}  # by whom; who is not in it shows all

    def enter(self, media: MediaParticipant) -> None:
        """Adds a participant, who is offered the tracks of all others."""
        sending = sum(not member.uplink.closed for member in self.members.values())
        full = sending >= limits.PUBLISHERS_PER_ROOM
        media.uplink.closed = full or media.participant.presence.view
        for track in self._tracks_for(media):
            self._show(media, track)
        self.members[media.id] = media
        media.negotiate()

    def leave(self, media: MediaParticipant) -> None:
        """Removes a participant; the others lose their tracks."""
        del self.members[media.id]
        self._looked_at.pop(media.id, None)
        for other in self.members.values():
            for track in other.uplink.tracks.values():
                track.unsubscribe(media.id)
            for track in media.uplink.tracks.values():
                other.downlink.subscriptions.pop(track.ssrc, None)
                other.negotiation.hide(track.ssrc)
            other.negotiate()

    def publish(self, who: MediaParticipant, track: Track) -> None:
        """Offers a new track to all others."""
        taken = self._ssrcs()
        if track.ssrc in taken:
            track.ssrc = _free_ssrc(taken)
        track.rtx_ssrc = _free_ssrc(taken | {track.ssrc})
        for other in self.members.values():
            if other is not who:
                self._show(other, track)
                other.negotiate()

    def subscribe(self, who: MediaParticipant, now: float) -> None:
        """Begins to forward the tracks that a browser has agreed to."""
        if not who.dtls.connected:
            return
        for track in self._tracks_for(who):
            line = who.negotiation.agreed.get(track.ssrc)
            if line and track.ssrc not in who.downlink.subscriptions:
                paused, rtx = not self._wants(who, track), bool(FIRST.keys() & line.payload_types)
                subscription = track.subscribe(who.id, who, now, paused=paused, rtx=rtx)
                who.downlink.subscriptions[track.ssrc] = subscription

    def look(self, who: MediaParticipant, at: Iterable[int], now: float) -> None:
        """Notes whose pictures a browser shows; it is sent those, and no others."""
        self._looked_at[who.id] = frozenset(at)
        for subscription in who.downlink.subscriptions.values():
            if not self._wants(who, subscription.track):
                subscription.pause()
            elif subscription.paused:
                subscription.begin(now)

    def _wants(self, who: MediaParticipant, track: Track) -> bool:
        looked_at = self._looked_at.get(who.id)
        return track.kind == "audio" or looked_at is None or track.owner in looked_at

    def _tracks_for(self, who: MediaParticipant) -> Iterator[Track]:
        for other in self.members.values():
            if other is not who:
                yield from other.uplink.tracks.values()

    def _ssrcs(self) -> set[int]:
        # Also those on lines of tracks that have ended: a browser may still hold them.
        lines = (line for member in self.members.values() for line in member.negotiation.lines)
        return {ssrc for line in lines for ssrc in (line.ssrc, line.rtx_ssrc)}

    def _show(self, media: MediaParticipant, track: Track) -> None:
        # Tracks of one stream are played in step; a screen has a tile, and so a stream, of its own.
        stream = f"{track.owner}-screen" if track.name == "screen" else str(track.owner)
        try:
            media.negotiation.show(
                track.kind,
                stream=stream,
                track=f"{track.name}-{track.ssrc}",  # browsers count by it: once in a description
                ssrc=track.ssrc,
                rtx_ssrc=track.rtx_ssrc,
            )
        except ProtocolError as problem:
            logger.warning("participant %d is not shown a track: %s", media.id, problem)


def _free_ssrc(taken: set[int]) -> int:
    while (ssrc := secrets.randbits(32)) in taken:
        pass
    return ssrc

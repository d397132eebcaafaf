"""The media of one room: who gets whose tracks (RFC 7667 section 3.7).

Everybody is subscribed to everybody else. The pictures that a browser does not show are paused:
they cost it nothing, and come back whole.
"""

import secrets
from collections.abc import Iterable, Iterator

from common import limits
from common.fields import TileId
from steps.step2_sfu.participant import MediaParticipant
from steps.step2_sfu.rtx import FIRST
from steps.step2_sfu.track import Track
from steps.step2_sfu.uplink import OWN_SSRC

MOST_SSRCS = 10_000  # remembered of one room; after that every SSRC is of our choice


class MediaRoom:
    """The participants with media under one name, by id."""

    def __init__(self) -> None:
        self.members: dict[int, MediaParticipant] = {}
        self._looked_at: dict[int, frozenset[str]] = {}  # streams, by whom; who is not in it: all
        self._ssrcs = {0, OWN_SSRC}  # under which anything was ever sent in this room

    def enter(self, media: MediaParticipant) -> None:
        """Adds a participant, who is offered the tracks of all others."""
        media.uplink.closed = self.full or media.participant.presence.view
        for track in self._tracks_for(media):
            self._show(media, track)
        self.members[media.id] = media
        self._share()
        media.negotiate()

    def leave(self, media: MediaParticipant) -> None:
        """Removes a participant; the others lose their tracks."""
        del self.members[media.id]
        self._looked_at.pop(media.id, None)
        for track in self._tracks_for(media):
            track.unsubscribe(media.id)
        self._share()
        self.withdraw(*media.uplink.tracks.values())

    def open_next(self) -> MediaParticipant | None:
        """Takes what is sent by the one who has waited longest for that, if there is room again."""
        for member in () if self.full else self.members.values():
            if member.uplink.closed and not member.participant.presence.view:
                member.uplink.closed = False
                return member
        return None

    def publish(self, who: MediaParticipant, track: Track) -> None:
        """Offers a new track to all others."""
        track.ssrc = self._new_ssrc(track.source)
        track.rtx_ssrc = self._new_ssrc()
        for other in self.members.values():
            if other is not who:
                self._show(other, track)
                other.negotiate()

    def withdraw(self, *tracks: Track) -> None:
        """Ends tracks: the others lose them, and their lines may bring others."""
        for member in self.members.values():
            for track in tracks:
                member.unsubscribe(track)
                member.negotiation.hide(track.ssrc)
            member.negotiate()

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

    def look(self, who: MediaParticipant, at: Iterable[TileId], now: float) -> None:
        """Notes which pictures a browser shows; it is sent those, and no others."""
        self._looked_at[who.id] = frozenset(map(str, at))
        for subscription in who.downlink.subscriptions.values():
            if not self._wants(who, subscription.track):
                subscription.pause()
            elif subscription.paused:
                subscription.begin(now)

    @property
    def full(self) -> bool:
        """Whether as many send as may."""
        sending = sum(not member.uplink.closed for member in self.members.values())
        return sending >= limits.PUBLISHERS_PER_ROOM

    def _share(self) -> None:
        for member in self.members.values():
            member.ingress.share(len(self.members) - 1)

    def _wants(self, who: MediaParticipant, track: Track) -> bool:
        looked_at = self._looked_at.get(who.id)
        return track.kind == "audio" or looked_at is None or _stream(track) in looked_at

    def _tracks_for(self, who: MediaParticipant) -> Iterator[Track]:
        for other in self.members.values():
            if other is not who:
                yield from other.uplink.tracks.values()

    def _new_ssrc(self, wished: int = 0) -> int:
        # Never one that was used before, even if its track has ended: the keys are the same, and
        # SRTP needs other numbers under it then (RFC 7714 section 8.1). Chance repeats none.
        ssrc = wished if len(self._ssrcs) < MOST_SSRCS else 0
        while ssrc in self._ssrcs:
            ssrc = secrets.randbits(32)
        if len(self._ssrcs) < MOST_SSRCS:
            self._ssrcs.add(ssrc)
        return ssrc

    def _show(self, media: MediaParticipant, track: Track) -> None:
        media.negotiation.show(
            track.name,
            stream=_stream(track),
            track=f"{track.name}-{track.ssrc}",  # browsers count by it: once in a description
            ssrc=track.ssrc,
            rtx_ssrc=track.rtx_ssrc,
        )


def _stream(track: Track) -> str:
    """Tracks of one stream are played in step; a screen has a tile, and so a stream, of its own."""
    return f"{track.owner}-screen" if track.name == "screen" else str(track.owner)

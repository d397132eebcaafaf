"""Offers and answers with one browser: one offer at a time, and never a line too many. [pure]

Tracks come and go while an answer is on its way. What changed meanwhile goes into the next offer,
and an answer to an older offer is not listened to: so both sides always agree on the lines.
"""

from dataclasses import dataclass, field

from common.fields import ProtocolError
from steps.step2_sfu.sdp import Answer, AnsweredLine, Line, Transport, offer

INCOMING = {"microphone": "audio", "camera": "video", "screen": "video"}  # the first lines
MOST_LINES = 33  # the answer to more would be too long for a message


def incoming_lines() -> list[Line]:
    """The lines on which a browser may send, in the order of INCOMING."""
    return [Line(str(mid), kind, "recvonly") for mid, kind in enumerate(INCOMING.values())]


@dataclass(slots=True)
class Negotiation:
    """The lines of one participant's connection, and the offer that is out."""

    session: int
    revision: int = 0
    lines: list[Line] = field(default_factory=incoming_lines)
    agreed: dict[int, AnsweredLine] = field(default_factory=dict)  # SSRCs it is ready for, and how
    text: str = ""  # the newest offer
    waiting: bool = False  # for the answer to it
    changed: bool = True  # since that offer
    _offered: list[str] = field(default_factory=list)  # the directions in it
    _free: set[str] = field(default_factory=set)  # mids of lines that both sides hold for unused

    def show(self, kind: str, *, stream: str, track: str, ssrc: int, rtx_ssrc: int = 0) -> None:
        """Adds a track, on a free line if there is one; ProtocolError if there are too many."""
        line = self._line_for(kind)
        line.direction, line.stream, line.track = "sendonly", stream, track
        line.ssrc, line.rtx_ssrc = ssrc, rtx_ssrc
        self.changed = True

    def hide(self, ssrc: int) -> None:
        """Ends a track; once the browser knows, its line may bring another."""
        for line in self.lines:
            if line.direction == "sendonly" and line.ssrc == ssrc:
                line.direction = "inactive"
                self.changed = True
        self.agreed.pop(ssrc, None)

    def next_offer(self, transport: Transport) -> str | None:
        """The offer to make now: none while one is out, or if nothing changed."""
        if self.waiting or not self.changed:
            return None
        self.waiting, self.changed = True, False
        self.revision += 1
        self._offered = [line.direction for line in self.lines]
        self.text = offer(self.session, self.revision, transport, self.lines)
        return self.text

    def expects(self, revision: int) -> bool:
        """Whether an answer to the offer of that revision is waited for."""
        return self.waiting and revision == self.revision

    def accept(self, revision: int, answer: Answer) -> bool:
        """Takes an answer; False if it answers an older offer, ProtocolError if it does not fit."""
        if not self.expects(revision):
            return False
        offered = self.lines[: len(self._offered)]
        if [line.mid for line in answer.lines] != [line.mid for line in offered]:
            raise ProtocolError("invalid", "The answer has other m-lines than the offer.", "sdp")
        self.waiting = False
        self.agreed, self._free = {}, set()
        for ours, theirs, direction in zip(offered, answer.lines, self._offered, strict=True):
            if ours.direction == direction == "inactive":
                self._free.add(ours.mid)
            elif ours.direction == direction == "sendonly" and theirs.receives:
                self.agreed[ours.ssrc] = theirs
        return True

    def _line_for(self, kind: str) -> Line:
        for line in self.lines:
            if line.mid in self._free and line.kind == kind:
                self._free.discard(line.mid)
                return line
        if len(self.lines) >= MOST_LINES:
            raise ProtocolError("room_full", "There are too many tracks in this room.")
        line = Line(str(len(self.lines)), kind, "inactive")
        self.lines.append(line)
        return line

"""Offers and answers with one browser: one offer at a time, and never a line too many. [pure]

Tracks come and go while an answer is on its way. What changed meanwhile goes into the next offer,
and an answer to an older offer is not listened to: so both sides always agree on the lines. A line
brings one track after the other; a track for which there is none waits until one becomes free.
"""

from dataclasses import dataclass, field, replace

from common.fields import ProtocolError
from common.limits import PUBLISHERS_PER_ROOM
from steps.step2_sfu.sdp import Answer, AnsweredLine, Line, Transport, offer

INCOMING = {"microphone": "audio", "camera": "video", "screen": "video"}  # the first lines
SCREENS = 6  # shown at once; with more the answer would be too long for a message
MOST_LINES = {"microphone": PUBLISHERS_PER_ROOM, "camera": PUBLISHERS_PER_ROOM, "screen": SCREENS}


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
    _queue: dict[int, tuple[str, Line]] = field(default_factory=dict)  # tracks without a line
    _lines: dict[str, list[int]] = field(default_factory=dict)  # places in `lines`, by track's name
    _offered: dict[str, str] = field(default_factory=dict)  # the directions in the newest offer
    _in_use: set[str] = field(default_factory=set)  # mids on which the browser expects a track

    def show(self, name: str, *, stream: str, track: str, ssrc: int, rtx_ssrc: int = 0) -> None:
        """Adds a track; without a free line it waits for one, and all are shown in their turn."""
        line = Line("", INCOMING[name], "sendonly", stream, track, ssrc, rtx_ssrc)
        self._queue[ssrc] = name, line
        self._give_lines()

    def hide(self, ssrc: int) -> None:
        """Ends a track; its line may bring another once the browser knows, or if it never did."""
        self._queue.pop(ssrc, None)
        for line in self.lines:
            if line.direction == "sendonly" and line.ssrc == ssrc:
                line.direction = "inactive"
                self.changed = True
        self.agreed.pop(ssrc, None)
        self._give_lines()

    def next_offer(self, transport: Transport) -> str | None:
        """The offer to make now: none while one is out, or if nothing changed."""
        if self.waiting or not self.changed:
            return None
        self.waiting, self.changed = True, False
        self.revision += 1
        self._offered = {line.mid: line.direction for line in self.lines}
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
        self.agreed, self._in_use = {}, set()
        for ours, theirs in zip(offered, answer.lines, strict=True):
            if self._offered[ours.mid] == "sendonly":
                self._in_use.add(ours.mid)
                if ours.direction == "sendonly" and theirs.receives:
                    self.agreed[ours.ssrc] = theirs
        self._give_lines()
        return True

    def _give_lines(self) -> None:
        for ssrc, (name, track) in list(self._queue.items()):
            if (place := self._place_for(name)) is not None:
                self.lines[place] = replace(track, mid=str(place))
                self.changed = True
                del self._queue[ssrc]

    def _place_for(self, name: str) -> int | None:
        places = self._lines.setdefault(name, [])
        for place in places:
            if self._is_free(self.lines[place]):
                return place
        if len(places) >= MOST_LINES[name]:
            return None
        places.append(len(self.lines))
        self.lines.append(Line(str(places[-1]), INCOMING[name], "inactive"))
        return places[-1]

    def _is_free(self, line: Line) -> bool:
        told = line.mid in self._in_use or self._offered.get(line.mid) == "sendonly"
        return line.direction == "inactive" and not told

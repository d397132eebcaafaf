"""Rooms and the people in them: who is here, and what everybody is told about it. [pure]

A room numbers its events and keeps the last of them, so that a participant whose WebSocket was
lost can come back within 20 s and hear what was missed. Methods change the state and put the
event into `Room.news`; the shell takes it from there and sends it to everybody connected.
"""

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any

from common import limits
from common.access import Key
from common.fields import ProtocolError, looks
from common.limits import TokenBucket
from common.server_messages import (
    ChatLine,
    Event,
    News,
    ParticipantJoined,
    ParticipantLeft,
    ParticipantUpdated,
    Presence,
    ReactionShown,
    RoomLocked,
    SpotlightTurned,
    WaitingRoomSwitched,
    Welcome,
)
from common.signaling import Join, Media
from common.waiting_room import WaitingRoom

TOO_MANY_REACTIONS = "So many reactions in so short a time are not shown: wait a moment."
GOOD_ROUND_TRIP, FAIR_ROUND_TRIP = 0.15, 0.4  # seconds
QUALITIES = ("good", "fair", "poor")


@dataclass(slots=True)
class Participant:
    """One person's presence in a room, and the token by which it is resumed."""

    presence: Presence
    token: str
    room: "Room"
    lost_at: float | None = None  # on the monotonic clock, while there is no WebSocket
    qualities: dict[str, str] = field(default_factory=dict)  # of signalling and of media
    key: Key | None = None  # with which they came in, if rooms are not open
    muted_by: str = ""  # a presenter, until the microphone is off
    reactions: TokenBucket = field(
        default_factory=lambda: TokenBucket(
            limits.REACTIONS_PER_SECOND, limits.REACTION_BURST, now=0.0
        )
    )

    @property
    def id(self) -> int:
        """The number that names this participant in the whole process."""
        return self.presence.id

    @property
    def rights(self) -> str:
        """What they may do; in an open room nobody presents."""
        return self.key.rights if self.key else "talk"

    def may(self, right: str) -> bool:
        """Whether they have a right."""
        return self.key.allows(right) if self.key else right != "present"


@dataclass(slots=True)
class Room:
    """The participants under one name, with their events and their chat."""

    name: str
    participants: dict[int, Participant] = field(default_factory=dict)
    event: int = 0  # the number of the latest event
    history: deque[Event] = field(default_factory=lambda: deque(maxlen=limits.EVENTS_KEPT))
    chat: deque[ChatLine] = field(default_factory=lambda: deque(maxlen=limits.CHAT_KEPT))
    news: list[News] = field(default_factory=list)
    locked: bool = False
    waiting_room: WaitingRoom = field(default_factory=WaitingRoom)
    spotlight: int | None = None  # the participant whom everybody sees large

    def add(self, join: Join, participant_id: int, token: str, clock_ms: int) -> Participant:
        """A new participant, under a name that nobody else in the room has."""
        presence = Presence(
            id=participant_id,
            name=self.free_name(join.name),
            view=join.view,
            microphone=join.microphone and not join.view,
            camera=join.camera and not join.view,
            screen=False,
            speaking=False,
            hand_raised_at=None,
            quality="unknown",
            connected=True,
            since=clock_ms,
        )
        participant = Participant(presence, token, self)
        self.participants[participant_id] = participant
        self._record(ParticipantJoined(self._next(), presence))
        return participant

    def show_media(self, participant: Participant, media: Media) -> None:
        """What somebody sends now; ProtocolError for a participant who only views."""
        if participant.presence.view:
            raise ProtocolError("invalid", "A participant who only views sends nothing.", "type")
        speaking = participant.presence.speaking and media.microphone
        if not media.microphone:
            participant.muted_by = ""
        self.update(
            participant,
            microphone=media.microphone,
            camera=media.camera,
            screen=media.screen,
            speaking=speaking,
        )

    def update(self, participant: Participant, **changes: Any) -> None:
        """A change in somebody's presence; no event if nothing is different."""
        changed = replace(participant.presence, **changes)
        if changed != participant.presence and participant.id in self.participants:
            participant.presence = changed
            self._record(ParticipantUpdated(self._next(), changed))

    def lock(self, *, locked: bool) -> None:
        """Lets nobody new in, or everybody again; no event if it was so already."""
        if locked != self.locked:
            self.locked = locked
            self._record(RoomLocked(self._next(), locked))

    def switch_waiting_room(self, *, on: bool) -> None:
        """Lets newcomers wait, or those who wait and all others in; no event if it was so."""
        if on != self.waiting_room.on:
            self.waiting_room.on = on
            self._record(WaitingRoomSwitched(self._next(), on))
            if not on:
                self.waiting_room.admit_all()

    def turn_spotlight(self, participant: int | None) -> None:
        """Shows somebody large to everybody, or nobody any more; no event if it was so."""
        if participant != self.spotlight:
            self.spotlight = participant
            self._record(SpotlightTurned(self._next(), participant))

    def rate(self, participant: Participant, path: str, quality: str) -> None:
        """How good one of somebody's paths is: the worst is shown."""
        participant.qualities[path] = quality
        self.update(participant, quality=max(participant.qualities.values(), key=QUALITIES.index))

    def say(self, participant: Participant, text: str, clock_ms: int) -> None:
        """A line of chat."""
        name = participant.presence.name
        line = ChatLine(self._next(), participant.id, name, text, clock_ms)
        self.chat.append(line)
        while sum(len(kept.text) for kept in self.chat) > limits.CHAT_CHARACTERS_KEPT:
            self.chat.popleft()
        self._record(line)

    def react(self, participant: Participant, reaction: str, now: float) -> None:
        """Somebody's reaction, which is news and no history; ProtocolError for too many of them."""
        if not participant.reactions.take(now):
            raise ProtocolError("too_many", TOO_MANY_REACTIONS, "type")
        self.news.append(ReactionShown(participant.id, participant.presence.name, reaction))

    def remove(self, participant: Participant, reason: str) -> None:
        """The end of somebody's presence: `left`, `lost` or `removed`."""
        if self.participants.pop(participant.id, None):
            if self.spotlight == participant.id:
                self.spotlight = None  # that they leave, tells it
            name = participant.presence.name
            self._record(ParticipantLeft(self._next(), participant.id, name, reason))

    def welcome(self, participant: Participant, *, resumed: bool) -> Welcome:
        """The answer to a join: the whole state of the room."""
        return Welcome(
            you=participant.id,
            room=self.name,
            token=participant.token,
            event=self.event,
            resumed=resumed,
            resume_seconds=limits.RESUME_SECONDS,
            participants=[p.presence for p in self.participants.values()],
            chat=list(self.chat),
            ice_servers=[],
            rights=participant.rights,
            locked=self.locked,
            waiting_room=self.waiting_room.on,
            spotlight=self.spotlight,
        )

    def welcome_back(self, participant: Participant) -> Welcome:
        """The answer to a join after which the missed events follow, up to the one it names."""
        return replace(self.welcome(participant, resumed=True), participants=None, chat=[])

    def missed_since(self, last_event: int | None) -> list[Event] | None:
        """The events after `last_event`, or None if not all of them are kept."""
        if last_event is None or last_event > self.event:
            return None
        missed = [event for event in self.history if event.event > last_event]
        return missed if len(missed) == self.event - last_event else None

    def take_news(self) -> list[News]:
        """The events and reactions that nobody was told yet."""
        news, self.news = self.news, []
        return news

    def free_name(self, wanted: str) -> str:
        """A name that nobody has, neither in the room nor waiting for it."""
        people = [p.presence.name for p in self.participants.values()]
        people += [waiter.person.name for waiter in self.waiting_room.waiters.values()]
        taken = set(map(looks, people))
        name, count = wanted, 1
        while looks(name) in taken:
            count += 1
            suffix = f" ({count})"
            name = wanted[: 64 - len(suffix)] + suffix
        return name

    def _next(self) -> int:
        self.event += 1
        return self.event

    def _record(self, event: Event) -> None:
        self.history.append(event)
        self.news.append(event)


def quality_of(round_trip: float) -> str:
    """The word for a connection whose answers take `round_trip` seconds."""
    if round_trip <= GOOD_ROUND_TRIP:
        return "good"
    return "fair" if round_trip <= FAIR_ROUND_TRIP else "poor"

"""What a presenter may do to people: mute, remove, spotlight, lock out, let in, invite.

That they present was checked when the message came (`Attendance.messages`). No server can mute
anybody but by asking the page, and none can unmute: what a microphone hears is its owner's.
"""

import time
from typing import TYPE_CHECKING

from common.fields import ProtocolError
from common.hosting_messages import (
    Admit,
    Hosting,
    Invite,
    Lock,
    Mute,
    Remove,
    Spotlight,
    SwitchWaitingRoom,
    TurnAway,
)
from common.key_settings import new_id
from common.presence import Participant, Room
from common.server_messages import Invitation, MuteRequest

if TYPE_CHECKING:
    from common.meeting import Meeting


def host(meeting: "Meeting", presenter: Participant, message: Hosting) -> None:
    """Does what a presenter wants; ProtocolError says why it cannot be."""
    room = presenter.room
    match message:
        case Mute(participant=None):
            for other in room.participants.values():
                if other is not presenter:
                    mute(meeting, other, presenter.presence.name)
        case Mute(participant=int(participant)):
            whom = _somebody(room, participant)
            if not mute(meeting, whom, presenter.presence.name):
                sentence = f"{whom.presence.name} has no page that could be asked: remove them."
                raise ProtocolError("unsupported", sentence, "participant")
        case Remove(participant):
            remove(meeting, _somebody(room, participant), presenter)
        case Spotlight(participant):
            spotlight(room, participant)
        case Lock(locked):
            room.lock(locked=locked)
        case SwitchWaitingRoom(on):
            room.switch_waiting_room(on=on)
        case Admit(waiting=None):
            room.waiting_room.admit_all()
        case Admit(waiting=int(waiting)):
            room.waiting_room.decide(waiting, let_in=True)
        case TurnAway(waiting):
            room.waiting_room.decide(waiting, let_in=False)
        case Invite():
            invite(meeting, presenter, message)


def mute(meeting: "Meeting", whom: Participant, by: str) -> bool:
    """Asks somebody's page to mute them; whether there is a page, or one that comes back."""
    if not has_page(meeting, whom):
        return False
    if whom.presence.microphone:
        whom.muted_by = by
    # Also asked while it is off: the system may hold it for a while.
    if attendance := meeting.present.get(whom.id):
        attendance.send(MuteRequest(by))
    return True


def has_page(meeting: "Meeting", whom: Participant) -> bool:
    """Whether somebody has a page, or one that comes back.

    Not so a program, as OBS: it came over HTTP (WHIP).
    """
    return whom.id in meeting.present or whom.lost_at is not None


def remove(meeting: "Meeting", whom: Participant, presenter: Participant) -> None:
    """Puts somebody out of the room, and bars the key that let them in.

    A presenter's own key is never barred: a slip must not lock out whom the room belongs to.
    """
    if whom is presenter:
        raise ProtocolError("invalid", "You cannot remove yourself: leave instead.", "participant")
    if whom.key is not None and not whom.may("present"):
        meeting.keys.bar([(whom.key.jti, whom.key.exp)], time.time())
    if attendance := meeting.present.get(whom.id):
        by = presenter.presence.name
        attendance.end("removed", f"{by} has removed you from this room.", by=by)
    meeting.remove(whom, "removed")


def spotlight(room: Room, participant: int | None) -> None:
    """Shows somebody large to everybody, or nobody any more."""
    if participant is not None and (whom := _somebody(room, participant)).presence.view:
        sentence = f"{whom.presence.name} only watches: there is no picture to be shown."
        raise ProtocolError("unsupported", sentence, "participant")
    room.turn_spotlight(participant)


def look_for_presenter(meeting: "Meeting", room: Room) -> None:
    """Notes for those who wait whether somebody is there who could let them in."""
    people = room.participants.values()
    room.waiting_room.presenter = any(p.may("present") and has_page(meeting, p) for p in people)


def tell_who_waits(meeting: "Meeting", room: Room) -> None:
    """Tells the presenters who waits, if they do not know; called by the clock.

    So however many come and go at the door, it is told twice a second at most.
    """
    if room.waiting_room.told:
        return
    room.waiting_room.told = True
    for participant in room.participants.values():
        attendance = meeting.present.get(participant.id)
        if attendance is not None and participant.may("present"):
            attendance.send(room.waiting_room.as_list())


def invite(meeting: "Meeting", presenter: Participant, wish: Invite) -> None:
    """Sends a presenter a new key for somebody else."""
    attendance = meeting.present.get(presenter.id)
    if presenter.key is None or attendance is None:
        raise ProtocolError("unsupported", "Rooms are open here: no key is needed.", "type")
    now = time.time()
    key = meeting.keys.derive(presenter.key, wish.rights, wish.seconds, new_id(), now)
    attendance.send(Invitation(meeting.keys.sign(key), key.rights, key.exp * 1000))


def _somebody(room: Room, participant: int) -> Participant:
    if (whom := room.participants.get(participant)) is None:
        sentence = "They are not in this room any more."
        raise ProtocolError("not_found", sentence, "participant")
    return whom

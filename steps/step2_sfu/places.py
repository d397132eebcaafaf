"""The places of those who send: who has got none is told so, as is everybody else."""

from common import limits
from common.attendance import Attendance
from common.fields import ProtocolError
from common.meeting import Meeting
from common.presence import Participant
from common.server_messages import Error
from steps.step2_sfu.sfu import Sfu

TOO_MANY = ProtocolError(
    "too_many_publishers",
    f"{limits.PUBLISHERS_PER_ROOM} people are sending already, and there is no room for more. "
    "You see and hear whoever sends; the others will see and hear you as soon as somebody leaves.",
)
# No error, but the page shows it in the place of the one above.
YOUR_TURN = Error("your_turn", None, "Somebody has left: the others can see and hear you now.")


def tell_if_too_many(attendance: Attendance, sfu: Sfu) -> None:
    """Says so to somebody who wants to send, and is not taken yet."""
    participant = attendance.participant
    taken = sfu.takes(participant)
    participant.room.update(participant, forwarded=taken)
    if not taken:
        attendance.refuse(TOO_MANY)


def tell_opened(participant: Participant, meeting: Meeting) -> None:
    """Says so to somebody who waited for it, and is taken now."""
    participant.room.update(participant, forwarded=True)
    if attendance := meeting.present.get(participant.id):
        attendance.send(YOUR_TURN)

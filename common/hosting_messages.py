"""What a presenter says in polycloud.v1 (the table of all messages is in `signaling.py`). [pure]"""

from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from common.fields import checked, flag, one_of, optional, whole_number

LONGEST_INVITE = 7 * 24 * 3600  # seconds
NUMBER = whole_number(0, 2**53)


@dataclass(frozen=True, slots=True)
class Mute:
    """A presenter's wish that somebody, or everybody else, be muted."""

    type: ClassVar[str] = "mute"
    needs: ClassVar[str] = "present"
    participant: int | None = checked(optional(NUMBER), None)


@dataclass(frozen=True, slots=True)
class Remove:
    """A presenter's wish that somebody be put out of the room."""

    type: ClassVar[str] = "remove"
    needs: ClassVar[str] = "present"
    participant: int = checked(NUMBER)


@dataclass(frozen=True, slots=True)
class Lock:
    """A presenter's wish that nobody new come in, or that they may again."""

    type: ClassVar[str] = "lock"
    needs: ClassVar[str] = "present"
    locked: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Invite:
    """A presenter's wish for a key that lets others in."""

    type: ClassVar[str] = "invite"
    needs: ClassVar[str] = "present"
    rights: str = checked(one_of("watch", "talk"))
    seconds: int = checked(whole_number(60, LONGEST_INVITE))


@dataclass(frozen=True, slots=True)
class SwitchWaitingRoom:
    """A presenter's wish that whoever comes wait to be let in, or come in at once again."""

    type: ClassVar[str] = "waiting_room"
    needs: ClassVar[str] = "present"
    on: bool = checked(flag)


@dataclass(frozen=True, slots=True)
class Admit:
    """A presenter's wish that somebody who waits, or all of them, come in."""

    type: ClassVar[str] = "admit"
    needs: ClassVar[str] = "present"
    waiting: int | None = checked(optional(NUMBER), None)


@dataclass(frozen=True, slots=True)
class TurnAway:
    """A presenter's wish that somebody who waits be sent away."""

    type: ClassVar[str] = "turn_away"
    needs: ClassVar[str] = "present"
    waiting: int = checked(NUMBER)


@dataclass(frozen=True, slots=True)
class Spotlight:
    """A presenter's wish that everybody see one person large, or nobody any more."""

    type: ClassVar[str] = "spotlight"
    needs: ClassVar[str] = "present"
    participant: int | None = checked(optional(NUMBER), None)


Hosting: TypeAlias = (Mute | Remove | Lock | Invite) | (
    SwitchWaitingRoom | Admit | TurnAway | Spotlight
)
HOSTING: tuple[type[Hosting], ...] = (
    *(Mute, Remove, Lock, Invite),
    *(SwitchWaitingRoom, Admit, TurnAway, Spotlight),
)

"""The fields of one Kubernetes object, taken one by one. [pure]

Whoever writes a manifest by hand mistypes something: an error names the object, the field and
what is wrong with it, and a field that nobody has asked for is a warning.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, NoReturn

NAME = re.compile(r"[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")  # RFC 1123, as Kubernetes has it


class Problem(NamedTuple):
    """What is wrong: in which object, in which field, and why."""

    object: str
    field: str
    why: str

    def __str__(self) -> str:
        return f"{self.object}: {self.field} {self.why}"


class Failure(NamedTuple):
    """Why something is not so: the Gateway API's word for it, and a sentence."""

    reason: str
    message: str


class Invalid(ValueError):
    """An object that cannot be used."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


class Part:
    """A mapping inside an object: gives its fields, and remembers which were asked for."""

    def __init__(self, values: Mapping[Any, Any], owner: str, path: str = "") -> None:
        self.owner = owner
        self._values = values
        self._path = path
        self._asked: set[Any] = set()
        self._open = False
        self._parts: dict[str, Part] = {}
        self._warnings: list[Problem] = []

    def refuse(self, field: str, why: str) -> NoReturn:
        """Says that the object cannot be used because of a field."""
        raise Invalid(Problem(self.owner, self._path + field, why))

    def warn(self, field: str, why: str) -> None:
        """Says something about a field of an object that can be used all the same."""
        self._warnings.append(Problem(self.owner, self._path + field, why))

    def has(self, field: str) -> bool:
        """Whether a field is there; null is as good as nothing, as in Kubernetes."""
        return self._get(field) is not None

    def fields(self) -> list[str]:
        """The names of all fields."""
        return [field for field in self._values if isinstance(field, str)]

    def text(self, field: str, default: str | None = None) -> str:
        """A text; without default it must be there."""
        value = self._get(field)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            self.refuse(field, "must be a text" if value is not None else "is missing")
        return value

    def name(self, field: str, default: str | None = None) -> str:
        """The name of an object."""
        value = self.text(field, default)
        if value and not NAME.fullmatch(value):
            self.refuse(field, f"{value[:64]!r} is no name: lower-case letters, digits, '-', '.'")
        return value

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        """One of some words; the first where there is none."""
        value = self.text(field, choices[0])
        if value not in choices:
            self.refuse(field, f"must be one of {', '.join(choices)}, not {value[:64]!r}")
        return value

    def port(self, field: str) -> int | None:
        """The number of a port, if it is there."""
        value = self._get(field)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 65_536:
            self.refuse(field, "must be a number from 1 to 65535")
        return value

    def texts(self, field: str) -> list[str]:
        """A list of texts; an empty one where there is none."""
        values = self._list(field)
        if not all(isinstance(value, str) and value for value in values):
            self.refuse(field, "must be a list of texts")
        return values

    def pairs(self, field: str) -> dict[str, str]:
        """A mapping from texts to texts; an empty one where there is none."""
        values = self._get(field)
        values = {} if values is None else values
        if not isinstance(values, dict) or not all(
            isinstance(word, str) for pair in values.items() for word in pair
        ):
            self.refuse(field, "must be texts under names; a number needs quotes")
        return dict(values)

    def part(self, field: str) -> "Part":
        """A mapping inside this one; an empty one where there is none."""
        value = self._get(field)
        return self._inner(field, {} if value is None else value)

    def parts(self, field: str) -> list["Part"]:
        """A list of mappings; an empty one where there is none."""
        return [
            self._inner(f"{field}[{number}]", value)
            for number, value in enumerate(self._list(field))
        ]

    def ignore(self, *fields: str) -> None:
        """Says that fields are known, and of no use here."""
        self._asked.update(fields)

    def ignore_rest(self) -> None:
        """Says that whatever else is in here is somebody else's business."""
        self._open = True

    def warnings(self) -> Iterator[Problem]:
        """What was said here and in the parts, and the fields that nobody has asked for."""
        yield from self._warnings
        if self._open:
            return
        for field in self._values:
            if field not in self._asked:
                name = str(field).partition(":")[0][:64]  # of `password:x` without a space
                yield Problem(self.owner, f"{self._path}{name}", "is not known here")
        for part in self._parts.values():
            yield from part.warnings()

    def _get(self, field: str) -> Any:
        self._asked.add(field)
        return self._values.get(field)

    def _list(self, field: str) -> list[Any]:
        values = self._get(field)
        values = [] if values is None else values
        if not isinstance(values, list):
            self.refuse(field, "must be a list")
        return values

    def _inner(self, field: str, values: Any) -> "Part":
        if not isinstance(values, dict):
            self.refuse(field, "must hold fields with names")
        if field not in self._parts:
            self._parts[field] = Part(values, self.owner, f"{self._path}{field}.")
        return self._parts[field]

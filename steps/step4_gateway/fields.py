"""Reading one object of a configuration, field by field, with STUNner's idea of types. [pure]

A field that is absent, null or zero has its default. What is unknown is a warning, as it may be of
a newer version; what has the wrong type is an error.
"""

from reprlib import Repr
from typing import Any

LONGEST_SHOWN = 60  # characters of a wrong value
SHOWN = Repr()  # bounded: a few aliases of YAML can stand for more than any memory holds
SHOWN.maxlevel, SHOWN.maxstring = 2, 1_000


class ConfigError(ValueError):
    """A configuration that cannot be used: which object, which field, and why."""

    def __init__(self, where: str, field: str, why: str) -> None:
        super().__init__(f"{where}: {field} {why}" if field else f"{where}: {why}")
        self.where, self.field, self.why = where, field, why


class Fields:
    """The fields of one object; those that nobody has asked for are unknown."""

    def __init__(self, where: str, value: object, warnings: list[str]) -> None:
        if value is not None and not isinstance(value, dict):
            raise ConfigError(where, "", "is not a mapping of fields to values")
        self.where = where
        self.warnings = warnings
        self._values: dict[Any, Any] = dict(value or {})

    def take(self, field: str) -> Any:
        """The value of a field as it is; None if it is absent."""
        return self._values.pop(field, None)

    def has(self, field: str) -> bool:
        """Whether the field is there, with or without a value."""
        return self._values.get(field) is not None

    def text(self, field: str, default: str = "", *, secret: bool = False) -> str:
        """A text; numbers and truth values count as one, since YAML sees them in plain words."""
        value = self.take(field)
        if isinstance(value, bool):
            value = str(value).lower()
        if value is not None and not isinstance(value, str | int | float):
            raise self.error(field, "is not a text" if secret else f"is {_shown(value)}, no text")
        return default if value in (None, "") else str(value)

    def number(self, field: str, default: int, low: int, high: int) -> int:
        """A whole number between two bounds."""
        value = self.take(field)
        if value in (None, 0) and value is not False:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(field, f"is {_shown(value)}, not a whole number")
        if not low <= value <= high:
            raise self.error(field, f"is {_shown(value)}, not between {low} and {high}")
        return value

    def texts(self, field: str) -> list[str]:
        """A list of texts."""
        value = self._list(field)
        if not all(isinstance(one, str) for one in value):
            raise self.error(field, f"is {_shown(value)}, not a list of texts")
        return value

    def child(self, field: str) -> "Fields":
        """The object in a field."""
        return Fields(field, self.take(field), self.warnings)

    def children(self, field: str, kind: str) -> list["Fields"]:
        """The objects of a list in a field, each called by its name or by its number."""
        children = []
        for number, value in enumerate(self._list(field), 1):
            name = value.get("name") if isinstance(value, dict) else None
            where = f"{kind} {_shown(name)}" if name else f"{kind} number {number}"
            children.append(Fields(where, value, self.warnings))
        return children

    def warn(self, field: str, why: str) -> None:
        """Notes what does no harm, but is perhaps not meant."""
        self.warnings.append(f"{self.where}: {field} {why}")

    def end(self) -> None:
        """Warns of everything that nobody has asked for."""
        for field in self._values:
            name = _shown(field).strip("'").partition(":")[0]  # of `password:x` without a space
            self.warn(name, "is unknown, and not looked at")

    def error(self, field: str, why: str) -> ConfigError:
        """An error about a field of this object."""
        return ConfigError(self.where, field, why)

    def _list(self, field: str) -> list[Any]:
        value = self.take(field)
        if value is not None and not isinstance(value, list):
            raise self.error(field, "is not a list")
        return value or []


def _shown(value: object) -> str:
    text = SHOWN.repr(value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"

"""YAML that people write: what it says, or where it is none, and never what stands there. [pure]

There are passwords in it, and PyYAML's own sentences quote the text.
"""

from collections.abc import Callable
from typing import Any

import yaml


class NotYaml(ValueError):
    """A text that is not YAML; says the line and the column, or nothing if nobody knows."""


class Loader(yaml.SafeLoader):
    """Reads plain values, and no half of a surrogate pair, which nobody could encode again."""

    def construct_scalar(self, node: yaml.ScalarNode | yaml.MappingNode) -> Any:
        """A value in the text that stands for it."""
        value = super().construct_scalar(node)
        if isinstance(value, str) and any("\ud800" <= letter <= "\udfff" for letter in value):
            raise yaml.constructor.ConstructorError(None, None, "no character", node.start_mark)
        return value


def document(text: str) -> Any:
    """What a text with one document says; NotYaml if it is none, or has more."""
    return _loaded(lambda: yaml.load(text, Loader))


def documents(text: str) -> list[Any]:
    """What each document of a text says; NotYaml if one of them is none."""
    return list(_loaded(lambda: list(yaml.load_all(text, Loader))))


def _loaded(load: Callable[[], Any]) -> Any:
    try:
        return load()
    except Exception as problem:  # KeyError, TypeError, ...: PyYAML's types are not all its own
        mark = getattr(problem, "problem_mark", None)
        raise NotYaml(f"line {mark.line + 1}, column {mark.column + 1}" if mark else "") from None

"""YAML of a stranger, read from parser events: no recursion, no anchors, every scalar a text."""

from __future__ import annotations

from typing import Any, Final

import yaml

from aimsgraph.model.errors import InputError

MAX_DEPTH: Final = 32
"""Lists and mappings open at once."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The loader of libyaml where it was built in; its composer recurses and is never called."""

_EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


class _Builder:
    """Values from events, kept on a stack of our own."""

    def __init__(self) -> None:
        self.root: object = None
        self._open: list[tuple[Any, Any]] = []
        self._key: str | None = None

    def take(self, event: yaml.Event) -> None:
        """Go on by one event.

        Raises:
            ValueError: The event is of a kind that is not read; the text says why.
        """
        kind = type(event)
        if kind is yaml.ScalarEvent:
            self._scalar(event)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            self._start({} if kind is yaml.MappingStartEvent else [], event)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            done = self._open.pop()
            self._key = done[1]
        elif kind is yaml.AliasEvent:
            raise ValueError("aliases are not read")

    def _scalar(self, event: Any) -> None:  # noqa: ANN401  (PyYAML has no types for its events)
        if event.anchor is not None:
            raise ValueError("anchors are not read")
        if self._open and self._key is None and type(self._open[-1][0]) is dict:
            if event.value in self._open[-1][0]:
                raise ValueError(f"the key {event.value[:60]!r} stands twice")
            self._key = event.value
            return
        self._put(None if event.style is None and event.value in _EMPTY else event.value)

    def _start(self, value: object, event: Any) -> None:  # noqa: ANN401  (as above)
        if event.anchor is not None:
            raise ValueError("anchors are not read")
        if len(self._open) == MAX_DEPTH:
            raise ValueError(f"more than {MAX_DEPTH} levels are open at once")
        if self._open and self._key is None and type(self._open[-1][0]) is dict:
            raise ValueError("a key is no word")
        self._put(value)
        self._open.append((value, self._key))
        self._key = None

    def _put(self, value: object) -> None:
        if not self._open:
            if self.root is not None:
                raise ValueError("there is more than one document")
            self.root = value
            return
        into = self._open[-1][0]
        if type(into) is dict:
            into[self._key] = value
            self._key = None
        else:
            into.append(value)


def read_yaml(text: str, name: str) -> object:
    """Read one document of lists, mappings and texts.

    Args:
        text: The YAML.
        name: How errors name the file.

    Returns:
        Lists, dictionaries, texts, and ``None`` for an empty value.

    Raises:
        InputError: It is no YAML, or of a kind that is not read.
    """
    builder = _Builder()
    line = 1
    try:
        for event in yaml.parse(text, _LOADER):
            line = event.start_mark.line + 1 if event.start_mark else line
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else line
        raise InputError(
            f"{name}:{line}", f"this is no YAML: {error.problem}.", "Mend the file."
        ) from error
    except yaml.YAMLError as error:
        raise InputError(name, "a character in it is not allowed in YAML.", "Mend it.") from error
    except ValueError as error:
        raise InputError(f"{name}:{line}", f"{error}.", "Write plain YAML.") from error
    return builder.root

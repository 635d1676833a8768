"""XML of strangers, read with expat: no document type, hence no entities of its own, and not too deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from auralis.errors import InvalidRequestError

DEEPEST = 64
_AT_ONCE = 4096
"""Characters that expat is given at once."""


@dataclass(frozen=True)
class Start:
    """An element begins; `where` is its place, for people."""

    name: str
    attributes: Mapping[str, str]
    where: str


@dataclass(frozen=True)
class End:
    """An element ends."""

    name: str


Event = Start | End | str


class Reader:
    """Reads one document.  `param` is the field that errors are about."""

    def __init__(self, param: str) -> None:
        self._param = param
        self._events: list[Event] = []
        self._depth = 0
        self._expat = expat.ParserCreate()
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._start
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._events.append
        self._expat.StartDoctypeDeclHandler = self._doctype

    def events(self, text: str) -> Iterator[Event]:
        """Yield elements and the text between them, while they are read.

        Raises InvalidRequestError, with line and column, for what is not well-formed.
        """
        for start in range(0, len(text) or 1, _AT_ONCE):
            piece = text[start : start + _AT_ONCE]
            try:
                self._expat.Parse(piece, start + _AT_ONCE >= len(text))
            except expat.ExpatError as error:
                message = expat.ErrorString(error.code)
                raise self._error(f"{message} at {_place(error.lineno, error.offset)}") from None
            yield from self._events
            self._events.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        where = _place(self._expat.CurrentLineNumber, self._expat.CurrentColumnNumber)
        if self._depth > DEEPEST:
            raise self._error(f"<{name[:40]}> at {where} is deeper than {DEEPEST} elements")
        self._events.append(Start(name, attributes, where))

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._events.append(End(name))

    def _doctype(self, *_: object) -> None:
        where = _place(self._expat.CurrentLineNumber, self._expat.CurrentColumnNumber)
        raise self._error(f"a document type, at {where}, is not taken")

    def _error(self, message: str) -> InvalidRequestError:
        return InvalidRequestError(f"the XML of {self._param}: {message}", self._param)


def _place(line: int, column: int) -> str:
    return f"line {line}, column {column + 1}"

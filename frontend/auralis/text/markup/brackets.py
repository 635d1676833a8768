"""Markup in square brackets, and the lines of a dialogue.

    [pause:0.5s] or [pause:500ms]        silence
    [lang:de]Guten Tag.[/lang]           a language; may be nested
    [voice:Anna]                         a voice, up to the next one, [/voice], or the next line of a dialogue
    Anna: Hello.                         a line of a dialogue, if a voice goes by that name: up to the next
                                         such line, or the next empty one

Anything else in brackets is text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from re import Match, Pattern

from auralis.errors import InvalidRequestError
from auralis.text.markup.spans import LONGEST_PAUSE, SHORTEST_PAUSE, Pause, Span, Spoken
from auralis_xtts.contract import LONGEST_SPEAKER_NAME

DEEPEST = 16
"""Languages that may be open at the same time."""

_TAGS = r"\[(?P<tag>pause|lang|voice):(?P<value>[^\[\]\n]{0,100})\]|\[/(?P<closed>lang|voice)\]"
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})\s*(ms|s)", re.ASCII)
_LANGUAGE = re.compile(r"[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*", re.ASCII | re.IGNORECASE)


def seconds(text: str) -> float | None:
    """Return the time that "0.5s" or "500 ms" means; None for what is no time."""
    match = _DURATION.fullmatch(text.strip().lower())
    return match and float(match[1]) / (1000 if match[2] == "ms" else 1)


def is_language(text: str) -> bool:
    """Return whether `text` looks like a language's tag."""
    return _LANGUAGE.fullmatch(text) is not None


class Reader:
    """Text in pieces -> spans; what is open at the end of a piece stays open in the next.

    A tag, and a line's speaker, must be within one piece.  `speakers` are the names that begin the lines of a
    dialogue; without `tags` nothing in brackets is markup.
    """

    def __init__(self, speakers: Collection[str] = (), *, tags: bool = True) -> None:
        self._marks = _marks(speakers, tags)
        self._languages: list[tuple[str, int]] = []
        self._voice: str | None = None
        self._speaker: str | None = None
        self._read = 0

    def feed(self, text: str) -> Iterator[Span]:
        """Yield the spans of the next piece; raises InvalidRequestError that says where something is wrong.

        Text without markup is one span, and the very string.
        """
        start = 0
        for match in self._marks.finditer(text) if self._marks else ():
            if before := text[start : match.start()]:
                yield self._spoken(before)
            start = match.end()
            yield from self._apply(match)
        if rest := text[start:]:
            yield self._spoken(rest)
        self._read += len(text)

    def finish(self) -> None:
        """Raise InvalidRequestError if a language is still open."""
        if self._languages:
            language, where = self._languages[-1]
            raise _error(f"[lang:{language}]", where, "has no [/lang]")

    def _spoken(self, text: str) -> Spoken:
        language = self._languages[-1][0] if self._languages else None
        return Spoken(text, language, self._voice or self._speaker)

    def _apply(self, match: Match[str]) -> Iterator[Span]:
        found = match.groupdict()
        where = self._read + match.start()
        if found.get("tag"):
            yield from self._open(found["tag"].lower(), found["value"].strip(), match[0], where)
        elif found.get("closed"):
            self._close(found["closed"].lower(), where)
        else:  # a line of a dialogue, or an empty one
            self._speaker, self._voice = found["speaker"], None if found["speaker"] else self._voice

    def _open(self, tag: str, value: str, written: str, where: int) -> Iterator[Span]:
        if tag == "pause":
            length = seconds(value)
            if length is None or length > LONGEST_PAUSE:
                raise _error(
                    written, where, f"is no pause of up to {LONGEST_PAUSE:.0f} s, such as [pause:0.5s]"
                )
            if length >= SHORTEST_PAUSE:
                yield Pause(length)
        elif tag == "lang":
            if not is_language(value):
                raise _error(written, where, "names no language; [lang:de] does")
            if len(self._languages) == DEEPEST:
                raise _error(written, where, f"is within {DEEPEST} others, which is too deep")
            self._languages.append((value, where))
        elif 1 <= len(value) <= LONGEST_SPEAKER_NAME:
            self._voice = value
        else:
            raise _error(written, where, f"names no voice of 1 to {LONGEST_SPEAKER_NAME} characters")

    def _close(self, tag: str, where: int) -> None:
        if tag == "voice":
            self._voice = None
        elif self._languages:
            self._languages.pop()
        else:
            raise _error("[/lang]", where, "closes nothing")


def _marks(speakers: Collection[str], tags: bool) -> Pattern[str] | None:
    marks = [_TAGS] if tags else []
    if speakers:
        names = "|".join(re.escape(name) for name in sorted(speakers, key=len, reverse=True))
        marks += [rf"^[ \t]*(?P<speaker>{names})[ \t]*[:\uff1a]", r"(?<=\n)(?P<empty>[ \t\r]*\n)"]
    return re.compile("|".join(marks), re.IGNORECASE | re.MULTILINE) if marks else None


def _error(written: str, where: int, wrong: str) -> InvalidRequestError:
    return InvalidRequestError(f"{written[:60]} at character {where + 1} {wrong}", "input")

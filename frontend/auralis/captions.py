"""When what was said, and subtitles of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from auralis.errors import InvalidRequestError

LONGEST_LINE, MOST_LINES = 42, 2
LONGEST_CUE = 7.0
"""Seconds; a cue ends sooner where a clause does, rather than to last longer."""

TIMESTAMPS = ("sentence", "word")
"""What times can be told of."""

_CLAUSE_END = tuple(",;:.!?\u2026\u3001\u3002\uff0c\uff01\uff1f\uff1b\uff1a")


@dataclass(frozen=True)
class Word:
    """A word as it was written, with the marks around it; from `start` to `end` in seconds."""

    text: str
    start: float
    end: float
    spaced: bool = True
    """A space stands between this word and the one before it."""


@dataclass(frozen=True)
class Sentence:
    """A sentence as it was written; from `start` to `end` in seconds."""

    text: str
    start: float
    end: float
    words: tuple[Word, ...]

    def at_speed(self, speed: float) -> Sentence:
        """Return the same for sound that is played `speed` times as fast."""
        return self._moved(lambda seconds: seconds / speed)

    def later(self, seconds: float) -> Sentence:
        """Return the same for sound that begins so many seconds sooner."""
        return self._moved(lambda time: time + seconds)

    def _moved(self, move: Callable[[float], float]) -> Sentence:
        words = tuple(replace(word, start=move(word.start), end=move(word.end)) for word in self.words)
        return Sentence(self.text, move(self.start), move(self.end), words)


@dataclass(frozen=True)
class Cue:
    """What is shown at one time, in one or two lines."""

    lines: tuple[str, ...]
    start: float
    end: float


FORMATS = ("srt", "vtt")


def subtitles(sentences: Iterable[Sentence], form: str) -> str:
    """Return a file of subtitles; `form` is one of `FORMATS`.  Raises InvalidRequestError for any other."""
    if form not in FORMATS:
        raise InvalidRequestError(f"subtitles are written as {' or '.join(FORMATS)}, not {form!r}")
    srt = form == "srt"
    blocks = [] if srt else ["WEBVTT"]
    for number, cue in enumerate(cues(sentences), 1):
        times = f"{_clock(cue.start, srt)} --> {_clock(cue.end, srt)}"
        lines = cue.lines if srt else map(_escaped, cue.lines)
        blocks.append("\n".join([*([str(number)] if srt else []), times, *lines]))
    return "\n\n".join(blocks) + "\n"


def cues(sentences: Iterable[Sentence]) -> Iterator[Cue]:
    """Yield what to show of each sentence: at most two lines of 42 characters, and 7 seconds, at a time."""
    for sentence in sentences:
        words: list[Word] = []
        for word in sentence.words:
            if words and not _fits([*words, word]):
                kept = _cut(words)
                yield _cue(words[:kept])
                words = words[kept:]
            words.append(word)
        if words:
            yield _cue(words)


def _fits(words: Sequence[Word]) -> bool:
    return len(_lines(words)) <= MOST_LINES and words[-1].end - words[0].start <= LONGEST_CUE


def _cut(words: Sequence[Word]) -> int:
    """Return how many of `words` are shown together: up to a clause's end, if that is no scrap."""
    for count in range(len(words), len(words) // 3, -1):
        if words[count - 1].text.rstrip("\"'\u201d\u2019»)]").endswith(_CLAUSE_END):
            return count
    return len(words)


def _cue(words: Sequence[Word]) -> Cue:
    return Cue(tuple(_balanced(words)), words[0].start, words[-1].end)


def _balanced(words: Sequence[Word]) -> list[str]:
    """Return the lines of `words`: two of about the same length, where one does not hold them."""
    lines = _lines(words)
    if len(lines) == MOST_LINES:
        halves = ((_joined(words[:place]), _joined(words[place:])) for place in range(1, len(words)))
        fitting = [pair for pair in halves if max(map(len, pair)) <= LONGEST_LINE]
        lines = list(min(fitting, key=_unlike, default=lines))
    return lines


def _unlike(pair: tuple[str, str]) -> int:
    """Return how bad it is to show a pair of lines: of unlike lengths, or not broken at a clause."""
    return abs(len(pair[0]) - len(pair[1])) + (0 if pair[0].endswith(_CLAUSE_END) else LONGEST_LINE // 4)


def _lines(words: Sequence[Word]) -> list[str]:
    lines = [""]
    for word in words:
        longer = lines[-1] + (" " if word.spaced and lines[-1] else "") + word.text
        if lines[-1] and len(longer) > LONGEST_LINE:
            lines.append(word.text)
        else:
            lines[-1] = longer
    return lines


def _joined(words: Sequence[Word]) -> str:
    return "".join((" " if word.spaced else "") + word.text for word in words).strip()


def _clock(seconds: float, srt: bool) -> str:
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole, thousandths = divmod(rest, 1000)
    return f"{hours:02}:{minutes:02}:{whole:02}{',' if srt else '.'}{thousandths:03}"


def _escaped(line: str) -> str:
    return re.sub("[&<>]", lambda match: {"&": "&amp;", "<": "&lt;", ">": "&gt;"}[match[0]], line)

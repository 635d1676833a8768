"""The end of an utterance: what comes after the last word is cut, while the sound is streamed.

A model of speech may not know when to stop: after the last word it adds silence, breath, syllables over and
over, or babble.  Where the last word is can be told from the text: the syllables that are heard are counted
and compared with those that are written.  Where the two do not clearly say that all has been said, nothing is
cut: what is too long is a smaller fault than what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from auralis.audio.sonority import FRAME, Framing, Syllables

KEPT = 40
"""Frames of silence after the last word that may stay; 0.4 s is a pause between sentences."""

_VOICED = 0.45  # periodicity: that of noise stays below 0.41, that of a creaking voice rises above
_SILENT = 32.0  # decibels below the loudest frame
_FADE = 2  # frames
_AWAITED = 120  # frames of silence after which nobody waits any longer, if the text is complete
_VOICELESS = 30  # frames of silence after which sound without any voice is no part of a word
_HELD = 100  # frames of sound that are waited for what it becomes
_VOICED_AGAIN = 3  # frames of voice that make it speech again
_RANGE = 20.0  # decibels between the loudest and the quietest frames of anything that is speech
_LOOP, _LONGEST_PERIOD, _ROUNDS = 32, 24, 3  # codes that repeat others: so many, in so many rounds
_CLOSURE = 5  # frames of silence at which too much speech is cut

_HEARD, _LIKELY, _COMMA = 28, 40, 50
"""Frames of silence after which what follows is doubted: when all of the text was heard, when it is likely to
have been, and when the silence may be that of a comma."""

_OVER = 60  # frames of silence that nobody makes before the last word of a clause

_BOUNDARY = 20  # frames of silence that a comma may make


@dataclass(frozen=True)
class Pause:
    """Silence of some frames, and how many syllables were heard before it."""

    syllables: int
    frames: int


class Expectation:
    """What is to be said: the syllables of each word of each clause, as `auralis.text.syllables` counts them.

    The syllables that `auralis.audio.sonority` hears of real speech were 0.7 to 1.25 times as many; they
    lasted 0.17 s on average, and one alone 0.6 s at most.
    """

    def __init__(self, clauses: Sequence[Sequence[float]]) -> None:
        self._borders = list(accumulate(map(sum, clauses)))
        self._syllables = float(self._borders.pop()) if clauses else 0.0
        self._one_word = sum(map(len, clauses)) == 1

    def over(self, heard: int, active: int, pauses: Sequence[Pause]) -> tuple[int, int] | None:
        """Return how many frames of silence make what follows doubtful, and how many say it is not the text.

        `heard` syllables were heard in `active` frames, with `pauses` between.  None if that was too little.
        """
        if not self._syllables or not all(self._passed(x, heard, active, pauses) for x in self._borders):
            return None
        part, time = heard / self._syllables, active / (10 + 17 * self._syllables)
        if part >= 0.8 and time >= 0.5:
            pause = _HEARD
        elif part >= 0.65 and part + time >= 1.7:
            pause = _LIKELY
        else:
            return None
        if any(heard <= _most(border) for border in self._borders):
            return _COMMA, _AWAITED
        if self._one_word:
            return pause, pause
        return pause, _OVER if part >= 1 and time >= 0.8 else _AWAITED

    def exceeded(self, heard: int) -> bool:
        """Return whether so many syllables cannot all be of the text."""
        return heard > _most(self._syllables)

    def overrun(self, heard: int, active: int) -> bool:
        """Return whether more has been said than the text can be."""
        most = 1.4 * self._syllables + 3
        return bool(self._syllables) and heard > most and active > 60 + 27 * self._syllables

    def _passed(self, border: float, heard: int, active: int, pauses: Sequence[Pause]) -> bool:
        """Return whether what was heard goes beyond a border: by far, or because its pause was heard."""
        rest = self._syllables - border
        if heard > _most(border) or (heard > border and active > 30 + 30 * border):
            return True
        return any(
            0.8 * border <= pause.syllables <= _most(border)
            and 0.8 * rest <= heard - pause.syllables <= _most(rest)
            for pause in pauses
            if pause.frames >= _BOUNDARY
        )


def _most(syllables: float) -> float:
    return 1.25 * syllables + 2


def loops(codes: Sequence[int]) -> bool:
    """Return whether the last 32 codes, 1.5 s, or more are the same few over and over: nobody speaks so."""
    for period in range(1, _LONGEST_PERIOD + 1):
        last = codes[-max(_LOOP, _ROUNDS * period) :]
        if len(last) >= max(_LOOP, _ROUNDS * period) and last[period:] == last[:-period]:
            return True
    return False


class Tail:
    """One utterance on its way out; `clauses` are the syllables of each word of each clause of its text.

    What comes out is what went in, sample by sample, up to where it is cut; the last 20 ms before a cut fade
    away.  Except for the end of a loop, it does not depend on how the stream was cut into calls.  Nothing is
    held back but silence, and a second of what follows a pause at which the text may have ended, until it is
    known what it is.
    """

    def __init__(self, clauses: Sequence[Sequence[float]]) -> None:
        self._expected = Expectation(clauses)
        self._framing = Framing()
        self._syllables = Syllables()
        self._pauses: list[Pause] = []
        self._waiting = np.zeros(0, np.float32)  # the samples after `_given`
        self._given = 0  # samples
        self._frame = 0  # the next one
        self._codes: list[int] = []
        self._loudest, self._quietest = -60.0, 0.0
        self._active = 0
        self._voiced = 0
        self._silence: int | None = None  # the frame at which it began
        self._suspect: int | None = None  # the frame before which all ends if no voice follows
        self._doubted = False  # or if more follows than the text can have
        self._again = self._held = 0  # frames since then, with a voice and in all
        self._cut: int | None = None  # the frame before which all ends
        self.ended = False
        """Nothing more will come out."""

    def push(self, samples: NDArray[np.float32], codes: Sequence[int] = ()) -> NDArray[np.float32]:
        """Take the next samples, float32 [n] at 24 kHz, and the codes they are of, if there are any.

        Returns the samples that may go out, float32 [m].
        """
        if self.ended:
            return np.zeros(0, np.float32)
        self._waiting = np.concatenate([self._waiting, samples])
        frames = self._framing.push(samples)
        for level, vowel, periodicity in zip(frames.level, frames.vowel, frames.periodicity, strict=True):
            self._take(level, vowel, periodicity)
            self._frame += 1
            if self._cut is not None:
                return self._end(self._cut * FRAME)
        if self._goes_round(codes):
            return self._end(min(self._certain(), self._given + _FADE * FRAME))
        return self._give(self._certain())

    def _goes_round(self, codes: Sequence[int]) -> bool:
        """Return whether the codes repeat themselves, with all of the text said."""
        self._codes = [*self._codes, *codes][-_ROUNDS * _LONGEST_PERIOD :]
        if not codes or self._loudest - self._quietest < _RANGE or not loops(self._codes):
            return False
        return self._expected.over(self._syllables.count, self._active, self._pauses) is not None

    def finish(self) -> NDArray[np.float32]:
        """Take note that nothing follows; return the rest of what may go out, float32 [m]."""
        if self.ended:
            return np.zeros(0, np.float32)
        if self._suspect is not None and self._again < _VOICED_AGAIN:
            return self._end(self._suspect * FRAME)
        if self._silence is not None and self._frame - self._silence > KEPT:
            return self._end((self._silence + KEPT) * FRAME)
        self.ended = True
        return self._give(self._given + len(self._waiting))

    def _take(self, level: float, vowel: float, periodicity: float) -> None:
        """Take the features of a frame; sets `_cut` if it is the one at which that is known."""
        self._loudest = max(self._loudest, level)
        self._quietest = min(self._quietest, level) if self._active else level
        heard = self._syllables.count
        self._syllables.take(vowel, periodicity)
        if level >= self._loudest - _SILENT:
            if self._silence is not None:
                self._resume(self._silence, heard)
            self._sound(periodicity > _VOICED)
        elif self._active:
            self._silence = self._frame if self._silence is None else self._silence
            self._fall_silent(self._frame + 1 - self._silence)

    def _resume(self, began: int, heard: int) -> None:
        """Take note that sound follows silence."""
        length = self._frame - began
        border = min(self._frame, began + KEPT)
        over = self._expected.over(heard, self._active, self._pauses)
        if over is not None and length >= over[1]:
            self._cut = border if self._suspect is None or self._again >= _VOICED_AGAIN else self._suspect
        elif self._suspect is None:
            self._doubted = over is not None and length >= over[0]
            if self._doubted or (length >= _VOICELESS and self._voiced > 0.3 * self._active):
                self._suspect, self._again, self._held = border, 0, 0
        self._pauses.append(Pause(heard, length))
        self._silence = None

    def _sound(self, voiced: bool) -> None:
        self._active += 1
        self._voiced += voiced
        if self._suspect is None:
            return
        self._again += voiced
        self._held += 1
        late = self._held > _HELD
        again = self._again >= _VOICED_AGAIN
        if self._doubted and (self._expected.exceeded(self._syllables.count) or (late and not again)):
            self._cut = self._suspect
        elif late or (again and not self._doubted):
            self._suspect = None

    def _fall_silent(self, length: int) -> None:
        heard = self._syllables.count
        if length == _CLOSURE and self._expected.overrun(heard, self._active):
            self._cut = self._frame
        elif length == _AWAITED and self._expected.over(heard, self._active, self._pauses) is not None:
            self._cut = self._frame + KEPT - _AWAITED

    def _certain(self) -> int:
        """Return the sample before which all may go out."""
        if self._suspect is not None:
            return (self._suspect - _FADE) * FRAME
        if self._silence is not None:
            return (min(self._frame, self._silence + KEPT) - _FADE) * FRAME
        return self._given + len(self._waiting)

    def _give(self, end: int) -> NDArray[np.float32]:
        count = max(0, end - self._given)
        given, self._waiting = self._waiting[:count], self._waiting[count:]
        self._given += len(given)
        return given

    def _end(self, end: int) -> NDArray[np.float32]:
        """Return what is left before sample `end`, its last 20 ms fading away."""
        self.ended = True
        last = self._give(end).copy()
        fade = min(len(last), _FADE * FRAME)
        last[len(last) - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
        return last

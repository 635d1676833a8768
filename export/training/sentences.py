"""The texts that the model learns to read: composed, so that they are free and as many as wanted.

Half of them are sentences by templates; the rest put words of the whole dictionary in odd places, since what
must be learned is how any sequence of sounds is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from training.vocabulary import WORDS

_ARTICLE = re.compile(r"\b([Aa])(?= [aeio])")
_SLOT = re.compile(r"\{(\w+)\}")

_PARTS: dict[str, tuple[str, ...]] = {
    "who": (
        "the {person}",
        "the {quality} {person}",
        "a {quality} {person}",
        "my {person}",
        "{name}",
        "{name}",
        "the {animal}",
        "our {quality} {person}",
        "his {person}",
        "every {person}",
        "the {person} from {town}",
        "the {rare} {person}",
        "the {rare}",
    ),
    "pronoun": ("he", "she", "they", "we", "you", "I", "it", "nobody", "everyone", "somebody"),
    "what": (
        "the {thing}",
        "a {quality} {thing}",
        "the {quality} {thing}",
        "her {thing}",
        "this {thing}",
        "the {thing} of the {person}",
        "some {plural}",
        "those {quality} {plural}",
        "{number} {plural}",
        "a {rare}",
        "the {rare} {thing}",
        "all the {plural}",
        "no {abstract}",
        "the {abstract}",
    ),
    "where": (
        "in the {place}",
        "at the {place}",
        "{near} the {place}",
        "{near} the {quality} {place}",
        "on the {thing}",
        "{near} the {thing}",
        "in {town}",
        "to the {place}",
        "from the {place}",
        "{near} a {rare}",
    ),
    "when": (
        "yesterday",
        "last night",
        "on {day}",
        "in {month}",
        "every morning",
        "at {clock}",
        "after {number} days",
        "in the evening",
        "before dinner",
        "a long time ago",
        "this afternoon",
        "next week",
        "all day long",
        "on the {ordinal} of {month}",
        "in {year}",
        "now and then",
        "for the first time",
    ),
    "clause": (
        "{who} {did} {what}",
        "{who} {did} {what} {where}",
        "{who} {went} {where}",
        "{who} {how} {did} {what}",
        "{who} {went} {how}",
        "{who} {went} {how} {where}",
        "{who} {does} {what}",
        "{pronoun} {did} {what}",
        "{pronoun} {went} {where}",
        "{what} was {quality}",
        "{what} is {quality} and {quality}",
        "{who} was as {quality} as {what}",
        "{who} had {what} {where}",
        "there was {what} {where}",
        "{pronoun} could not {do}",
        "{pronoun} will {do} {when}",
        "{pronoun} should {do} and {do}",
        "{plural} and {plural} were {where}",
        "the {abstract} of {abstract} is {quality}",
        "{who} said that {pronoun} {did} {what}",
        "{who} and {who} {went} {where}",
        "{abstract} and {abstract} {did} {what}",
    ),
    "short": (
        "{clause}.",
        "{clause}.",
        "{clause}.",
        "{clause} {when}.",
        "{do} {what}, please.",
        "{quality} {plural}, {quality} {plural}.",
        "oh, {what}!",
        "{name}, {do} {what}!",
        "did {who} {do} {what}?",
        "do you {do} {when}?",
        "what did {who} {do}?",
        "where is {what}?",
        "who {did} {what}?",
        "why was {who} so {quality}?",
        "how {quality} {what} is!",
        "do not {do} {where}.",
        "yes, {clause}.",
        "no, {pronoun} did not {do}.",
        "thank you, {name}.",
        "{rare} {rare}.",
        "{rare} {rare} {rare}.",
        "the {rare} of {rare}.",
        "{number}.",
        "it costs {number} dollars.",
        "at {clock}.",
        "good morning, {name}.",
        "{what}.",
        "not {how}, but {how}.",
        "let us {do}.",
    ),
    "long": (
        "{clause}, and {clause}.",
        "{clause}, but {clause} {when}.",
        "{clause} {join} {clause}.",
        "{join} {clause}, {clause}.",
        "{when}, {clause}, and then {clause}.",
        "{clause}, {join} {clause} {where}.",
        "when {clause}, {who} {did} {what}; {clause}.",
        "{who}, who {did} {what} {when}, {went} {where}.",
        "{clause}, {clause}, and {clause}.",
        "{how}, {clause} {join} {clause} {when}.",
        "in {year}, {clause}, which {did} {what}.",
        "the {abstract} that {who} {did} {when} was {quality}, {quality}, and {quality}.",
        "on {day} the {ordinal} of {month} {year}, {clause}.",
        "if {clause}, why did {who} {do} {what} {where}?",
    ),
    "salad": (
        "{rare} {rare} {rare} {rare} {rare}.",
        "{rare} and {rare}, {rare} or {rare}.",
        "the {rare} {rare} {near} the {rare} {rare}.",
        "{name} {rare} the {rare} {where}.",
        "a {rare}, a {rare}, and a {rare}.",
        "{clause} with {rare} {rare}.",
        "{rare} is {rare}, but {rare} was {rare}.",
        "{rare} {did} {rare} {when}.",
        "{who} {went} {rare} {rare} {where}.",
        "{rare}, {rare}, {rare}, {rare}, {rare}, {rare}.",
    ),
}

_KINDS = ("short", "long", "salad", "double")
_SHARES = (0.34, 0.30, 0.22, 0.14)


class SentenceWriter:
    """Writes sentence `number`, always the same one, from 2 to about 30 words.

    Args:
        dictionary: Words of all kinds, for the odd places.
    """

    def __init__(self, dictionary: Sequence[str]) -> None:
        self._dictionary = dictionary

    def write(self, number: int) -> str:
        rng = np.random.default_rng([77, number])
        kind = str(rng.choice(_KINDS, p=_SHARES))
        if kind == "double":
            return self._one("short", rng) + " " + self._one(str(rng.choice(("short", "long"))), rng)
        return self._one(kind, rng)

    def _one(self, kind: str, rng: np.random.Generator) -> str:
        text = _ARTICLE.sub(r"\1n", self._expand(f"{{{kind}}}", rng))
        return text[0].upper() + text[1:]

    def _expand(self, text: str, rng: np.random.Generator) -> str:
        while match := _SLOT.search(text):
            text = text[: match.start()] + self._fill(match[1], rng) + text[match.end() :]
        return text

    def _fill(self, slot: str, rng: np.random.Generator) -> str:
        if slot in _PARTS:
            return _pick(_PARTS[slot], rng)
        if slot == "rare":
            return _pick(self._dictionary, rng)
        if slot in WORDS:
            return _pick(WORDS[slot], rng)
        return _number(slot, rng)


def _number(slot: str, rng: np.random.Generator) -> str:
    """Return digits, which the teacher's front end reads out."""
    if slot == "clock":
        return f"{rng.integers(1, 13)}:{rng.choice(('00', '15', '30', '45', '05', '20'))}"
    if slot == "year":
        return str(rng.integers(1700, 2040))
    if slot == "ordinal":
        day = int(rng.integers(1, 31))
        return f"{day}{'th' if day // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day % 10, 'th')}"
    return str(int(10 ** rng.uniform(0.3, 3.7)))


def _pick(choices: Sequence[str], rng: np.random.Generator) -> str:
    return choices[int(rng.integers(len(choices)))]

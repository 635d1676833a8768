"""How many syllables a text has, clause by clause: about how long it takes to say."""

from __future__ import annotations

import re
import unicodedata

from auralis.text.normalize import normalize
from auralis.text.rules import RULES

_CLAUSE = re.compile(r"[^\w\s'\u2019-]+|\s-\s")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+(?:['\u2019][^\W_]+)*")

_VOWELS = frozenset(
    "aeiouyœæø\u0131\u0430\u0435\u0438\u043e\u0443\u044b\u044d\u044e\u044f\u0451\u0456\u0457\u0454"
)
_ENGLISH_SILENT = re.compile(r"(?<=[^aeiouyl])e(?:s|d)?$|(?<=[aeiouy]l)e(?:s|d)?$")

_CAPITALS = re.compile(r"\b[A-Z\u00c0-\u00de\u0410-\u042f]{2,}\b")
_SPELLED = 1.5
"""Syllables of a letter of a word that has no vowel."""

_KANJI = 1.7
"""Syllables of a Chinese character that is read in Japanese."""

_HEAVY = 0.6
"""Syllables of a consonant where short vowels are not written (Arabic, Hebrew)."""


def expected(text: str, language: str) -> list[list[float]]:
    """Return the syllables of a text as it is written, once it is normalised.

    Capitals may be spelled: they are counted once more, as letters.
    """
    clauses = syllables(normalize(text, RULES[language]), language)
    spelled = sum(map(len, _CAPITALS.findall(text)))
    return [*clauses[:-1], [*clauses[-1], float(spelled)]] if spelled and clauses else clauses


def syllables(text: str, language: str) -> list[list[float]]:
    """Return the syllables of each word of each clause of a normalised `text`.

    Clauses are what lies between marks of punctuation; where there are no spaces, a character is a word.
    Words are not looked up: vowels are counted where they are written, characters where each is a syllable.
    The sum errs by a tenth or so, and rather upwards.
    """
    clauses = (_WORD.findall(clause) for clause in _CLAUSE.split(text.lower()))
    return [[_word(word, language) for word in words] for words in clauses if words]


def _word(word: str, language: str) -> float:
    if language == "en" and len(word) > 3:
        word = _ENGLISH_SILENT.sub("", word)
    if word.isdigit():
        return 2.0 * len(word)
    count, inside = 0.0, False
    for letter in unicodedata.normalize("NFD", word):
        vowel = letter in _VOWELS
        if vowel and not inside:
            count += 1
        elif not vowel:
            count += _character(letter, language)
        if not unicodedata.combining(letter):
            inside = vowel
    return count or max(1.0, _SPELLED * len(word) - 1)


def _character(letter: str, language: str) -> float:
    """Return the syllables of a character that is no vowel of an alphabet."""
    name = unicodedata.name(letter, "")
    if name.startswith("CJK UNIFIED"):
        return _KANJI if language == "ja" else 1.0
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return 0.0 if " SMALL " in name else 1.0
    if name.startswith("HANGUL CHOSEONG"):
        return 1.0
    if name.startswith(("ARABIC LETTER", "HEBREW LETTER")):
        return _HEAVY
    if name.startswith("DEVANAGARI LETTER"):
        return 1.0
    return -1.0 if name == "DEVANAGARI SIGN VIRAMA" else 0.0

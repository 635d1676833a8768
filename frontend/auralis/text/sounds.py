"""Normalised words -> kinds of sounds, roughly: enough to tell where in a sound a word is.

    V vowel, L long vowel or diphthong    R nasal, liquid, glide or voiced and weak    B voiced stop
    P voiceless stop                      S sibilant                                   F voiceless and weak

One letter or digraph is one sound.  Letters of other scripts stand for the sounds that they usually have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

_LETTERS: Mapping[str, str] = {
    "V": "aeiouyæœøə\u0131" + "аеёиоуыэюяіїє" + "اوىيةءأإآؤئ" + "ािीुूेैोौृअआइईउऊएऐओऔऋ",
    "R": "lmnrvwðłñ" + "вйлмнр" + "لمنريوع" + "मनणङञयरलवंँ",
    "B": "bdgđ" + "бгд" + "بدضظغذ" + "बभगघदधडढ",
    "P": "cpqtk" + "кпт" + "تطكقث" + "कखतथटठपफ",
    "S": "szjxß" + "жзсцчшщ" + "سشصزج" + "सशषचछजझ",
    "F": "fhþ" + "фх" + "فحخه" + "हः",
}
_KINDS = {letter: kind for kind, letters in _LETTERS.items() for letter in letters}

_DIGRAPHS: Mapping[str, str] = {
    "tsch": "S",
    "sch": "S",
    "tio": "SV",
    "ch": "S",
    "ck": "P",
    "cz": "S",
    "dz": "S",
    "gh": "",
    "gn": "R",
    "kn": "R",
    "ng": "R",
    "ph": "F",
    "qu": "PR",
    "rz": "S",
    "sh": "S",
    "sz": "S",
    "th": "F",
    "ts": "S",
    "tz": "S",
    "wh": "R",
    "wr": "R",
    "zh": "S",
    "x": "PS",
}
_SOFT_C = re.compile(r"c(?=[eiy])")
_GLIDE = re.compile(r"y(?=[aeiou])")
_VOWELS = re.compile(r"V{2,}")
_MUTE_E = re.compile(r"(?<=[aeiouy][^aeiouy])e(?=s?$)|(?<=[aeiouy][^aeiouy]{2})e(?=s?$)")
_UNIT = re.compile("|".join([*sorted(_DIGRAPHS, key=len, reverse=True), r"(\w)\1*"]))

_MUTE = ("en", "fr")
"""Languages in which an e at the end of a word is not heard."""

_GLIDING_J = ("de", "nl", "pl", "cs", "hu", "it", "ru")
_INHERENT = re.compile(r"([\u0915-\u0939])(?![\u093e-\u094d\u093c]|$)")
"""Consonants of Hindi with a vowel that is not written."""


@cache
def _stripped(letter: str) -> str:
    """Return `letter` without what stands above or below it."""
    if letter in _KINDS:
        return letter
    return "".join(part for part in unicodedata.normalize("NFD", letter) if not unicodedata.combining(part))


def sounds(word: str, language: str) -> str:
    """Return the kinds of the sounds of a normalised word; a word without letters has those of one vowel."""
    plain = "".join(map(_stripped, _INHERENT.sub(r"\1a", word.lower())))
    plain = _GLIDE.sub("w", _SOFT_C.sub("s", plain))
    if language in _MUTE:
        plain = _MUTE_E.sub("", plain)
    if language in _GLIDING_J:
        plain = plain.replace("j", "w")
    kinds = "".join(_kinds(match) for match in _UNIT.finditer(plain))
    return _VOWELS.sub("L", kinds) or "V"


def _kinds(match: re.Match[str]) -> str:
    unit = match[0]
    if unit in _DIGRAPHS:
        return _DIGRAPHS[unit]
    kind = _KINDS.get(unit[0], "" if not unit[0].isalpha() else "V")
    return "VV" if kind == "V" and len(unit) > 1 else kind

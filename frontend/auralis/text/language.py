"""Which language a text is spoken in.

The script tells most languages apart.  Those in Latin script are told by their frequent words and letters
(`frequent_words`), which decide short texts, together with the trigrams of lingua, which decide long ones.
Only the languages of the release are considered, and only the beginning of a text is looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import exp, log
from threading import Lock
from types import MappingProxyType
from unicodedata import normalize

from lingua import IsoCode639_1, LanguageDetector, LanguageDetectorBuilder

from auralis.errors import InvalidRequestError
from auralis.text.frequent_words import LETTERS, WORDS
from auralis.text.rules import RULES

AUTO = "auto"

SAMPLE = 1000
"""Characters of a text that are looked at."""

_RUN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_SCRIPTS = re.compile(
    r"(?P<kana>[\u3041-\u3096\u309d-\u30fa\u30fd-\u30ff\uff66-\uff9d])"
    r"|(?P<han>[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
    r"|(?P<hangul>[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3])"
    r"|(?P<arabic>[\u0620-\u064a\u0671-\u06d3\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc])"
    r"|(?P<devanagari>[\u0900-\u0963\u0971-\u097f])"
    r"|(?P<cyrillic>[\u0400-\u052f])"
    r"|(?P<latin>[A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff])"
)
_WORTH = MappingProxyType({"kana": 3, "han": 6, "hangul": 5})
"""How many letters of an alphabet a character is worth."""

_WITH_REGION = MappingProxyType({"zh": "zh-cn"})
_OF_SCRIPT = MappingProxyType({"hangul": "ko", "arabic": "ar", "devanagari": "hi", "cyrillic": "ru"})

_WORD = log(8)
"""What a frequent word, or a letter, is worth to the languages that have it."""

_HINT = log(15)
"""What a hint is worth: more than a frequent word or the trigrams of a word or two, less than both."""

_ENGLISH = log(3)
"""What English is worth where there is no hint."""

UNSURE = 0.6
"""Confidence up to which a hint is followed in place of a language of which no frequent word was found."""

CLEAR = 0.95
"""Confidence from which a sentence in Latin script is in another language than the text around it."""

_loading = Lock()


@dataclass(frozen=True)
class Detection:
    """The likeliest language of a text, and what it is told by."""

    language: str
    confidence: float  # 0 .. 1, among the supported languages
    words: int  # of the text that were looked at; a character of Chinese or Japanese is one
    telling: int  # those that are frequent in it and not in the hint's language; all, if the script tells
    against: int = 0  # those that are frequent in the hint's language and not in it

    def is_clear(self, around: str) -> bool:
        """Whether a sentence in a text in the language `around` is in this one."""
        if self.language not in WORDS:
            return self.telling >= 2
        if around not in WORDS:  # names and exclamations are written in Latin letters there
            return self.telling >= 1 and self.words >= 3 and self.confidence >= UNSURE
        return self.telling >= 2 + 2 * self.against and self.confidence >= CLEAR


def spoken(languages: Iterable[str]) -> tuple[str, ...]:
    """Return those of a release's `languages` for which there are rules, in the release's order."""
    return tuple(language for language in languages if language in RULES)


def resolve(language: str, text: str, supported: tuple[str, ...], hint: str | None = None) -> str:
    """Return the tag of `supported` that `language` means: "en-GB" is "en", "auto" is told from the text.

    `hint`, a tag, is the likely one; it counts for "auto" only.
    Raises InvalidRequestError, for the field `language`, if it is none of them.
    """
    wanted = language.strip().lower().replace("_", "-")
    if supported and wanted == AUTO:
        return detect(text, supported, hint).language
    primary = wanted.partition("-")[0]
    for tag in (wanted, primary, _WITH_REGION.get(primary)):
        if tag in supported:
            return tag
    known = ", ".join(f"{tag} ({RULES[tag].name})" for tag in supported) or "none"
    others = "; XTTS v2 speaks it: --model AstraMindAI/xttsv2" if {wanted, primary} & set(RULES) else ""
    raise InvalidRequestError(
        f"language {language[:20]!r} is not spoken by this model, which speaks {known}{others}",
        param="language",
    )


def detect(text: str, supported: tuple[str, ...], hint: str | None = None) -> Detection:
    """Return the likeliest of the languages `supported`, which are at least one, for the start of `text`.

    `hint`, a tag, decides where the text does not; without it English does, or the first of `supported`.
    Takes a bounded time; the first text in Latin script takes longer, since lingua then loads what it knows.
    May be called from any thread.
    """
    hinted = hint in supported
    hint = next((tag for tag in (hint, "en") if tag in supported), supported[0])
    sample = normalize("NFC", text[:SAMPLE])
    letters = _letters(sample)
    if len(supported) == 1 or not letters:
        return Detection(hint, float(len(supported) == 1), 0, 0)
    weights = _weights(letters)
    script = max(weights, key=weights.__getitem__)
    if script == "latin":
        return _by_words(sample, tuple(tag for tag in supported if tag in WORDS), hint, hinted)
    language = _OF_SCRIPT.get(script) or _east_asian(sample, script, hint)
    if language not in supported:
        return Detection(hint, 0.0, 0, 0)
    words = letters["han"] + letters["kana"] if script in ("han", "kana") else len(_RUN.findall(sample))
    return Detection(language, weights[script] / sum(weights.values()), words, words)


def runs(
    sentences: Iterable[str], supported: tuple[str, ...], language: str
) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the sentences of a text in `language` by language: a tag, and the sentences up to the next tag.

    A sentence is in another language if its script or several of its words say so; a name or an exclamation
    stays in the language around it.
    """
    for tag, run in groupby(_each(sentences, supported, language), lambda pair: pair[0]):
        yield tag, (sentence for _, sentence in run)


def _each(sentences: Iterable[str], supported: tuple[str, ...], language: str) -> Iterator[tuple[str, str]]:
    last = language
    for sentence in sentences:
        found = detect(sentence, supported, language)
        if found.is_clear(language):
            last = found.language
        elif last != language and (nearer := detect(sentence, (last, language), language)).telling:
            last = nearer.language
        yield last, sentence


def _letters(text: str) -> Counter[str]:
    """Return how many letters of each script `text` has."""
    return Counter(match.lastgroup for match in _SCRIPTS.finditer(text) if match.lastgroup)


def _weights(letters: Counter[str]) -> dict[str, int]:
    """Return how much is said in each script.  Kana, however few, make Japanese of Chinese characters."""
    weights = {script: number * _WORTH.get(script, 1) for script, number in letters.items()}
    if "kana" in weights:
        weights["kana"] += weights.pop("han", 0)
    return weights


def _east_asian(sample: str, script: str, hint: str) -> str:
    """Return the language of Chinese characters, with or without kana.

    Characters that only Japan's standard has, not China's or Taiwan's, are Japanese.
    """
    if script == "kana" or hint == "ja":
        return "ja"
    han = [match[0] for match in _SCRIPTS.finditer(sample) if match.lastgroup == "han"]
    return "ja" if any(map(_is_japanese, han)) else "zh-cn"


def _is_japanese(character: str) -> bool:
    return _is_in(character, "shift_jis") and not (_is_in(character, "gb2312") or _is_in(character, "big5"))


def _is_in(character: str, encoding: str) -> bool:
    return bool(character.encode(encoding, "ignore"))


def _by_words(sample: str, languages: tuple[str, ...], hint: str, hinted: bool) -> Detection:
    """Tell languages in Latin script apart: naive Bayes on words, letters and the trigrams of lingua."""
    if not languages:
        return Detection(hint, 0.0, 0, 0)
    lower = sample.lower().replace("\u0307", "").replace("\u2019", "'")  # Turkish I with its dot
    words = _RUN.findall(lower)
    likely, prior = (hint, _HINT) if hinted and hint in languages else ("en", _ENGLISH)
    trigrams = _trigrams(sample, languages)
    scores = {tag: prior * (tag == likely) + trigrams[tag] for tag in languages}
    for tag in languages:
        # A word of one letter may be a mere letter.
        scores[tag] += _WORD * sum(min(len(word), 2) / 2 for word in words if word in WORDS[tag])
    for letter in set(lower) & LETTERS.keys():
        for tag in LETTERS[letter] & scores.keys():
            scores[tag] += _WORD
    best = max(scores, key=scores.__getitem__)
    share = 1 / sum(exp(max(score - scores[best], -700)) for score in scores.values())
    others = WORDS.get(hint, frozenset()) if hint != best else frozenset()
    telling = sum(word in WORDS[best] - others for word in words)
    if hinted and not telling and share < UNSURE:
        return Detection(hint, 1 - share, len(words), 0)
    return Detection(best, share, len(words), telling, sum(word in others - WORDS[best] for word in words))


def _trigrams(sample: str, languages: tuple[str, ...]) -> dict[str, float]:
    """Return the logarithms of lingua's probabilities, which are trusted the more, the longer the text is."""
    if len(languages) == 1:
        return dict.fromkeys(languages, 0.0)
    length = sum(map(str.isalpha, sample))
    trust, floor = length / (length + 8), 1 / (8 + 2 * length)
    values = _detector(languages).compute_language_confidence_values(sample)
    # Rounded, since the last digits differ from call to call and must not decide between equals.
    return {
        value.language.iso_code_639_1.name.lower(): round(trust * log(max(value.value, floor)), 6)
        for value in values
    }


def _detector(languages: tuple[str, ...]) -> LanguageDetector:
    with _loading:
        return _built(languages)


@cache
def _built(languages: tuple[str, ...]) -> LanguageDetector:
    codes = (getattr(IsoCode639_1, tag.upper()) for tag in languages)
    # The other mode takes 300 MB and four seconds, and does no better with the words' help.
    return LanguageDetectorBuilder.from_iso_codes_639_1(*codes).with_low_accuracy_mode().build()

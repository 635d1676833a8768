"""A small part of the Speech Synthesis Markup Language, version 1.1 (https://www.w3.org/TR/speech-synthesis11/).

What is not among `speak p s break lang voice prosody sub say-as phoneme`, and what these say that cannot be
carried out (pitch, phonemes of the IPA ...), is an error: nothing is passed over in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from auralis.errors import InvalidRequestError
from auralis.text.markup.brackets import is_language, seconds
from auralis.text.markup.reading import read_as
from auralis.text.markup.spans import LONGEST_PAUSE, SHORTEST_PAUSE, Pause, Span, Spoken
from auralis.text.markup.xml import End, Reader, Start
from auralis.text.rules import Rules
from auralis_xtts.contract import LONGEST_SPEAKER_NAME

STRENGTHS: Mapping[str, float] = {
    "none": 0.0,
    "x-weak": 0.1,
    "weak": 0.25,
    "medium": 0.5,
    "strong": 0.75,
    "x-strong": 1.25,
}
"""Of a break, in seconds; the standard leaves it to us."""

RATES: Mapping[str, float] = {
    "x-slow": 0.5,
    "slow": 0.75,
    "medium": 1.0,
    "default": 1.0,
    "fast": 1.25,
    "x-fast": 1.75,
}
SLOWEST, FASTEST = 0.25, 4.0

RESPELLING = "x-respelling"
"""The alphabet of a phoneme's `ph` that is text to be read in place of the element's own."""

_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "speak": frozenset({"version", "xml:lang", "xml:base", "onlangfailure"}),
    "p": frozenset({"xml:lang"}),
    "s": frozenset({"xml:lang"}),
    "break": frozenset({"time", "strength"}),
    "lang": frozenset({"xml:lang"}),
    "voice": frozenset({"name", "xml:lang"}),
    "prosody": frozenset({"rate"}),
    "sub": frozenset({"alias"}),
    "say-as": frozenset({"interpret-as", "format", "detail"}),
    "phoneme": frozenset({"ph", "alphabet"}),
}
_REPLACING = ("sub", "say-as", "phoneme", "break")
"""Elements that hold text alone."""

_PERCENT = re.compile(r"([+-]?)(\d{1,4}(?:\.\d{1,4})?)%", re.ASCII)
_SPACE = re.compile(r"\s+")


def is_ssml(text: str) -> bool:
    """Return whether `text` is meant as SSML."""
    return re.match(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<speak[\s>/]", text) is not None


def read_ssml(text: str, rules: Callable[[str | None], Rules]) -> Iterator[Span]:
    """Yield the spans of an SSML document while it is read.

    `rules` are those of a language's tag; of None, those of the request's.  Raises InvalidRequestError that
    says where something is wrong.
    """
    document = _Document(rules)
    for event in Reader("input").events(text.lstrip()):
        if isinstance(event, Start):
            yield from document.start(event)
        elif isinstance(event, End):
            yield from document.end(event)
        else:
            document.text(event)


@dataclass(frozen=True)
class _Open:
    """An element that is open, with how its text is spoken."""

    element: Start
    style: Spoken


class _Document:
    def __init__(self, rules: Callable[[str | None], Rules]) -> None:
        self._rules = rules
        self._open: list[_Open] = []
        self._held: list[str] = []  # text in the style of the innermost element, or that it replaces
        self._before = ""  # what is held of the element around one that replaces its text

    def start(self, element: Start) -> Iterator[Span]:
        _check(element, self._open[-1].element.name if self._open else None)
        style = self._open[-1].style if self._open else Spoken("")
        inner = _styled(style, element)
        if element.name in _REPLACING[:-1]:
            self._before, self._held = "".join(self._held), []
        elif inner != style or element.name in ("break", "p", "s"):
            yield from self._flush()
        self._open.append(_Open(element, inner))
        if element.name == "break" and (length := _break(element)) >= SHORTEST_PAUSE:
            yield Pause(length)

    def text(self, text: str) -> None:
        self._held.append(text)

    def end(self, end: End) -> Iterator[Span]:
        closed = self._open.pop()
        if end.name in _REPLACING[:-1]:
            own = _SPACE.sub(" ", "".join(self._held)).strip()
            self._held = [self._before, self._replacement(closed, own)]
        elif not self._open or closed.style != self._open[-1].style or end.name in ("p", "s"):
            yield from self._flush(closed.style)
        elif end.name == "break":
            self._held.clear()

    def _replacement(self, closed: _Open, own: str) -> str:
        """Return what is read in place of the text `own` of an element."""
        match closed.element.name:
            case "sub":
                return _alias(closed.element)
            case "phoneme":
                return _respelling(closed.element)
        attributes = closed.element.attributes
        how, form = attributes.get("interpret-as", ""), attributes.get("format", "")
        try:
            return read_as(how, form, own, self._rules(closed.style.language))
        except ValueError as error:
            raise _error(closed.element, str(error)) from None

    def _flush(self, style: Spoken | None = None) -> Iterator[Span]:
        held = _SPACE.sub(" ", "".join(self._held))
        self._held = []
        if held.strip():
            style = style or self._open[-1].style
            yield replace(style, text=held)


def _check(element: Start, parent: str | None) -> None:
    name = element.name
    if parent is None and name != "speak":
        raise _error(element, "is not speak, which SSML begins with")
    if name not in _ATTRIBUTES or (name == "speak" and parent is not None):
        raise _error(element, f"cannot be spoken here; known are {', '.join(list(_ATTRIBUTES)[1:])}")
    if parent in _REPLACING:
        raise _error(element, f"is within {parent}, which holds text alone")
    unknown = [
        each
        for each in element.attributes
        if each not in _ATTRIBUTES[name] and not each.startswith(("xmlns", "xsi:"))
    ]
    if unknown:
        known = ", ".join(sorted(_ATTRIBUTES[name]))
        raise _error(element, f"has {unknown[0][:40]}, which changes nothing here; known are {known}")


def _styled(style: Spoken, element: Start) -> Spoken:
    """Return `style` with what `element` changes in it."""
    attributes = element.attributes
    if (language := attributes.get("xml:lang")) is not None:
        if not is_language(language):
            raise _error(element, f"names no language with xml:lang={language[:20]!r}")
        style = replace(style, language=language)
    elif element.name == "lang":
        raise _error(element, "has no xml:lang")
    if element.name == "prosody" and "rate" in attributes:
        style = replace(style, rate=_rate(element, style.rate))
    if element.name == "voice" and "name" in attributes:
        # SSML's list of names, the first that there is, is taken to be one name: they may have spaces.
        name = attributes["name"].strip()
        if not 1 <= len(name) <= LONGEST_SPEAKER_NAME:
            raise _error(element, f"must have a name of 1 to {LONGEST_SPEAKER_NAME} characters")
        style = replace(style, voice=name)
    return style


def _rate(element: Start, around: float) -> float:
    """Return a rate: "80%" is one of the usual, "+10%" of that around the element."""
    written = element.attributes["rate"].strip().lower()
    match = _PERCENT.fullmatch(written)
    if match is not None and match[1]:
        rate = around * (1 + float(f"{match[1]}{match[2]}") / 100)
    else:
        rate = float(match[2]) / 100 if match is not None else RATES.get(written, 0.0)
    if not SLOWEST <= rate <= FASTEST:
        known = f"{', '.join(RATES)}, or a percentage, from {SLOWEST:.0%} to {FASTEST:.0%} in all"
        raise _error(element, f"has rate={written[:20]!r}; a rate is {known}")
    return rate


def _break(element: Start) -> float:
    time, strength = element.attributes.get("time"), element.attributes.get("strength", "medium")
    length = STRENGTHS.get(strength) if time is None else seconds(time)
    if length is None or length > LONGEST_PAUSE:
        known = (
            f"time is such as 0.5s or 500ms, at most {LONGEST_PAUSE:.0f}s; strength is {', '.join(STRENGTHS)}"
        )
        raise _error(element, f"is no pause; {known}")
    return length


def _alias(element: Start) -> str:
    if not (alias := element.attributes.get("alias", "").strip()):
        raise _error(element, "has no alias")
    return alias


def _respelling(element: Start) -> str:
    alphabet = element.attributes.get("alphabet", "ipa")
    if alphabet != RESPELLING:
        raise _error(
            element,
            f"has the alphabet {alphabet[:20]!r}: the model reads letters, not phonemes; write how it is "
            f'to be read, <phoneme alphabet="{RESPELLING}" ph="...">',
        )
    if not (respelled := element.attributes.get("ph", "").strip()):
        raise _error(element, "has no ph")
    return respelled


def _error(element: Start, wrong: str) -> InvalidRequestError:
    return InvalidRequestError(f"<{element.name[:40]}> at {element.where} {wrong}", "input")

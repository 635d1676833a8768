"""Which language a text is spoken in."""

from __future__ import annotations

from collections.abc import Iterable

from auralis.errors import InvalidRequestError
from auralis.text.rules import RULES

AUTO = "auto"


def spoken(languages: Iterable[str]) -> tuple[str, ...]:
    """Return those of a release's `languages` for which there are rules, in the release's order."""
    return tuple(language for language in languages if language in RULES)


def resolve(language: str, text: str, supported: tuple[str, ...]) -> str:
    """Return the tag of `supported` that `language` means: "en-GB" is "en", "auto" is told from the text.

    Raises InvalidRequestError, for the field `language`, if it is none of them.
    """
    wanted = language.strip().lower().replace("_", "-")
    if supported and wanted == AUTO:
        return detect(text, supported)
    for tag in (wanted, wanted.partition("-")[0]):
        if tag in supported:
            return tag
    known = ", ".join(f"{tag} ({RULES[tag].name})" for tag in supported) or "none"
    raise InvalidRequestError(
        f"language {language[:20]!r} is not spoken here; spoken by this version with this model: {known}",
        param="language",
    )


def detect(text: str, supported: tuple[str, ...]) -> str:
    """Return the language of `text` among `supported`.

    One language has rules so far, so there is nothing to tell apart and the text is not looked at.
    """
    (only,) = supported
    return only

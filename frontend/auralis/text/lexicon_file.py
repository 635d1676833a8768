"""Files with a lexicon: JSON, YAML, or the W3C's Pronunciation Lexicon Specification.

JSON and YAML are one table, `{"word": "respelling"}`.  Of a PLS document, every lexeme's graphemes are read
as its first alias; phonemes alone are an error, since the model reads letters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from auralis.errors import InvalidRequestError
from auralis.text.lexicon import Lexicon
from auralis.text.markup.xml import Reader, Start

LARGEST_FILE = 4 << 20
"""Bytes."""

_KNOWN = frozenset({"lexicon", "lexeme", "grapheme", "alias", "phoneme", "example", "meta", "metadata"})


def read_lexicon(path: Path) -> dict[str, str]:
    """Return the entries of a file, checked; its suffix says what it is.

    Raises InvalidRequestError, for the field `lexicon`, for a file that cannot be read or understood.
    """
    readers = {".json": _json, ".yaml": _yaml, ".yml": _yaml, ".pls": _pls, ".xml": _pls}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _error(path, f"must end in one of {', '.join(readers)}")
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        if len(content) > LARGEST_FILE:
            raise _error(path, f"is larger than {LARGEST_FILE >> 20} MiB")
        entries = reader(content.decode("utf-8-sig"), path)
    except OSError as error:
        raise _error(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise _error(path, "is not UTF-8") from None
    Lexicon(entries)  # says what is wrong with it
    return entries


def _json(text: str, path: Path) -> dict[str, str]:
    try:
        return _table(json.loads(text), path)
    except (ValueError, RecursionError) as error:
        raise _error(path, f"is not JSON: {error}") from None


def _yaml(text: str, path: Path) -> dict[str, str]:
    try:
        return _table(yaml.safe_load(text), path)
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise _error(path, f"is not YAML: {reason}") from None


def _table(content: object, path: Path) -> dict[str, str]:
    if not isinstance(content, Mapping):
        raise _error(path, "is no table of words and respellings")
    for word, respelling in content.items():
        if not isinstance(word, str) or not isinstance(respelling, str):
            raise _error(path, f"has {word!r}: {respelling!r:.40}, which are not both text")
    return dict(content)


def _pls(text: str, path: Path) -> dict[str, str]:
    entries: dict[str, str] = {}
    graphemes: list[str] = []
    alias = held = ""
    for event in Reader("lexicon").events(text.lstrip()):
        if isinstance(event, str):
            held += event
            continue
        if isinstance(event, Start):
            if event.name not in _KNOWN:
                raise _error(path, f"has <{event.name[:40]}> at {event.where}, which is not known")
            if event.name == "lexeme":
                graphemes, alias = [], ""
        elif event.name == "grapheme":
            graphemes.append(held)
        elif event.name == "alias":
            alias = alias or held
        elif event.name == "lexeme":
            entries.update(_lexeme(graphemes, alias, path))
        held = ""
    return entries


def _lexeme(graphemes: list[str], alias: str, path: Path) -> Iterator[tuple[str, str]]:
    if not graphemes or not alias.strip():
        named = graphemes[0].strip()[:40] if graphemes else ""
        raise _error(
            path, f"has a lexeme {named!r} without a grapheme or an alias; phonemes cannot be spoken"
        )
    for grapheme in graphemes:
        yield grapheme.strip(), " ".join(alias.split())


def _error(path: Path, wrong: str) -> InvalidRequestError:
    return InvalidRequestError(f"the lexicon {path} {wrong}", "lexicon")

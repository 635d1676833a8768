"""Symbols in words.  Emoji and other pictures are left out.

They have names in most languages, but read aloud within a sentence these are a surprise more often than a
help, and the model was trained on none.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from auralis.text.rules import Rules

_DROPPED = r"\\|^*<>~\u2022\u2023\u00b7\u2020\u2021\u2219\u25cf"
_FREE = re.compile(r"[^\w\s.,;:!?'()/\-\u00a1\u00bf]|[\u00b2\u00b3_]")
_NOTHING = frozenset(("So", "Sk", "Sm", "Sc", "No", "Me"))
_GAP = "\ue000"
"""Stands for what was left out; a private character, of which `characters.plain` leaves none."""
_GAPS = re.compile(rf"(?<!\s)\s*+{_GAP}[{_GAP}\s]*+(?P<end>[.,;:!?)]|\Z)?")


def speak_symbols(text: str, rules: Rules) -> str:
    """Return `text` with the symbols that `rules` names in words, without other symbols or pictures."""
    spoken = _FREE.sub(lambda match: _spoken(match[0], rules), text)
    return _GAPS.sub(lambda match: match["end"] or " ", spoken) if _GAP in spoken else spoken


@lru_cache(4096)
def _spoken(symbol: str, rules: Rules) -> str:
    if symbol in rules.symbols:
        return f" {rules.symbols[symbol]} "
    if symbol in _DROPPED or unicodedata.category(symbol) in _NOTHING:
        return _GAP
    return {"\u2013": "-", "_": " "}.get(symbol, symbol)

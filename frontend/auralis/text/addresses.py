"""Addresses of pages and mailboxes, spelled out."""

from __future__ import annotations

import re
from functools import cache
from re import Match, Pattern

from auralis.text.rules import Rules

_DOMAINS = [
    "com",
    "org",
    "net",
    "edu",
    "gov",
    "mil",
    "int",
    "info",
    "biz",
    "io",
    "ai",
    "app",
    "dev",
    "eu",
    "de",
    "fr",
    "nl",
    "pl",
    "cz",
    "hu",
    "ru",
    "tr",
    "jp",
    "kr",
    "cn",
    "tw",
    "uk",
    "ch",
    "at",
    "be",
    "br",
    "ca",
    "au",
    "se",
    "dk",
    "fi",
    "ie",
    "gr",
    "ua",
    "mx",
    "ar",
    "cl",
]
_END = ".,;:!?'\u2026)"
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++")
_PAGE = re.compile(
    r"(?<!\w)(?:[a-z]{3,5}://|www\.)[^\s<>()\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3]++", re.IGNORECASE
)
_SCHEME = re.compile(r"[a-z]{3,5}://", re.IGNORECASE)
_PARTS = re.compile(r"www(?=\.)|\d+|[^\W\d_]+|.", re.DOTALL | re.IGNORECASE)


def spell_addresses(text: str, rules: Rules) -> str:
    """Return `text` with its addresses as they are spelled aloud; "https://" is left out."""
    if "." not in text:
        return text
    if "@" in text:
        text = _MAIL.sub(lambda match: _spelled(match[0], rules), text)
    text = _PAGE.sub(lambda match: _page(match, rules), text)
    return _domain(rules).sub(lambda match: _page(match, rules), text)


@cache
def _domain(rules: Rules) -> Pattern[str]:
    domains = "|".join(sorted({*_DOMAINS, *rules.domains}, key=len, reverse=True))
    path = r"/[^\s<>()\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*+"
    return re.compile(
        rf"(?<![\w.@/-])(?:(?=[\w-]*[a-z])[a-zA-Z0-9-]{{2,63}}+\.(?=[a-z]))++(?:{domains})(?![\w-])(?:{path})?+"
    )


def _page(match: Match[str], rules: Rules) -> str:
    address = match[0].rstrip(_END)
    return _spelled(_SCHEME.sub("", address), rules) + match[0][len(address) :]


def _spelled(address: str, rules: Rules) -> str:
    return " ".join(filter(None, (_part(part, rules) for part in _PARTS.findall(address.rstrip("/")))))


def _part(part: str, rules: Rules) -> str:
    if part.lower() == "www":
        return "w w w"
    return part if part.isalnum() else rules.spelled.get(part, "")

"""The languages that can be spoken: one module each, registered in `RULES` under the model's tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from auralis.text.rules.base import Currency, Date, Noun, Rules, Time

_MODULES = {
    "en": "en",
    "es": "es",
    "fr": "fr",
    "de": "de",
    "it": "it",
    "pt": "pt",
    "pl": "pl",
    "tr": "tr",
    "ru": "ru",
    "nl": "nl",
    "cs": "cs",
    "ar": "ar",
    "hu": "hu",
    "hi": "hi",
    "ja": "ja",
    "ko": "ko",
    "zh-cn": "zh",
}
"""The model's tags -> modules of this package."""


class _Languages(Mapping[str, Rules]):
    """The rules of the languages; a language's module is imported when it is first spoken."""

    def __getitem__(self, language: str) -> Rules:
        module = import_module(f"{__name__}.{_MODULES[language]}")
        rules: Rules = module.RULES
        return rules

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


RULES: Mapping[str, Rules] = _Languages()

__all__ = ["RULES", "Currency", "Date", "Noun", "Rules", "Time"]

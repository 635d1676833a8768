"""The languages that can be spoken: one module each, registered in `RULES` under the model's tag."""

from __future__ import annotations

from collections.abc import Mapping

from auralis.text.rules import en
from auralis.text.rules.base import Rules

RULES: Mapping[str, Rules] = {rules.language: rules for rules in (en.RULES,)}

__all__ = ["RULES", "Rules"]

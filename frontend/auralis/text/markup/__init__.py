"""Markup in a text: pauses, languages, voices, dialogue, and a part of SSML."""

from auralis.text.markup.brackets import Reader
from auralis.text.markup.spans import LONGEST_PAUSE, Pause, Span, Spoken
from auralis.text.markup.ssml import is_ssml, read_ssml

__all__ = ["LONGEST_PAUSE", "Pause", "Reader", "Span", "Spoken", "is_ssml", "read_ssml"]

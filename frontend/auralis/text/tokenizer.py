"""Normalised text -> the text ids that the model takes."""

from __future__ import annotations

import tokenizers


class Tokenizer:
    """The byte-pair encoding of a checkpoint.

    `vocabulary` is the checkpoint's vocab.json, a document of the `tokenizers` library.
    """

    def __init__(self, vocabulary: str) -> None:
        self._encoding = tokenizers.Tokenizer.from_str(vocabulary)
        self._unknown = self._encoding.token_to_id("[UNK]")

    def knows(self, language: str) -> bool:
        """Return whether the vocabulary has the tag of `language`."""
        return self._encoding.token_to_id(f"[{language}]") is not None

    def encode(self, text: str, language: str) -> list[int]:
        """Return the ids of `text`, which is normalised already, with the tag of `language` in front."""
        ids: list[int] = self._encoding.encode(f"[{language}]{text}".replace(" ", "[SPACE]")).ids
        return ids

    def pronounceable(self, text: str) -> bool:
        """Return whether a letter or digit of the normalised `text` has an id of its own."""
        letters = "".join(filter(str.isalnum, text))
        return any(i != self._unknown for i in self._encoding.encode(letters).ids)

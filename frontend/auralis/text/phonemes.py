"""English text -> the phonemes that some checkpoints were trained on, and their ids."""

from __future__ import annotations

from functools import cache
from typing import Any

import tokenizers

from auralis.errors import MissingPackageError

ENGLISH = "en"


class PhonemeTokenizer:
    """Text ids of a checkpoint that reads phonemes (misaki's symbols), one id each.

    `vocabulary` is the checkpoint's vocab.json, a document of the `tokenizers` library.
    """

    def __init__(self, vocabulary: str) -> None:
        self._encoding = tokenizers.Tokenizer.from_str(vocabulary)
        self._known = frozenset(self._encoding.get_vocab(with_added_tokens=False))

    def knows(self, language: str) -> bool:
        """Return whether `language` can be spoken; the phonemes are those of English."""
        return language == ENGLISH

    def encode(self, text: str, language: str) -> list[int]:
        """Return the ids of the normalised English `text`; raises MissingPackageError.

        What the checkpoint has no id for is left out.
        """
        phonemes = "".join(filter(self._known.__contains__, _phonemizer()(text)))
        ids: list[int] = self._encoding.encode(phonemes).ids
        return ids

    def pronounceable(self, text: str) -> bool:
        """Return whether there is a letter or digit to speak in the normalised `text`."""
        return any(map(str.isalnum, text)) and any(map(str.isalpha, _phonemizer()(text)))


@cache
def _phonemizer() -> Any:
    """Return the function from English text to phonemes; it takes a second or two, and 150 MB, to load."""
    try:
        from hibari.g2p import G2P
    except ImportError:
        raise MissingPackageError(
            "this checkpoint reads phonemes, for which there is hibari-tts: pip install 'auralis[phonemes]'"
        ) from None
    return G2P()

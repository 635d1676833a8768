"""The text tokens: one for each phoneme symbol and punctuation mark, and a few special ones."""

from __future__ import annotations

import json
from collections.abc import Iterable

STOP, UNKNOWN, START = "[STOP]", "[UNK]", "[START]"


class Alphabet:
    """Phonemes (misaki's symbols) to token ids.

    Args:
        symbols: The single characters there are.
    """

    def __init__(self, symbols: Iterable[str]) -> None:
        self.tokens = {x: i for i, x in enumerate([STOP, UNKNOWN, START, *sorted(symbols)])}

    def __len__(self) -> int:
        return len(self.tokens)

    def encode(self, phonemes: str) -> list[int]:
        return [self.tokens.get(x, self.tokens[UNKNOWN]) for x in phonemes]

    def vocabulary(self) -> str:
        """Return the `tokenizers` document (vocab.json) that encodes in the same way."""
        special = [
            {"id": self.tokens[x], "content": x, "single_word": False, "lstrip": False, "rstrip": False}
            | {"normalized": False, "special": True}
            for x in (STOP, UNKNOWN, START)
        ]
        document = {
            "version": "1.0",
            "truncation": None,
            "padding": None,
            "added_tokens": special,
            "normalizer": None,
            "pre_tokenizer": {
                "type": "Split",
                "pattern": {"Regex": "."},
                "behavior": "Isolated",
                "invert": False,
            },
            "post_processor": None,
            "decoder": {"type": "Fuse"},
            "model": {"type": "WordLevel", "vocab": self.tokens, "unk_token": UNKNOWN},
        }
        return json.dumps(document, ensure_ascii=False, indent=1)

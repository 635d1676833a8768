"""What spoken answers said, for clients that name an earlier one by its id alone."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from auralis.errors import InvalidRequestError

SECONDS = 3600
MOST_CHARACTERS = 8 << 20


class Transcripts:
    """Keeps texts for an hour, and the latest ones if they become too many."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._kept: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._characters = 0

    def expires_at(self) -> int:
        """Return until when what is kept now is kept, in seconds since 1970."""
        return int(self._clock()) + SECONDS

    def keep(self, identifier: str, text: str) -> None:
        self._kept[identifier] = (self._clock() + SECONDS, text)
        self._characters += len(text)
        while self._characters > MOST_CHARACTERS or next(iter(self._kept.values()))[0] < self._clock():
            _, (_, dropped) = self._kept.popitem(last=False)
            self._characters -= len(dropped)
            if not self._kept:
                return

    def audio(self, text: str, data: str) -> dict[str, Any]:
        """Return `audio` of an answer that says `text`, with its sound in base64; the text is kept."""
        identifier = f"audio_{uuid4().hex}"
        self.keep(identifier, text)
        return {"id": identifier, "data": data, "expires_at": self.expires_at(), "transcript": text}

    def resolved(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return `messages` with text in place of spoken answers.

        A spoken answer brings its transcript along, or its id.  Raises InvalidRequestError for unknown ones.
        """
        return [self._resolved(message) for message in messages]

    def _resolved(self, message: dict[str, Any]) -> dict[str, Any]:
        audio = message.get("audio")
        if message.get("role") != "assistant" or not isinstance(audio, dict):
            return message
        rest = {name: value for name, value in message.items() if name != "audio"}
        if rest.get("content"):
            return rest
        return {**rest, "content": self._text(audio)}

    def _text(self, audio: dict[str, Any]) -> str:
        if isinstance(transcript := audio.get("transcript"), str):
            return transcript
        expires, text = self._kept.get(str(audio.get("id")), (0.0, ""))
        if expires < self._clock():
            raise InvalidRequestError(
                "messages name a spoken answer that is not, or no longer, known", "messages"
            )
        return text

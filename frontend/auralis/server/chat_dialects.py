"""How the answer of an LLM and the sound of it are told in a stream: in the seed's dialect, and in OpenAI's.

In both, text passes at once, and what ends the answer (`finish_reason`, the usage) comes after the last
sound, since clients stop there.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from auralis.chat.completion import Document, text
from auralis.server.transcripts import Transcripts


class SeedDialect:
    """Text as chunks with `content`, sound as `audio.chunk` events, which have `choices` as chunks do.

    Without `shows_text`, text is left out; without `shows_usage`, chunks without choices.
    """

    def __init__(self, model: str, *, shows_text: bool = True, shows_usage: bool = False) -> None:
        self._head: Document = {
            "id": f"chatcmpl-{uuid4().hex}",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": model,
        }
        self._shows_text = shows_text
        self._shows_usage = shows_usage
        self._finish: Document | None = None
        self._usage: Document | None = None

    def said(self, chunk: Document) -> Iterator[Document]:
        """Yield what is told of a chunk of the LLM's by now."""
        self._head |= {name: chunk[name] for name in ("id", "created", "model") if chunk.get(name)}
        whole = {**chunk, **self._head}
        if not chunk["choices"]:
            self._usage = whole if chunk.get("usage") else self._usage
            return
        choice = {**chunk["choices"][0], "index": 0}
        delta = choice["delta"]
        if choice.get("finish_reason"):
            self._finish = {**whole, "choices": [{**choice, "delta": {}}]}
            choice = {**choice, "finish_reason": None}
            whole.pop("usage", None)
            if not any(delta.get(name) for name in delta if name != "role"):
                return
        yield from self._told(whole, {"finish_reason": None, **choice}, delta)

    def sound(self, data: str) -> Iterator[Document]:
        """Yield what is told of sound, in base64."""
        head = {**self._head, "object": "audio.chunk"}
        yield {**head, "data": data, "choices": [{"index": 0, "delta": {}, "finish_reason": None}]}

    def end(self) -> Iterator[Document]:
        """Yield what comes last."""
        finish = {"index": 0, "delta": {}, "finish_reason": "stop"}
        yield from self._finished(self._finish or {**self._head, "choices": [finish]})
        if self._usage is not None and self._shows_usage:
            yield self._usage

    def _told(self, whole: Document, choice: dict[str, Any], delta: dict[str, Any]) -> Iterator[Document]:
        if not self._shows_text:
            delta = {name: value for name, value in delta.items() if name != "content"}
            if not any(delta.values()):
                return
        if not delta.get("tool_calls"):
            delta = {**delta, "content": text(delta)}  # clients print it unseen
        yield {**whole, "choices": [{**choice, "delta": delta}]}

    def _finished(self, finish: Document) -> Iterator[Document]:
        (choice,) = finish["choices"]
        yield {**finish, "choices": [{**choice, "delta": {"content": ""}}]}


class OfficialDialect(SeedDialect):
    """Text as transcript and sound as data, both in `delta.audio`; its id and its expiry are told once.

    What was said is kept in `transcripts`.
    """

    def __init__(self, model: str, transcripts: Transcripts, *, shows_usage: bool = False) -> None:
        super().__init__(model, shows_usage=shows_usage)
        self._transcripts = transcripts
        self._audio_id = f"audio_{uuid4().hex}"
        self._transcript: list[str] = []

    def sound(self, data: str) -> Iterator[Document]:
        yield self._audio({"data": data})

    def end(self) -> Iterator[Document]:
        if self._transcript:
            expires_at = self._transcripts.expires_at()
            self._transcripts.keep(self._audio_id, "".join(self._transcript))
            yield self._audio({"expires_at": expires_at})
        yield from super().end()

    def _told(self, whole: Document, choice: dict[str, Any], delta: dict[str, Any]) -> Iterator[Document]:
        rest = {name: value for name, value in delta.items() if name != "content"}
        if any(rest.values()):
            yield {**whole, "choices": [{**choice, "delta": rest}]}
        if content := text(delta):
            first = {} if self._transcript else {"id": self._audio_id}
            self._transcript.append(content)
            yield self._audio({**first, "transcript": content})

    def _finished(self, finish: Document) -> Iterator[Document]:
        yield finish

    def _audio(self, content: dict[str, Any]) -> Document:
        return {**self._head, "choices": [{"index": 0, "delta": {"audio": content}, "finish_reason": None}]}


def whole_answer(completion: Document, audio: Document | None, *, keeps_content: bool) -> Document:
    """Return a completion with its sound in `message.audio`; in OpenAI's dialect `content` is null then."""
    first, *_ = completion["choices"]
    message = dict(first["message"])
    if audio is not None:
        message["audio"] = audio
        if not keeps_content:
            message["content"] = None
    return {**completion, "choices": [{**first, "index": 0, "message": message}]}

"""The documents of the LLM: chunks of a stream, whole completions, errors."""

from __future__ import annotations

from typing import Any

from auralis.errors import UpstreamError

Document = dict[str, Any]

LONGEST_MESSAGE = 2000


def check_chunk(document: Any, place: str) -> Document:
    """Return `document` if it is a chunk of a completion; raises UpstreamError, its own if it is an error."""
    if isinstance(document, dict):
        if document.get("error"):
            raise failure(document, place, _status(document["error"]))
        choices = document.get("choices")
        if isinstance(choices, list) and all(map(_is_delta, choices)):
            return document
    raise UpstreamError(
        f"the LLM at {place} does not speak the protocol: it sent what is no chunk of an answer"
    )


def check_completion(document: Any, place: str) -> Document:
    """The same for a whole completion, which has one answer at least."""
    if isinstance(document, dict):
        if document.get("error"):
            raise failure(document, place, _status(document["error"]))
        choices = document.get("choices")
        if isinstance(choices, list) and choices and all(map(_is_message, choices)):
            return document
    raise UpstreamError(f"the LLM at {place} does not speak the protocol: it sent what is no answer")


def text(part: Document) -> str:
    """Return the text of a delta or a message; what is no text, a refusal or a thought, is none."""
    content = part.get("content")
    return content if isinstance(content, str) else ""


def is_finished(chunk: Document) -> bool:
    return any(choice.get("finish_reason") for choice in chunk["choices"])


def failure(document: Any, place: str, status: int, retry_after: str | None = None) -> UpstreamError:
    """Return the error that an LLM answered with: the protocol's object, or what others make of it."""
    error = document.get("error", document) if isinstance(document, dict) else None
    fields = error if isinstance(error, dict) else {}
    message = error if isinstance(error, str) else fields.get("message") or fields.get("detail")
    message = message if isinstance(message, str) and message else f"it answered with status {status}"

    def field(name: str) -> str | None:
        value = fields.get(name)
        return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None

    return UpstreamError(
        f"the LLM at {place}: {message[:LONGEST_MESSAGE]}",
        status,
        kind=field("type"),
        param=field("param"),
        code=field("code"),
        retry_after=retry_after
        if retry_after and retry_after.isascii() and retry_after.isprintable()
        else None,
    )


def _status(error: Any) -> int:
    code = error.get("code") if isinstance(error, dict) else None
    return code if isinstance(code, int) and 400 <= code <= 599 else 502


def _is_delta(choice: Any) -> bool:
    return isinstance(choice, dict) and isinstance(choice.get("delta"), dict)


def _is_message(choice: Any) -> bool:
    return isinstance(choice, dict) and isinstance(choice.get("message"), dict)

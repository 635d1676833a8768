"""What the body of a chat asks for: an answer of the LLM, and how it is to be spoken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Any

from auralis.audio.encode import FORMATS
from auralis.chat.completion import Document
from auralis.errors import InvalidRequestError
from auralis.request import SpeechRequest
from auralis.server.chat_schemas import ChatBody
from auralis.server.spoken_fields import SAMPLING, SpokenFields, Voice

MODALITIES = ("text", "audio")
FORMAT_NAMES = {**{name: name for name in FORMATS}, "pcm16": "pcm"}
"""OpenAI's names for chat, and our own -> ours."""

_SPOKEN = frozenset(SpokenFields.model_fields)


class Dialect(Enum):
    """How an answer is told: text alone, with the seed's events of sound, or as OpenAI does."""

    TEXT = "text"
    SEED = "seed"
    OFFICIAL = "official"


@dataclass(frozen=True)
class Speech:
    """How an answer is spoken; `request` has no text yet, `field` is where the body says who speaks."""

    request: SpeechRequest
    field: str
    model: str
    format: str
    speed: float
    words: int
    ignored: tuple[str, ...]

    def naming(self) -> AbstractContextManager[None]:
        """Have an error about the voice, or its model, name the field of the body that it came from."""
        return _naming({"voice": self.field, "model": "speech_model"})


@dataclass(frozen=True)
class Asked:
    """`body` goes to the LLM.  Without `shows_text`, sound alone is told."""

    dialect: Dialect
    speech: Speech | None
    shows_text: bool
    shows_usage: bool
    body: Document

    @classmethod
    def by(cls, body: ChatBody) -> Asked:
        """Raises InvalidRequestError."""
        if body.n not in (None, 1) or body.llm_params.get("n") not in (None, 1):
            raise InvalidRequestError("n must be 1: one answer is spoken", "n")
        dialect = _dialect(body)
        options = (body.model_extra or {}).get("stream_options")
        return cls(
            dialect=dialect,
            speech=_speech(body, dialect),
            shows_text=dialect is not Dialect.SEED or body.modalities is None or "text" in body.modalities,
            shows_usage=isinstance(options, dict) and options.get("include_usage") is True,
            body=_passed_on(body, dialect),
        )


def _dialect(body: ChatBody) -> Dialect:
    has_voice = not (body.audio is None and body.speaker_files is None and body.voice is None)
    modalities = body.modalities
    if modalities is None:
        modalities = list(MODALITIES) if has_voice else ["text"]
    if not modalities or any(each not in MODALITIES for each in modalities):
        raise InvalidRequestError('modalities must be "text", "audio" or both', "modalities")
    if "audio" not in modalities:
        return Dialect.TEXT
    if not has_voice:
        raise InvalidRequestError("say in whose voice to answer: speaker_files, or audio", "speaker_files")
    return Dialect.SEED if body.audio is None else Dialect.OFFICIAL


def _speech(body: ChatBody, dialect: Dialect) -> Speech | None:
    if dialect is Dialect.TEXT:
        return None
    fields, field, voice, form, form_field = _fields(body)
    if form not in FORMAT_NAMES:
        known = ", ".join(FORMAT_NAMES)
        raise InvalidRequestError(f"the format {form[:40]!r} is not known; known are {known}", form_field)
    with _naming({"voice": field}):
        request = fields.spoken(_unwritten(), voice)
    return Speech(
        request=request,
        field=field,
        model=body.speech_model,
        format=FORMAT_NAMES[form],
        speed=fields.speed,
        words=body.vocalize_at_every_n_words,
        ignored=tuple(fields.ignored()),
    )


def _fields(body: ChatBody) -> tuple[SpokenFields, str, Voice, str, str]:
    """Return how the answer is spoken, where the voice comes from, and the voice; the same of the format."""
    if body.audio is not None:
        # Beside `audio`, what no LLM has a field for is the voice's as well.
        beside = {
            name: getattr(body, name) for name in body.model_fields_set & _SPOKEN if name not in SAMPLING
        }
        own = {name: getattr(body.audio, name) for name in body.audio.model_fields_set & _SPOKEN}
        fields = SpokenFields.model_validate({**beside, **own})
        return fields, "audio", body.audio.voice, body.audio.format, "audio"
    if body.speaker_files is not None:
        return body, "speaker_files", body.speaker_files, body.audio_format, "audio_format"
    return body, "voice", body.voice or "", body.audio_format, "audio_format"


def _passed_on(body: ChatBody, dialect: Dialect) -> dict[str, Any]:
    """Return what goes to the LLM: its own fields as they came."""
    sampling = body.model_fields_set.intersection(SAMPLING if dialect is not Dialect.SEED else ())
    passed: dict[str, Any] = dict(body.model_extra or {})
    passed |= {name: getattr(body, name) for name in SAMPLING if name in sampling}
    if body.n is not None:
        passed["n"] = body.n
    passed |= {**body.llm_params, "model": body.model, "messages": body.messages}
    passed.pop("stream", None)
    return passed


async def _unwritten() -> AsyncIterator[str]:
    """The text before there is one."""
    return
    yield


@contextmanager
def _naming(fields: Mapping[str, str]) -> Iterator[None]:
    try:
        yield
    except InvalidRequestError as error:
        field = fields.get(error.param or "")
        if field in (None, error.param):
            raise
        raise type(error)(error.message, field) from None

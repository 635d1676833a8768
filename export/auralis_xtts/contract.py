"""What the model repository and its clients agree on: models, tensors, request parameters.

This module is all that the front end knows of the model.  It imports nothing but the standard library.
`tests/contract` holds every `config.pbtxt` of `model_repository/` against it.

Shapes: `n` text ids or samples, `d` the width of the checkpoint's GPT, `t` latents, `F` vocoder frames of 256
samples, `K` of them kept, `m` new codes.  -1 stands for a size that varies.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields, replace
from enum import StrEnum
from typing import Any, TypedDict

MODEL_SAMPLE_RATE = 22_050
"""Hz of the reference audio that `xtts_style` and `xtts_speaker` take."""

OUTPUT_SAMPLE_RATE = 24_000
"""Hz of the audio that `xtts` returns."""

DEFAULT_CHUNK_SCHEDULE = (4, 8, 16, 32)
"""Codes per window when a request names no schedule; the last entry repeats."""

MINIMUM_REFERENCE_SECONDS = 0.33
"""A conditioning chunk shorter than this is left out, as the reference implementation does."""


LONGEST_SPEAKER_NAME = 64
"""Characters of the name of a release's speaker."""


class FinishReason(StrEnum):
    """`finish_reason` of a window: empty until the last one."""

    RUNNING = ""
    STOP = "stop"  # the model said that it was done
    LENGTH = "length"  # the code budget was used up
    CANCELLED = "cancelled"  # somebody asked by `cancel_id`, or nobody acknowledged windows any more
    ERROR = "error"  # `error` says what went wrong


class Parameter:
    """Request parameters of `xtts_gpt`; the ensembles pass theirs on to it.

    A request with one of the last five is a control request.  It goes to `xtts_gpt` itself, in the version
    that runs the utterance, as a stream (Triton refuses other requests to decoupled models), without tensors.
    """

    AHEAD = "ahead"
    """int: windows that may be sent before one is acknowledged; 0 or absent sends without waiting."""

    ACK_ID, ACK_SEQUENCE = "ack_id", "ack_sequence"
    """str, int: request id of a running utterance, and the highest window of it that has arrived.

    The stream ends without an answer.
    """

    CANCEL_ID = "cancel_id"
    """str: request id of the utterance to end.

    The answer's `finish_reason` is `cancelled` when it ran, and empty when no such utterance did (any more).
    """

    WATCH_ID = "watch_id"
    """str: request id of the utterance to end when this request is cancelled, as by the client's death.

    The stream ends without an answer, together with the utterance, or at once when no such utterance runs.
    """

    DESCRIBE = "describe"
    """bool: answer with the release's `description` and nothing else."""

    SPEAKER = "speaker"
    """str: answer with the voice of this speaker of the release, as `latents` [1, 32, d] and
    `speaker_embedding` [1, 512], and nothing else."""


@dataclass(frozen=True)
class Tensor:
    """One input or output: `dtype` is Triton's name without the `TYPE_` prefix."""

    name: str
    dtype: str
    dims: tuple[int, ...]
    optional: bool = False


@dataclass(frozen=True)
class Model:
    """One model of the repository.  Dims carry no batch dimension where `max_batch_size` is above 0."""

    name: str
    backend: str
    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    decoupled: bool = False
    max_batch_size: int = 0


TEXT_IDS = Tensor("text_ids", "INT32", (-1,))
GPT_COND_LATENT = Tensor("gpt_cond_latent", "FP32", (32, -1))
SPEAKER_EMBEDDING = Tensor("speaker_embedding", "FP32", (512,))
SAMPLING_PARAMETERS = Tensor("sampling_parameters", "STRING", (1,))
CHUNK_SCHEDULE = Tensor("chunk_schedule", "INT32", (-1,), optional=True)
REFERENCE_AUDIO = Tensor("audio", "FP32", (-1,))

CODES = Tensor("codes", "INT32", (-1,))
SEQUENCE = Tensor("sequence", "INT32", (1,))
FINISH_REASON = Tensor("finish_reason", "STRING", (1,))
ERROR = Tensor("error", "STRING", (1,))
DESCRIPTION = Tensor("description", "STRING", (1,))

LATENTS = Tensor("latents", "FP32", (-1, -1))
FRAMES = Tensor("frames", "FP32", (-1, 4))
SPAN = Tensor("span", "INT32", (-1,))
AUDIO = Tensor("audio", "FP32", (-1,))


def _batched(tensor: Tensor) -> Tensor:
    return Tensor(tensor.name, tensor.dtype, (1, *tensor.dims), tensor.optional)


def _optional(tensor: Tensor) -> Tensor:
    return Tensor(tensor.name, tensor.dtype, tensor.dims, optional=True)


STYLE = Model("xtts_style", "onnxruntime", (REFERENCE_AUDIO,), (GPT_COND_LATENT,))
SPEAKER = Model("xtts_speaker", "onnxruntime", (REFERENCE_AUDIO,), (SPEAKER_EMBEDDING,))
VOCODER = Model(
    "xtts_vocoder", "onnxruntime", (LATENTS, SPEAKER_EMBEDDING, FRAMES, SPAN), (AUDIO,), max_batch_size=8
)
"""A window of latents [t, d] to its audio [K * 256].

`frames` [F, 4] holds, per vocoder frame, the index of a latent of this window and the weights of that latent
and of the next two (indices are clamped to the window); `span` [K] lists the frames whose samples are kept.
"""

GPT = Model(
    "xtts_gpt",
    "vllm",
    # All optional, since a request with one of the control parameters carries no tensors.
    tuple(
        _optional(x)
        for x in (TEXT_IDS, GPT_COND_LATENT, SPEAKER_EMBEDDING, SAMPLING_PARAMETERS, CHUNK_SCHEDULE)
    ),
    (
        *(_batched(x) for x in (LATENTS, SPEAKER_EMBEDDING, FRAMES, SPAN)),
        CODES,
        SEQUENCE,
        FINISH_REASON,
        ERROR,
        DESCRIPTION,
    ),
    decoupled=True,
)
"""The decoder.  The tensors for the vocoder have a leading 1, the vocoder's batch dimension."""

ENSEMBLE = Model(
    "xtts",
    "ensemble",
    (TEXT_IDS, GPT_COND_LATENT, SPEAKER_EMBEDDING, SAMPLING_PARAMETERS, CHUNK_SCHEDULE),
    (_batched(AUDIO), CODES, SEQUENCE, FINISH_REASON, ERROR),
    decoupled=True,
)
"""Text ids and a voice in, windows of audio [1, samples] at 24 kHz out, in order, while the decoder runs.

The audio of a window whose `finish_reason` is `cancelled` or `error` is to be dropped.
"""

PARTS = (GPT, VOCODER, STYLE, SPEAKER)
"""The models of which every release has a numbered version directory."""


def ensemble_name(release: int) -> str:
    """Return the name of the ensemble that pins `release`; plain `xtts` is the promoted one."""
    return f"{ENSEMBLE.name}_v{release}"


class ContractError(ValueError):
    """A document does not fit this contract; the message names the field."""


class Sampling(TypedDict, total=False):
    """What `sampling_parameters` holds as JSON: what a request asks of the choice of codes.

    What is absent is as the release has it.  Meanings and bounds are those of SamplingParameters.
    """

    temperature: float
    top_p: float
    top_k: int
    repetition_penalty: float
    length_penalty: float
    do_sample: bool
    seed: int | None
    max_tokens: int | None


@dataclass(frozen=True)
class SamplingParameters:
    """How codes are chosen; the defaults are those of a checkpoint whose configuration names none.

    Hugging Face semantics, in its order: repetition penalty (prompt placeholders included), temperature,
    top-k, top-p.  `do_sample=False` is greedy, with the penalty.  `length_penalty` is accepted for the sake
    of the reference's interface: it only weighs beams, and there is one.
    """

    temperature: float = 0.75
    top_p: float = 0.85
    top_k: int = 50
    repetition_penalty: float = 5.0
    length_penalty: float = 1.0
    do_sample: bool = True
    seed: int | None = None
    max_tokens: int | None = None  # codes; the checkpoint's limit when absent, and at most that

    def __post_init__(self) -> None:
        _check_number("temperature", self.temperature, above=0, at_most=2)
        _check_number("top_p", self.top_p, above=0, at_most=1)
        _check_integer("top_k", self.top_k, 0, 100_000)
        _check_number("repetition_penalty", self.repetition_penalty, above=0, at_most=100)
        _check_number("length_penalty", self.length_penalty, above=-100, at_most=100)
        if not isinstance(self.do_sample, bool):
            raise ContractError(f"do_sample must be true or false, not {self.do_sample!r}")
        if self.seed is not None:
            _check_integer("seed", self.seed, 0, 2**63 - 1)
        if self.max_tokens is not None:
            _check_integer("max_tokens", self.max_tokens, 1, 1_000_000)


class TextInput(StrEnum):
    """What the text ids of a release stand for."""

    CHARACTERS = "characters"  # pieces of the text as it is spelt
    PHONEMES = "phonemes"  # of English, in misaki's symbols


@dataclass(frozen=True)
class Release:
    """How a release describes itself: all that a client must know to speak to it."""

    release: int
    checkpoint: str  # SHA-256 of the checkpoint's weights, hexadecimal
    name: str  # of the checkpoint, for people
    width: int  # d
    languages: tuple[str, ...]
    max_text_ids: int  # a prompt must have fewer
    max_codes: int
    samples_per_code: float  # at OUTPUT_SAMPLE_RATE
    vocabulary: str  # the checkpoint's vocab.json, a `tokenizers` document
    speakers: tuple[str, ...] = ()  # names that `Parameter.SPEAKER` takes
    created: int = 0  # when it was exported, in seconds since 1970; 0 for one that does not say
    text_input: TextInput = TextInput.CHARACTERS
    sampling: SamplingParameters = field(default_factory=SamplingParameters)  # of requests that ask nothing
    fixed_sampling: tuple[str, ...] = ()  # fields of it that a request cannot change
    character_limits: Mapping[str, int] = field(default_factory=dict, hash=False)
    """Characters that an utterance of a language may have, where that is less than XTTS v2 can say."""

    @classmethod
    def from_json(cls, document: str | bytes) -> Release:
        """Read a description; raises ContractError."""
        values = _known_fields(cls, document, "description")
        needed = [f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING]
        missing = [name for name in needed if name not in values]
        if missing:
            raise ContractError(f"the release's description lacks {', '.join(missing)}")
        lists = {name: tuple(values.get(name, ())) for name in ("languages", "speakers", "fixed_sampling")}
        try:
            text_input = TextInput(values.get("text_input", TextInput.CHARACTERS))
        except ValueError as error:
            raise ContractError(f"the release's text_input: {error}") from None
        sampling = SamplingParameters(**values.get("sampling", {}))
        return cls(**{**values, **lists, "text_input": text_input, "sampling": sampling})

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    def chosen(self, document: str | bytes) -> SamplingParameters:
        """Return how codes are chosen for a request's `sampling_parameters`.

        Raises ContractError that names the field at fault.
        """
        asked = _known_fields(SamplingParameters, document, "sampling_parameters")
        SamplingParameters(**asked)  # what is fixed must be well-formed, too
        return replace(self.sampling, **{k: v for k, v in asked.items() if k not in self.fixed_sampling})


def _known_fields(cls: type[Any], document: str | bytes, what: str) -> dict[str, Any]:
    try:
        values = json.loads(document)
    except ValueError as error:
        raise ContractError(f"{what} is not JSON: {error}") from None
    if not isinstance(values, dict):
        raise ContractError(f"{what} must be a JSON object")
    known = [f.name for f in fields(cls)]
    unknown = [key for key in values if key not in known]
    if unknown:
        raise ContractError(f"{what} has unknown fields {', '.join(unknown)}; known are {', '.join(known)}")
    return values


def _check_number(name: str, value: object, *, above: float, at_most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not above < value <= at_most:
        raise ContractError(f"{name} must be a number above {above} and at most {at_most}, not {value!r}")


def _check_integer(name: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ContractError(f"{name} must be a whole number from {least} to {most}, not {value!r}")

"""The engine behind Triton's gRPC interface: the only file that knows gRPC.

Every stream is read to its end, which comes after its last answer, by a task of its own: Triton 2.51 never
lets go of the request of a stream that is cancelled, in the middle or in that last moment, and then does not
stop any more (docs/decisions/0004).  An utterance that is left early is ended by a control request to
`xtts_gpt`.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
import numpy as np
import structlog
from numpy.typing import NDArray
from tritonclient.grpc.aio import InferenceServerClient, InferInput, InferResult
from tritonclient.utils import InferenceServerException

from auralis.engine import canary
from auralis.engine.base import AudioChunk, Latents, SpeechInput
from auralis.engine.utterance import Utterance
from auralis.errors import (
    AuralisError,
    DeadlineExceededError,
    EngineError,
    EngineUnavailableError,
    NotFoundError,
)
from auralis_xtts import contract
from auralis_xtts.contract import FinishReason, Parameter, Release

log = structlog.get_logger(__name__)

AHEAD = 2
"""Windows that the decoder may be ahead of the listener."""

CHANNEL = [
    ("grpc.max_send_message_length", -1),
    ("grpc.max_receive_message_length", -1),
    # A Triton that comes back is found within a second.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 500),
    ("grpc.max_reconnect_backoff_ms", 1000),
    # A machine that vanished without closing its connections is noticed.  More pings than one in five minutes
    # are an attack to Triton, which then cuts all streams off.
    ("grpc.keepalive_time_ms", 310_000),
    ("grpc.keepalive_timeout_ms", 10_000),
]

ENSEMBLES = re.compile(rf"{contract.ENSEMBLE.name}(_v(?P<release>\d+))?")

NOT_READY = re.compile(r"unknown model|not (at )?ready|not healthy|no available versions")

Parameters = Mapping[str, str | int | bool]


@dataclass(frozen=True)
class Deadlines:
    """Seconds for each thing that Triton is waited for."""

    answer: float = 60.0  # an encoder, a control request
    window: float = 60.0  # the next window of an utterance
    probe: float = 15.0  # each probe of `check`
    load: float = 300.0  # loading or unloading a model
    drain: float = 60.0  # the rest of an utterance that was left
    insist: float = 0.5  # between two requests to end an utterance


class TritonEngine:
    """`Engine` on the Triton whose gRPC port is at `url` (host:port).  Make it inside the event loop.

    It connects by itself, and again whenever Triton comes back.
    """

    def __init__(self, url: str, deadlines: Deadlines | None = None) -> None:
        self._url = url
        self._deadlines = deadlines or Deadlines()
        self._client = InferenceServerClient(url, channel_args=CHANNEL)
        self._described: dict[int, Release] = {}
        self._withdrawn: set[str] = set()
        self._utterances: dict[Utterance, SpeechInput] = {}
        self._errands: set[asyncio.Task[None]] = set()
        self._streams: set[asyncio.Task[Any]] = set()
        self._recovering = asyncio.Lock()
        self.windows = 0
        """Windows of audio that have arrived so far."""

    async def releases(self) -> tuple[int, ...]:
        ready, promoted = await asyncio.gather(self._ready_models(), self._promoted())
        pins = filter(None, map(ENSEMBLES.fullmatch, ready))
        pinned = {int(match["release"]) for match in pins if match["release"]}
        return (promoted, *sorted(pinned - {promoted}))

    async def describe(self, release: int) -> Release:
        if release not in self._described:
            if release not in await self.releases():
                raise NotFoundError(f"release {release} is not served", param="model")
            answers = await self._control(release, {Parameter.DESCRIBE: True})
            self._described[release] = _release(answers)
        return self._described[release]

    async def synthesize(self, speech: SpeechInput) -> AsyncGenerator[AudioChunk, None]:
        utterance = self._start(speech)
        try:
            while not utterance.over:
                try:
                    async with asyncio.timeout(self._deadlines.window):
                        chunk = await utterance.next()
                except TimeoutError:
                    raise DeadlineExceededError("the next window of audio did not come in time") from None
                self.windows += 1
                yield chunk
                if not utterance.over and not utterance.left:  # `close` leaves it, too
                    self._errand(self._acknowledge(speech, chunk.sequence))
        finally:
            # Never waits: the listener may be in the middle of being cancelled.
            if not utterance.over and not utterance.left:
                self._leave(speech, utterance)

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._encode(contract.STYLE, audio, release)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._encode(contract.SPEAKER, audio, release)

    async def speaker(self, name: str, release: int) -> Latents:
        if name not in (await self.describe(release)).speakers:
            raise NotFoundError(f"release {release} has no speaker {name!r}", param="voice")
        answers = await self._control(release, {Parameter.SPEAKER: name})
        if not answers:
            raise EngineError(f"{contract.GPT.name} did not answer with the speaker {name!r}")
        _check_reason(answers[0])
        return Latents(
            _array(answers[0], contract.LATENTS)[0], _array(answers[0], contract.SPEAKER_EMBEDDING)[0]
        )

    async def check(self) -> None:
        await canary.check(self, self._deadlines.probe)

    async def recover(self) -> None:
        async with self._recovering:
            await canary.recover(self, self._deadlines.probe)

    async def close(self) -> None:
        for utterance, speech in self._utterances.items():
            if not utterance.over and not utterance.left:
                self._leave(speech, utterance)
        try:
            async with asyncio.timeout(self._deadlines.drain):
                # Errands may begin streams, until the last of them has run.
                while pending := self._errands | self._streams:
                    await asyncio.wait(pending)
        except TimeoutError:
            log.error("streams did not end in time", streams=len(self._streams))
        await self._client.close()

    async def decode(self, speech: SpeechInput) -> None:
        request = _request(contract.GPT.name, speech.release, inputs=_speech_inputs(speech))
        for answer in await self._answers(request, self._deadlines.answer):
            _check_reason(answer)

    async def reload(self, model: str) -> None:
        """Unload `model`, which Triton takes for ready, and load it again with the ensembles that go with it.

        Raises EngineUnavailableError for a model that somebody else is loading, or has taken out of service.
        """
        ready = await self._ready_models()
        if model in ready:
            self._withdrawn |= {model} | {name for name in ready if ENSEMBLES.fullmatch(name)}
            await self._call(self._client.unload_model(model, client_timeout=self._deadlines.load))
        elif model not in self._withdrawn:
            raise EngineUnavailableError(f"{model} is not loaded", model)
        self._described.clear()
        for name in (model, *sorted(self._withdrawn - {model})):
            await self._call(self._client.load_model(name, client_timeout=self._deadlines.load))
            self._withdrawn.discard(name)

    # --- one utterance

    def _start(self, speech: SpeechInput) -> Utterance:
        request = _request(
            contract.ensemble_name(speech.release),
            inputs=_speech_inputs(speech),
            parameters={Parameter.AHEAD: AHEAD},
            request_id=speech.utterance_id,
        )
        utterance = Utterance(self._chunks(request))
        self._keep(utterance.task)
        self._utterances[utterance] = speech
        utterance.task.add_done_callback(lambda _: self._utterances.pop(utterance))
        self._errand(self._watch(speech, utterance))
        return utterance

    async def _chunks(self, request: dict[str, Any]) -> AsyncIterator[AudioChunk | AuralisError]:
        async for answer in self._stream(request):
            try:
                yield answer if isinstance(answer, AuralisError) else _chunk(answer)
            except EngineError as error:
                yield error

    async def _acknowledge(self, speech: SpeechInput, sequence: int) -> None:
        await self._control(
            speech.release, {Parameter.ACK_ID: speech.utterance_id, Parameter.ACK_SEQUENCE: sequence}
        )

    async def _watch(self, speech: SpeechInput, utterance: Utterance) -> None:
        """Keep a request open that breaks when this process dies, so that the decoder notices."""
        request = _request(
            contract.GPT.name, speech.release, parameters={Parameter.WATCH_ID: speech.utterance_id}
        )
        while not utterance.task.done():
            await self._answers(request, None)
            # It may have overtaken the utterance.
            await asyncio.wait({utterance.task}, timeout=self._deadlines.insist)

    def _leave(self, speech: SpeechInput, utterance: Utterance) -> None:
        utterance.left = True
        self._errand(self._end(speech, utterance))

    async def _end(self, speech: SpeechInput, utterance: Utterance) -> None:
        """Ask until the stream has ended, since the first request may overtake the utterance itself."""
        deadlines = self._deadlines
        try:
            async with asyncio.timeout(deadlines.drain):
                while not utterance.task.done():
                    await self._control(speech.release, {Parameter.CANCEL_ID: speech.utterance_id})
                    await asyncio.wait({utterance.task}, timeout=deadlines.insist)
        except TimeoutError:
            log.error("an utterance did not end in time", utterance=speech.utterance_id)
            utterance.task.cancel()

    def _errand(self, work: Coroutine[Any, Any, None]) -> None:
        """Run `work` beside everything else.  Its failure shows in the utterance that it is about."""

        async def run() -> None:
            try:
                await work
            except AuralisError as error:
                log.debug("an errand failed", reason=error.message)

        task = asyncio.create_task(run())
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    # --- Triton

    async def _promoted(self) -> int:
        """Return the release that the ensemble `xtts` pins."""
        response = await self._call(
            self._client.get_model_config(contract.ENSEMBLE.name, client_timeout=self._deadlines.answer)
        )
        pins = {step.model_version for step in response.config.ensemble_scheduling.step}
        if len(pins) != 1:
            raise EngineError(f"the steps of {contract.ENSEMBLE.name} pin different releases: {sorted(pins)}")
        return int(pins.pop())

    async def _ready_models(self) -> set[str]:
        response = await self._call(
            self._client.get_model_repository_index(client_timeout=self._deadlines.answer)
        )
        return {model.name for model in response.models if model.state == "READY"}

    async def _control(self, release: int, parameters: Parameters) -> list[InferResult]:
        """Send a request without tensors to the decoder; return its answers, which may be none."""
        request = _request(contract.GPT.name, release, parameters=parameters)
        return await self._answers(request, self._deadlines.answer)

    async def _answers(self, request: dict[str, Any], seconds: float | None) -> list[InferResult]:
        """Return the answers to a request; its stream is read to the end whoever stops waiting."""
        task = asyncio.create_task(self._whole(request, seconds))
        self._keep(task)
        answers: list[InferResult] = []
        for answer in await asyncio.shield(task):
            if isinstance(answer, AuralisError):
                raise answer
            answers.append(answer)
        return answers

    async def _whole(
        self, request: dict[str, Any], seconds: float | None
    ) -> list[InferResult | AuralisError]:
        return [answer async for answer in self._stream(request, seconds)]

    def _keep(self, task: asyncio.Task[Any]) -> None:
        """Have `close` wait for a task that reads a stream."""
        self._streams.add(task)
        task.add_done_callback(self._streams.discard)

    async def _encode(
        self, model: contract.Model, audio: NDArray[np.float32], release: int
    ) -> NDArray[np.float32]:
        inputs = [_input(model.inputs[0], np.ascontiguousarray(audio, np.float32))]
        limit = self._deadlines.answer
        call = self._client.infer(model.name, inputs, model_version=str(release), client_timeout=limit)
        return _array(await self._call(call), model.outputs[0])

    async def _stream(
        self, request: dict[str, Any], seconds: float | None = None
    ) -> AsyncIterator[InferResult | AuralisError]:
        # The request is complete before this runs: an exception in it would surface as CancelledError.
        async def once() -> AsyncIterator[dict[str, Any]]:
            yield request

        try:
            async for result, error in self._client.stream_infer(once(), stream_timeout=seconds):
                yield result if error is None else self._mapped(error)
        except (grpc.RpcError, InferenceServerException) as error:
            yield self._mapped(error)

    async def _call(self, call: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await call
        except (grpc.RpcError, InferenceServerException) as error:
            raise self._mapped(error) from None

    def _mapped(self, error: grpc.RpcError | InferenceServerException) -> AuralisError:
        """Turn whatever the client library reports into one of ours: the one place where that happens."""
        if isinstance(error, InferenceServerException):
            status, message = str(error.status()), str(error.message())
        else:
            status, message = str(error.code()), str(error.details())
        part = _part(message)
        if status.endswith("DEADLINE_EXCEEDED"):
            return DeadlineExceededError(f"Triton at {self._url} did not answer in time")
        if re.search(
            r"unknown model|not at ready state|not ready|not healthy|no available versions", message
        ):
            self._described.clear()
            return EngineUnavailableError(f"{part or 'a model'} is not ready: {message}", part)
        if status.endswith(("UNAVAILABLE", "CANCELLED")):
            self._described.clear()  # what comes back may be another export
            return EngineUnavailableError(f"Triton at {self._url} cannot be reached", part)
        return EngineError(message)


def _part(message: str) -> str | None:
    """Return the model that a message of Triton is about; a step counts before its ensemble."""
    for pattern in (*(model.name for model in contract.PARTS), r"xtts_v\d+", r"\bxtts\b"):
        if match := re.search(pattern, message):
            return match[0]
    return None


def _request(
    model: str,
    release: int | None = None,
    *,
    inputs: list[InferInput] | None = None,
    parameters: Parameters | None = None,
    request_id: str = "",
) -> dict[str, Any]:
    return {
        "model_name": model,
        "model_version": "" if release is None else str(release),
        "inputs": inputs or [],
        "parameters": dict(parameters or {}),
        "request_id": request_id,
    }


def _speech_inputs(speech: SpeechInput) -> list[InferInput]:
    sampling = np.array([json.dumps(speech.sampling).encode()], np.object_)
    inputs = [
        _input(contract.TEXT_IDS, np.asarray(speech.text_ids, np.int32)),
        _input(contract.GPT_COND_LATENT, np.asarray(speech.gpt_cond_latent, np.float32)),
        _input(contract.SPEAKER_EMBEDDING, np.asarray(speech.speaker_embedding, np.float32)),
        _input(contract.SAMPLING_PARAMETERS, sampling),
    ]
    if speech.chunk_schedule is not None:
        inputs.append(_input(contract.CHUNK_SCHEDULE, np.array(speech.chunk_schedule, np.int32)))
    return inputs


def _input(tensor: contract.Tensor, array: NDArray[Any]) -> InferInput:
    dtype = "BYTES" if tensor.dtype == "STRING" else tensor.dtype
    return InferInput(tensor.name, list(array.shape), dtype).set_data_from_numpy(array)


def _array(answer: InferResult, tensor: contract.Tensor) -> NDArray[Any]:
    array = answer.as_numpy(tensor.name)
    if array is None:
        raise EngineError(f"Triton's answer lacks {tensor.name}")
    return np.asarray(array)


def _text(answer: InferResult, tensor: contract.Tensor) -> str:
    return str(_array(answer, tensor).reshape(-1)[0], "utf-8")


def _release(answers: list[InferResult]) -> Release:
    if not answers:
        raise EngineError(f"{contract.GPT.name} did not describe itself")
    try:
        return Release.from_json(_text(answers[0], contract.DESCRIPTION))
    except contract.ContractError as error:
        raise EngineError(f"{contract.GPT.name} is of another version: {error}") from error


def _check_reason(answer: InferResult) -> FinishReason:
    """Return the finish reason of a window; raises EngineError if the decoder reports one."""
    reason = FinishReason(_text(answer, contract.FINISH_REASON))
    if reason == FinishReason.ERROR:
        raise EngineError(_text(answer, contract.ERROR))
    return reason


def _chunk(answer: InferResult) -> AudioChunk:
    reason = _check_reason(answer)
    samples = _array(answer, contract.AUDIO).reshape(-1)
    if reason == FinishReason.CANCELLED:
        samples = samples[:0]
    sequence = int(_array(answer, contract.SEQUENCE).reshape(-1)[0])
    return AudioChunk(samples, _array(answer, contract.CODES).reshape(-1), sequence, reason)

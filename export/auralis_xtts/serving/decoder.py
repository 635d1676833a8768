"""Decodes utterances: text ids and a voice in, codes and latents out, step by step, many at a time."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.serving.engine import Engine, start_engine
from auralis_xtts.serving.latents import EXTRA_ARGUMENT, LatentPool
from auralis_xtts.serving.prompt import PromptError, PromptTables

if TYPE_CHECKING:
    import torch
    from vllm.sampling_params import SamplingParams

_FINISH_REASONS = {
    None: FinishReason.RUNNING,
    "stop": FinishReason.STOP,
    "length": FinishReason.LENGTH,
    "abort": FinishReason.CANCELLED,
}


class DecoderError(Exception):
    """A request that cannot be decoded, or an engine that cannot decode; the message says which and why."""


@dataclass(frozen=True)
class Step:
    """What one step of the engine brought an utterance: `k` new codes, mostly one."""

    codes: NDArray[np.int32]
    """[k]; the last code of an utterance that stopped by itself is the stop code."""
    latents: NDArray[np.float32]
    """[k, width]; row i is the state that code i was drawn from.  The caller owns it."""
    finish_reason: FinishReason


@dataclass
class _Request:
    ticket: asyncio.Future[int | None]
    cancelled: bool = False


class Decoder:
    """A vLLM engine that decodes XTTS.  Belongs to the event loop that it was started in.

    decoder = await Decoder.start(version_dir)
    async for step in decoder.decode("id", text_ids, gpt_cond_latent, SamplingParameters()): ...
    await decoder.close()
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._prompts = PromptTables.load(engine.directory)
        xtts = json.loads((engine.directory / "config.json").read_text())["xtts"]
        self._placeholder: int = xtts["placeholder_code"]
        self._start_code: int = xtts["start_audio_token"]
        self._stop_code: int = xtts["stop_audio_token"]
        self.max_codes: int = xtts["max_codes"]
        self._latents = LatentPool(engine.max_sequences, self.max_codes, self._prompts.width)
        self._requests: dict[str, _Request] = {}
        self._codes = 0
        self._finished: Counter[FinishReason] = Counter()

    @classmethod
    async def start(cls, version_dir: Path) -> Decoder:
        """Start the engine of a version directory of `xtts_gpt`; blocks the event loop until it is ready.

        Sets environment variables that vLLM reads (`serving.engine`).  Raises DecoderError.
        """
        try:
            return cls(await start_engine(version_dir))
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise DecoderError(f"the engine of {version_dir} did not start: {error}") from error

    @property
    def healthy(self) -> bool:
        """Whether the engine's processes are there; once they are not, start another Decoder."""
        return self._engine.healthy

    async def decode(
        self,
        request_id: str,
        text_ids: NDArray[np.int32],
        gpt_cond_latent: NDArray[np.float32],
        sampling: SamplingParameters,
    ) -> AsyncGenerator[Step, None]:
        """Decode one utterance, a step as soon as the engine made it.

        Leaving the iterator early (`aclose`, or cancelling the task) ends the request in the engine as well.

        Args:
            request_id: Any name that no running request has.
            text_ids: int32 [n], without start and stop token.
            gpt_cond_latent: float32 [32, width].
            sampling: How to choose codes.

        Yields:
            Steps; the last one, and only it, has a `finish_reason`.

        Raises:
            DecoderError: The request is no good, or the engine died.
        """
        try:
            prompt = self._prompts.embed(text_ids, gpt_cond_latent)
        except PromptError as error:
            raise DecoderError(str(error)) from None
        if request_id in self._requests:
            raise DecoderError(f"a request with the id {request_id!r} is running: choose another id")
        request = self._requests[request_id] = _Request(self._latents.acquire())
        finish_reason = FinishReason.ERROR
        try:
            async with aclosing(self._steps(request_id, request, prompt, sampling)) as steps:
                async for step in steps:
                    self._codes += len(step.codes)
                    finish_reason = step.finish_reason
                    yield step
        except (asyncio.CancelledError, GeneratorExit):
            finish_reason = FinishReason.CANCELLED
            raise
        finally:
            self._finished[finish_reason] += 1
            del self._requests[request_id]
            self._latents.release(request.ticket)

    async def cancel(self, request_id: str) -> bool:
        """End a request: its `decode` yields one last Step, CANCELLED and empty.

        Returns False if there is no such request.
        """
        request = self._requests.get(request_id)
        if request is None:
            return False
        request.cancelled = True
        if not self._latents.withdraw(request.ticket) and self._engine.llm is not None:
            await self._engine.llm.abort(request_id)
        return True

    def metrics(self) -> dict[str, float]:
        """Return the decoder's figures by name; those that end in `_total` only grow."""
        values = self._engine.metrics.values()
        values["xtts_gpt_waiting_requests"] += self._latents.waiting
        values["xtts_gpt_codes_total"] = float(self._codes)
        for reason in (FinishReason.STOP, FinishReason.LENGTH, FinishReason.CANCELLED, FinishReason.ERROR):
            values[f"xtts_gpt_finished_{reason}_total"] = float(self._finished[reason])
        return values

    async def close(self) -> None:
        """End all requests and the engine's processes."""
        for request_id in list(self._requests):
            await self.cancel(request_id)
        await self._engine.shutdown()
        self._latents.close()

    async def _steps(
        self, request_id: str, request: _Request, prompt: NDArray[np.float32], sampling: SamplingParameters
    ) -> AsyncGenerator[Step, None]:
        """Run a request through the engine once it has a slot for its latents."""
        slot = await request.ticket
        if slot is not None:
            count = 0
            async with aclosing(self._outputs(request_id, slot, prompt, sampling)) as outputs:
                async for output in outputs:
                    count += len(output.token_ids)
                    step = self._step(output, slot, count)
                    # A cancellation that came before the engine knew of the request shows only here.
                    if request.cancelled or step.finish_reason is FinishReason.CANCELLED:
                        break
                    yield step
                    if step.finish_reason is not FinishReason.RUNNING:
                        return
        yield self._nothing(FinishReason.CANCELLED)

    async def _outputs(
        self, request_id: str, slot: int, prompt: NDArray[np.float32], sampling: SamplingParameters
    ) -> AsyncGenerator[Any, None]:
        """Yield vLLM's outputs with its errors translated."""
        from vllm.v1.engine.exceptions import EngineDeadError, EngineGenerateError

        llm = self._engine.llm
        if llm is None:
            raise DecoderError("the decoder is closed: start another one")
        prompt_input = self._engine_input(prompt, llm.model_config.dtype)
        parameters = self._parameters(sampling, slot)
        try:
            async with aclosing(llm.generate(prompt_input, parameters, request_id)) as results:
                async for result in results:
                    yield result.outputs[0]
        except EngineDeadError:
            raise DecoderError("the engine died: unload and load the model to start it again") from None
        except (EngineGenerateError, ValueError) as error:
            raise DecoderError(
                f"the engine refused or failed the request: {error.__cause__ or error}"
            ) from error

    def _step(self, output: Any, slot: int, count: int) -> Step:
        codes = np.asarray(output.token_ids, dtype=np.int32)
        swapped = {0: self._placeholder, self._placeholder: 0}
        for index in np.flatnonzero(codes <= self._placeholder):
            codes[index] = swapped.get(int(codes[index]), codes[index])
        if output.finish_reason not in _FINISH_REASONS:
            raise DecoderError(f"the engine ended the request: {output.finish_reason}")
        latents = self._latents.read(slot, count - len(codes), count)
        return Step(codes, latents, _FINISH_REASONS[output.finish_reason])

    def _nothing(self, reason: FinishReason) -> Step:
        return Step(np.empty(0, np.int32), np.empty((0, self._prompts.width), np.float32), reason)

    def _parameters(self, sampling: SamplingParameters, slot: int) -> SamplingParams:
        """Translate to vLLM's parameters, whose order of steps is Hugging Face's."""
        from vllm.sampling_params import RequestOutputKind, SamplingParams

        return SamplingParams(
            temperature=sampling.temperature if sampling.do_sample else 0.0,
            top_p=sampling.top_p if sampling.do_sample else 1.0,
            top_k=sampling.top_k if sampling.do_sample else 0,
            repetition_penalty=sampling.repetition_penalty,
            seed=sampling.seed,
            max_tokens=min(sampling.max_tokens or self.max_codes, self.max_codes),
            stop_token_ids=[self._stop_code],
            detokenize=False,
            output_kind=RequestOutputKind.DELTA,
            extra_args={EXTRA_ARGUMENT: self._latents.address(slot)},
        )

    def _engine_input(self, prompt: NDArray[np.float32], dtype: torch.dtype) -> Any:
        """Return vLLM's prompt: embeddings, then the start code as a token, which it embeds and penalises."""
        import torch

        embeds = torch.from_numpy(np.concatenate((prompt, np.zeros_like(prompt[:1]))))
        return {
            "type": "embeds",
            "prompt_embeds": embeds.to(dtype),
            "prompt_token_ids": [0] * len(prompt) + [self._start_code],
            "is_token_ids": [False] * len(prompt) + [True],
        }

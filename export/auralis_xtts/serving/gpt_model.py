"""The backend `vllm`: Triton's requests to the decoder, its windows back while it decodes.

Requests arrive in Triton's thread; everything else happens in one event loop in a thread of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import logging
import os
import uuid
from collections.abc import Coroutine
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from auralis_xtts import contract
from auralis_xtts.contract import ContractError, FinishReason, Parameter, Release
from auralis_xtts.serving import tensors
from auralis_xtts.serving.decoder import Decoder
from auralis_xtts.serving.metrics import Metrics
from auralis_xtts.serving.speakers import Speakers
from auralis_xtts.serving.tensors import Channel, Sender, Watch
from auralis_xtts.serving.utterance import SpeechRequest, Utterance
from auralis_xtts.serving.windows import Geometry, WindowPlanner

logger = logging.getLogger(__name__)

_TICK = 0.2  # seconds between looks at metrics and at clients that left


class GptModel:
    """Triton's interface to a Python model."""

    def initialize(self, args: dict[str, str]) -> None:
        """Start the engine; an exception here is why Triton does not load the model."""
        tensors.check_numpy()
        directory = Path(args["model_repository"]) / args["model_version"]
        configuration = json.loads(args["model_config"])["parameters"]
        self._patience = float(configuration["ack_timeout_seconds"]["string_value"])
        self._description = (directory / "release.json").read_text()
        self._release = Release.from_json(self._description)
        self._speakers = Speakers(directory, self._release.speakers)
        self._geometry = Geometry.from_dict(json.loads((directory / "geometry.json").read_text()))
        self._running: dict[str, Utterance] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="xtts-gpt", daemon=True)
        self._thread.start()
        self._decoder: Decoder = self._wait_for(Decoder.start(directory))
        self._metrics = Metrics({"model": args["model_name"], "version": args["model_version"]})
        self._loop.call_soon_threadsafe(self._spawn, self._tick())

    def execute(self, requests: list[Any]) -> None:
        """Take requests in; their answers come from the event loop."""
        for request in requests:
            sender, identifier = request.get_response_sender(), request.request_id()
            try:
                handling = self._dispatch(request, identifier, sender)
            except ContractError as error:
                self._refuse(sender, str(error))
                continue
            self._loop.call_soon_threadsafe(self._spawn, handling)

    def finalize(self) -> None:
        """Stop the engine; Triton has let all requests finish before."""
        self._wait_for(self._shut_down())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._metrics.drop()
        # Nothing is left to clear up, and taking torch and vLLM apart would take the stub many seconds.
        atexit.register(os._exit, 0)

    def _dispatch(self, request: Any, identifier: str, sender: Sender) -> Coroutine[Any, Any, None]:
        """Return what is to be done for a request; raises ContractError."""
        parameters = tensors.parameters(request)
        if Parameter.DESCRIBE in parameters:
            return self._describe(sender)
        if Parameter.SPEAKER in parameters:
            return self._show(*self._speakers.voice(str(parameters[Parameter.SPEAKER])), sender)
        if Parameter.CANCEL_ID in parameters:
            return self._cancel(str(parameters[Parameter.CANCEL_ID]), sender)
        if Parameter.ACK_ID in parameters:
            sequence = tensors.whole_number(parameters, Parameter.ACK_SEQUENCE)
            return self._acknowledge(str(parameters[Parameter.ACK_ID]), sequence, sender)
        if Parameter.WATCH_ID in parameters:
            return self._watch(str(parameters[Parameter.WATCH_ID]), sender)
        speech = tensors.read_speech(request, self._release)
        if speech.gpt_cond_latent.shape[1] != self._release.width:
            raise ContractError(
                f"{contract.GPT_COND_LATENT.name} is {speech.gpt_cond_latent.shape[1]} wide, and release "
                f"{self._release.release} {self._release.width}: the voice belongs to another release"
            )
        return self._speak(identifier or uuid.uuid4().hex, speech, sender)

    async def _speak(self, identifier: str, speech: SpeechRequest, sender: Sender) -> None:
        if identifier in self._running:
            self._refuse(sender, f"an utterance with the request id {identifier!r} is running")
            return

        def ended() -> None:
            del self._running[identifier]
            self._metrics.update(self._decoder.metrics())

        channel = Channel(sender, speech.speaker_embedding, self._release.width)
        utterance = Utterance(identifier, speech, channel, WindowPlanner(self._geometry, speech.schedule))
        self._running[identifier] = utterance
        await utterance.run(self._decoder, self._patience, ended)

    async def _cancel(self, identifier: str, sender: Sender) -> None:
        utterance = self._running.get(identifier)
        ended = utterance is not None and await utterance.cancel(self._decoder)
        self._metrics.update(self._decoder.metrics())
        reason = FinishReason.CANCELLED if ended else FinishReason.RUNNING
        sender.send(tensors.response({contract.FINISH_REASON: [reason.value]}), flags=tensors.FINAL)

    async def _acknowledge(self, identifier: str, sequence: int, sender: Sender) -> None:
        if (utterance := self._running.get(identifier)) is not None:
            utterance.acknowledge(sequence)
        sender.send(flags=tensors.FINAL)

    async def _watch(self, identifier: str, sender: Sender) -> None:
        watch = Watch(sender)
        if (utterance := self._running.get(identifier)) is None:
            watch.close()
        else:
            utterance.watch(watch)

    async def _describe(self, sender: Sender) -> None:
        sender.send(tensors.response({contract.DESCRIPTION: [self._description]}), flags=tensors.FINAL)

    async def _show(
        self, latents: NDArray[np.float32], embedding: NDArray[np.float32], sender: Sender
    ) -> None:
        voice = {contract.LATENTS: latents[None], contract.SPEAKER_EMBEDDING: embedding[None]}
        reason = {contract.FINISH_REASON: [FinishReason.STOP.value]}
        sender.send(tensors.response({**voice, **reason}), flags=tensors.FINAL)

    def _refuse(self, sender: Sender, error: str) -> None:
        Channel(sender, np.zeros(0, np.float32), self._release.width).close(0, FinishReason.ERROR, error)

    async def _tick(self) -> None:
        while True:
            self._metrics.update(self._decoder.metrics())
            for utterance in [u for u in self._running.values() if u.left_by_client()]:
                logger.info("the client of utterance %s has left", utterance.identifier)
                await utterance.abandon(self._decoder)
            await asyncio.sleep(_TICK)

    async def _shut_down(self) -> None:
        current = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not current and task in self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._decoder.close()

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("a request was not served", exc_info=error)

    def _wait_for(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

"""The watch over the utterances of a Triton: begun, acknowledged window by window, ended when they are left.

An utterance that is left early is ended by a control request to `xtts_gpt`, and its stream is read to the end
all the same (`auralis.engine.connection`).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import structlog

from auralis.engine.base import AudioChunk, SpeechInput
from auralis.engine.connection import Connection, Deadlines
from auralis.engine.messages import Parameters, chunk, request, speech_inputs
from auralis.engine.utterance import Utterance
from auralis.errors import AuralisError, EngineError
from auralis_xtts import contract
from auralis_xtts.contract import Parameter

log = structlog.get_logger(__name__)

AHEAD = 2
"""Windows that the decoder may be ahead of the listener."""


class Watch:
    """Looks after every utterance that it starts until its stream has ended."""

    def __init__(self, connection: Connection, deadlines: Deadlines) -> None:
        self._connection = connection
        self._deadlines = deadlines
        self._utterances: dict[Utterance, SpeechInput] = {}
        self.errands: set[asyncio.Task[None]] = set()
        """What runs beside the utterances; they may begin streams, until the last of them has run."""

    def start(self, speech: SpeechInput) -> Utterance:
        """Begin an utterance."""
        asked = request(
            contract.ensemble_name(speech.release),
            inputs=speech_inputs(speech),
            parameters={Parameter.AHEAD: AHEAD},
            request_id=speech.utterance_id,
        )
        utterance = Utterance(self._chunks(asked))
        self._connection.keep(utterance.task)
        self._utterances[utterance] = speech
        utterance.task.add_done_callback(lambda _: self._utterances.pop(utterance))
        self._errand(self._stay(speech, utterance))
        return utterance

    def acknowledge(self, speech: SpeechInput, utterance: Utterance, sequence: int) -> None:
        """Have the decoder go on, since window `sequence` has been taken; never waits."""
        if not utterance.over and not utterance.left:
            taken: Parameters = {Parameter.ACK_ID: speech.utterance_id, Parameter.ACK_SEQUENCE: sequence}
            self._errand(self._connection.control(speech.release, taken))

    def leave(self, speech: SpeechInput, utterance: Utterance) -> None:
        """End an utterance if it has not ended; never waits."""
        if not utterance.over and not utterance.left:
            utterance.left = True
            self._errand(self._end(speech, utterance))

    def leave_all(self) -> None:
        """End every utterance that has not ended."""
        for utterance, speech in self._utterances.items():
            self.leave(speech, utterance)

    async def _chunks(self, asked: dict[str, Any]) -> AsyncIterator[AudioChunk | AuralisError]:
        async for answer in self._connection.stream(asked):
            try:
                yield answer if isinstance(answer, AuralisError) else chunk(answer)
            except EngineError as error:
                yield error

    async def _stay(self, speech: SpeechInput, utterance: Utterance) -> None:
        """Keep a request open that breaks when this process dies, so that the decoder notices."""
        asked = request(
            contract.GPT.name, speech.release, parameters={Parameter.WATCH_ID: speech.utterance_id}
        )
        while not utterance.task.done():
            await self._connection.answers(asked, None)
            # It may have overtaken the utterance.
            await asyncio.wait({utterance.task}, timeout=self._deadlines.insist)

    async def _end(self, speech: SpeechInput, utterance: Utterance) -> None:
        """Ask until the stream has ended, since the first request may overtake the utterance itself."""
        deadlines = self._deadlines
        try:
            async with asyncio.timeout(deadlines.drain):
                while not utterance.task.done():
                    await self._connection.control(speech.release, {Parameter.CANCEL_ID: speech.utterance_id})
                    await asyncio.wait({utterance.task}, timeout=deadlines.insist)
        except TimeoutError:
            log.error("an utterance did not end in time", utterance=speech.utterance_id)
            utterance.task.cancel()

    def _errand(self, work: Coroutine[Any, Any, object]) -> None:
        """Run `work` beside everything else.  Its failure shows in the utterance that it is about."""

        async def run() -> None:
            try:
                await work
            except AuralisError as error:
                log.debug("an errand failed", reason=error.message)

        task = asyncio.create_task(run())
        self.errands.add(task)
        task.add_done_callback(self.errands.discard)

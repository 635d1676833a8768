"""One utterance on its way from the decoder to the client: windows are cut, paced and sent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.serving.decoder import DecoderError, Step
from auralis_xtts.serving.windows import Window, WindowPlanner

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class SpeechRequest:
    """One utterance to decode, as it came in; `ahead` is 0 when nobody will acknowledge."""

    text_ids: NDArray[np.int32]
    gpt_cond_latent: NDArray[np.float32]
    speaker_embedding: NDArray[np.float32]
    sampling: SamplingParameters
    schedule: tuple[int, ...]
    ahead: int


class Decodes(Protocol):
    """What an utterance needs of `serving.decoder.Decoder`."""

    def decode(
        self,
        request_id: str,
        text_ids: NDArray[np.int32],
        gpt_cond_latent: NDArray[np.float32],
        sampling: SamplingParameters,
    ) -> AsyncIterator[Step]: ...

    async def cancel(self, request_id: str) -> bool: ...


class Sends(Protocol):
    """What an utterance needs of `serving.tensors.Channel`."""

    def send(
        self, window: Window, latents: NDArray[np.float32], codes: NDArray[np.int32], reason: FinishReason
    ) -> None: ...

    def close(self, sequence: int, reason: FinishReason, error: str = "") -> None: ...

    def abandon(self) -> None: ...

    def left(self) -> bool: ...


class Watches(Protocol):
    """What an utterance needs of `serving.tensors.Watch`."""

    def left(self) -> bool: ...

    def close(self) -> None: ...


class Utterance:
    """Decodes into an outbox and empties it at the client's pace.  Belongs to one event loop.

    Whatever happens, it ends with exactly one response that has a `finish_reason`, unless the client is gone.
    That is sent when the decoder has let go of the request.
    """

    def __init__(
        self, identifier: str, request: SpeechRequest, channel: Sends, planner: WindowPlanner
    ) -> None:
        self.identifier = identifier
        self._request, self._channel, self._planner = request, channel, planner
        self._history = _History(request.gpt_cond_latent.shape[1])
        self._outbox: deque[Window] = deque()
        self._sent = self._codes_sent = self._acknowledged = 0
        self._blocked_since: float | None = None
        self._finish, self._error = FinishReason.RUNNING, ""
        self._changed = asyncio.Event()
        self._watches: list[Watches] = []
        self._closed = self._abandoned = False

    async def run(self, decoder: Decodes, patience: float, ended: Callable[[], None]) -> None:
        """Decode and send.

        Args:
            decoder: What decodes.
            patience: Seconds without an acknowledgement after which the client is taken for gone.
            ended: Called before the last response is sent, and when the utterance is broken off.
        """
        decoding = asyncio.create_task(self._decode(decoder))
        try:
            await self._deliver(decoder, patience)
            await decoding
        finally:
            decoding.cancel()
            ended()
            while self._watches:
                self._watches.pop().close()
        self._send_last()

    def acknowledge(self, sequence: int) -> None:
        """Note that the client has the windows up to `sequence`."""
        self._acknowledged = max(self._acknowledged, sequence + 1)
        self._blocked_since = None
        self._changed.set()

    def watch(self, watch: Watches) -> None:
        """Take the client for gone as soon as `watch` shows it; it is closed when the utterance has ended."""
        self._watches.append(watch)

    async def cancel(self, decoder: Decodes) -> bool:
        """End the utterance; return False when it has ended already."""
        if self._closed:
            return False
        self._end(FinishReason.CANCELLED)
        self._outbox.clear()
        await decoder.cancel(self.identifier)
        return True

    async def abandon(self, decoder: Decodes) -> None:
        """End the utterance of a client that is gone."""
        self._abandoned = True
        await self.cancel(decoder)

    def left_by_client(self) -> bool:
        """Return whether the client has dropped the stream, or one that it watches the utterance by.

        After `abandon` it is known, and the answer is no.
        """
        if self._closed or self._abandoned:
            return False
        return self._channel.left() or any(watch.left() for watch in self._watches)

    async def _decode(self, decoder: Decodes) -> None:
        request = self._request
        try:
            async for step in decoder.decode(
                self.identifier, request.text_ids, request.gpt_cond_latent, request.sampling
            ):
                self._take(step)
        except DecoderError as error:
            self._end(FinishReason.ERROR, str(error))
        except Exception as error:
            # Whatever it is, the client must hear of it in the stream: an ensemble forgets no failed step.
            logger.exception("utterance %s failed", self.identifier)
            self._end(FinishReason.ERROR, f"the decoder failed: {type(error).__name__}: {error}")
        self._end(FinishReason.ERROR, "the decoder ended without a reason")

    def _take(self, step: Step) -> None:
        if self._finish is not FinishReason.RUNNING:
            return  # cancelled: what was still on its way is of no use
        self._history.extend(step.codes, step.latents)
        whole = step.finish_reason in (FinishReason.STOP, FinishReason.LENGTH)
        self._outbox.extend(self._planner.ready(self._history.length, whole))
        if whole and not self._history.length:
            self._end(FinishReason.ERROR, "the decoder made no codes")
        elif step.finish_reason is not FinishReason.RUNNING:
            self._end(step.finish_reason)
        elif self._outbox:
            self._changed.set()

    def _end(self, reason: FinishReason, error: str = "") -> None:
        """Set how the utterance ends; the first word counts, but for a later cancellation."""
        if self._finish is FinishReason.RUNNING or reason is FinishReason.CANCELLED:
            self._finish, self._error = reason, error
            self._changed.set()

    async def _deliver(self, decoder: Decodes, patience: float) -> None:
        """Send windows until it is the last response's turn."""
        while True:
            if self._outbox and self._may_send():
                if self._outbox[0].final:
                    return
                if self.left_by_client():
                    await self.abandon(decoder)
                else:
                    self._send(self._outbox.popleft(), FinishReason.RUNNING)
            elif not self._outbox and self._finish is not FinishReason.RUNNING:
                return
            elif not await self._change(patience):
                logger.warning("nobody acknowledges utterance %s any more", self.identifier)
                await self.cancel(decoder)

    def _may_send(self) -> bool:
        return not self._request.ahead or self._sent - self._acknowledged < self._request.ahead

    async def _change(self, patience: float) -> bool:
        """Wait until something has changed; return False when an acknowledgement is overdue."""
        timeout = None
        if self._outbox:
            now = time.monotonic()
            self._blocked_since = self._blocked_since or now
            timeout = self._blocked_since + patience - now
        try:
            await asyncio.wait_for(self._changed.wait(), timeout)
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    def _send(self, window: Window, reason: FinishReason) -> None:
        codes = self._history.codes(self._codes_sent, None if window.final else window.last)
        latents = self._history.latents(window.first, window.last)
        self._channel.send(window, latents, codes, reason)
        self._sent += 1
        self._codes_sent += len(codes)

    def _send_last(self) -> None:
        self._closed = True
        if self._abandoned:
            self._channel.abandon()
        elif self._outbox:
            self._send(self._outbox.popleft(), self._finish)
        else:
            self._channel.close(self._sent, self._finish, self._error)


class _History:
    """All codes and latents of an utterance so far, in arrays that double when they are full."""

    def __init__(self, width: int) -> None:
        self.length = 0
        self._codes = np.empty(64, np.int32)
        self._latents = np.empty((64, width), np.float32)

    def extend(self, codes: NDArray[np.int32], latents: NDArray[np.float32]) -> None:
        end = self.length + len(codes)
        if end > len(self._codes):
            room = max(end, 2 * len(self._codes))
            self._codes = _grown(self._codes, room)
            self._latents = _grown(self._latents, room)
        self._codes[self.length : end] = codes
        self._latents[self.length : end] = latents
        self.length = end

    def codes(self, first: int, last: int | None) -> NDArray[np.int32]:
        return self._codes[first : self.length if last is None else last]

    def latents(self, first: int, last: int) -> NDArray[np.float32]:
        return self._latents[first:last]


def _grown(array: NDArray[Any], room: int) -> NDArray[Any]:
    grown = np.empty((room, *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown

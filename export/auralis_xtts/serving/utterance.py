"""One utterance on its way from the decoder to the client: windows are cut, paced and sent."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from auralis_xtts.contract import ContractError, FinishReason
from auralis_xtts.serving import tensors
from auralis_xtts.serving.decoder import Decoder, DecoderError, Step
from auralis_xtts.serving.tensors import SpeechRequest
from auralis_xtts.serving.windows import Geometry, Window, WindowPlanner

logger = logging.getLogger(__name__)


class Sender(Protocol):
    """Triton's response sender."""

    def send(self, response: Any = None, flags: int = 0) -> None: ...

    def is_cancelled(self) -> bool: ...


class Utterance:
    """Decodes into an outbox and empties it at the client's pace.  Belongs to one event loop.

    It ends in any case with exactly one response that has a `finish_reason`, flagged as the final one.
    """

    def __init__(
        self, identifier: str, request: SpeechRequest, sender: Sender, geometry: Geometry, patience: float
    ) -> None:
        self.identifier = identifier
        self._request, self._sender, self._patience = request, sender, patience
        self._planner = WindowPlanner(geometry, request.schedule)
        self._history = _History(request.gpt_cond_latent.shape[1])
        self._outbox: deque[Window] = deque()
        self._sent = 0  # windows
        self._codes_sent = 0
        self._acknowledged = 0  # windows
        self._blocked_since: float | None = None
        self._finish = FinishReason.RUNNING
        self._error = ""
        self._changed = asyncio.Event()
        self._closed = False

    async def run(self, decoder: Decoder) -> None:
        """Decode and send; returns when both are done."""
        await asyncio.gather(self._decode(decoder), self._deliver(decoder))

    def acknowledge(self, sequence: int) -> None:
        """Note that the client has the windows up to `sequence`."""
        self._acknowledged = max(self._acknowledged, sequence + 1)
        self._blocked_since = None
        self._changed.set()

    async def cancel(self, decoder: Decoder) -> bool:
        """End the utterance; return False when it had ended already."""
        if self._closed:
            return False
        self._end(FinishReason.CANCELLED)
        self._outbox.clear()
        await decoder.cancel(self.identifier)
        return True

    def left_by_client(self) -> bool:
        """Return whether the client has dropped the stream.

        Blocks for the length of a message to Triton, in the event loop, since Triton would look at freed
        memory if it came after the final response.  In an ensemble it is never true.
        """
        return not self._closed and self._sender.is_cancelled()

    async def _decode(self, decoder: Decoder) -> None:
        request = self._request
        try:
            async for step in decoder.decode(
                self.identifier, request.text_ids, request.gpt_cond_latent, request.sampling
            ):
                self._take(step)
        except (DecoderError, ContractError) as error:
            self._end(FinishReason.ERROR, str(error))
        except Exception as error:
            # Whatever it is, the client must hear of it in the stream: an ensemble forgets no failed step.
            logger.exception("utterance %s failed", self.identifier)
            self._end(FinishReason.ERROR, f"the decoder failed: {type(error).__name__}: {error}")
        if self._finish is FinishReason.RUNNING:
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
        if self._finish is FinishReason.RUNNING or reason is FinishReason.CANCELLED:
            self._finish, self._error = reason, error
            self._changed.set()

    async def _deliver(self, decoder: Decoder) -> None:
        """Send windows until the last one."""
        while not self._closed:
            if self._outbox and self._may_send():
                self._send(self._outbox.popleft())
            elif not self._outbox and self._finish is not FinishReason.RUNNING:
                self._close()
            elif not await self._change():
                logger.warning("nobody acknowledges utterance %s any more", self.identifier)
                await self.cancel(decoder)

    def _may_send(self) -> bool:
        return not self._request.ahead or self._sent - self._acknowledged < self._request.ahead

    async def _change(self) -> bool:
        """Wait until something has changed; return False when an acknowledgement is overdue."""
        timeout = None
        if self._outbox:
            now = time.monotonic()
            self._blocked_since = self._blocked_since or now
            timeout = self._blocked_since + self._patience - now
        try:
            await asyncio.wait_for(self._changed.wait(), timeout)
        except TimeoutError:
            return False
        self._changed.clear()
        return True

    def _send(self, window: Window) -> None:
        reason = self._finish if window.final else FinishReason.RUNNING
        codes = self._history.codes(self._codes_sent, None if window.final else window.last)
        self._sender.send(
            tensors.window_response(
                window,
                self._history.latents(window.first, window.last),
                self._request.speaker_embedding,
                codes,
                reason,
            ),
            flags=tensors.FINAL if window.final else 0,
        )
        self._sent += 1
        self._codes_sent += len(codes)
        self._closed = window.final

    def _close(self) -> None:
        width = self._request.gpt_cond_latent.shape[1]
        self._sender.send(
            tensors.closing_response(width, self._sent, self._finish, self._error), flags=tensors.FINAL
        )
        self._closed = True


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

"""An utterance between a scripted decoder and a scripted client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.serving.decoder import DecoderError, Step
from auralis_xtts.serving.utterance import SpeechRequest, Utterance
from auralis_xtts.serving.windows import Geometry, Window, WindowPlanner

WIDTH = 8
GEOMETRY = Geometry(4, 24_000, 24_000, 256, context_frames=4)


class Script:
    """A decoder that makes the codes 0, 1, 2 .. and then ends as told, or waits to be cancelled."""

    def __init__(self, length: int, end: FinishReason | Exception | None) -> None:
        self.length, self.end = length, end
        self.made = 0
        self._cancelled = asyncio.Event()

    async def decode(
        self, request_id: str, text_ids: Any, gpt_cond_latent: Any, sampling: SamplingParameters
    ) -> AsyncIterator[Step]:
        while self.made < self.length:
            await asyncio.sleep(0)  # others get their turn, as between two steps of an engine
            self.made += 1
            reason = FinishReason.RUNNING
            if self.made == self.length and isinstance(self.end, FinishReason):
                reason = self.end
            code = self.made - 1
            yield Step(np.array([code], np.int32), np.full((1, WIDTH), code, np.float32), reason)
        if isinstance(self.end, Exception):
            raise self.end
        if self.end is None:
            await self._cancelled.wait()
            yield Step(np.empty(0, np.int32), np.empty((0, WIDTH), np.float32), FinishReason.CANCELLED)

    async def cancel(self, request_id: str) -> bool:
        self._cancelled.set()
        return True


class Client:
    """Keeps what is sent; `on_window` is called with each sequence number."""

    def __init__(self) -> None:
        self.sequences: list[int] = []
        self.codes: list[int] = []
        self.closings: list[tuple[int, FinishReason, str]] = []
        self.abandonings = 0
        self.on_window: Callable[[int], None] = lambda _: None

    def send(
        self, window: Window, latents: NDArray[np.float32], codes: NDArray[np.int32], reason: FinishReason
    ) -> None:
        assert latents[:, 0].tolist() == list(range(window.first, window.last))
        self.sequences.append(window.sequence)
        self.codes += codes.tolist()
        if reason is not FinishReason.RUNNING:
            self.closings.append((window.sequence, reason, ""))
        self.on_window(window.sequence)

    def close(self, sequence: int, reason: FinishReason, error: str = "") -> None:
        self.closings.append((sequence, reason, error))

    def abandon(self) -> None:
        self.abandonings += 1

    def left(self) -> bool:
        return False


def utterance(client: Client, ahead: int = 0) -> Utterance:
    request = SpeechRequest(
        text_ids=np.arange(3, dtype=np.int32),
        gpt_cond_latent=np.zeros((32, WIDTH), np.float32),
        speaker_embedding=np.zeros(512, np.float32),
        sampling=SamplingParameters(),
        schedule=(4,),
        ahead=ahead,
    )
    return Utterance("u", request, client, WindowPlanner(GEOMETRY, request.schedule))


async def test_every_code_is_sent_once_and_the_end_last() -> None:
    client = Client()
    ends: list[int] = []
    await utterance(client).run(Script(18, FinishReason.STOP), 60, lambda: ends.append(len(client.closings)))

    assert client.codes == list(range(18))
    assert client.sequences == [0, 1, 2, 3, 4]
    assert client.closings == [(4, FinishReason.STOP, "")]
    assert ends == [0]  # whoever sees the end can count on the request being gone


async def test_windows_wait_for_acknowledgement_and_decoding_does_not() -> None:
    client, decoder = Client(), Script(40, FinishReason.LENGTH)
    speaking = utterance(client, ahead=2)
    running = asyncio.create_task(speaking.run(decoder, 60, lambda: None))
    while decoder.made < 40:
        await asyncio.sleep(0)

    for acknowledged in range(-1, 7):
        for _ in range(10):
            await asyncio.sleep(0)
        assert client.sequences == list(range(acknowledged + 3))
        assert not client.closings
        speaking.acknowledge(acknowledged + 1)
    await running
    assert client.closings == [(9, FinishReason.LENGTH, "")]


async def test_a_client_that_acknowledges_nothing_any_more_is_given_up() -> None:
    client = Client()
    await utterance(client, ahead=1).run(Script(40, None), 0.01, lambda: None)

    assert client.sequences == [0]
    assert client.closings == [(1, FinishReason.CANCELLED, "")]


async def test_cancelling_drops_what_was_not_sent() -> None:
    client, decoder = Client(), Script(40, None)
    speaking = utterance(client, ahead=1)
    running = asyncio.create_task(speaking.run(decoder, 60, lambda: None))
    while decoder.made < 40:
        await asyncio.sleep(0)

    assert await speaking.cancel(decoder)
    await running
    assert client.sequences == [0]
    assert client.closings == [(1, FinishReason.CANCELLED, "")]
    assert not await speaking.cancel(decoder)


class Watch:
    """A client's request that breaks when `gone` is set."""

    def __init__(self) -> None:
        self.gone = False
        self.closings = 0

    def left(self) -> bool:
        assert not self.closings
        return self.gone

    def close(self) -> None:
        self.closings += 1


async def test_a_client_that_is_gone_is_sent_nothing_any_more() -> None:
    client, decoder, watch = Client(), Script(40, None), Watch()
    speaking = utterance(client)
    speaking.watch(watch)

    def leave(sequence: int) -> None:
        watch.gone = sequence == 2

    client.on_window = leave
    await speaking.run(decoder, 60, lambda: None)

    assert client.sequences == [0, 1, 2]
    assert (client.closings, client.abandonings) == ([], 1)
    assert watch.closings == 1
    assert not speaking.left_by_client()


async def test_a_watch_ends_with_the_utterance() -> None:
    client, watches = Client(), [Watch(), Watch()]
    speaking = utterance(client)
    for watch in watches:
        speaking.watch(watch)
    await speaking.run(Script(18, FinishReason.STOP), 60, lambda: None)

    assert client.closings == [(4, FinishReason.STOP, "")]
    assert [watch.closings for watch in watches] == [1, 1]


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        (DecoderError("the engine died"), "the engine died"),
        (KeyError("slot"), "the decoder failed: KeyError: 'slot'"),
    ],
)
async def test_a_fault_comes_after_the_windows_that_were_made(failure: Exception, message: str) -> None:
    client = Client()
    await utterance(client).run(Script(18, failure), 60, lambda: None)

    assert client.sequences == [0, 1, 2, 3]
    assert client.closings == [(4, FinishReason.ERROR, message)]

"""What every engine promises: run with the double in tests/unit, with a real Triton in tests/triton."""

import asyncio
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from auralis.engine.base import AudioChunk, Engine, SpeechInput
from auralis.errors import NotFoundError
from auralis_xtts.contract import MODEL_SAMPLE_RATE, FinishReason, Sampling


async def spoken(engine: Engine, speech: SpeechInput) -> list[AudioChunk]:
    return [chunk async for chunk in engine.synthesize(speech)]


def sound(chunks: Sequence[AudioChunk]) -> NDArray[np.float32]:
    return np.concatenate([chunk.samples for chunk in chunks])


class EngineContract:
    """Subclasses provide the fixtures `engine` and `speech`, an utterance that takes at least 24 codes."""

    async def test_the_promoted_release_describes_itself(self, engine: Engine, speech: SpeechInput) -> None:
        promoted = (await engine.releases())[0]
        description = await engine.describe(promoted)
        assert description.release == promoted
        assert speech.gpt_cond_latent.shape == (32, description.width)

    async def test_a_release_that_is_not_served_is_not_found(self, engine: Engine) -> None:
        with pytest.raises(NotFoundError):
            await engine.describe(987)

    async def test_encoders(self, engine: Engine) -> None:
        release = (await engine.releases())[0]
        audio = np.random.default_rng(1).uniform(-0.1, 0.1, MODEL_SAMPLE_RATE).astype(np.float32)
        latents = await engine.condition(audio, release)
        embedding = await engine.embed_speaker(audio, release)
        assert latents.shape == (32, (await engine.describe(release)).width)
        assert embedding.shape == (512,)
        assert latents.dtype == embedding.dtype == np.float32
        assert np.linalg.norm(embedding) == pytest.approx(1.0, abs=1e-3)
        np.testing.assert_array_equal(latents, await engine.condition(audio, release))

    async def test_the_speakers_that_a_release_brings_along(self, engine: Engine) -> None:
        release = await engine.describe((await engine.releases())[0])
        voices = [await engine.speaker(name, release.release) for name in release.speakers]
        assert [voice.gpt_cond_latent.shape for voice in voices] == [(32, release.width)] * 2
        assert [voice.speaker_embedding.shape for voice in voices] == [(512,)] * 2
        assert not np.array_equal(voices[0].gpt_cond_latent, voices[1].gpt_cond_latent)
        with pytest.raises(NotFoundError, match="nobody"):
            await engine.speaker("nobody", release.release)

    async def test_windows_come_in_order_and_only_the_last_is_final(
        self, engine: Engine, speech: SpeechInput
    ) -> None:
        sampling = Sampling(do_sample=False, max_tokens=20)
        chunks = await spoken(engine, replace(speech, sampling=sampling, chunk_schedule=(2, 4)))
        assert [chunk.sequence for chunk in chunks] == list(range(len(chunks)))
        assert len(chunks) > 2
        assert {chunk.finish_reason for chunk in chunks[:-1]} == {FinishReason.RUNNING}
        assert chunks[-1].finish_reason == FinishReason.LENGTH
        assert sum(len(chunk.codes) for chunk in chunks) == 20
        release = await engine.describe(speech.release)
        assert len(sound(chunks)) == pytest.approx(
            20 * release.samples_per_code, abs=release.samples_per_code
        )

    async def test_the_schedule_cuts_the_sound_and_does_not_change_it(
        self, engine: Engine, speech: SpeechInput
    ) -> None:
        whole = await spoken(engine, replace(speech, utterance_id="whole", chunk_schedule=(1000,)))
        pieces = await spoken(engine, replace(speech, utterance_id="pieces", chunk_schedule=(1, 3, 5)))
        assert len(pieces) > len(whole)
        np.testing.assert_allclose(sound(pieces), sound(whole), atol=1e-4)

    async def test_the_seed_decides(self, engine: Engine, speech: SpeechInput) -> None:
        def seeded(seed: int) -> SpeechInput:
            return replace(speech, sampling=Sampling(seed=seed, max_tokens=24))

        first, again, other = [await spoken(engine, seeded(seed)) for seed in (5, 5, 6)]
        np.testing.assert_allclose(sound(first), sound(again), atol=1e-4)
        assert not np.array_equal(sound(first)[:9000], sound(other)[:9000])

    async def test_utterances_side_by_side_do_not_mix(self, engine: Engine, speech: SpeechInput) -> None:
        speeches = [
            replace(
                speech,
                utterance_id=f"side-{i}",
                text_ids=speech.text_ids[: len(speech.text_ids) - i],
                sampling=Sampling(do_sample=False, max_tokens=12),
            )
            for i in range(3)
        ]
        alone = [await spoken(engine, each) for each in speeches]
        together = await asyncio.gather(*(spoken(engine, each) for each in speeches))
        for one, other in zip(alone, together, strict=True):
            np.testing.assert_allclose(sound(one), sound(other), atol=1e-4)

    async def test_a_listener_may_leave_at_any_time(self, engine: Engine, speech: SpeechInput) -> None:
        async with aclosing(engine.synthesize(replace(speech, utterance_id="left"))) as chunks:
            await anext(chunks)

        waiting = asyncio.create_task(spoken(engine, replace(speech, utterance_id="cancelled")))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert sound(await spoken(engine, replace(speech, utterance_id="stayed"))).size

    async def test_a_healthy_engine_passes_its_check(self, engine: Engine) -> None:
        await engine.check()
        await engine.recover()

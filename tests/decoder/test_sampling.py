"""Sampled codes: reproducible by seed, and drawn from the set that Hugging Face's order of steps leaves."""

import asyncio
from dataclasses import replace

import numpy as np
import pytest
from decoding import GREEDY, Prompts, utterance
from numpy.typing import NDArray
from reference_gpt import ReferenceGpt

from auralis_xtts.contract import SamplingParameters
from auralis_xtts.serving.decoder import Decoder

pytestmark = pytest.mark.asyncio(loop_scope="session")

SAMPLED = SamplingParameters(seed=7, max_tokens=40)


def nucleus(scores: NDArray[np.float32], sampling: SamplingParameters) -> NDArray[np.bool_]:
    """Return which codes of each row may be drawn: temperature, then top_k, then top_p of what is left."""
    order = np.argsort(-scores, axis=1)
    ranked = np.take_along_axis(scores, order, 1).astype(np.float64) / sampling.temperature
    ranked[:, sampling.top_k :] = -np.inf
    weights = np.exp(ranked - ranked[:, :1])
    weights /= weights.sum(1, keepdims=True)
    kept = weights.cumsum(1) - weights < sampling.top_p  # the code that crosses the line is kept
    kept[:, sampling.top_k :] = False
    allowed: NDArray[np.bool_] = np.empty_like(kept)
    np.put_along_axis(allowed, order, kept, 1)
    return allowed


async def test_codes_are_drawn_from_what_hugging_face_would_leave(
    decoder: Decoder, prompts: Prompts, reference: ReferenceGpt
) -> None:
    sampling = SamplingParameters(
        temperature=0.9, top_p=0.7, top_k=6, repetition_penalty=2.0, seed=3, max_tokens=60
    )
    found = await asyncio.gather(
        *(
            utterance(decoder, f"drawn-{i}", ids, prompts.voice, replace(sampling, seed=i))
            for i, ids in enumerate(prompts.text_ids)
        )
    )
    others = 0
    for ids, one in zip(prompts.text_ids, found, strict=True):
        latents = reference.latents(reference.prompt(ids, prompts.voice), one.codes)
        scores = reference.scores(latents, one.codes, sampling.repetition_penalty)
        assert np.take_along_axis(nucleus(scores, sampling), one.codes[:, None], 1).all()
        others += int((scores.argmax(1) != one.codes).sum())
    assert others > 50  # and they are not just the best ones


async def test_a_seed_gives_the_same_codes_alone_and_in_company(decoder: Decoder, prompts: Prompts) -> None:
    def run(name: str, sentence: int, seed: int) -> "asyncio.Task[NDArray[np.int32]]":
        async def codes() -> NDArray[np.int32]:
            ids, sampling = prompts.text_ids[sentence], replace(SAMPLED, seed=seed)
            return (await utterance(decoder, name, ids, prompts.voice, sampling)).codes

        return asyncio.ensure_future(codes())

    alone = await run("alone", 0, 7)
    company = await asyncio.gather(
        run("again", 0, 7), run("other-seed", 0, 8), *(run(f"c-{n}", n % 8, n) for n in range(12))
    )
    np.testing.assert_array_equal(company[0], alone)
    assert not np.array_equal(company[1], alone)


async def test_without_sampling_temperature_top_k_top_p_and_seed_say_nothing(
    decoder: Decoder, prompts: Prompts
) -> None:
    greedy = replace(GREEDY, max_tokens=30)
    odd = replace(greedy, temperature=2.0, top_k=1000, top_p=0.1, seed=11, length_penalty=3.0)
    first, second = [
        await utterance(decoder, name, prompts.text_ids[1], prompts.voice, sampling)
        for name, sampling in (("plain", greedy), ("odd", odd))
    ]
    np.testing.assert_array_equal(first.codes, second.codes)


async def test_top_k_zero_leaves_all_codes_and_top_k_one_the_best(
    decoder: Decoder, prompts: Prompts, reference: ReferenceGpt
) -> None:
    ids = prompts.text_ids[2]
    best = await utterance(decoder, "k1", ids, prompts.voice, replace(SAMPLED, top_k=1))
    everything = await utterance(
        decoder, "k0", ids, prompts.voice, replace(SAMPLED, top_k=0, top_p=1.0, temperature=2.0)
    )
    greedy = await utterance(decoder, "greedy", ids, prompts.voice, replace(GREEDY, max_tokens=40))
    np.testing.assert_array_equal(best.codes, greedy.codes)
    latents = reference.latents(reference.prompt(ids, prompts.voice), everything.codes)
    scores = reference.scores(latents, everything.codes, 5.0)
    ranks = (scores > np.take_along_axis(scores, everything.codes[:, None], 1)).sum(1)
    assert ranks.max() > 50  # beyond the default top_k

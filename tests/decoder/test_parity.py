"""Codes and latents against the oracle: alone, in company, in pieces, after preemption, up to a stop."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import pytest_asyncio
import torch
from decoding import GREEDY, Prompts, Utterance, greedy_of, running, utterance
from numpy.typing import NDArray
from reference_gpt import ReferenceGpt

from auralis_xtts.config import ModelConfig
from auralis_xtts.contract import FinishReason, SamplingParameters
from auralis_xtts.convert.vllm_dir import engine_arguments, write_vllm_dir
from auralis_xtts.serving.decoder import Decoder

pytestmark = pytest.mark.asyncio(loop_scope="session")

TOLERANCE = 1e-4
STOP = 1025

Oracle = dict[str, NDArray[Any]]


def assert_equals_oracle(found: Utterance, oracle: Oracle, index: int) -> None:
    np.testing.assert_array_equal(found.codes, oracle[f"s{index}_codes"])
    np.testing.assert_allclose(found.latents, oracle[f"s{index}_latents"], atol=TOLERANCE, rtol=0)
    assert found.finish_reason is FinishReason.LENGTH


async def test_the_reference_of_these_tests_agrees_with_the_oracle(
    reference: ReferenceGpt, oracle: Oracle, oracle_sentences: list[dict[str, Any]]
) -> None:
    for index, sentence in enumerate(oracle_sentences):
        codes = oracle[f"s{index}_codes"]
        latents = reference.latents(oracle[f"s{index}_prompt_embeds"], codes)
        np.testing.assert_allclose(latents, oracle[f"s{index}_latents"], atol=TOLERANCE, rtol=0)
        scores = reference.scores(latents, codes, sentence.get("repetition_penalty", 5.0))
        np.testing.assert_array_equal(scores.argmax(1), codes)


async def test_sentences_alone_equal_the_oracle_and_arrive_bit_by_bit(
    decoder: Decoder, prompts: Prompts, oracle: Oracle, oracle_sentences: list[dict[str, Any]]
) -> None:
    for index, sentence in enumerate(oracle_sentences):
        found = await utterance(
            decoder, f"alone-{index}", prompts.text_ids[index], prompts.voice, greedy_of(sentence)
        )
        assert_equals_oracle(found, oracle, index)
        assert len(found.sizes) > 2  # not held back until all have come


async def test_sentences_in_company_equal_the_oracle(
    decoder: Decoder, prompts: Prompts, oracle: Oracle, oracle_sentences: list[dict[str, Any]]
) -> None:
    others = [
        utterance(
            decoder,
            f"other-{n}",
            np.resize(prompts.text_ids[n % 8], 5 + 14 * n),
            prompts.voice[::-1].copy(),
            SamplingParameters(seed=n, max_tokens=20 + 7 * n),
        )
        for n in range(16)
    ]
    ours = [
        utterance(decoder, f"ours-{index}", prompts.text_ids[index], prompts.voice, greedy_of(sentence))
        for index, sentence in enumerate(oracle_sentences)
    ]
    found = await asyncio.gather(*others, *ours)
    assert [len(x.codes) for x in found[:16]] == [20 + 7 * n for n in range(16)]
    for index, one in enumerate(found[16:]):
        assert_equals_oracle(one, oracle, index)


async def test_the_longest_text_runs_to_the_checkpoints_limit(
    decoder: Decoder, prompts: Prompts, reference: ReferenceGpt, model_config: ModelConfig
) -> None:
    ids = np.resize(prompts.text_ids[4], model_config.max_text_ids - 1)
    found = await utterance(decoder, "longest", ids, prompts.voice, GREEDY)
    assert found.finish_reason is FinishReason.LENGTH
    assert len(found.codes) == 602  # what the reference implementation allows
    prompt = reference.prompt(ids, prompts.voice)
    latents = reference.latents(prompt, found.codes)
    np.testing.assert_allclose(found.latents, latents, atol=TOLERANCE, rtol=0)
    np.testing.assert_array_equal(reference.scores(latents, found.codes, 5.0).argmax(1), found.codes)


@dataclass(frozen=True)
class Cramped:
    """An engine that prefills 24 tokens a step and has too little KV cache, with weights that do stop."""

    decoder: Decoder
    expected: list[tuple[NDArray[np.int32], NDArray[np.float32], FinishReason]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def cramped(
    tmp_path_factory: pytest.TempPathFactory,
    state: dict[str, torch.Tensor],
    model_config: ModelConfig,
    oracle: Oracle,
    oracle_sentences: list[dict[str, Any]],
    reference: ReferenceGpt,
) -> AsyncGenerator[Cramped, None]:
    raised, expected = stopping(oracle, oracle_sentences, reference)
    bias = state["gpt.mel_head.bias"].clone()
    bias[STOP] += raised
    directory: Path = tmp_path_factory.mktemp("stopping_release")
    write_vllm_dir({**state, "gpt.mel_head.bias": bias}, model_config, directory / "gpt")
    arguments = {**engine_arguments(), "max_num_seqs": 16, "max_num_batched_tokens": 24}
    # Enough for one utterance of full length; the sixteen of this test would like about 70.
    arguments |= {"num_gpu_blocks_override": 34}
    (directory / "model.json").write_text(json.dumps(arguments))
    async with running(directory) as decoder:
        yield Cramped(decoder, expected)


def stopping(
    oracle: Oracle, sentences: list[dict[str, Any]], reference: ReferenceGpt
) -> tuple[float, list[tuple[NDArray[np.int32], NDArray[np.float32], FinishReason]]]:
    """Return by how much to raise the stop code's bias so that half the sentences stop, and what comes then.

    Until it stops, an utterance is the oracle's: the stop code's bias changes no other code's score.
    """
    lacking = []  # per sentence and step: what the stop code lacks to be the best
    for index, sentence in enumerate(sentences):
        codes, latents = oracle[f"s{index}_codes"], oracle[f"s{index}_latents"]
        scores = reference.scores(latents, codes, sentence.get("repetition_penalty", 5.0))
        lacking.append(scores.max(1) - scores[:, STOP])
    lowest = sorted(float(steps.min()) for steps in lacking)
    raised = (lowest[3] + lowest[4]) / 2
    expected = []
    for index, steps in enumerate(lacking):
        codes, latents = oracle[f"s{index}_codes"], oracle[f"s{index}_latents"]
        stops = np.flatnonzero(steps < raised)
        if len(stops):
            end = int(stops[0])
            stopped = np.append(codes[:end], np.int32(STOP))
            expected.append((stopped, latents[: end + 1], FinishReason.STOP))
        else:
            expected.append((codes, latents, FinishReason.LENGTH))
    return raised, expected


async def test_sentences_in_a_cramped_engine_equal_the_oracle_up_to_their_natural_stops(
    cramped: Cramped, prompts: Prompts, oracle_sentences: list[dict[str, Any]]
) -> None:
    lengths = {len(codes) for codes, _, reason in cramped.expected if reason is FinishReason.STOP}
    assert len(lengths) >= 3  # or the weights of this test are no good
    found = await asyncio.gather(
        *(
            utterance(cramped.decoder, f"{turn}-{i}", prompts.text_ids[i], prompts.voice, greedy_of(sentence))
            for turn in range(2)
            for i, sentence in enumerate(oracle_sentences)
        )
    )
    for one, (codes, latents, reason) in zip(found, cramped.expected * 2, strict=True):
        np.testing.assert_array_equal(one.codes, codes)
        np.testing.assert_allclose(one.latents, latents, atol=TOLERANCE, rtol=0)
        assert one.finish_reason is reason
    metrics = cramped.decoder.metrics()
    assert metrics["xtts_gpt_preemptions_total"] > 0
    assert metrics["xtts_gpt_kv_blocks_used"] == 0


async def test_seeds_hold_in_a_cramped_engine(cramped: Cramped, prompts: Prompts) -> None:
    def run(turn: str, seed: int) -> Awaitable[Utterance]:
        sampling = SamplingParameters(seed=seed, max_tokens=60)
        return utterance(
            cramped.decoder, f"{turn}-{seed}", prompts.text_ids[seed % 8], prompts.voice, sampling
        )

    preempted = cramped.decoder.metrics()["xtts_gpt_preemptions_total"]
    together = await asyncio.gather(*(run("together", seed) for seed in range(16)))
    assert cramped.decoder.metrics()["xtts_gpt_preemptions_total"] > preempted
    for seed in range(0, 16, 5):
        np.testing.assert_array_equal((await run("alone", seed)).codes, together[seed].codes)

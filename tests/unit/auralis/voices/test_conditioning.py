from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from auralis.errors import EngineError, InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig
from auralis.voices.conditioning import AT_ONCE, VoiceParameters, compute_voice
from telling_encoder import TellingEncoder

Recording = Callable[..., bytes]

RATE = 22_050


@pytest.mark.parametrize(
    ("seconds", "parameters", "embedded", "chunks"),
    [
        ([10.0], VoiceParameters(), [10.0], [4, 4, 2]),
        ([8.3], VoiceParameters(), [8.3], [4, 4]),  # 0.30 s are too short a chunk
        ([8.4], VoiceParameters(), [8.4], [4, 4, 0.4]),
        ([10.0], VoiceParameters(max_ref_length=6), [6], [4, 2]),
        ([10.0], VoiceParameters(gpt_cond_len=6, gpt_cond_chunk_len=6), [10], [6]),
        ([10.0], VoiceParameters(gpt_cond_len=5), [10], [4, 1]),
        ([40.0], VoiceParameters(gpt_cond_chunk_len=30), [40], [30]),
        ([40.0], VoiceParameters(gpt_cond_len=0, gpt_cond_chunk_len=30), [40], [30, 10]),
        ([40.0], VoiceParameters(gpt_cond_len=-1, gpt_cond_chunk_len=30), [40], [30, 10]),
        ([3.0, 3.0], VoiceParameters(), [3, 3], [4, 2]),  # chunks run across references
        ([9.0, 9.0], VoiceParameters(max_ref_length=5), [5, 5], [4, 4, 2]),
    ],
)
async def test_references_are_cut_as_the_reference_implementation_does(
    encoder: TellingEncoder,
    recording: Recording,
    seconds: list[float],
    parameters: VoiceParameters,
    embedded: list[float],
    chunks: list[float],
) -> None:
    await compute_voice(encoder, [recording(x) for x in seconds], parameters, 1)
    assert encoder.embedded == [round(x * RATE) for x in embedded]
    assert encoder.lengths == [round(x * RATE) for x in chunks]
    assert encoder.most == min(AT_ONCE, len(embedded) + len(chunks))


async def test_results_are_averaged_for_the_release(encoder: TellingEncoder, recording: Recording) -> None:
    references = [recording(4.0, 0.25), recording(4.0, 0.5)]
    voice = await compute_voice(encoder, references, VoiceParameters(), 7)
    assert voice.release == 7
    np.testing.assert_allclose(voice.speaker_embedding, 7 + 0.375, atol=1e-6)
    np.testing.assert_allclose(voice.gpt_cond_latent, 7 + 0.2 * 0.375, atol=1e-4)
    assert voice.gpt_cond_latent.dtype == voice.speaker_embedding.dtype == np.float32
    with pytest.raises(ValueError, match="read-only"):
        voice.speaker_embedding[0] = 0


async def test_references_are_levelled_when_asked(encoder: TellingEncoder, recording: Recording) -> None:
    parameters = VoiceParameters(sound_norm_refs=True)
    voice = await compute_voice(encoder, [recording(4.0, 0.1), recording(4.0, 0.9)], parameters, 0)
    np.testing.assert_allclose(voice.speaker_embedding, 0.75, atol=1e-6)


async def test_references_are_improved_when_asked(encoder: TellingEncoder, recording: Recording) -> None:
    """The square wave has neither noise nor silence, so that only its loudness changes."""
    preprocessing = AudioPreprocessingConfig(sample_rate=16_000, remove_noise=False, enhance_speech=False)
    parameters = VoiceParameters(preprocessing=preprocessing)
    assert hash(parameters) != hash(VoiceParameters())
    soft = await compute_voice(encoder, [recording(4.0, 0.01)], parameters, 0)
    loud = await compute_voice(encoder, [recording(4.0, 0.4)], parameters, 0)
    np.testing.assert_allclose(soft.speaker_embedding, loud.speaker_embedding, rtol=0.02)
    assert encoder.embedded == [4 * RATE] * 2


async def test_what_cannot_be_improved_is_refused(encoder: TellingEncoder, recording: Recording) -> None:
    parameters = VoiceParameters(preprocessing=AudioPreprocessingConfig(vad_threshold=0.5))
    with pytest.raises(InvalidRequestError, match=r"reference 2 of 2: .* too short"):
        await compute_voice(encoder, [recording(4.0), recording(0.2)], parameters, 1)


async def test_overdriven_references_are_clipped(encoder: TellingEncoder, recording: Recording) -> None:
    voice = await compute_voice(encoder, [recording(4.0, 1.5)], VoiceParameters(), 0)
    np.testing.assert_array_equal(voice.speaker_embedding, 1.0)


async def test_recordings_are_looked_at_as_they_are(
    encoder: TellingEncoder, recording: Recording, oracle_reference: Path
) -> None:
    good = oracle_reference.read_bytes()
    assert (await compute_voice(encoder, [good], VoiceParameters(), 0)).warnings == ()
    short = await compute_voice(encoder, [good, recording(2.0, 1.5)], VoiceParameters(), 0)
    assert {warning.code for warning in short.warnings} >= {"too_short"}
    assert all(warning.message.startswith("reference 2 of 2: ") for warning in short.warnings)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("max_ref_length", {"max_ref_length": 0}),
        ("max_ref_length", {"max_ref_length": 301}),
        ("max_ref_length", {"max_ref_length": 4.5}),
        ("max_ref_length", {"max_ref_length": True}),
        ("gpt_cond_len", {"gpt_cond_len": -2}),
        ("gpt_cond_len", {"gpt_cond_len": 601}),
        ("gpt_cond_chunk_len", {"gpt_cond_chunk_len": 0}),
        ("gpt_cond_chunk_len", {"gpt_cond_chunk_len": 61}),
        ("gpt_cond_chunk_len", {"gpt_cond_len": 3, "gpt_cond_chunk_len": 4}),
        ("sound_norm_refs", {"sound_norm_refs": 1}),
    ],
)
def test_parameters_are_checked_by_name(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequestError, match=field) as error:
        VoiceParameters(**values)
    assert error.value.param == field


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [([], "at least one"), ([2.0, 0.1], "reference 2 of 2: .* too short"), ([250.0] * 3, "600 s together")],
)
async def test_references_that_cannot_be_used_are_refused(
    encoder: TellingEncoder, recording: Recording, seconds: list[float], reason: str
) -> None:
    references = [recording(x) for x in seconds]
    with pytest.raises(InvalidRequestError, match=reason) as error:
        await compute_voice(encoder, references, VoiceParameters(max_ref_length=300), 1)
    assert error.value.param == "voice"
    assert encoder.lengths == []


async def test_a_failure_comes_out_as_itself_and_ends_the_rest(
    encoder: TellingEncoder, recording: Recording
) -> None:
    encoder.deaf = EngineError("xtts_speaker failed")
    encoder.gate.clear()
    with pytest.raises(EngineError, match="xtts_speaker failed"):
        await compute_voice(encoder, [recording(20.0)], VoiceParameters(), 1)
    assert encoder.cancelled >= AT_ONCE - 1
    assert encoder.running == 0

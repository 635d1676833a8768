"""The front end's conditioning with the exported networks against the reference implementation."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
from numpy.typing import NDArray

from auralis.voices.conditioning import Voice, VoiceParameters, compute_voice


class OnnxEncoder:
    """The exported networks in this process."""

    def __init__(self, repository: Path) -> None:
        self._style, self._speaker = (
            onnxruntime.InferenceSession(repository / name / "1" / "model.onnx")
            for name in ("xtts_style", "xtts_speaker")
        )

    async def condition(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._run(self._style, audio)

    async def embed_speaker(self, audio: NDArray[np.float32], release: int) -> NDArray[np.float32]:
        return await self._run(self._speaker, audio)

    async def _run(self, session: Any, audio: NDArray[np.float32]) -> NDArray[np.float32]:
        (result,) = await asyncio.to_thread(session.run, None, {"audio": audio})
        return np.asarray(result)


@pytest.mark.parametrize(
    ("name", "parameters", "copies"),
    [
        ("default", VoiceParameters(60, 30, 4), 1),
        ("short", VoiceParameters(6, 6, 6), 1),
        ("norm", VoiceParameters(60, 12, 4, sound_norm_refs=True), 1),
        ("two_refs", VoiceParameters(5, 30, 4), 2),
    ],
)
async def test_voices_equal_the_references(
    exported: Path,
    oracle: Mapping[str, NDArray[Any]],
    oracle_reference: Path,
    name: str,
    parameters: VoiceParameters,
    copies: int,
) -> None:
    voice = await compute_voice(
        OnnxEncoder(exported), [oracle_reference.read_bytes()] * copies, parameters, release=1
    )
    check(voice, oracle[f"cond_{name}_gpt_cond_latent"][0], oracle[f"cond_{name}_speaker_embedding"][0, :, 0])


def check(voice: Voice, latent: NDArray[np.float32], embedding: NDArray[np.float32]) -> None:
    assert voice.gpt_cond_latent.shape == latent.shape
    assert np.abs(voice.gpt_cond_latent - latent).max() < 1e-3
    norms = np.linalg.norm(voice.speaker_embedding) * np.linalg.norm(embedding)
    assert voice.speaker_embedding @ embedding / norms > 0.99999
    assert np.abs(voice.speaker_embedding - embedding).max() < 1e-3

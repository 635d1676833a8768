"""A recording of a voice, improved before the model hears it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from auralis.audio.decode import SILENCE
from auralis.audio.loudness import set_loudness
from auralis.audio.noise import remove_noise
from auralis.audio.pauses import trim_silence
from auralis.audio.presence import lift_presence
from auralis.audio.resample import resample
from auralis.errors import InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig
from auralis_xtts.contract import MINIMUM_REFERENCE_SECONDS


def enhance(
    audio: NDArray[np.float32], rate: int, config: AudioPreprocessingConfig, param: str = "voice"
) -> NDArray[np.float32]:
    """Return mono float32 [n] at `rate` Hz as `config` wants it, float32 [m] at `config.sample_rate`.

    The same input gives the same output.  Noise goes first, since silence is told from speech by its level.
    Raises InvalidRequestError, for the field `param`, for what is silent or shorter than 0.33 s, now or once
    silence is cut.
    """
    _check(audio, rate, "the recording is too short", param)
    audio = resample(audio.astype(np.float32, copy=False), rate, config.sample_rate)
    rate = config.sample_rate
    if config.remove_noise:
        audio = remove_noise(audio, rate, config.noise_reduce_frames, config.noise_reduce_margin)
    if config.trim_silence:
        audio = trim_silence(audio, rate, config.vad_threshold, config.vad_frame_length)
        _check(audio, rate, "the recording has too little speech in it", param)
    if config.enhance_speech:
        audio = lift_presence(audio, rate, config.enhance_amount)
    if config.normalize:
        audio = set_loudness(audio, rate, config.target_lufs)
    return audio


def _check(audio: NDArray[np.float32], rate: int, short: str, param: str) -> None:
    seconds = len(audio) / rate
    if seconds < MINIMUM_REFERENCE_SECONDS:
        least = f"at least {MINIMUM_REFERENCE_SECONDS} s are needed"
        raise InvalidRequestError(f"{short}: {seconds:.2f} s, {least}", param)
    if np.abs(audio).max() < SILENCE:
        raise InvalidRequestError("the recording is silent", param)

"""How recordings of a voice are improved before anything is made of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

from auralis.errors import InvalidRequestError

_RANGES = {
    "sample_rate": (8_000, 192_000),
    "vad_threshold": (0.0, 0.5),
    "vad_frame_length": (64, 65_536),
    "noise_reduce_margin": (0.0, 10.0),
    "noise_reduce_frames": (1, 1_000),
    "enhance_amount": (0.0, 4.0),
    "target_lufs": (-60.0, -5.0),
}


@dataclass(frozen=True)
class AudioPreprocessingConfig:
    """What `auralis.audio.enhance.enhance` does, in the order noise, silence, clarity, loudness.

    `sample_rate` in Hz is that of the result.
    `remove_noise` takes steady noise away: its spectrum is that of the `noise_reduce_frames` quietest frames,
    times `noise_reduce_margin`; 0 removes nothing.
    `trim_silence` cuts silence at both ends and shortens long pauses: silent is where the level over
    `vad_frame_length` samples stays below `vad_threshold` times that of the loudest speech.
    `enhance_speech` lifts the presence of a voice, 2 to 4 kHz, by 3 dB times `enhance_amount`.
    `normalize` brings the loudness to `target_lufs` (EBU R 128), with a limiter for what would overstep.

    Raises InvalidRequestError, for the field `audio_config`, for values that make no sense.
    """

    sample_rate: int = 22_050
    normalize: bool = True
    trim_silence: bool = True
    remove_noise: bool = True
    enhance_speech: bool = True
    vad_threshold: float = 0.02
    vad_frame_length: int = 4_096
    noise_reduce_margin: float = 1.0
    noise_reduce_frames: int = 25
    enhance_amount: float = 1.0
    target_lufs: float = -18.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            kinds = (int, float) if isinstance(field.default, float) else (type(field.default),)
            if type(value) not in kinds:
                raise _refused(f"{field.name} must be a {kinds[0].__name__}, and is {value!r}")
            if field.name in _RANGES:
                least, most = _RANGES[field.name]
                if not least <= value <= most:
                    raise _refused(f"{field.name} must lie between {least} and {most}, and is {value!r}")


def _refused(message: str) -> InvalidRequestError:
    return InvalidRequestError(f"audio_config: {message}", "audio_config")

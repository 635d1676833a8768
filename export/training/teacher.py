"""The teacher: a small source-filter speech model, opened up so that its one voice becomes many.

`hibari-tts` (Apache-2.0) returns per 12.5 ms a harmonic envelope, a noise envelope, a residual and the pitch.
Moving these before they become sound gives other speakers who say the same with the same timing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import hibari
import numpy as np
import onnx
import onnxruntime
from hibari import dsp
from numpy.typing import NDArray

from training.speakers import PACES, Speaker

SAMPLE_RATE, HOP = dsp.SR, dsp.HOP
_DURATIONS = "/Clip_output_0"  # a tensor inside the teacher's graph: frame pairs per phoneme
_BINS = dsp.N_FFT // 2 + 1
_BIN_HZ = SAMPLE_RATE / dsp.N_FFT
_VOICED_HZ = 40.0
_LEAD = 8  # frames of silence that are left before the first sound; the teacher has a third of a second
_LOUDNESS = 0.07  # root mean square of speech

Array = NDArray[np.float32]


@dataclass(frozen=True)
class Speech:
    """What the teacher says, before it is sound: spectra float32 [601, F], pitch [F], durations in frames."""

    harmonics: Array  # log magnitude
    phase: Array
    noise: Array  # log magnitude
    residual: Array  # log magnitude
    residual_phase: Array
    pitch: Array  # Hz
    durations: NDArray[np.int64]  # one per phoneme, and one more for the silence on each side


class Teacher:
    """Phonemes and a pace in, speech that can be rendered in any speaker's voice out."""

    def __init__(self) -> None:
        package = Path(hibari.__path__[0])
        model = onnx.load(package / "assets" / "hibari.onnx")
        exposed = onnx.helper.make_tensor_value_info(_DURATIONS, onnx.TensorProto.FLOAT, None)
        model.graph.output.append(exposed)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
        self._frontend = hibari.Hibari(model=str(package / "assets" / "hibari.onnx"))
        self.alphabet: dict[str, int] = self._frontend.vocab

    def phonemize(self, text: str) -> str:
        """Return the phonemes of one sentence, only those that the teacher knows."""
        phonemes = " ".join(self._frontend.phonemize(text))
        return "".join(x for x in phonemes if x in self.alphabet)

    def speak(self, phonemes: str, pace: int) -> Speech:
        ids = np.array([self._frontend.ids(phonemes)], np.int64)
        speed = np.array([PACES[pace]], np.float32)
        *parts, durations = self._session.run(None, {"ids": ids, "speed": speed})
        frames = np.rint(durations).astype(np.int64).reshape(-1) * 2
        silence = max(0, int(frames[0]) - _LEAD)
        frames[0] -= silence
        harmonics, phase, noise, residual, residual_phase, pitch = (x[0][..., silence:] for x in parts)
        return Speech(harmonics, phase, noise, residual, residual_phase, pitch, frames)


def render(speech: Speech, speaker: Speaker, rng: np.random.Generator) -> Array:
    """Return the sound of `speech` in a speaker's voice, float32 [F * 300] at 24 kHz."""
    if speaker == Speaker(pace=speaker.pace):
        wave = dsp.synth(
            speech.harmonics,
            speech.phase,
            speech.noise,
            speech.residual,
            speech.residual_phase,
            speech.pitch,
            rng,
        )
    else:
        wave = _render_changed(speech, speaker, rng)
    wave = wave * (_LOUDNESS / max(float(np.sqrt(np.mean(np.square(wave)))), 1e-4))
    return np.clip(wave, -0.99, 0.99).astype(np.float32)


def change_pitch(pitch: Array, speaker: Speaker) -> Array:
    """Return a pitch contour [F] in Hz as `speaker` would have it; 0 where unvoiced."""
    voiced = pitch > _VOICED_HZ
    if not voiced.any():
        return np.zeros_like(pitch)
    middle = float(np.median(pitch[voiced]))
    moved = middle * speaker.pitch * (np.maximum(pitch, 1) / middle) ** speaker.intonation
    return np.where(voiced, np.clip(moved, 55, 500), 0).astype(np.float32)


def _render_changed(speech: Speech, speaker: Speaker, rng: np.random.Generator) -> Array:
    frequencies = np.arange(_BINS) * _BIN_HZ
    octaves = np.log2(np.maximum(frequencies, 500) / 500)
    tilt = (speaker.tilt * octaves * np.log(10) / 20).astype(np.float32)[:, None]
    voiced = speech.pitch > _VOICED_HZ
    # In voiced frames the residual mends the harmonics of the teacher's own pitch: below 4 kHz it is less
    # noise than it seems, and as noise it would be a hoarse voice.
    mending = np.clip(1 - frequencies / 4000, 0, 1)[:, None] * 9 - speaker.breath
    residual = speech.residual - voiced * (mending * np.log(10) / 20) - 0.23  # a complex normal is 1.25 long
    noise = np.logaddexp(2 * speech.noise, 2 * residual) / 2
    harmonics = _warp(speech.harmonics, speaker.formant) + tilt
    noise = _warp(noise.astype(np.float32), speaker.formant) + tilt
    phase = np.tanh(_warp(speech.phase, speaker.formant)) * np.float32(np.pi)
    spectrum = dsp.stft(dsp.pulses(change_pitch(speech.pitch, speaker)), harmonics.shape[1])
    turned = np.empty(harmonics.shape, np.complex64)
    np.cos(phase, out=turned.real)
    np.sin(phase, out=turned.imag)
    turned *= dsp.ex(harmonics)
    spectrum *= turned
    shape = (noise.shape[0], 2 * noise.shape[1])
    turned = rng.standard_normal(shape, dtype=np.float32).view(np.complex64)
    turned *= dsp.ex(noise)
    spectrum += turned
    return dsp.ola(spectrum)


def _warp(spectra: Array, factor: float) -> Array:
    """Return spectra [601, F] whose features are at `factor` times their frequencies."""
    source = np.minimum(np.arange(_BINS) / factor, _BINS - 1)
    left = np.minimum(source.astype(int), _BINS - 2)
    weight = (source - left).astype(np.float32)[:, None]
    return spectra[left] * (1 - weight) + spectra[left + 1] * weight

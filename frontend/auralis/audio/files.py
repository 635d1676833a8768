"""Whole audio files: samples -> the bytes of one, and back, each as long as what it was made of.

Unlike the streams of `auralis.audio.encode`, a file knows its length when it begins, so that MP3 and Opus
say in their headers what of a decoder's output is sound.  ADTS (aac) has no place for it: its duration is
within 18 ms, and its first frame fades in, see `auralis.audio.compressed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import cast

import av
import numpy as np
import soundfile
import soxr
from av.audio.stream import AudioStream
from av.error import FFmpegError
from numpy.typing import NDArray

from auralis.audio.compressed import AAC, CompressedEncoder
from auralis.audio.samples import MOST_CHANNELS, as_integers
from auralis.errors import InvalidRequestError

MPEG_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)

INTEGER_WIDTHS = {"u8": 8, "s8": 8, "s16": 16, "s24": 24, "s32": 32}
FLOAT_WIDTHS = {"f32": "<f4", "f64": "<f8"}

_WAV = {"u8": "PCM_U8", "s16": "PCM_16", "s24": "PCM_24", "s32": "PCM_32", "f32": "FLOAT", "f64": "DOUBLE"}
_FLAC = {"s8": "PCM_S8", "s16": "PCM_16", "s24": "PCM_24"}
_HIGHEST_FLAC_LEVEL = 8


@dataclass(frozen=True)
class Compression:
    """How strongly to compress: `bit_rate` in bits/s, `level` from 0 to 10 for Opus and 0 to 8 for FLAC."""

    bit_rate: int = 192_000
    level: int = 10


@dataclass(frozen=True)
class _Container:
    """A file made by FFmpeg: `most_bits` per second and channel are what the encoder takes."""

    format: str
    encoder: str
    rates: tuple[int, ...]
    least_bits: int
    most_bits: int


_CONTAINERS: Mapping[str, _Container] = {
    "mp3": _Container("mp3", "libmp3lame", MPEG_RATES, 8_000, 320_000),
    "opus": _Container("ogg", "libopus", OPUS_RATES, 6_000, 256_000),
}

FORMATS = ("mp3", "opus", "aac", "flac", "wav", "pcm", "raw")


def encode_file(
    samples: NDArray[np.float32],
    rate: int,
    format: str,
    width: str = "s16",
    compression: Compression | None = None,
) -> bytes:
    """Return an audio file of `samples`, float32 [n] or [n, channels] at `rate` Hz; beyond -1..1 is clipped.

    `format` is one of `FORMATS`; pcm and raw are samples without a header, little-endian.  `width` is that of
    the samples of pcm, raw and wav (u8 s8 s16 s24 s32 f32 f64; a WAV has no s8) and flac (s8 s16 s24).
    Raises InvalidRequestError, for the fields `format` and `sample_width`.
    """
    compression = compression or Compression()
    if format in ("pcm", "raw"):
        return _raw(samples, width)
    if format == "wav":
        return _sounded(samples, rate, "WAV", _subtype(_WAV, width, format), None)
    if format == "flac":
        level = min(max(compression.level, 0), _HIGHEST_FLAC_LEVEL) / _HIGHEST_FLAC_LEVEL
        return _sounded(samples, rate, "FLAC", _subtype(_FLAC, width, format), level)
    if samples.ndim == 2 and samples.shape[1] > 2:
        raise InvalidRequestError(f"{format} is written with one or two channels here", "channel")
    if format == "aac":
        return _adts(samples, rate, compression)
    if format in _CONTAINERS:
        return _contained(samples, rate, _CONTAINERS[format], compression)
    raise InvalidRequestError(f"format {format!r} is not known; known are {', '.join(FORMATS)}", "format")


def decode_file(source: Path | bytes) -> tuple[NDArray[np.float32], int]:
    """Return the samples of an audio file, float32 [n] or [n, channels], and their rate in Hz.

    Whatever FFmpeg reads is read: use it for files of your own.  Raises InvalidRequestError.
    """
    what = str(source) if isinstance(source, Path) else "the data"
    try:
        with av.open(BytesIO(source) if isinstance(source, bytes) else str(source)) as container:
            frames = [frame.to_ndarray() for frame in _interleaved(container)]
            if not frames:
                raise InvalidRequestError(f"{what} has no audio in it", "filename")
            stream = container.streams.audio[0]
            rate, channels = stream.rate, stream.channels
    except OSError as error:  # FFmpegError is one where the operating system has the same error
        raise InvalidRequestError(f"cannot read {what}: {error.strerror}", "filename") from None
    except (FFmpegError, ValueError) as error:
        raise InvalidRequestError(f"{what} cannot be read as audio: {error}", "filename") from error
    samples = np.concatenate(frames, axis=1).reshape(-1, channels)
    return (samples[:, 0] if channels == 1 else samples), int(rate or 0)


def convert_rate(samples: NDArray[np.float32], source: int, target: int) -> NDArray[np.float32]:
    """Return `samples` at `target` Hz, round(n * target / source) of them, by soxr at its best."""
    if source == target or not len(samples):
        return samples
    return np.asarray(soxr.resample(samples, source, target, quality="VHQ"), np.float32)


def _raw(samples: NDArray[np.float32], width: str) -> bytes:
    if width in FLOAT_WIDTHS:
        return samples.astype(FLOAT_WIDTHS[width]).tobytes()
    if width not in INTEGER_WIDTHS:
        known = ", ".join((*INTEGER_WIDTHS, *FLOAT_WIDTHS))
        raise InvalidRequestError(f"sample_width {width!r} is not one of {known}", "sample_width")
    bits = INTEGER_WIDTHS[width]
    steps = as_integers(samples, bits) + (128 if width == "u8" else 0)
    each = np.ascontiguousarray(steps.astype("<i4")).view(np.uint8).reshape(-1, 4)
    return each[:, : bits // 8].tobytes()


def _subtype(table: Mapping[str, str], width: str, format: str) -> str:
    if width not in table:
        raise InvalidRequestError(
            f"sample_width {width!r} is none that {format} has: {', '.join(table)}", "sample_width"
        )
    return table[width]


def _sounded(
    samples: NDArray[np.float32], rate: int, format: str, subtype: str, level: float | None
) -> bytes:
    """Write with libsndfile, which takes the uppermost bits of int32."""
    data: NDArray[np.float32] | NDArray[np.int32] = samples
    if subtype not in ("FLOAT", "DOUBLE"):
        bits = 8 if subtype in ("PCM_U8", "PCM_S8") else int(subtype.removeprefix("PCM_"))
        data = as_integers(samples, bits) << np.int32(32 - bits)
    target = BytesIO()
    soundfile.write(target, data, rate, format=format, subtype=subtype, compression_level=level)
    return target.getvalue()


def _adts(samples: NDArray[np.float32], rate: int, compression: Compression) -> bytes:
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    bit_rate = min(max(compression.bit_rate, 16_000), 256_000 * channels)
    encoder = CompressedEncoder(replace(AAC, bit_rate=bit_rate), rate, channels)
    return encoder.header() + encoder.encode(samples) + encoder.finish()


def _contained(samples: NDArray[np.float32], rate: int, kind: _Container, compression: Compression) -> bytes:
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    wanted = next((each for each in kind.rates if each >= rate), kind.rates[-1])
    layout = "mono" if channels == 1 else "stereo"
    level = {"compression_level": str(min(max(compression.level, 0), 10))} if kind.format == "ogg" else {}
    target = BytesIO()
    with av.open(target, "w", format=kind.format) as container:
        stream = cast(
            AudioStream, container.add_stream(kind.encoder, rate=wanted, layout=layout, options=level)
        )
        stream.bit_rate = min(max(compression.bit_rate, kind.least_bits), kind.most_bits * channels)
        bounded = np.clip(np.nan_to_num(convert_rate(samples, rate, wanted), nan=0.0), -1.0, 1.0)
        frame = av.AudioFrame.from_ndarray(bounded.reshape(1, -1), format="flt", layout=layout)
        frame.sample_rate, frame.pts = wanted, 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    return target.getvalue()


def _interleaved(container: av.container.InputContainer) -> list[av.AudioFrame]:
    """Return the frames of the first audio stream as interleaved float32, all of one kind."""
    if not container.streams.audio:
        return []
    stream = container.streams.audio[0]
    if stream.channels > MOST_CHANNELS:
        raise InvalidRequestError(f"the file has more than {MOST_CHANNELS} channels", "filename")
    converter = av.AudioResampler(format="flt", layout=stream.layout.name, rate=stream.rate)
    frames = [part for frame in container.decode(stream) for part in converter.resample(frame)]
    return [*frames, *converter.resample(None)] if frames else frames

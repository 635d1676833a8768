"""An audio file of any usual kind -> mono samples, decoding no more of it than is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from auralis.errors import InvalidRequestError
from auralis_xtts.contract import MINIMUM_REFERENCE_SECONDS

RATES = range(4_000, 192_001)
"""Sample rates in Hz that are taken."""

MOST_CHANNELS = 8
"""FFmpeg's frames hold so many in place; PyAV 18 reads wild pointers beyond that."""

SILENCE = 1e-4
"""A recording whose samples all lie below this (-80 dBFS) is silent."""

# Containers that hold nothing but themselves.  FFmpeg also knows playlists and scripts, which name other
# files and addresses to be opened.
_CONTAINERS = "aac,ac3,aiff,amr,asf,au,caf,flac,matroska,mov,mp3,ogg,w64,wav,wv"


@dataclass(frozen=True, eq=False)
class Recording:
    """Mono audio: `samples` float32 [n], within -1..1 unless the file oversteps it; `rate` in Hz."""

    samples: NDArray[np.float32]
    rate: int


def decode(data: bytes, most_seconds: float, param: str = "voice") -> Recording:
    """Return the first `most_seconds` of an audio file, its channels averaged.

    Integer samples are divided by 2 ** (bits - 1), as torchaudio does; damaged packets are stepped over, as
    players do.  Raises InvalidRequestError, for the field `param`, for what is no audio, is silent, or is
    shorter than 0.33 s.
    """
    if not data:
        raise InvalidRequestError("the recording is empty", param)
    options = {"format_whitelist": _CONTAINERS}
    try:
        with av.open(BytesIO(data), "r", container_options=options, metadata_errors="replace") as container:
            recording = _read(container, most_seconds, param)
    except (FFmpegError, ValueError) as error:
        understood = "wav, mp3, flac, ogg, m4a and webm are among what is understood"
        raise InvalidRequestError(f"the recording cannot be read as audio: {understood}", param) from error
    _check(recording, param)
    return recording


def _read(container: InputContainer, most_seconds: float, param: str) -> Recording:
    parts: list[NDArray[np.float32]] = []
    rate = length = 0
    for frame in _interleaved(_frames(container, param)):
        if frame.sample_rate != (rate := rate or frame.sample_rate):
            raise InvalidRequestError("the recording changes its sample rate on the way", param)
        samples = frame.to_ndarray().reshape(-1, frame.layout.nb_channels)
        parts.append(np.mean(samples, axis=1, dtype=np.float32))
        length += len(samples)
        if length >= most_seconds * rate:
            break
    if not parts:
        raise InvalidRequestError("the recording has no audio in it", param)
    return Recording(np.concatenate(parts)[: round(most_seconds * rate)], rate)


def _frames(container: InputContainer, param: str) -> Iterator[av.AudioFrame]:
    if not container.streams.audio:
        return
    for packet in container.demux(container.streams.audio[0]):
        try:
            frames = packet.decode()
        except FFmpegError:
            continue
        for frame in frames:
            if frame.sample_rate not in RATES:
                raise InvalidRequestError(f"{frame.sample_rate} Hz is no usable sample rate", param)
            if frame.layout.nb_channels > MOST_CHANNELS:
                raise InvalidRequestError(f"the recording has more than {MOST_CHANNELS} channels", param)
            yield frame


def _interleaved(frames: Iterator[av.AudioFrame]) -> Iterator[av.AudioFrame]:
    """Convert to interleaved float32, whatever the frames are and change to.

    FFmpeg does it since PyAV 18 cannot reach the planes of 8 channels.
    """
    converter, kind = av.AudioResampler(), None
    for frame in frames:
        if kind != (kind := (frame.format.name, frame.layout.name, frame.sample_rate)):
            converter = av.AudioResampler(format="flt")
        yield from converter.resample(frame)


def _check(recording: Recording, param: str) -> None:
    samples, seconds = recording.samples, len(recording.samples) / recording.rate
    if not np.isfinite(samples).all():
        raise InvalidRequestError("the recording has samples that are not numbers", param)
    if seconds < MINIMUM_REFERENCE_SECONDS:
        least = f"at least {MINIMUM_REFERENCE_SECONDS} s are needed"
        raise InvalidRequestError(f"the recording is too short: {seconds:.2f} s, {least}", param)
    if np.abs(samples).max() < SILENCE:
        raise InvalidRequestError("the recording is silent", param)

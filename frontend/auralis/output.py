"""What has been spoken, as the library hands it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import accumulate
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from auralis.audio.files import Compression, convert_rate, decode_file, encode_file
from auralis.audio.samples import MOST_CHANNELS, as_float, with_channels
from auralis.audio.speed import FASTEST, SLOWEST, Tempo
from auralis.captions import Sentence, Word, subtitles
from auralis.errors import InvalidRequestError, MissingPackageError, StorageError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WAV_WIDTHS = {1: "u8", 2: "s16", 3: "s24", 4: "f32", 8: "f64"}
FLAC_WIDTHS = {1: "s8", 2: "s16", 3: "s24", 4: "s24", 8: "s24"}
RAW_WIDTHS = {1: "s8", 2: "s16", 3: "s24", 4: "s32", 8: "f64"}
"""What a number of bytes per sample means; the names say which of the others is meant."""


@dataclass(eq=False)
class TTSOutput:
    """Sound and what is known of it.

    `array` float32 [n], or [n, channels]; other types of numbers are converted, bytes are taken for 16-bit
    samples.  `sample_rate` in Hz.  `channel` is how many are written; one is repeated for two.
    For files: `bit_depth` 8, 16, 24, 32 or 64 is what `save` writes where the format has a choice,
    `bit_rate` in kbit/s that of mp3, opus and aac, `compression` the effort of opus (0 to 10) and flac (0 to
    8).  `start_time` and `end_time`, seconds of `time.time()`, are when the request began and when this sound
    was there; `token_length` is the number of audio codes in it.

    `sentences` are what a request with `timestamps` has said, each from `start` to `end` in seconds from the
    begin of this sound, and with its `words` if that asks for them.  In a stream they come with the part that
    ends their utterance; what was said before that part has negative times, until the parts are combined.

    Raises InvalidRequestError for an array that is no sound.
    """

    array: NDArray[np.float32]
    sample_rate: int = 24_000
    bit_depth: int = 32
    bit_rate: int = 192
    compression: int = 10
    channel: int = 1
    start_time: float | None = None
    end_time: float | None = None
    token_length: int | None = None
    sentences: tuple[Sentence, ...] = ()

    def __post_init__(self) -> None:
        given: Any = self.array
        array = np.frombuffer(given, "<i2") if isinstance(given, bytes) else np.asarray(given)
        if array.ndim == 2 and array.shape[1] == 1:
            array = array[:, 0]
        if array.ndim not in (1, 2) or (array.ndim == 2 and not 2 <= array.shape[1] <= MOST_CHANNELS):
            raise InvalidRequestError(
                f"array must be [n] or [n, 1 to {MOST_CHANNELS}], and is {list(array.shape)}", "array"
            )
        if array.dtype.kind not in "fiu":
            raise InvalidRequestError(f"array must hold numbers, not {array.dtype}", "array")
        self.array = as_float(array)
        if array.ndim == 2:
            self.channel = array.shape[1]
        if not 1 <= self.channel <= MOST_CHANNELS:
            raise InvalidRequestError(f"channel must lie between 1 and {MOST_CHANNELS}", "channel")

    @property
    def duration(self) -> float:
        """Seconds of sound."""
        return len(self.array) / self.sample_rate

    @property
    def words(self) -> tuple[Word, ...]:
        """The words of all sentences, from when to when each is heard."""
        return tuple(word for sentence in self.sentences for word in sentence.words)

    def get_info(self) -> tuple[int, int, float]:
        """Return the number of samples (of each channel), their rate in Hz, and the duration in seconds."""
        return len(self.array), self.sample_rate, self.duration

    # --- changes, each a new TTSOutput

    def change_speed(self, speed_factor: float) -> TTSOutput:
        """Return the same at another speed and at the same pitch; 2.0 takes half the time."""
        if not speed_factor > 0 or not np.isfinite(speed_factor):
            raise InvalidRequestError(f"speed_factor must be above 0, and is {speed_factor}", "speed_factor")
        steps = _steps(speed_factor)
        changed = self.array
        for step in steps:
            tempo = Tempo(step, self.sample_rate, 1 if changed.ndim == 1 else changed.shape[1])
            changed = np.concatenate([tempo.change(changed), tempo.finish()])
        told = tuple(sentence.at_speed(speed_factor) for sentence in self.sentences)
        return replace(self, array=changed, sentences=told)

    def resample(self, new_sample_rate: int) -> TTSOutput:
        """Return the same at `new_sample_rate` Hz."""
        if new_sample_rate < 1:
            raise InvalidRequestError("new_sample_rate must be above 0", "new_sample_rate")
        array = convert_rate(self.array, self.sample_rate, new_sample_rate)
        return replace(self, array=array, sample_rate=new_sample_rate)

    @staticmethod
    def combine_outputs(outputs: Sequence[TTSOutput]) -> TTSOutput:
        """Return one after the other, without a gap, at the rate of the first and with the most channels."""
        if not outputs:
            raise InvalidRequestError("there is nothing to combine", "outputs")
        first = outputs[0]
        channels = max(1 if output.array.ndim == 1 else output.array.shape[1] for output in outputs)
        parts = [with_channels(output.resample(first.sample_rate).array, channels) for output in outputs]
        begins = accumulate((len(part) / first.sample_rate for part in parts[:-1]), initial=0.0)
        told = (
            sentence.later(begin)
            for output, begin in zip(outputs, begins, strict=True)
            for sentence in output.sentences
        )
        starts = [output.start_time for output in outputs if output.start_time is not None]
        ends = [output.end_time for output in outputs if output.end_time is not None]
        lengths = [output.token_length for output in outputs if output.token_length is not None]
        return replace(
            first,
            array=np.concatenate(parts),
            start_time=min(starts, default=None),
            end_time=max(ends, default=None),
            token_length=sum(lengths) if lengths else None,
            sentences=tuple(told),
        )

    # --- to and from tensors, bytes and files

    def to_tensor(self) -> Any:
        """Return a torch.Tensor of float32, [n] or, as torchaudio has it, [channels, n]."""
        torch = _needed("torch", "tensors need")
        return torch.from_numpy(np.array(self.array.T))

    @classmethod
    def from_tensor(cls, tensor: Any, sample_rate: int = 24_000) -> Self:
        """Return the sound of a torch.Tensor, [n] or [channels, n]."""
        array = np.asarray(tensor.detach().cpu().numpy())
        squeezed = array.reshape([size for size in array.shape if size != 1] or [prod(array.shape)])
        return cls(np.ascontiguousarray(squeezed.T), sample_rate)

    def to_bytes(self, format: str = "wav", sample_width: int | str = 2) -> bytes:
        """Return an audio file: mp3, opus, aac, flac or wav; pcm and raw have no header.

        `sample_width` is in bytes, where the format has a choice: 1, 2 or 3 for whole numbers, 4 for float32
        in a WAV and for int32 in pcm, 8 for float64; or one of u8 s8 s16 s24 s32 f32 f64, to be exact.
        Raises InvalidRequestError.
        """
        format = format.lower()
        width = sample_width if isinstance(sample_width, str) else _width(format, sample_width)
        samples = with_channels(self.array, self.channel)
        compression = Compression(self.bit_rate * 1000, self.compression)
        return encode_file(samples, self.sample_rate, format, width, compression)

    def save(self, filename: str | Path, sample_rate: int | None = None, format: str | None = None) -> None:
        """Write a file in `format`, or in what its suffix says, at `sample_rate` Hz if that is given.

        Raises InvalidRequestError, and StorageError if it cannot be written.
        """
        path = Path(filename)
        format = format or path.suffix[1:]
        if not format:
            raise InvalidRequestError(f"{path} has no suffix to tell the format by, such as .wav", "filename")
        output = self if sample_rate is None else self.resample(sample_rate)
        data = output.to_bytes(format, self.bit_depth // 8)
        _write(path, data)

    def to_subtitles(self, format: str = "srt") -> str:
        """Return subtitles, srt or vtt, of what a request with `timestamps="word"` has said.

        Raises InvalidRequestError if that is not known, or if it began before this part of a stream.
        """
        if not self.words:
            raise InvalidRequestError("subtitles need the times of words: timestamps='word'", "timestamps")
        if self.sentences[0].start < 0:
            raise InvalidRequestError("a sentence began before this part: combine_outputs first", "outputs")
        return subtitles(self.sentences, format)

    def save_subtitles(self, filename: str | Path) -> None:
        """Write subtitles, as the suffix of the file has it: .srt or .vtt.

        Raises InvalidRequestError as `to_subtitles` does, and StorageError if it cannot be written.
        """
        path = Path(filename)
        _write(path, self.to_subtitles(path.suffix[1:].lower()).encode())

    @classmethod
    def from_file(cls, filename: str | Path) -> Self:
        """Return the sound of an audio file of any kind that FFmpeg reads; raises InvalidRequestError."""
        return cls(*decode_file(Path(filename)))

    # --- to ears and eyes

    def play(self) -> None:
        """Play on the default sound device, to the end; raises MissingPackageError without sounddevice."""
        sounddevice = _needed("sounddevice", "playing needs")
        sounddevice.play(np.clip(self.array, -1.0, 1.0), self.sample_rate)
        sounddevice.wait()

    def display(self) -> Any:
        """Show a player in a notebook and return it; raises MissingPackageError without IPython."""
        shown = _needed("IPython.display", "a player in a notebook needs")
        player = shown.Audio(self.to_bytes("wav"))
        shown.display(player)
        return player

    def preview(self) -> None:
        """Show a player where this runs in a notebook, and play the sound anywhere else."""
        if _in_notebook():
            self.display()
        else:
            self.play()

    def plot(self) -> Figure:
        """Return a picture of waveform and spectrogram: a notebook shows it, its `savefig(path)` keeps it.

        Raises MissingPackageError without matplotlib.
        """
        pyplot = _needed("matplotlib.pyplot", "a plot needs")
        figure, (above, below) = pyplot.subplots(2, sharex=True, layout="constrained", figsize=(10, 5))
        pyplot.close(figure)  # a notebook would show it twice
        mono = with_channels(self.array, 1)
        above.plot(np.arange(len(mono)) / self.sample_rate, mono, linewidth=0.5)
        above.set(ylabel="amplitude", ylim=(-1, 1))
        padded = np.pad(mono, (0, max(0, 2048 - len(mono))))
        padded += 1e-7 * np.random.default_rng(0).standard_normal(len(padded))  # silence has no logarithm
        below.specgram(
            padded, NFFT=1024, Fs=self.sample_rate, noverlap=768, cmap="magma", vmin=-140, vmax=-30
        )
        below.set(xlabel="seconds", ylabel="Hz")
        return figure  # type: ignore[no-any-return]


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise StorageError(f"cannot write {path}: {error.strerror}") from error


def _steps(speed: float) -> list[float]:
    """Return the speeds to apply one after the other: `Tempo` has a range."""
    steps = []
    while not SLOWEST <= speed <= FASTEST:
        step = FASTEST if speed > FASTEST else SLOWEST
        steps.append(step)
        speed /= step
    return [*steps, speed]


def _width(format: str, size: int) -> str:
    table = {"wav": WAV_WIDTHS, "flac": FLAC_WIDTHS}.get(format, RAW_WIDTHS)
    if size not in table:
        raise InvalidRequestError(f"sample_width must be one of {list(table)}, not {size}", "sample_width")
    return table[size]


def _needed(module: str, purpose: str) -> Any:
    package = module.partition(".")[0]
    try:
        return import_module(module)
    except (ImportError, OSError) as error:  # OSError: sounddevice without its library
        how = f"{purpose} {package}: pip install {package.lower()}"
        raise MissingPackageError(f"{how} ({error})") from error


def _in_notebook() -> bool:
    try:
        shell: Any = import_module("IPython").get_ipython()
    except ImportError:
        return False
    return shell is not None and hasattr(shell, "kernel")

"""What the library is asked to speak."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import soundfile
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.enhance import enhance
from auralis.audio.samples import MOST_CHANNELS, as_float
from auralis.captions import TIMESTAMPS
from auralis.errors import InvalidRequestError
from auralis.preprocessing import AudioPreprocessingConfig
from auralis.request import SpeechRequest, sampling_parameters
from auralis.text.chunker import Chunker
from auralis.text.language import AUTO, resolve
from auralis.text.rules import RULES
from auralis.voices.conditioning import LONGEST_REFERENCE

Text = str | Iterable[str] | AsyncIterable[str]
Speaker = str | Path | bytes | NDArray[Any] | tuple[NDArray[Any], int] | tuple[int, NDArray[Any]]

MOST_WORDS = 100
"""Words of a text that arrives bit by bit, after which it is spoken even without an end in sight."""

SAMPLING = ("temperature", "top_p", "top_k", "repetition_penalty", "length_penalty", "do_sample", "seed")

_END: Any = object()


@dataclass(eq=False)
class TTSRequest:
    """A text and the voice to speak it in.

    `text` is a string; or a list of them, spoken one after the other; or an iterator or async iterator of
    pieces of any size, such as the tokens of an LLM, which are spoken as soon as a sentence is there.
    `speaker_files` are recordings of the voice, one or a list: paths, the bytes of audio files, arrays
    (samples [n] or [n, channels]) with their rate, as (array, rate), or at `load_sample_rate`; or the name of
    a voice.  `language` is a tag, or "auto".  `stream=True` has the sound handed over while it is made.
    The same `seed` gives the same sound; None is a new one every time.

    A sampling parameter that is left at its default is as the model has it.

    With `enhance_speech` the recordings are improved first as `audio_config` says.  `sound_norm_refs` levels
    them; `max_ref_length` seconds of each are used, `gpt_cond_len` seconds of all for the conditioning, in
    chunks of `gpt_cond_chunk_len` seconds.  `temperature` to `do_sample` steer the sampling, as Hugging Face
    defines it; `length_penalty` has no effect without beams.  `chunk_schedule` are codes (46 ms each) per
    piece of the stream, the last entry repeats.

    With `trim_tail` an utterance ends after its last word: silence and babble are cut.

    With `markup` the text may hold pauses, languages, voices or SSML; `voices` are further voices by name;
    `lexicon` are words and what is read in their place.

    `timestamps`, "sentence" or "word", has the outputs tell when what is said: `TTSOutput.sentences`.

    `context_partial_function` is what `TTS.prepare_for_streaming_generation` returns; `start_time`, seconds
    of `time.time()`, is when the request began, for its outputs to tell, now if it is None.

    Raises InvalidRequestError for a language that is not spoken.  All else is checked when it is spoken.
    """

    text: Text
    speaker_files: Speaker | Sequence[Speaker]
    context_partial_function: Callable[..., Any] | None = None
    start_time: float | None = None
    enhance_speech: bool = False
    audio_config: AudioPreprocessingConfig = field(default_factory=AudioPreprocessingConfig)
    language: str = AUTO
    request_id: str = field(default_factory=lambda: uuid4().hex)
    load_sample_rate: int = 22_050
    sound_norm_refs: bool = False
    max_ref_length: int = 60
    gpt_cond_len: int = 30
    gpt_cond_chunk_len: int = 4
    stream: bool = False
    temperature: float = 0.75
    top_p: float = 0.85
    top_k: int = 50
    repetition_penalty: float = 5.0
    length_penalty: float = 1.0
    do_sample: bool = True
    seed: int | None = None
    chunk_schedule: Sequence[int] | None = None
    markup: bool = False
    trim_tail: bool = True
    voices: Mapping[str, Speaker | Sequence[Speaker]] = field(default_factory=dict)
    lexicon: Mapping[str, str] = field(default_factory=dict)
    timestamps: str | None = None

    def __post_init__(self) -> None:
        self.language = self.language or AUTO
        if self.language != AUTO:
            resolve(self.language, "", tuple(RULES))

    def copy(self) -> TTSRequest:
        """Return a request of its own with the same values."""
        return replace(self)

    def infer_language(self) -> str:
        """Tell the language of a text that is there, unless it is given; set and return it."""
        text = " ".join(self.text) if isinstance(self.text, list | tuple) else self.text
        if self.language == AUTO and isinstance(text, str):
            self.language = resolve(AUTO, text, tuple(RULES))
        return self.language

    def preprocess_audio(
        self, audio_path: Speaker, audio_config: AudioPreprocessingConfig | None = None
    ) -> bytes:
        """Return a recording as `audio_config`, or that of the request, improves it: a WAV file's bytes.

        Nothing is written.  Raises InvalidRequestError.
        """
        config = audio_config or self.audio_config
        recording = decode(_recording(audio_path, self.load_sample_rate), LONGEST_REFERENCE, "speaker_files")
        improved = enhance(recording.samples, recording.rate, config, "speaker_files")
        return _as_file(improved, config.sample_rate, "WAV")

    def spoken(self, arriving: AsyncIterable[str] | None = None) -> SpeechRequest:
        """Return what the speaker takes; files are read.  Raises InvalidRequestError.

        `arriving` is the text where it is an async iterator, as it can be iterated in the speaker's loop.
        """
        if self.timestamps is not None and self.timestamps not in TIMESTAMPS:
            raise InvalidRequestError(
                f"timestamps must be {' or '.join(TIMESTAMPS)}, not {self.timestamps!r}", "timestamps"
            )
        return SpeechRequest(
            text=_pieces(self.text if arriving is None else arriving),
            **_voice(self.speaker_files, self.load_sample_rate),
            language=self.language,
            sampling=sampling_parameters(self._asked()),
            max_ref_length=self.max_ref_length,
            gpt_cond_len=self.gpt_cond_len,
            gpt_cond_chunk_len=self.gpt_cond_chunk_len,
            sound_norm_refs=self.sound_norm_refs,
            preprocessing=self.audio_config if self.enhance_speech else None,
            chunk_schedule=None if self.chunk_schedule is None else tuple(self.chunk_schedule),
            markup=self.markup,
            trim_tail=self.trim_tail,
            voices={
                name: next(iter(_voice(voice, self.load_sample_rate).values()))
                for name, voice in self.voices.items()
            },
            lexicon=self.lexicon,
        )

    def _asked(self) -> dict[str, Any]:
        """Return the sampling parameters that are not left at their defaults."""
        defaults = {each.name: each.default for each in fields(self)}
        values = {name: getattr(self, name) for name in SAMPLING}
        return {name: value for name, value in values.items() if value != defaults[name]}


def _pieces(text: Text) -> str | AsyncIterable[str]:
    if isinstance(text, str):
        return text
    if isinstance(text, list | tuple):
        if not any(piece.strip() for piece in text):
            raise InvalidRequestError("text is empty: there is nothing to speak", "text")
        return _listed(text)
    if isinstance(text, AsyncIterable):
        return _sentences(text)
    if isinstance(text, Iterable):
        return _sentences(_in_a_thread(iter(text)))
    raise InvalidRequestError(
        f"text must be a string, a list of strings or an iterator of them, not {type(text).__name__}", "text"
    )


async def _listed(pieces: Sequence[str]) -> AsyncGenerator[str, None]:
    for piece in pieces:
        yield piece


async def _sentences(bits: AsyncIterable[str]) -> AsyncGenerator[str, None]:
    chunker = Chunker(MOST_WORDS)
    async for bit in bits:
        for piece in chunker.feed(bit):
            yield piece
    for piece in chunker.finish():
        yield piece


async def _in_a_thread(items: Iterator[str]) -> AsyncGenerator[str, None]:
    """Yield the items of an iterator that may block."""
    while (item := await asyncio.to_thread(next, items, _END)) is not _END:
        yield item


def _voice(speakers: Speaker | Sequence[Speaker], rate: int) -> dict[str, Any]:
    """Return the field of SpeechRequest that says which voice is meant: `voice` or `references`."""
    several = isinstance(speakers, list) or (isinstance(speakers, tuple) and not _is_sound(speakers))
    given: Sequence[Any] = speakers if several else [speakers]  # type: ignore[assignment]
    if len(given) == 1 and isinstance(given[0], str) and _is_name(given[0]):
        return {"voice": given[0]}
    return {"references": tuple(_recording(each, rate) for each in given)}


def _is_sound(pair: tuple[Any, ...]) -> bool:
    return len(pair) == 2 and {isinstance(each, np.ndarray) for each in pair} == {True, False}


def _is_name(text: str) -> bool:
    """Return whether a string names a voice: it has neither a folder nor a suffix, and is no file."""
    return (
        bool(text.strip()) and Path(text).name == text and not Path(text).suffix and not Path(text).exists()
    )


def _recording(speaker: Any, rate: int) -> bytes:
    if isinstance(speaker, bytes | bytearray | memoryview):
        return bytes(speaker)
    if isinstance(speaker, str | Path):
        try:
            return Path(speaker).read_bytes()
        except OSError as error:
            raise InvalidRequestError(f"cannot read {speaker}: {error.strerror}", "speaker_files") from None
    if isinstance(speaker, tuple) and _is_sound(speaker):
        array, rate = speaker if isinstance(speaker[0], np.ndarray) else reversed(speaker)
        return _from_array(array, rate)
    if isinstance(speaker, np.ndarray):
        return _from_array(speaker, rate)
    raise InvalidRequestError(
        f"speaker_files must be paths, bytes, arrays or a voice's name, not {type(speaker).__name__}",
        "speaker_files",
    )


def _from_array(array: NDArray[Any], rate: int) -> bytes:
    if array.ndim == 2 and array.shape[0] <= MOST_CHANNELS < array.shape[1]:
        array = array.T  # channels first
    if array.ndim not in (1, 2) or array.dtype.kind not in "fiu" or not array.size:
        raise InvalidRequestError(
            f"speaker_files: an array must hold samples [n] or [n, channels], and is {list(array.shape)}",
            "speaker_files",
        )
    # Unlike a WAV of libsndfile's, this holds no time: the same samples are the same voice.
    return _as_file(as_float(array), rate, "AU")


def _as_file(samples: NDArray[np.float32], rate: int, format: str) -> bytes:
    target = BytesIO()
    try:
        soundfile.write(target, samples, rate, format=format, subtype="FLOAT")
    except (soundfile.LibsndfileError, TypeError, ValueError) as error:
        raise InvalidRequestError(f"speaker_files: {rate!r} Hz: {error}", "speaker_files") from None
    return target.getvalue()

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import av
import matplotlib as mpl
import numpy as np
import pytest
import soundfile
import torch
from numpy.typing import NDArray

from auralis.audio.encode import start_encoder
from auralis.audio.files import FORMATS, convert_rate, decode_file
from auralis.captions import Sentence, Word
from auralis.errors import InvalidRequestError, MissingPackageError, StorageError
from auralis.output import TTSOutput

RATE = 24_000
LENGTH = 30_011
"""No multiple of any codec's frame."""

TOLERANCES = {"wav": 2e-5, "flac": 2e-5, "opus": 0.01, "mp3": 0.02, "aac": 0.01}
WIDTHS = {"u8": 7, "s16": 15, "s24": 23, "s32": 24, "f32": 30, "f64": 30}


def speechlike(rate: int = RATE, length: int = LENGTH) -> NDArray[np.float32]:
    time = np.arange(length) / rate
    envelope = 0.5 + 0.5 * np.sin(2 * np.pi * 3 * time)
    tones = np.sum([0.1 * np.sin(2 * np.pi * pitch * time) for pitch in (180, 361, 720, 1_500)], axis=0)
    samples: NDArray[np.float32] = (envelope * tones).astype(np.float32)
    return samples


def decoded(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Return what PyAV, without any code of ours, makes of a file: [n, channels]."""
    with av.open(BytesIO(data)) as container:
        converter = av.AudioResampler(format="fltp")
        frames = [part for frame in container.decode(audio=0) for part in converter.resample(frame)]
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1).T, frames[0].sample_rate


@pytest.mark.parametrize("format", TOLERANCES)
@pytest.mark.parametrize("rate", [24_000, 44_100])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_format_is_decoded_to_the_same_sound_that_lasts_as_long(
    format: str, rate: int, channels: int
) -> None:
    samples = speechlike(rate)
    if channels == 2:
        samples = np.stack([samples, samples[::-1]], axis=1)
    heard, heard_rate = decoded(TTSOutput(samples, rate).to_bytes(format))
    assert heard.shape[1] == channels
    difference = len(heard) / heard_rate - LENGTH / rate
    assert abs(difference) <= (0.018 if format == "aac" else 0.5 / rate)  # ADTS holds whole frames
    same_rate = convert_rate(heard.astype(np.float32), heard_rate, rate)
    ours, theirs = samples.reshape(LENGTH, -1)[2_000:-2_000], same_rate[2_000:][: LENGTH - 4_000]
    assert np.sqrt(np.mean((ours - theirs) ** 2)) < TOLERANCES[format]


@pytest.mark.parametrize("width", WIDTHS)
def test_samples_have_the_width_that_is_asked_for(width: str) -> None:
    samples = speechlike()
    data = TTSOutput(samples).to_bytes("wav", width)
    assert soundfile.info(BytesIO(data)).frames == LENGTH
    np.testing.assert_allclose(decoded(data)[0][:, 0], samples, atol=0.6 * 2.0 ** -WIDTHS[width])


@pytest.mark.parametrize(
    ("width", "dtype", "full"), [(1, "i1", 2**7), (2, "<i2", 2**15), (4, "<i4", 2**31), (8, "<f8", 1)]
)
@pytest.mark.parametrize("format", ["pcm", "raw"])
def test_raw_samples(format: str, width: int, dtype: str, full: int) -> None:
    output = TTSOutput(np.array([0.0, 0.5, -1.0, 2.0, np.nan], np.float32))
    values = np.frombuffer(output.to_bytes(format, width), dtype)
    expected = [0, full // 2 or 0.5, -full, full - 1 if full > 1 else 2.0]
    np.testing.assert_array_equal(values[:4], expected)
    assert len(output.to_bytes(format, 3)) == 5 * 3


def test_pcm_is_what_the_server_sends() -> None:
    samples = speechlike()
    assert TTSOutput(samples).to_bytes("pcm") == start_encoder("pcm").encode(samples)


def test_a_bit_rate_is_kept_and_compression_makes_smaller() -> None:
    def size(format: str, **how: Any) -> int:
        return len(TTSOutput(speechlike(), **how).to_bytes(format))

    for format in ("mp3", "opus", "aac"):
        assert size(format, bit_rate=32) < 0.5 * size(format, bit_rate=96)
        assert size(format, bit_rate=10_000) > 0  # more than there is: the most there is
    assert size("flac", compression=8) < size("flac", compression=0)


def test_mono_may_be_written_as_stereo() -> None:
    samples = speechlike()
    left_and_right, _ = decoded(TTSOutput(samples, channel=2).to_bytes("flac", 3))
    np.testing.assert_array_equal(left_and_right[:, 0], left_and_right[:, 1])
    assert len(left_and_right) == LENGTH


def test_what_is_saved_is_read_again(tmp_path: Path) -> None:
    output = TTSOutput(speechlike())
    output.save(tmp_path / "exact.wav")  # 32 bits are floating point, as the default has it
    again = TTSOutput.from_file(tmp_path / "exact.wav")
    np.testing.assert_array_equal(again.array, output.array)
    output.save(str(tmp_path / "other"), sample_rate=16_000, format="flac")
    samples, rate, seconds = TTSOutput.from_file(tmp_path / "other").get_info()
    assert (samples, rate) == (round(LENGTH * 16 / 24), 16_000)
    assert seconds == pytest.approx(LENGTH / RATE, abs=1e-4)
    TTSOutput(output.array, bit_depth=16).save(tmp_path / "cd.wav")
    assert soundfile.info(tmp_path / "cd.wav").subtype == "PCM_16"


def test_files_of_any_kind_are_read(tmp_path: Path) -> None:
    surround, song, liar = tmp_path / "surround.aiff", tmp_path / "song.m4a", tmp_path / "liar.mp3"
    soundfile.write(surround, np.stack([speechlike()] * 6, axis=1), 44_100)
    with av.open(str(song), "w") as container:
        sound = container.add_stream("aac", rate=RATE, layout="stereo")
        frame = av.AudioFrame.from_ndarray(speechlike()[None], format="flt", layout="mono")
        frame.sample_rate = RATE
        container.mux([*sound.encode(frame), *sound.encode(None)])
    liar.write_bytes(TTSOutput(speechlike()).to_bytes("opus"))
    assert TTSOutput.from_file(surround).array.shape == (LENGTH, 6)
    assert TTSOutput.from_file(song).channel == 2
    assert TTSOutput.from_file(song).duration == pytest.approx(LENGTH / RATE, abs=0.1)
    assert TTSOutput.from_file(liar).sample_rate == 48_000
    assert decode_file(liar.read_bytes())[1] == 48_000


@pytest.mark.parametrize("content", [None, b"", b"no sound at all", b"RIFF" + bytes(40)])
def test_what_is_no_sound_is_refused_by_name(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "nothing.wav"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidRequestError, match=r"nothing\.wav"):
        TTSOutput.from_file(path)


@pytest.mark.parametrize("speed", [0.1, 0.5, 1.0, 1.3, 6.0])
def test_speed_changes_the_duration_and_nothing_else(speed: float) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    output = TTSOutput(tone, bit_depth=16, token_length=7).change_speed(speed)
    assert len(output.array) == pytest.approx(2 * RATE / speed, abs=1)
    assert (output.bit_depth, output.token_length) == (16, 7)
    spectrum = np.abs(np.fft.rfft(output.array * np.hanning(len(output.array))))
    assert spectrum.argmax() * RATE / len(output.array) == pytest.approx(440, abs=2 / speed + 2)
    both = TTSOutput(np.stack([tone, tone], axis=1)).change_speed(speed)
    np.testing.assert_array_equal(both.array[:, 0], both.array[:, 1])


def test_outputs_are_combined_without_a_gap() -> None:
    whole = speechlike()
    parts = [
        TTSOutput(part, start_time=1.0, end_time=2.0 + place, token_length=3)
        for place, part in enumerate(np.split(whole, [10, 10, 9_000]))
    ]
    combined = TTSOutput.combine_outputs(parts)
    np.testing.assert_array_equal(combined.array, whole)
    assert (combined.start_time, combined.end_time, combined.token_length) == (1.0, 5.0, 12)
    mixed = TTSOutput.combine_outputs([parts[3], TTSOutput(np.zeros((480, 2), np.float32), 48_000)])
    assert mixed.array.shape == (len(parts[3].array) + 240, 2)
    assert mixed.sample_rate == RATE
    with pytest.raises(InvalidRequestError):
        TTSOutput.combine_outputs([])


TOLD = (
    Sentence("How now?", 0.1, 0.5, (Word("How", 0.1, 0.2), Word("now?", 0.25, 0.5))),
    Sentence("So.", 0.5, 1.0, (Word("So.", 0.5, 1.0),)),
)


def test_times_go_with_the_sound() -> None:
    told = TTSOutput(np.zeros(RATE, np.float32), sentences=TOLD)
    assert told.resample(48_000).sentences == TOLD
    faster = told.change_speed(2.0)
    assert [(word.text, word.start, word.end) for word in faster.words] == [
        ("How", 0.05, 0.1),
        ("now?", 0.125, 0.25),
        ("So.", 0.25, 0.5),
    ]
    silence = TTSOutput(np.zeros(24_000, np.float32), 48_000)
    combined = TTSOutput.combine_outputs([silence, told, faster])
    assert [sentence.start for sentence in combined.sentences] == pytest.approx([0.6, 1.0, 1.55, 1.75])
    assert combined.words[-1].end == pytest.approx(combined.duration)


def test_subtitles_are_written(tmp_path: Path) -> None:
    told = TTSOutput(np.zeros(RATE, np.float32), sentences=TOLD)
    assert told.to_subtitles() == (
        "1\n00:00:00,100 --> 00:00:00,500\nHow now?\n\n2\n00:00:00,500 --> 00:00:01,000\nSo.\n"
    )
    told.save_subtitles(tmp_path / "said.VTT")
    assert (tmp_path / "said.VTT").read_text() == told.to_subtitles("vtt")
    assert told.to_subtitles("vtt").startswith("WEBVTT\n")
    with pytest.raises(InvalidRequestError, match="srt or vtt"):
        told.save_subtitles(tmp_path / "said.txt")
    with pytest.raises(StorageError):
        told.save_subtitles(tmp_path / "missing" / "said.srt")
    for sentences in ((), (Sentence("So.", 0.0, 1.0, ()),)):
        with pytest.raises(InvalidRequestError, match="timestamps='word'"):
            TTSOutput(told.array, sentences=sentences).to_subtitles()
    part = TTSOutput(told.array, sentences=tuple(each.later(-0.2) for each in TOLD))
    with pytest.raises(InvalidRequestError, match="combine_outputs"):
        part.to_subtitles()


def test_tensors_have_their_channels_first() -> None:
    mono = TTSOutput(speechlike())
    assert mono.to_tensor().dtype == torch.float32
    assert tuple(mono.to_tensor().shape) == (LENGTH,)
    np.testing.assert_array_equal(TTSOutput.from_tensor(mono.to_tensor()[None]).array, mono.array)
    stereo = TTSOutput(np.stack([mono.array, -mono.array], axis=1), 44_100)
    assert tuple(stereo.to_tensor().shape) == (2, LENGTH)
    again = TTSOutput.from_tensor(stereo.to_tensor(), 44_100)
    np.testing.assert_array_equal(again.array, stereo.array)
    assert again.channel == 2


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (b"\x00\x40\x00\xc0", [0.5, -0.5]),
        (np.array([-(2**15), 2**14], np.int16), [-1.0, 0.5]),
        (np.array([0, 128, 192], np.uint8), [-1.0, 0.0, 0.5]),
        ([0.25, -0.25], [0.25, -0.25]),
        (np.zeros((2, 1)), [0.0, 0.0]),
    ],
)
def test_samples_of_any_type_are_taken(given: Any, expected: list[float]) -> None:
    output = TTSOutput(given)
    assert output.array.dtype == np.float32
    np.testing.assert_array_equal(output.array, expected)


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    output = TTSOutput(speechlike())
    nonsense: tuple[Any, ...] = (np.zeros((2, 2, 2)), np.zeros((3, 100)), np.array(["a"]))
    for broken in nonsense:
        with pytest.raises(InvalidRequestError, match="array"):
            TTSOutput(broken)
    for speed in (0, -1, np.nan, np.inf):
        with pytest.raises(InvalidRequestError, match="speed_factor"):
            output.change_speed(speed)
    with pytest.raises(InvalidRequestError, match=f"known are {', '.join(FORMATS)}"):
        output.to_bytes("midi")
    for format, width in (("wav", 5), ("wav", "s8"), ("flac", "f32"), ("pcm", "x")):
        with pytest.raises(InvalidRequestError, match="sample_width"):
            output.to_bytes(format, width)
    with pytest.raises(InvalidRequestError, match="suffix"):
        output.save(tmp_path / "speech")
    with pytest.raises(StorageError, match="cannot write"):
        output.save(tmp_path / "nowhere" / "speech.wav")


@pytest.mark.parametrize(
    ("method", "package"),
    [("play", "sounddevice"), ("preview", "sounddevice"), ("display", "IPython"), ("plot", "matplotlib")],
)
def test_what_is_missing_is_named_with_the_way_to_get_it(
    monkeypatch: pytest.MonkeyPatch, method: str, package: str
) -> None:
    for name in ("sounddevice", "IPython", "IPython.display", "matplotlib", "matplotlib.pyplot"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingPackageError, match=rf"{package}: pip install {package.lower()}"):
        getattr(TTSOutput(speechlike()), method)()


def test_a_plot_shows_the_waveform_and_the_spectrogram(tmp_path: Path) -> None:
    mpl.use("Agg")
    for samples in (speechlike(), np.zeros(10, np.float32), np.zeros((50, 2), np.float32)):
        figure = TTSOutput(samples).plot()
        above, below = figure.axes
        assert below.get_xlabel() == "seconds"
        assert np.shape(above.lines[0].get_ydata()) == (len(samples),)
        figure.savefig(tmp_path / "speech.png")
    assert (tmp_path / "speech.png").read_bytes().startswith(b"\x89PNG")

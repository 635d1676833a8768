import io
import wave

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.encode import FORMATS, find_format, start_encoder
from auralis.audio.wav import wav_header
from auralis.errors import InvalidRequestError

RATE = 24_000
SECOND = (0.5 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE)).astype(np.float32)


def encoded(name: str, samples: NDArray[np.float32], cuts: list[int]) -> bytes:
    encoder = start_encoder(name)
    parts = [encoder.header(), *(encoder.encode(part) for part in np.split(samples, sorted(cuts)))]
    return b"".join([*parts, encoder.finish()])


@pytest.mark.parametrize("name", FORMATS)
@given(cuts=st.lists(st.integers(0, RATE), max_size=8))
@settings(max_examples=20, deadline=None)
def test_the_bytes_do_not_depend_on_the_cuts(name: str, cuts: list[int]) -> None:
    assert encoded(name, SECOND, cuts) == encoded(name, SECOND, [])


@pytest.mark.parametrize(
    ("name", "tolerance"), [("wav", 0), ("flac", 0), ("opus", 0), ("mp3", 0.08), ("aac", 0.1)]
)
def test_what_is_encoded_can_be_heard(name: str, tolerance: float) -> None:
    recording = decode(encoded(name, np.tile(SECOND, 3), [1000]), 60)
    seconds = len(recording.samples) / recording.rate
    assert seconds == pytest.approx(3.0, abs=tolerance)
    middle = recording.samples[recording.rate : 2 * recording.rate]
    spectrum = np.abs(np.fft.rfft(middle))
    assert spectrum.argmax() == 440
    assert spectrum[440] / (recording.rate / 2) == pytest.approx(0.5, abs=0.03)  # LAME takes 5 % off


@pytest.mark.parametrize("name", FORMATS)
def test_sound_comes_out_while_more_goes_in(name: str) -> None:
    encoder = start_encoder(name)
    encoder.header()
    sent = len(b"".join(encoder.encode(SECOND[start : start + 1000]) for start in range(0, RATE, 1000)))
    rest = len(encoder.finish())
    assert sent > 4 * rest


@pytest.mark.parametrize("name", FORMATS)
def test_a_stream_without_sound_ends_well(name: str) -> None:
    encoder = start_encoder(name)
    encoder.header()
    encoder.encode(np.zeros(0, np.float32))
    encoder.finish()


def test_pcm_rounds_to_nearest_and_clips() -> None:
    samples = np.array([0, 1 / 32768, -1, 1, 9, -9, 0.49 / 32768, 0.51 / 32768, np.nan, np.inf], np.float32)
    assert np.frombuffer(encoded("pcm", samples, []), "<i2").tolist() == [
        0, 1, -32768, 32767, 32767, -32768, 0, 1, 0, 32767,
    ]  # fmt: skip


@given(st.lists(st.integers(-32768, 32767), max_size=100))
def test_pcm_undoes_decoding(values: list[int]) -> None:
    samples = np.array(values, np.float32) / np.float32(32768)
    assert np.frombuffer(encoded("pcm", samples, []), "<i2").tolist() == values


def test_a_wav_of_known_length_says_so() -> None:
    data = wav_header(RATE, 3) + b"\1\0\2\0\3\0"
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth(), file.getnframes()) == (
            RATE,
            1,
            2,
            3,
        )
    assert int.from_bytes(data[4:8], "little") == len(data) - 8


def test_an_unknown_format_is_refused_with_those_that_exist() -> None:
    with pytest.raises(InvalidRequestError, match="mp3, opus, aac, flac, wav, pcm") as error:
        find_format("raw")
    assert error.value.param == "response_format"

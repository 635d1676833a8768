import struct
import subprocess
import sys
import tracemalloc
import zlib
from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from auralis.audio.decode import decode
from auralis.audio.encode import start_encoder
from auralis.audio.wav import wav_header
from auralis.errors import InvalidRequestError

RATE = 24_000


def noise(seconds: float = 1.0, channels: int = 1) -> NDArray[np.float32]:
    random = np.random.default_rng(0)
    return (0.1 * random.standard_normal((round(seconds * RATE), channels))).astype(np.float32)


def written(samples: NDArray[np.float32], container: str, subtype: str, rate: int = RATE) -> bytes:
    target = BytesIO()
    soundfile.write(target, samples, rate, format=container, subtype=subtype)
    return target.getvalue()


def muxed(samples: NDArray[np.float32], container: str, encoder: str) -> bytes:
    target = BytesIO()
    with av.open(target, "w", format=container) as output:
        stream = output.add_stream(encoder, rate=RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.T, format="flt", layout="mono")
        frame.sample_rate = RATE
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return target.getvalue()


@pytest.mark.parametrize("channels", [1, 2, 6, 8])
@pytest.mark.parametrize(
    ("container", "subtype"),
    [
        ("WAV", "PCM_U8"),
        ("WAV", "PCM_16"),
        ("WAV", "PCM_24"),
        ("WAV", "FLOAT"),
        ("WAV", "DOUBLE"),
        ("FLAC", "PCM_16"),
        ("AIFF", "PCM_16"),
    ],
)
def test_lossless_files_give_their_exact_samples(container: str, subtype: str, channels: int) -> None:
    data = written(noise(channels=channels), container, subtype)
    expected, _ = soundfile.read(BytesIO(data), dtype="float32", always_2d=True)
    recording = decode(data, 60)
    assert recording.rate == RATE
    assert recording.samples.dtype == np.float32
    np.testing.assert_allclose(recording.samples, expected.mean(axis=1), rtol=0, atol=1e-7)


@pytest.mark.parametrize(
    ("container", "encoder"),
    [("mp3", "libmp3lame"), ("ogg", "libopus"), ("mp4", "aac"), ("webm", "libopus")],
)
def test_compressed_files_keep_their_length(container: str, encoder: str) -> None:
    recording = decode(muxed(noise(2.0), container, encoder), 60)
    assert len(recording.samples) / recording.rate == pytest.approx(2.0, abs=0.1)
    assert np.abs(recording.samples).max() > 0.1


def test_no_more_is_decoded_than_asked_for() -> None:
    data = written(np.tile(noise(1.0), (600, 1)), "FLAC", "PCM_16")
    tracemalloc.start()
    try:
        recording = decode(data, 2.5)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert len(recording.samples) == 2.5 * RATE
    assert peak < 4_000_000 + len(data)


def png() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"not audio at all" * 100, "cannot be read"),
        (png(), "cannot be read"),
        (b"RIFF\x00\x00\x00\x00WAVE", "cannot be read|no audio"),
        (wav_header(RATE, 0), "no audio"),
        (written(noise(0.2), "WAV", "PCM_16"), "too short: 0.20 s"),
        (written(np.zeros((RATE, 1), np.float32), "WAV", "PCM_16"), "silent"),
        (written(noise() * np.float32(np.nan), "WAV", "FLOAT"), "not numbers"),
        (written(noise(channels=9), "WAV", "PCM_16"), "8 channels"),
        (written(noise(), "WAV", "PCM_16", rate=500), "500 Hz"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(InvalidRequestError, match=reason) as error:
        decode(data, 60, "speaker_files")
    assert error.value.param == "speaker_files"


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile://{path}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{path}'\n",
    ],
)
def test_a_file_cannot_name_another_file(playlist: str, oracle_reference: Path) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        decode(playlist.format(path=oracle_reference).encode(), 60)


FUZZ = """
import random, sys
from auralis.audio.decode import decode
from auralis.errors import InvalidRequestError
original = sys.stdin.buffer.read()
chance = random.Random(0)
for _ in range(150):
    data = bytearray(original)
    for _ in range(chance.choice([1, 5, 50])):
        data[chance.randrange(chance.choice([60, 400, len(data)]))] = chance.randrange(256)
    try:
        decode(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]), 60)
    except InvalidRequestError:
        pass
"""


@pytest.mark.parametrize("name", ["wav", "mp3", "aac", "flac", "opus"])
def test_damaged_files_are_read_or_refused(name: str) -> None:
    """In a process of its own, since the failure to guard against is a crash."""
    encoder = start_encoder(name)
    data = encoder.header() + encoder.encode(noise(2.0)[:, 0]) + encoder.finish()
    subprocess.run([sys.executable, "-c", FUZZ], input=data, check=True, timeout=60)

"""Files that are no recordings, each in its own way."""

import base64
import gzip
import io
import struct
import zipfile
import zlib

import numpy as np
import soundfile
from numpy.typing import NDArray

from auralis.audio.encode import start_encoder

RATE = 24_000


def written(
    samples: NDArray[np.float32], container: str = "WAV", subtype: str = "PCM_16", rate: int = RATE
) -> bytes:
    target = io.BytesIO()
    soundfile.write(target, samples, rate, format=container, subtype=subtype)
    return target.getvalue()


def noise(seconds: float = 1.0, channels: int = 1) -> NDArray[np.float32]:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (round(seconds * RATE), channels)).astype(np.float32)


def encoded(name: str) -> bytes:
    encoder = start_encoder(name)
    return encoder.header() + encoder.encode(noise()[:, 0]) + encoder.finish()


def wav(channels: int = 1, rate: int = RATE, bits: int = 16, tag: int = 1, data: bytes = b"") -> bytes:
    """Return a WAV file whose header says what it is told."""
    step = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * step % 2**32, step % 2**16, bits)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data))
    return b"RIFF" + struct.pack("<I", len(head) + len(data)) + head + data


def archive() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        file.writestr("a.wav", wav(data=bytes(48_000)))
    return target.getvalue()


def atom(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


BOMB = zlib.compress(bytes(8 << 20))
LOUD = struct.pack("<h", 9000) * RATE

BROKEN = {
    "nothing": b"",
    "a byte": b"\0",
    "text": b"This is not a recording. " * 40,
    "html": b"<!doctype html><title>x</title>" * 9,
    "json": b'{"audio": "yes"}',
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    "png": b"\x89PNG\r\n\x1a\n" + bytes(200),
    "pdf": b"%PDF-1.7\n" + bytes(200),
    "program": b"\x7fELF\x02\x01\x01" + bytes(2000),
    "midi": b"MThd\0\0\0\6\0\0\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0",
    "zip": archive(),
    "gzip": gzip.compress(wav(data=LOUD)),
    "base64 of a recording": base64.b64encode(wav(data=LOUD)),
    "playlist": b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
    "playlist of the network": b"#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/latest/meta-data\n",
    "script": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "session description": b"v=0\nc=IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n",
    "noise": np.random.default_rng(1).bytes(50_000),
    "zeros": bytes(50_000),
    "silence": wav(data=bytes(48_000)),
    "too short": wav(data=LOUD[:4000]),
    "no samples": wav(),
    "half a header": wav(data=LOUD)[:20],
    "riff only": b"RIFF\xff\xff\xff\xffWAVE",
    "no channels": wav(channels=0, data=LOUD),
    "nine channels": wav(channels=9, data=LOUD * 9),
    "65535 channels": wav(channels=65535, data=LOUD),
    "no rate": wav(rate=0, data=LOUD),
    "1 Hz": wav(rate=1, data=LOUD[:10]),
    "4 GHz": wav(rate=0xFFFFFFFF, data=LOUD),
    "no bits": wav(bits=0, data=LOUD),
    "unknown codec": wav(tag=0x7777, data=LOUD),
    "not numbers": written(noise() * np.float32(np.nan), subtype="FLOAT"),
    "infinite": written(np.full((RATE, 1), np.inf, np.float32), subtype="FLOAT"),
    "flac's head": encoded("flac")[:40],
    "mp3's head": encoded("mp3")[:30],
    "opus's head": encoded("opus")[:60],
    "spoilt pages": encoded("opus").replace(b"OggS", b"OggX"),
    "matroska's head": b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f" + bytes(100),
    "mp4's head": atom(b"ftyp", b"M4A \0\0\0\0M4A ") + atom(b"moov", b""),
    "an atom of 4 GB": b"\xff\xff\xff\xffmoov" + bytes(100),
    "tag only": b"ID3\x04\0\0\x7f\x7f\x7f\x7f",
    "compressed header": atom(
        b"moov", atom(b"cmov", atom(b"dcom", b"zlib") + atom(b"cmvd", struct.pack(">I", 8 << 20) + BOMB))
    ),
}

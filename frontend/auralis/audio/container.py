"""Audio files of strangers: what FFmpeg may open of them, and what of them is kept from it.

Some formats hold compressed headers and tags, which FFmpeg expands before it looks at them: half a megabyte
becomes as many gigabytes.  No recording needs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import cast

import av
from av.codec import Codec
from av.container import InputContainer

from auralis.errors import InvalidRequestError

_CONTAINERS = "aac,ac3,aiff,amr,asf,au,caf,flac,matroska,mov,mp3,ogg,w64,wav,wv"
"""Those that hold nothing but themselves.  FFmpeg also knows playlists and scripts, which name other files
and addresses to be opened."""

_MOST_EXPANDED, _EXPANDED_ANYWAY = 4, 1 << 20

_COMPRESSED_HEADER = re.compile(rb"cmov.{4}dcom", re.DOTALL)  # of QuickTime
_TAG = re.compile(rb"ID3(?=[\x03\x04][^\xff].[\x00-\x7f]{4})", re.DOTALL)  # as FFmpeg takes it for one


def open_container(data: bytes, param: str) -> InputContainer:
    """Return an audio file as PyAV's container.

    Raises what PyAV raises, and InvalidRequestError, for the field `param`.
    """
    if _COMPRESSED_HEADER.search(data):
        raise InvalidRequestError("the recording has a compressed header", param)
    options = {"format_whitelist": _CONTAINERS, "codec_whitelist": _decoders()}
    source = BytesIO(_without_tags(data))
    return cast(InputContainer, av.open(source, "r", container_options=options, metadata_errors="replace"))


def packets(container: InputContainer, size: int, param: str) -> Iterator[av.Packet]:
    """Yield the packets of the first audio stream of a file of `size` bytes.

    Raises InvalidRequestError for a file that has no audio, or in which far more is packed than it is long.
    """
    if not container.streams.audio:
        return
    audio, left = container.streams.audio[0].index, size * _MOST_EXPANDED + _EXPANDED_ANYWAY
    for packet in container.demux():
        left -= packet.size
        if left < 0:
            raise InvalidRequestError("the recording expands to far more than it is long", param)
        if packet.stream.index == audio:
            yield packet


def _without_tags(data: bytes) -> bytes:
    """Return an audio file without the ID3 tags in front of it, and with others made unreadable."""
    start = 0
    while data[start : start + 3] == b"ID3" and len(data) >= start + 10:
        size = 0
        for part in data[start + 6 : start + 10]:
            size = size << 7 | part & 0x7F
        footer = 10 if data[start + 5] & 0x10 else 0
        start += 10 + size + footer
    return _TAG.sub(b"---", data[start:])


@cache
def _decoders() -> str:
    """Return the names of the decoders for audio, so that no picture is ever decoded."""
    return ",".join(sorted(name for name in av.codecs_available if _decodes_audio(name)))


def _decodes_audio(name: str) -> bool:
    try:
        return str(Codec(name, "r").type) == "audio"
    except av.codec.codec.UnknownCodecError:  # it only encodes
        return False

"""What Schemathesis cannot know of a body: which names exist, and what is a recording.

A quarter of what it makes up is left as it is.  The rest gets names that exist, and loses the fields whose
values the schema tells little of, so that something is spoken.
"""

import os
from pathlib import Path
from typing import Any
from zlib import crc32

import schemathesis  # type: ignore[import-not-found]  # in its own environment alone

RECORDING = Path(os.environ["SCHEMA_RECORDING"]).read_bytes()

KNOWN = {
    "model": ("tts-1", "xttsv2", "xttsv2@1"),
    "speech_model": ("tts-1",),
    "voice": ("Ana", "alloy"),
    "voice_id": ("Ana",),
    "consent_id": ("cons_unknown",),
    "language": ("en", "auto"),
    "response_format": ("mp3", "opus", "aac", "flac", "wav", "pcm"),
    "format": ("pcm16", "wav", "mp3"),
    "audio_format": ("wav", "mp3"),
    "stream_format": ("audio", "sse"),
    "type": ("audio_sample",),
    "stream": (True, False),
    "n": (1,),
    "audio_sample": (RECORDING,),
    "recording": (RECORDING,),
}
PLAIN = frozenset(("input", "instructions", "messages", "audio", "name", "speed", "seed", "after", "limit"))


def known(value: Any, choice: int) -> Any:
    if not isinstance(value, dict):
        return value
    kept = {name: known(field, choice) for name, field in value.items() if name in KNOWN or name in PLAIN}
    return {**kept, **{name: KNOWN[name][choice % len(KNOWN[name])] for name in KNOWN.keys() & kept.keys()}}


def steered(value: Any) -> Any:
    choice = crc32(repr(value).encode(errors="replace"))
    return known(value, choice // 4) if choice % 4 else value


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_body(context: Any, body: Any) -> Any:
    return steered(body)


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_query(context: Any, query: Any) -> Any:
    return steered(query)


@schemathesis.hook  # type: ignore[untyped-decorator]
def map_path_parameters(context: Any, path_parameters: Any) -> Any:
    return steered(path_parameters)

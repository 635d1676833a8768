"""Text-to-speech with voice cloning: XTTS v2 on Triton Inference Server.

    from auralis import TTS, TTSRequest

    tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model="AstraMindAI/xtts2-gpt")
    tts.generate_speech(TTSRequest(text="Hello.", speaker_files=["me.wav"])).save("hello.wav")

Each name is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from auralis.errors import AuralisError
    from auralis.logger import setup_logger
    from auralis.output import TTSOutput
    from auralis.preprocessing import AudioPreprocessingConfig
    from auralis.tts import TTS
    from auralis.tts_request import TTSRequest

__all__ = ["TTS", "AudioPreprocessingConfig", "AuralisError", "TTSOutput", "TTSRequest", "setup_logger"]

_HOMES = {
    "TTS": "tts",
    "AudioPreprocessingConfig": "preprocessing",
    "AuralisError": "errors",
    "TTSOutput": "output",
    "TTSRequest": "tts_request",
    "setup_logger": "logger",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

"""Auralis as the voice of a Pipecat pipeline: `pip install pipecat-ai`.

    voice = AuralisTTSService(TTS(triton_url="127.0.0.1:8001"), "Ana Florence")
    pipeline = Pipeline([transport.input(), stt, llm, voice, transport.output()])

Sound goes on with the first window that is decoded.  An interruption ends the decoding, not just the playing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.services.tts_service import TTSService

from auralis import TTS, AuralisError, TTSRequest

RATE = 24_000


class AuralisTTSService(TTSService):
    """Speaks in `voice`, a recording's path or the name of a voice."""

    def __init__(self, tts: TTS, voice: str, language: str = "auto", **kwargs: Any) -> None:
        settings = TTSSettings(model="xttsv2", voice=voice, language=language)
        super().__init__(
            sample_rate=RATE, push_start_frame=True, push_stop_frames=True, settings=settings, **kwargs
        )
        self._tts = tts

    def can_generate_metrics(self) -> bool:
        return True

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        request = TTSRequest(
            text=text,
            speaker_files=self._settings.voice,
            language=self._settings.language,
            stream=True,
        )
        try:
            async with aclosing(await self._tts.generate_speech_async(request)) as outputs:
                async for output in outputs:
                    sound = output.to_bytes("pcm")
                    yield TTSAudioRawFrame(sound, output.sample_rate, 1, context_id=context_id)
        except AuralisError as error:
            yield ErrorFrame(error=error.message)

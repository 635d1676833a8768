"""The voices that one request is spoken in."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from auralis.audio.reference_check import ReferenceWarning
from auralis.errors import InvalidRequestError
from auralis.request import MOST_VOICES, SpeechRequest
from auralis.voices.conditioning import Voice, VoiceParameters
from auralis.voices.library import Library
from auralis_xtts.contract import Release


class Cast:
    """A request's own voice, called None, and those that its text names.

    A name is one of the request's `voices`, in any case, or else one of the library's.  `own` is the
    request's own voice, if it is there already; one of another release is computed anew.
    """

    def __init__(
        self, library: Library, request: SpeechRequest, release: Release, own: Voice | None = None
    ) -> None:
        self._library = library
        self._release = release
        self._parameters = _parameters(request)
        self._own: str | tuple[bytes, ...] = request.references if request.voice is None else request.voice
        self._named: Mapping[str, str | tuple[bytes, ...]] = {
            name.casefold(): voice for name, voice in request.voices.items()
        }
        self._voices: dict[str | None, Voice] = {}
        if own is not None and own.release == release.release:
            self._voices[None] = own

    async def check(self) -> None:
        """Raise what is wrong with the request's voices, as far as that is known without computing any."""
        for voice in (self._own, *self._named.values()):
            await self._library.check(voice, self._parameters, self._release)

    async def gather(self, names: Collection[str]) -> None:
        """Get the request's own voice, and those that its text names.

        Raises NotFoundError before anything is computed, InvalidRequestError, and the errors of the engine.
        """
        voices = {name: self._meant(name) for name in (None, *names)}
        for voice in voices.values():
            if isinstance(voice, str):
                self._library.find(voice, self._release)
        for name in voices:
            await self.voice(name)

    async def voice(self, name: str | None) -> Voice:
        """Return a voice; raises what `gather` raises."""
        key = name and name.casefold()
        if key not in self._voices:
            if len(self._voices) > MOST_VOICES:
                raise InvalidRequestError(f"the text names more than {MOST_VOICES} voices", "input")
            self._voices[key] = await self._library.get(self._meant(name), self._parameters, self._release)
        return self._voices[key]

    @property
    def warnings(self) -> tuple[ReferenceWarning, ...]:
        """What may be wrong with the recordings of the voices that were asked for so far."""
        return tuple(warning for voice in self._voices.values() for warning in voice.warnings)

    def _meant(self, name: str | None) -> str | tuple[bytes, ...]:
        return self._own if name is None else self._named.get(name.casefold(), name)


def _parameters(request: SpeechRequest) -> VoiceParameters:
    return VoiceParameters(
        max_ref_length=request.max_ref_length,
        gpt_cond_len=request.gpt_cond_len,
        gpt_cond_chunk_len=request.gpt_cond_chunk_len,
        sound_norm_refs=request.sound_norm_refs,
        preprocessing=request.preprocessing,
    )

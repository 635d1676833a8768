import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from auralis import AudioPreprocessingConfig, TTSRequest
from auralis.audio.decode import decode
from auralis.errors import InvalidRequestError

DEFAULTS = {
    "context_partial_function": None,
    "start_time": None,
    "enhance_speech": False,
    "language": "auto",
    "load_sample_rate": 22_050,
    "sound_norm_refs": False,
    "max_ref_length": 60,
    "gpt_cond_len": 30,
    "gpt_cond_chunk_len": 4,
    "stream": False,
    "temperature": 0.75,
    "top_p": 0.85,
    "top_k": 50,
    "repetition_penalty": 5.0,
    "length_penalty": 1.0,
    "do_sample": True,
}
"""The original's."""


def tone(seconds: float = 1.0, rate: int = 24_000) -> np.ndarray[Any, np.dtype[np.float32]]:
    time = np.arange(round(seconds * rate)) / rate
    return np.asarray(0.5 * np.sin(2 * np.pi * 220 * time), np.float32)


def test_the_defaults_are_the_originals() -> None:
    request = TTSRequest("Hello.", ["me.wav"])
    assert {name: getattr(request, name) for name in DEFAULTS} == DEFAULTS
    assert request.audio_config == AudioPreprocessingConfig()
    assert request.request_id != TTSRequest("Hello.", ["me.wav"]).request_id
    assert request.seed is None


def test_a_copy_is_a_request_of_its_own() -> None:
    request = TTSRequest("Hello.", "me.wav", language="en", top_k=7, seed=3, context_partial_function=len)
    copied = request.copy()
    copied.text = "Bye."
    assert request.text == "Hello."
    kept = ("speaker_files", "language", "top_k", "seed", "request_id", "context_partial_function")
    assert all(getattr(copied, name) == getattr(request, name) for name in kept)


def test_the_language_is_told_from_the_text() -> None:
    german = "Guten Morgen, wie geht es Ihnen heute? Das Wetter ist sehr schön."
    for text in (german, german.split(", ")):
        request = TTSRequest(text, "me.wav", language="")
        assert request.language == "auto"
        assert request.infer_language() == request.language == "de"
    assert TTSRequest(german, "me.wav", language="en").infer_language() == "en"
    assert TTSRequest(iter(german), "me.wav").infer_language() == "auto"
    with pytest.raises(InvalidRequestError) as raised:
        TTSRequest("Hello.", "me.wav", language="tlh")
    assert raised.value.param == "language"


def test_a_speaker_is_a_path_bytes_an_array_or_a_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "me.wav"
    soundfile.write(path, tone(), 24_000, subtype="FLOAT")
    stereo = np.stack([tone(), tone()], axis=1)
    whole_numbers = (tone() * 2**15).astype(np.int16)
    different: tuple[Any, ...] = (
        path,
        str(path),
        path.read_bytes(),
        bytearray(path.read_bytes()),
        (tone(), 24_000),
        (24_000, whole_numbers),
        (stereo, 24_000),
        (stereo.T, 24_000),
    )
    for speaker in different:
        for speakers in (speaker, [speaker]):
            (reference,) = TTSRequest("Hello.", speakers).spoken().references
            recording = decode(reference, 10)
            assert recording.rate == 24_000
            np.testing.assert_allclose(recording.samples, tone(), atol=1e-4)
    (without_rate,) = TTSRequest("Hello.", tone()).spoken().references
    assert decode(without_rate, 10).rate == 22_050
    assert len(TTSRequest("Hello.", [path, (tone(), 24_000)]).spoken().references) == 2
    assert TTSRequest("Hello.", "Ana Florence").spoken().voice == "Ana Florence"
    monkeypatch.chdir(tmp_path)
    path.rename(tmp_path / "me")
    assert TTSRequest("Hello.", "me").spoken().references


def test_the_same_array_is_the_same_voice() -> None:
    first, second = (TTSRequest("Hello.", (tone(), 24_000)).spoken().references for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    "speakers",
    ["missing.wav", "nowhere/me", [], 5, [None], (tone(), "fast"), np.zeros((2, 2, 2)), ["one", "two"], ""],
)
def test_what_is_no_speaker_is_refused(speakers: Any) -> None:
    with pytest.raises(InvalidRequestError):
        TTSRequest("Hello.", speakers).spoken()


def test_fields_reach_the_speaker() -> None:
    request = TTSRequest(
        "Hello.",
        [(tone(), 24_000)],
        enhance_speech=True,
        audio_config=AudioPreprocessingConfig(target_lufs=-23.0),
        sound_norm_refs=True,
        max_ref_length=20,
        gpt_cond_len=12,
        gpt_cond_chunk_len=6,
        temperature=0.5,
        do_sample=False,
        seed=4,
        chunk_schedule=[8, 16],
        voices={"Bob": "Bob Ross", "Eve": (tone(), 24_000)},
        lexicon={"GIF": "jif"},
        markup=True,
        trim_tail=False,
    )
    spoken = request.spoken()
    assert spoken.preprocessing == request.audio_config
    assert (spoken.sound_norm_refs, spoken.max_ref_length) == (True, 20)
    assert (spoken.gpt_cond_len, spoken.gpt_cond_chunk_len) == (12, 6)
    assert spoken.sampling == {"temperature": 0.5, "do_sample": False, "seed": 4}
    assert spoken.chunk_schedule == (8, 16)
    assert spoken.voices["Bob"] == "Bob Ross"
    assert isinstance(spoken.voices["Eve"], tuple)
    assert (spoken.lexicon, spoken.markup, spoken.trim_tail) == ({"GIF": "jif"}, True, False)
    request.enhance_speech = False
    assert request.spoken().preprocessing is None
    request.temperature = -1.0
    with pytest.raises(InvalidRequestError, match="temperature"):
        request.spoken()


def test_a_recording_is_improved_without_a_file(oracle_reference: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.parent.iterdir())
    request = TTSRequest("Hello.", oracle_reference)
    quieter = request.preprocess_audio(oracle_reference, AudioPreprocessingConfig(target_lufs=-30.0))
    louder = request.preprocess_audio(oracle_reference)
    levels = []
    for data in (quieter, louder):
        samples, rate = soundfile.read(BytesIO(data))
        assert rate == 22_050
        levels.append(20 * np.log10(np.sqrt(np.mean(samples**2))))
    assert levels[1] - levels[0] == pytest.approx(12, abs=1.5)
    assert sorted(tmp_path.parent.iterdir()) == before
    with pytest.raises(InvalidRequestError):
        request.preprocess_audio(b"no sound")


@pytest.mark.parametrize("size", [1, 3, 1000])
def test_bits_of_text_become_sentences(size: int) -> None:
    text = "Dr. Smith paid 3.50 dollars, I think. Then he left! Did he? Yes."

    async def pieces() -> list[str]:
        bits = iter([text[start : start + size] for start in range(0, len(text), size)])
        spoken = TTSRequest(bits, "Ana").spoken().text
        assert not isinstance(spoken, str)
        return [piece async for piece in spoken]

    assert " ".join(asyncio.run(pieces())) == text
    assert asyncio.run(pieces())[0] == "Dr. Smith paid 3.50 dollars,"

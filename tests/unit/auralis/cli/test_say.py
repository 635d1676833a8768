import io
from dataclasses import replace
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner

from auralis.appearing import appearing
from auralis.cli.main import app
from auralis.cli.saying import progress_bar, speak, subtitled
from auralis.engine.fake import FakeEngine
from auralis.request import SpeechRequest
from auralis.speaker import Speaker
from auralis.voices.cache import VoiceCache
from auralis.voices.library import Library
from served import VOCABULARY


@pytest.fixture
def request_to_speak(oracle_reference: Path) -> SpeechRequest:
    return SpeechRequest("Hello there.", (oracle_reference.read_bytes(),))


async def test_a_wav_knows_its_length_in_the_end(request_to_speak: SpeechRequest) -> None:
    engine, file = FakeEngine(vocabulary=VOCABULARY), io.BytesIO()
    speaker = Speaker(engine, Library(engine, VoiceCache(engine)))
    figures = await speak(speaker, request_to_speak, "wav", file, progress_bar())
    samples, rate = soundfile.read(io.BytesIO(file.getvalue()))
    assert len(samples) / rate == pytest.approx(figures.audio)
    assert figures.warnings == ()
    assert 0 < figures.first <= figures.taken
    assert int.from_bytes(file.getvalue()[40:44], "little") == 2 * len(samples)


async def test_subtitles_tell_what_the_file_says(request_to_speak: SpeechRequest, tmp_path: Path) -> None:
    engine, output = FakeEngine(vocabulary=VOCABULARY), tmp_path / "out.srt"
    speaker = Speaker(engine, Library(engine, VoiceCache(engine)))
    request = replace(request_to_speak, text="[pause:1s]Hello there.", markup=True)
    with subtitled(output) as timeline:
        figures = await speak(speaker, request, "wav", io.BytesIO(), progress_bar(), timeline)
    number, times, text = output.read_text().splitlines()
    assert (number, text) == ("1", "Hello there.")
    assert times.startswith("00:00:01,")
    assert times[-12:] <= f"00:00:{figures.audio:06.3f}".replace(".", ",")
    with subtitled(None) as nobody:
        assert nobody is None


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    output = tmp_path / "out.wav"
    output.write_bytes(b"before")

    def broken() -> None:
        with appearing(output) as file:
            file.write(b"half")
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        broken()
    assert output.read_bytes() == b"before"
    with appearing(output) as file:
        file.write(b"whole")
        assert output.read_bytes() == b"before"
    assert output.read_bytes() == b"whole"
    assert list(tmp_path.iterdir()) == [output]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--voice", "nobody.wav", "-o", "out.wav"), "cannot read nobody.wav"),
        (("--voice", "REFERENCE", "-o", "out"), "no suffix"),
        (("--voice", "REFERENCE", "-o", "out.midi"), "'midi' is not known"),
        (("--voice", "REFERENCE", "-o", "nowhere/out.wav"), "cannot write nowhere/out.wav"),
        (("--voice", "REFERENCE", "-o", "out.wav", "--seed", "-1"), "seed must be"),
        (("--voice", "REFERENCE", "-o", "out.wav", "--subtitles", "out.txt"), "as srt or vtt, not 'txt'"),
        (("--voice", "REFERENCE", "-o", "out.wav", "--speaker", "Anna"), "is not NAME=FILE"),
        (("--voice", "REFERENCE", "-o", "out.wav", "--speaker", "Anna=no.wav"), "cannot read no.wav"),
        (("--voice", "REFERENCE", "-o", "out.wav", "--lexicon", "no.yaml"), "cannot be read"),
        (("--voice", "REFERENCE", "-o", "out.wav"), "cannot be reached"),
        (("-o", "out.wav"), "cannot be reached"),  # a voice need not be named
    ],
)
def test_a_failure_is_one_line_and_leaves_nothing(
    oracle_reference: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    complaint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [str(oracle_reference) if word == "REFERENCE" else word for word in arguments]
    result = CliRunner().invoke(app, ["say", "Hello.", *words, "--triton-url", "127.0.0.1:1"])
    assert result.exit_code == 1
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("error: ")
    assert complaint in lines[-1]
    assert list(tmp_path.iterdir()) == []

"""The library's examples: those of the README, and those that Auralis' users have in their programs."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auralis import TTS, TTSOutput
from auralis.engine.fake import FakeEngine
from served import VOCABULARY

README = Path(__file__).parents[3] / "README.md"

BASIC = """
from auralis import TTS, TTSRequest

# Initialize
tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model='AstraMindAI/xtts2-gpt')

# Generate speech
request = TTSRequest(
    text="Hello Earth! This is Auralis speaking.",
    speaker_files=['reference.wav']
)

output = tts.generate_speech(request)
output.save('hello.wav')
"""

ENHANCED = """
from auralis import TTS, TTSRequest, AudioPreprocessingConfig

tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model='AstraMindAI/xtts2-gpt')
request = TTSRequest(
    text="Hello Earth! This is Auralis speaking.",
    speaker_files=['reference.wav'],
    audio_config=AudioPreprocessingConfig(
        normalize=True,
        trim_silence=True,
        enhance_speech=True,
        enhance_amount=1.5
    ),
    enhance_speech=True,
    language="auto"
)
output = tts.generate_speech(request)
output.save('enhanced.wav')
"""

SYNC_STREAM = """
from auralis import TTS, TTSRequest, TTSOutput

tts = TTS(scheduler_max_concurrency=8).from_pretrained(
    "AstraMindAI/xttsv2", gpt_model='AstraMindAI/xtts2-gpt'
)
request = TTSRequest(text="Your long text here...", speaker_files=["reference.wav"], stream=True)

output_list = []
for chunk in tts.generate_speech(request):
    # Process or play each chunk
    output_list.append(chunk)
TTSOutput.combine_outputs(output_list).save('streamed.wav')
"""

PARALLEL = """
import asyncio
from auralis import TTS, TTSRequest, TTSOutput

async def generate_parallel():
    tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model='AstraMindAI/xtts2-gpt')

    # Create multiple requests
    requests = [
        TTSRequest(
            text=f"This is voice {i}",
            speaker_files=["reference.wav"]
        ) for i in range(5)
    ]

    # Process in parallel
    coroutines = [tts.generate_speech_async(req) for req in requests]
    outputs = await asyncio.gather(*coroutines, return_exceptions=True)

    # Handle results
    valid_outputs = [
        out for out in outputs
        if not isinstance(out, Exception)
    ]

    combined = TTSOutput.combine_outputs(valid_outputs)
    combined.save('parallel_output.wav')

asyncio.run(generate_parallel())
"""

ASYNC_STREAM = """
import asyncio
from auralis import TTS, TTSRequest, TTSOutput

async def stream_async():
    tts = TTS().from_pretrained("AstraMindAI/xttsv2", gpt_model='AstraMindAI/xtts2-gpt')

    request = TTSRequest(
        text="Your long text here...",
        speaker_files=["reference.wav"],
        stream=True
    )
    request.context_partial_function = await tts.prepare_for_streaming_generation(request)

    chunks = []
    async for chunk in await tts.generate_speech_async(request):
        # Process or play each chunk
        chunks.append(chunk)
    TTSOutput.combine_outputs(chunks).save('async.wav')
    await tts.shutdown()

asyncio.run(stream_async())
"""


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, oracle_reference: Path) -> Iterator[list[TTS]]:
    """Stand in a directory with a `reference.wav`; yields those that the examples make, and ends them."""
    monkeypatch.chdir(tmp_path)
    Path("reference.wav").write_bytes(oracle_reference.read_bytes())
    made: list[TTS] = []
    yield made
    for tts in made:
        tts.close()


def run(code: str, made: list[TTS]) -> None:
    """Run an example with the engine's double in place of the model."""

    def tts(**how: Any) -> TTS:
        made.append(TTS(engine=lambda: FakeEngine(vocabulary=VOCABULARY), **how))
        return made[-1]

    code = re.sub(r"\bTTS\((?=[^)]*\)\.from_pretrained)", "stand_in(", code)
    exec(compile(code, "example", "exec"), {"stand_in": tts, "__name__": "__main__"})


@pytest.mark.parametrize(
    ("code", "file"),
    [
        (BASIC, "hello.wav"),
        (ENHANCED, "enhanced.wav"),
        (SYNC_STREAM, "streamed.wav"),
        (PARALLEL, "parallel_output.wav"),
        (ASYNC_STREAM, "async.wav"),
    ],
)
def test_programs_written_for_auralis(code: str, file: str, started: list[TTS]) -> None:
    run(code, started)
    assert started
    assert TTSOutput.from_file(file).duration > 0.5


def test_the_readme(started: list[TTS]) -> None:
    section = README.read_text().partition("\n## Python\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert blocks
    run("\n".join(blocks), started)
    for file in ("hello.wav", "long.mp3", "0.opus", "1.opus", "2.opus"):
        assert TTSOutput.from_file(file).duration > 0.5

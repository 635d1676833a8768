from dataclasses import replace

import numpy as np
import pytest

from auralis.captions import Sentence
from auralis.script import Part
from auralis.text.pipeline import Utterance
from auralis.timeline import Timeline


async def told(text: str, language: str, samples: int = 48_000, pause: float = 0.0) -> list[Sentence]:
    timeline = Timeline()
    timeline.begin(Part(pause, Utterance(text, language, (1,))))
    for piece in np.array_split(np.random.default_rng(0).uniform(-0.5, 0.5, samples).astype(np.float32), 3):
        timeline.hear(piece)
    await timeline.end()
    return timeline.take()


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Dr. Who is 3.5 % late. Yes!", "en", ["Dr. Who is 3.5 % late.", "Yes!"]),
        ("Das ist z. B. am 3. Mai so. Ja.", "de", ["Das ist z. B. am 3. Mai so.", "Ja."]),
        ("你好。世界……", "zh-cn", ["你好。", "世界……"]),
        ("Это он. Да?", "ru", ["Это он.", "Да?"]),
        ("नमस्ते। आप कैसे हैं?", "hi", ["नमस्ते।", "आप कैसे हैं?"]),
        ("مرحبا. كيف حالك؟", "ar", ["مرحبا.", "كيف حالك؟"]),
        ("안녕. 잘 있어?", "ko", ["안녕.", "잘 있어?"]),
    ],
)
async def test_sentences_and_words_are_placed_in_every_script(
    text: str, language: str, expected: list[str]
) -> None:
    sentences = await told(text, language, pause=0.5)
    assert [sentence.text for sentence in sentences] == expected
    for sentence in sentences:
        spaced = "".join((" " if word.spaced else "") + word.text for word in sentence.words)
        assert spaced.strip() == sentence.text
    words = [word for sentence in sentences for word in sentence.words]
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert (sentences[0].start, sentences[-1].end) == (0.5, 2.0)


async def test_what_has_no_words_or_no_sound_has_no_sentence_or_no_length() -> None:
    assert await told("", "en") == []
    assert await told("?!", "en") == []
    (sentence,) = await told("Hello there.", "en", samples=0)
    assert replace(sentence, words=()) == Sentence("Hello there.", 0.0, 0.0, ())


async def test_silence_alone_is_time() -> None:
    timeline = Timeline()
    timeline.begin(Part(1.0, None))
    timeline.hear(np.zeros(24_000, np.float32))
    await timeline.end()
    timeline.begin(Part(0.0, Utterance("Hello.", "en", (1,))))
    timeline.hear(np.ones(2400, np.float32))
    await timeline.end()
    (sentence,) = timeline.take()
    assert [sentence.start, sentence.end] == pytest.approx([1.0, 1.1])

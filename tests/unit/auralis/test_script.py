from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from auralis.errors import InvalidRequestError
from auralis.request import MOST_VOICES, SpeechRequest
from auralis.script import Part, Script
from auralis.text.lexicon import Lexicon
from auralis.text.pipeline import Pipeline
from auralis_xtts.contract import Release

REQUEST = SpeechRequest("Hello.", voice="Ana")


@pytest.fixture(scope="module")
def pipeline(oracle_reference: Path) -> Pipeline:
    return Pipeline(
        Release(
            release=1,
            checkpoint="0" * 64,
            name="test",
            width=8,
            languages=("en", "de"),
            max_text_ids=402,
            max_codes=605,
            samples_per_code=1114.6,
            vocabulary=oracle_reference.with_name("vocab.json").read_text(encoding="utf-8"),
        )
    )


def script(pipeline: Pipeline, text: Any, *, markup: bool = True, **fields: Any) -> Script:
    lexicon = Lexicon(fields.get("lexicon", {}))
    return Script(pipeline, replace(REQUEST, text=text, **{"markup": markup, **fields}), lexicon)


async def parts(written: Script) -> list[Part]:
    return [part async for part in written.parts()]


def said(part: Part) -> tuple[float, str, str | None, float]:
    return part.pause, part.utterance.text if part.utterance else "", part.voice, part.rate


async def test_plain_text_gives_the_pipelines_utterances_with_markup_and_without(pipeline: Pipeline) -> None:
    text = "Anna: This [sic] is one of 3 sentences, and they are long. " * 12 + "\n\nThe end [1]."
    utterances = list(pipeline.utterances(text, "auto"))
    assert len(utterances) > 2
    for markup in (True, False):
        told = await parts(script(pipeline, text, markup=markup))
        assert [part.utterance for part in told] == utterances
        assert {(part.pause, part.voice, part.rate) for part in told} == {(0.0, None, 1.0)}


async def test_pauses_wait_for_the_next_utterance_and_the_last_one_stands_alone(pipeline: Pipeline) -> None:
    text = "[pause:1s]One.[pause:0.5s] ... [pause:250ms][voice:Bob]Two.[/voice]\n[pause:2s]"
    told = await parts(script(pipeline, text))
    assert list(map(said, told)) == [
        (1.0, "One.", None, 1.0),
        (0.75, "Two.", "Bob", 1.0),
        (2.0, "", None, 1.0),
    ]
    assert script(pipeline, text + "[voice:BOB]x[voice:Eve]y").voices == ("Bob", "Eve")


async def test_ssml_and_dialogues_are_parts(pipeline: Pipeline) -> None:
    ssml = '<speak>One.<prosody rate="fast">The <say-as interpret-as="ordinal">2</say-as>.</prosody></speak>'
    assert [*map(said, await parts(script(pipeline, ssml, language="auto")))] == [
        (0.0, "One.", None, 1.0),
        (0.0, "The second.", None, 1.25),
    ]
    dialogue = script(pipeline, "Anna: Hi.\nBob: Ho.\n\nSo.", markup=False, voices={"Anna": "A", "Bob": "B"})
    assert [(part[1], part[2]) for part in map(said, await parts(dialogue))] == [
        ("Hi.", "Anna"),
        ("Ho.", "Bob"),
        ("So.", None),
    ]


async def test_the_lexicon_changes_the_ids_and_not_the_text(pipeline: Pipeline) -> None:
    (part,) = await parts(script(pipeline, "Hello Siobhan.", lexicon={"siobhan": "shivawn"}))
    (other,) = pipeline.utterances("Hello shivawn.", "en")
    assert part.utterance is not None
    assert part.utterance.text == "Hello Siobhan."
    assert part.utterance.text_ids == other.text_ids


@pytest.mark.parametrize(
    ("text", "param"),
    [
        ("[pause:2s]", "input"),
        ("[voice:A] ... [pause:2s]?!", "input"),
        ("Hello [lang:tlh]nuqneH[/lang]", "language"),
        ("Hello [lang:en]there", "input"),
        ("<speak>Hello", "input"),
        ("".join(f"[voice:{n}]a" for n in range(MOST_VOICES + 1)), "input"),
    ],
)
def test_what_is_wrong_is_said_before_anything_is_spoken(pipeline: Pipeline, text: str, param: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        script(pipeline, text).parts()
    assert error.value.param == param


async def test_markup_in_text_that_arrives_counts_only_where_it_is_asked_for(pipeline: Pipeline) -> None:
    async def arriving() -> AsyncIterator[str]:
        for piece in ("[voice:Bob]One.", "...", "[pause:1s]Two.[/voice]", "Three.[pause:2s]"):
            yield piece

    told = list(map(said, await parts(script(pipeline, arriving()))))
    assert told == [
        (0.0, "One.", "Bob", 1.0),
        (1.0, "Two.", "Bob", 1.0),
        (0.0, "Three.", None, 1.0),
        (2.0, "", None, 1.0),
    ]
    plain = list(map(said, await parts(script(pipeline, arriving(), markup=False))))
    assert [(pause, voice) for pause, _, voice, _ in plain] == [(0.0, None)] * 3
    assert plain[0][1] == "[voice:Bob]One."

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.errors import InvalidRequestError
from auralis.text.markup import Pause, Reader, Span, Spoken


def read(text: str, *speakers: str, tags: bool = True) -> list[Span]:
    reader = Reader(speakers, tags=tags)
    spans = list(reader.feed(text))
    reader.finish()
    return spans


@pytest.mark.parametrize(
    "text",
    [
        "Hello.",
        "An [aside] here, [1] and [pause].",
        "Anna: Hello.\n\nBob: Hi.",
        "[pause:1s",
        "a\n\n[b:c] [/x]",
    ],
)
def test_text_without_markup_is_one_span_and_the_very_string(text: str) -> None:
    (span,) = read(text)
    assert isinstance(span, Spoken)
    assert span == Spoken(text)
    assert span.text is text


def test_pauses_languages_and_voices_are_spans() -> None:
    languages = "[Lang:de]Tag [lang:fr]mot[/lang] Nacht[/LANG]"
    text = f"One[pause:0.5s]two {languages} [voice: Ana Florence ]three[/voice] four"
    assert read(text) == [
        Spoken("One"),
        Pause(0.5),
        Spoken("two "),
        Spoken("Tag ", "de"),
        Spoken("mot", "fr"),
        Spoken(" Nacht", "de"),
        Spoken(" "),
        Spoken("three", voice="Ana Florence"),
        Spoken(" four"),
    ]
    assert read("[pause:250 ms][pause:.25s][pause:60s][pause:0s]") == [Pause(0.25), Pause(0.25), Pause(60)]


def test_a_line_of_a_dialogue_begins_with_a_name_that_is_known() -> None:
    text = (
        "It was late.\nAnna: Hello,\nyou.\nBob: Yes?\n"
        "  anna : [voice:Old Anna]No.\nCarl: I am text.\n\nThey left."
    )
    assert read(text, "Anna", "Bob") == [
        Spoken("It was late.\n"),
        Spoken(" Hello,\nyou.\n", voice="Anna"),
        Spoken(" Yes?\n", voice="Bob"),
        Spoken(" ", voice="anna"),
        Spoken("No.\nCarl: I am text.\n", voice="Old Anna"),
        Spoken("They left.", voice="Old Anna"),
    ]
    assert read("Anna: Hi.\n \nSo.", "Anna", tags=False) == [Spoken(" Hi.\n", voice="Anna"), Spoken("So.")]
    assert read("He said: Anna: no. [voice:X]", "Anna", tags=False) == [
        Spoken("He said: Anna: no. [voice:X]")
    ]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("ab[pause:soon]", r"\[pause:soon\] at character 3 is no pause of up to 60 s"),
        ("[pause:61s]", "no pause"),
        ("[pause:1e3s]", "no pause"),
        ("[pause:-1s]", "no pause"),
        ("[lang:de]Tag", r"\[lang:de\] at character 1 has no \[/lang\]"),
        ("Tag[/lang]", r"\[/lang\] at character 4 closes nothing"),
        ("[lang:d3?]x[/lang]", "names no language"),
        ("[voice: ]x", "names no voice"),
        (f"[voice:{'n' * 65}]x", "names no voice"),
        ("[lang:de]" * 17, "too deep"),
    ],
)
def test_an_error_says_where(text: str, complaint: str) -> None:
    with pytest.raises(InvalidRequestError, match=complaint) as error:
        read(text)
    assert error.value.param == "input"


def test_what_is_open_stays_open_in_the_next_piece() -> None:
    reader = Reader()
    spans = [
        span for piece in ("[lang:de]eins ", "zwei[/lang] [voice:B]x", "y") for span in reader.feed(piece)
    ]
    assert spans == [
        Spoken("eins ", "de"),
        Spoken("zwei", "de"),
        Spoken(" "),
        Spoken("x", voice="B"),
        Spoken("y", voice="B"),
    ]
    with pytest.raises(InvalidRequestError, match="character 42 closes"):
        list(reader.feed("1234[/lang]"))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from(["[pause:1s]", "[voice:A]", "[/voice]", "A:", "\n", "a", "é ", "[", "]", ":"]))
)
def test_no_character_of_the_text_is_lost(pieces: list[str]) -> None:
    text = "".join(pieces)
    spoken = "".join(span.text for span in read(text) if isinstance(span, Spoken))
    assert spoken == re.sub(r"\[pause:1s\]|\[voice:A\]|\[/voice\]", "", text)

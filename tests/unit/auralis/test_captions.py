import pytest

from auralis.captions import LONGEST_CUE, LONGEST_LINE, Sentence, Word, cues, subtitles
from auralis.errors import InvalidRequestError


def sentence(text: str, start: float = 0.0, each: float = 0.25, *, spaced: bool = True) -> Sentence:
    parts = text.split() if spaced else list(text)
    words = tuple(
        Word(part, start + number * each, start + (number + 1) * each, spaced)
        for number, part in enumerate(parts)
    )
    return Sentence(text, start, words[-1].end, words)


LONG = (
    "It was the best of times, it was the worst of times, it was the age of wisdom, it was the age of "
    "foolishness, it was the epoch of belief, it was the epoch of incredulity, it was the season of Light."
)


def test_subtitles_are_written_as_players_read_them() -> None:
    told = [sentence("Fish & <chips>."), sentence("Then?", start=3723.4)]
    assert subtitles(told, "srt") == (
        "1\n00:00:00,000 --> 00:00:00,750\nFish & <chips>.\n\n2\n01:02:03,400 --> 01:02:03,650\nThen?\n"
    )
    assert subtitles(told, "vtt") == (
        "WEBVTT\n\n00:00:00.000 --> 00:00:00.750\nFish &amp; &lt;chips&gt;.\n\n"
        "01:02:03.400 --> 01:02:03.650\nThen?\n"
    )
    assert subtitles([], "vtt") == "WEBVTT\n"
    with pytest.raises(InvalidRequestError, match="srt or vtt, not 'txt'"):
        subtitles(told, "txt")


@pytest.mark.parametrize(
    "told", [sentence(LONG), sentence(LONG, each=0.6), sentence("世界" * 100, spaced=False)]
)
def test_a_cue_has_two_short_lines_and_a_short_time(told: Sentence) -> None:
    shown = list(cues([told]))
    assert len(shown) > 2
    for cue in shown:
        assert 1 <= len(cue.lines) <= 2
        assert all(len(line) <= LONGEST_LINE for line in cue.lines)
        assert 0 < cue.end - cue.start <= LONGEST_CUE + 1e-9
    space = " " if told.words[0].spaced else ""
    assert space.join(line for cue in shown for line in cue.lines) == told.text
    assert [cue.start for cue in shown[1:]] == [pytest.approx(cue.end) for cue in shown[:-1]]


def test_cues_and_lines_end_with_clauses_where_they_can() -> None:
    first, *_ = cues([sentence(LONG)])
    assert first.lines == (
        "It was the best of times, it was the",
        "worst of times, it was the age of wisdom,",
    )
    (cue,) = cues([sentence("He said that nothing, but I went to see for myself.")])
    assert cue.lines == ("He said that nothing,", "but I went to see for myself.")


def test_a_word_that_is_too_long_for_a_line_has_one_of_its_own() -> None:
    (cue,) = cues([sentence("a " + "b" * 60)])
    assert cue.lines == ("a", "b" * 60)


def test_faster_sound_has_earlier_times() -> None:
    told = sentence("One two.", start=2.0).at_speed(2.0)
    assert (told.start, told.end) == (1.0, 1.25)
    assert [(word.start, word.end) for word in told.words] == [(1.0, 1.125), (1.125, 1.25)]

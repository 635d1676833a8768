import pytest
from hypothesis import given
from hypothesis import strategies as st

from auralis.text.split import halve, sentences, split

WORDS = st.text(st.sampled_from("abcXYZ.,!?…;:'\"12\u00e9\u0301"), min_size=1, max_size=12)
GAPS = st.sampled_from([" ", "  ", "\n", "\n\n", "\t", "\u00a0"])
TEXTS = st.lists(st.tuples(WORDS, GAPS), max_size=60).map(lambda pairs: "".join(w + g for w, g in pairs))


@given(TEXTS, st.integers(12, 80))
def test_no_word_is_lost_or_cut(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert " ".join(pieces).split() == text.split()
    assert all(piece and piece == piece.strip() and len(piece) <= limit for piece in pieces)


@given(TEXTS, st.integers(1, 12))
def test_a_word_above_the_limit_is_cut_without_loss(text: str, limit: int) -> None:
    pieces = list(split(text, limit))
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= limit for piece in pieces)


@given(TEXTS.map(lambda text: " ".join(text.split())).filter(lambda text: len(text) > 1))
def test_halves_are_both_shorter_and_complete(text: str) -> None:
    left, right = halve(text)
    assert left
    assert right
    assert (left + right).replace(" ", "") == text.replace(" ", "")
    assert (" " not in text) or f"{left} {right}" == text


def test_text_within_the_limit_stays_whole() -> None:
    assert list(split("One. Two.\nThree.", 250)) == ["One. Two. Three."]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("First one here. Second one here.", ["First one here.", "Second one here."]),
        ("So, and this is the rest", ["So, and this is the", "rest"]),  # rather than a scrap
        ("First clause, and more words", ["First clause,", "and more words"]),
        ("no clause and no sentence", ["no clause and no", "sentence"]),
        ("x" * 30 + " y", ["x" * 20, "x" * 10 + " y"]),
    ],
)
def test_the_best_end_is_taken(text: str, pieces: list[str]) -> None:
    assert list(split(text, 20)) == pieces


def test_sentences_end_where_a_reader_would_end_them() -> None:
    text = 'Dr. Smith met J. R. Tolkien at 3.5 p.m. yesterday. "Really?!" he asked... and left\n\na paragraph'
    assert list(sentences(text, {"dr"})) == [
        "Dr. Smith met J. R. Tolkien at 3.5 p.m. yesterday.",
        '"Really?!" he asked... and left',
        "a paragraph",
    ]


@pytest.mark.parametrize("unit", ["a", " ", "\n", ".", "!)", "\n ", ". ", "a, ", "1,111"])
@pytest.mark.timeout(20)
@pytest.mark.no_cover  # counted line by line it would take most of that time
def test_a_book_of_one_pattern_takes_linear_time(unit: str) -> None:
    assert sum(len(piece) for piece in split(unit * 300_000, 250, {"dr"})) <= 300_000 * len(unit)

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.chat.chain import Pieces
from auralis.errors import TooLargeError
from auralis.text.chunker import Chunker


def cut(text: str, most: int = 100, size: int = 1) -> list[str]:
    chunker = Chunker(most)
    pieces = [
        piece for start in range(0, len(text), size) for piece in chunker.feed(text[start : start + size])
    ]
    return pieces + chunker.finish()


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("Well, this comes first,| I think. Then this is next.", 100),
        ("One two three four| five six.", 4),
        ("This is it.| One two three,| four five six seven.", 5),
        ("Dr. Smith and J. Doe met at 3.5 p.m. in town.| They left.", 100),
        ('He said "Really?" and left the room.| So did I.', 100),
        ("Title.\n\nA first line of text|\n\nAnother line", 100),
        ("\u4f60\u597d\u4e16\u754c\u3002|\u5929\u6c14\u5f88\u597d\u5440\u3002|\u518d\u89c1", 100),
        ("a b c d e f g h i j k l m n o p q r s t| u v", 100),
        ("   ", 100),
    ],
)
def test_pieces_end_where_speech_may_pause(text: str, most: int) -> None:
    """`|` is where they should end."""
    expected = [" ".join(piece.split()) for piece in text.split("|") if piece.strip()]
    text = text.replace("|", "")
    assert cut(text, most) == cut(text, most, size=7) == cut(text, most, size=10_000) == expected


WORDS = st.lists(
    st.sampled_from(["go", "Stop.", "then,", "Dr.", "(why?)", "-", "Yes!\n\n", "...", "end:"]), max_size=60
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(WORDS, st.integers(1, 12))
def test_no_piece_is_too_long_and_no_word_is_lost(words: list[str], most: int) -> None:
    text = " ".join(words)
    pieces = cut(text, most, size=5)
    assert " ".join(pieces).split() == text.split()
    assert all(1 <= len(piece.split()) <= most for piece in pieces)


def test_a_piece_is_there_with_the_word_after_it() -> None:
    chunker = Chunker(100)
    assert chunker.feed("This is a sentence.") == []
    assert chunker.feed(" A") == ["This is a sentence."]


def test_an_answer_without_an_end_is_not_read_for_ever() -> None:
    pieces = Pieces(10, longest=20)
    pieces.feed("x" * 20)
    with pytest.raises(TooLargeError):
        pieces.feed("y")

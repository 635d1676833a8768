from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auralis.text.sections import sections


@given(text=st.text(st.sampled_from("ab .!?,\n\u3002\u4e00\u201d"), max_size=300), most=st.integers(1, 60))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_sections_are_the_text_and_cut_no_word(text: str, most: int) -> None:
    parts = list(sections(text, most))
    assert "".join(parts) == text
    assert all(parts)
    for part, following in pairwise(parts):
        assert part[-1].isspace() or part[-1] in "\u3002\u201d" or following[0].isspace()
        assert len(part) <= most or len(part.split()) == 1


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("One. Two.\n\nThree. Four.", 20, ["One. Two.\n\n", "Three. Four."]),
        (
            "He said \u201cno.\u201d Then he went home.",
            24,
            ["He said \u201cno.\u201d ", "Then he went home."],
        ),
        ("One, two and three", 12, ["One, ", "two and ", "three"]),
        ("\u4e00\u4e00\u3002\u4e00\u4e00\u3002", 4, ["\u4e00\u4e00\u3002", "\u4e00\u4e00\u3002"]),
        ("unbreakable word", 5, ["unbreakable ", "word"]),
        ("", 5, []),
    ],
)
def test_sections_end_where_it_is_best(text: str, most: int, expected: list[str]) -> None:
    assert list(sections(text, most)) == expected
